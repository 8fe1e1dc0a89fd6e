/// A linear program with whole-number variables, to be made as small as possible.
struct LinearModel: Sendable {
  enum Sense: String { case atMost = "<=", atLeast = ">=", equal = "=" }
  struct Row: Sendable {
    let terms: [(variable: Int, factor: Int)]
    let sense: Sense
    let limit: Int
  }
  struct Variable: Sendable {
    let upper: Int
    let isWhole: Bool
    var cost: Int
  }
  private(set) var variables: [Variable] = []
  private(set) var rows: [Row] = []

  mutating func variable(upTo upper: Int, whole: Bool = true, cost: Int = 0) -> Int {
    variables.append(Variable(upper: upper, isWhole: whole, cost: cost))
    return variables.count - 1
  }

  mutating func row(_ terms: [(variable: Int, factor: Int)], _ sense: Sense, _ limit: Int) {
    rows.append(Row(terms: terms, sense: sense, limit: limit))
  }

  mutating func setCosts(_ cost: (Int) -> Int) {
    for index in variables.indices { variables[index].cost = cost(index) }
  }

  /// In the format of CPLEX LP files, in short lines, since readers have a limit.
  var text: String {
    func sum(_ terms: [(variable: Int, factor: Int)]) -> String {
      var text = ""
      for (index, term) in terms.enumerated() {
        text += "\(term.factor < 0 ? " -" : " +") \(term.factor.magnitude) x\(term.variable)"
        if index % 12 == 11 { text += "\n" }
      }
      return text
    }
    var text = "Minimize\n obj:"
    let costs = variables.enumerated().filter { $1.cost != 0 }.map { (variable: $0, factor: $1.cost) }
    text += costs.isEmpty ? " 0 x0" : sum(costs)
    text += "\nSubject To\n"
    for (index, row) in rows.enumerated() where !row.terms.isEmpty {
      text += " r\(index):\(sum(row.terms)) \(row.sense.rawValue) \(row.limit)\n"
    }
    text += "Bounds\n"
    for (index, variable) in variables.enumerated() { text += " 0 <= x\(index) <= \(variable.upper)\n" }
    text += "Generals\n"
    for (index, variable) in variables.enumerated() where variable.isWhole { text += " x\(index)\n" }
    return text + "End\n"
  }
}

/// What a solver found for a ``LinearModel``.
struct LinearSolution: Sendable {
  enum Status: Sendable { case optimal, stopped, infeasible }
  var status: Status
  /// Value of each variable, rounded; empty if no solution was found.
  var values: [Int] = []
  /// No solution is better; nil if nothing is known.
  var bound: Double?
}
