import Domain
import Operations
import RegisterKit

/// What stands in the address of the page of audit time: what was entered, as it was entered, and what it means.
struct AuditTimeForm {
  let tables: AuditTimeTables
  /// Text as entered, by name.
  private(set) var texts: [String: String]
  private(set) var problems: [UI.FormProblem] = []
  private(set) var input = AuditTimeInput(parts: [], integration: 0, team: [])
  /// Days of a quote, by kind of audit.
  private(set) var quote: [String: Double] = [:]
  /// Points of integration that nobody scored yet.
  private(set) var unscored = 0
  let isFirst: Bool

  /// - Parameter proposal: What is shown before anything was entered.
  init(_ query: [(name: String, value: String)], _ tables: AuditTimeTables, _ proposal: AuditTimeProposal) {
    self.tables = tables
    texts = Dictionary(query.map { ($0.name, $0.value.trimmed()) }, uniquingKeysWith: { $1 })
    isFirst = !texts.keys.contains { $0.contains(".") || $0 == "team" }
    if isFirst {
      texts["iso27001.persons"] = proposal.persons.map(String.init)
      texts["iso42001.persons"] = proposal.personsInAI.map(String.init)
      texts["iso42001.column"] = proposal.role
      texts["team"] = proposal.team.isEmpty ? nil : proposal.team.map(String.init).joined(separator: ", ")
    }
    for table in tables.tables {
      if let part = part(table) { input.parts.append(part) }
    }
    readTeam()
    for audit in ["initial"] + tables.shares.map(\.audit) { quote[audit] = days("quote.\(audit)", "Days quoted") }
  }

  subscript(name: String) -> String { texts[name] ?? "" }

  /// The whole question, for links that keep it.
  var items: [(String, String?)] {
    texts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.isEmpty ? nil : $0.value) }
  }

  private mutating func wrong(_ name: String, _ label: String, _ message: String) {
    problems.append(UI.FormProblem(field: name, label: label, message))
  }

  private mutating func part(_ table: AuditTimeTables.Table) -> AuditTimeInput.Part? {
    let id = table.standard
    guard !self["\(id).persons"].isEmpty else { return nil }
    let persons = Int(self["\(id).persons"]) ?? 0
    if !(1...10_000_000).contains(persons) {
      wrong("\(id).persons", "Persons", "A whole number from 1 on is expected.")
    }
    let groups = self["\(id).same"].split { ", ;".contains($0) }.map { Int($0) ?? 0 }
    if groups.contains(where: { !(1...10_000_000).contains($0) }) {
      wrong("\(id).same", "Groups of people who do the same", "Write whole numbers with commas, such as 49, 49.")
    }
    let columns = table.columns
    let column = columns.contains(self["\(id).column"]) ? self["\(id).column"] : columns.first ?? ""
    var part = AuditTimeInput.Part(standard: id, persons: persons, identical: groups.filter { $0 > 0 }, column: column)
    if !self["\(id).adjust"].isEmpty {
      if let percent = Self.number(self["\(id).adjust"]), (-100.0...200).contains(percent) {
        part.adjustment = percent
      } else {
        wrong("\(id).adjust", "Circumstances", "Percent from -100 to 200 are expected.")
      }
    }
    part.adjustmentReason = self["\(id).why"]
    for (index, addition) in table.additions.enumerated() {
      part.additions[addition] = days("\(id).add.\(index)", addition)
    }
    for factor in table.scores?.factors ?? [] {
      part.grades[factor.id] = Int(self["\(id).grade.\(factor.id)"]).flatMap { (1...3).contains($0) ? $0 : nil }
    }
    return part
  }

  private mutating func readTeam() {
    let levels = tables.integrationPoints.indices.map { Double(self["level.\($0)"]) }
    unscored = levels.count { $0 == nil }
    input.integration =
      levels.isEmpty ? 0 : levels.reduce(0) { $0 + min(100, max(0, $1 ?? 0)) } / Double(levels.count)
    let team = self["team"].split { ", ;".contains($0) }.map { Int($0) ?? 0 }
    if team.contains(where: { !(1...max(1, tables.tables.count)).contains($0) }) {
      wrong("team", "Auditors of the team", "Write for each auditor for how many of the standards, such as 2, 1.")
    }
    // In an audit of one standard nobody counts for two.
    input.team = team.map { min($0, max(1, input.parts.count)) }
  }

  private mutating func days(_ name: String, _ label: String) -> Double? {
    guard !self[name].isEmpty else { return nil }
    guard let value = Self.number(self[name]), (0...1000).contains(value) else {
      wrong(name, label, "A number of days is expected.")
      return nil
    }
    return value
  }

  static func number(_ text: String) -> Double? {
    Double(text.replacing(",", with: ".").replacing("−", with: "-")).flatMap { $0.isFinite ? $0 : nil }
  }
}
