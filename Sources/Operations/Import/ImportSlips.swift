import Domain
import Exchange
import RegisterKit
import Store

// Decisions that no table can follow are slips, and said at once.
extension ImportRun {
  /// A decision about a heading that no table has, or for which no register has that field, was a slip.
  func checkColumns() throws {
    for (heading, word) in options.everywhere.columns.sorted(by: { $0.key < $1.key }) {
      let having = sources.filter { $0.table.header.contains { $0.folded == heading.folded } }
      guard !having.isEmpty else { throw Failure.malformed("No table here has a column “\(heading)”.") }
      let registers = having.compactMap { scope.registers[$0.match.register] }
      guard registers.contains(where: { TableMatch.Column(word, $0, instead: .extra) != nil }) else {
        throw Failure.malformed(
          "\(registers.map(\.many).joined(separator: ", ")): there is no field “\(word)” for the column “\(heading)”.")
      }
    }
    let registers = sources.compactMap { scope.registers[$0.match.register] }
    for (field, words) in options.everywhere.values.sorted(by: { $0.key < $1.key }) {
      for (word, value) in words.sorted(by: { $0.key < $1.key }) where value != TableDecision.keep {
        try checkValue(field, word, value)
      }
    }
    let fields = Set(options.everywhere.values.keys).union(options.everywhere.defaults.keys)
    for field in fields.sorted() where field != "~" && !sources.isEmpty {
      guard registers.contains(where: { $0.field(field)?.traits.derived == false }) else {
        throw Failure.malformed(
          "\(Set(registers.map(\.many)).sorted().joined(separator: ", ")): there is no field “\(field)”.")
      }
    }
    let frameworks = installation.libraries.frameworks.map(\.uid)
    if let standard = options.everywhere.standard, !frameworks.contains(standard) {
      throw Failure.malformed("There is no standard “\(standard)”; there are \(frameworks.joined(separator: ", ")).")
    }
  }

  /// A value that no register of the tables knows was a slip.
  private func checkValue(_ field: String, _ word: String, _ value: String) throws {
    let registers = sources.compactMap { scope.registers[$0.match.register] }
    var choices: [String] = []
    for register in registers {
      if field == "~", let lifecycle = register.lifecycle {
        if lifecycle.state(value) != nil || lifecycle.state(meantBy: value) != nil { return }
        choices += lifecycle.states.map(\.name)
      }
      guard let spec = register.field(field) else { continue }
      switch spec.kind.control {
      case .choice(let options), .choices(let options):
        if options.called(value) != nil { return }
        choices += options.map(\.name)
      default:
        if (try? spec.kind.parse(value, reading())) != nil { return }
      }
    }
    guard registers.contains(where: { $0.field(field) != nil || field == "~" }) else { return }
    let known = choices.isEmpty ? "" : "; there are \(choices.joined(separator: ", "))"
    throw Failure.malformed("“\(value)” is no value of \(field == "~" ? "the state" : "“\(field)”")\(known).")
  }
}
