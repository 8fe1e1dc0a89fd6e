import Operations
import Testing

@testable import Web

/// What a form of a table says becomes a decision only where it differs from what was proposed.
@Suite struct ImportEntriesTests {
  private static let header = ["Nr.", "Risiko", "Status"]

  private func decision(_ fields: [(String, String)], over before: TableDecision = TableDecision()) throws -> (
    TableDecision, String?
  ) {
    var form = try FormData(contentType: "", content: .bytes([]))
    form.fields = fields.map { ($0.0, $0.1) }
    let result = try ImportEntries(form).decision(over: before, header: Self.header)
    return (result.decision, result.section)
  }

  private static func made(_ change: (inout TableDecision) -> Void) -> TableDecision {
    var decision = TableDecision()
    change(&decision)
    return decision
  }

  struct Case: Sendable {
    let name: String
    let fields: [(String, String)]
    let decision: TableDecision
    let section: String?
  }

  static let cases: [Case] = [
    .init(
      name: "nothing was changed",
      fields: [
        ("register", "risks"), ("was:register", "risks"), ("column:Risiko", "title"), ("was:column:Risiko", "title"),
      ],
      decision: TableDecision(), section: nil),
    .init(
      name: "a control without a proposal is none of ours", fields: [("column:Risiko", "title")],
      decision: TableDecision(), section: nil),
    .init(
      name: "register", fields: [("register", "assets"), ("was:register", "")],
      decision: made { $0.register = "assets" }, section: "what"),
    .init(
      name: "what is said of the former register's columns goes",
      fields: [
        ("register", "assets"), ("was:register", "risks"), ("column:Risiko", "note"), ("was:column:Risiko", "title"),
        ("value:kind:x", "ai"), ("was:value:kind:x", ""), ("default:kind", "ai"), ("was:default:kind", ""),
      ], decision: made { $0.register = "assets" }, section: "what"),
    .init(
      name: "header of two rows",
      fields: [("header-first", "4"), ("was:header-first", "1"), ("header-last", " 5 "), ("was:header-last", "1")],
      decision: made { $0.header = 4...5 }, section: "sheet"),
    .init(
      name: "only the first row of the header",
      fields: [("header-first", "4"), ("was:header-first", "4"), ("header-last", ""), ("was:header-last", "5")],
      decision: made { $0.header = 4...4 }, section: "sheet"),
    .init(
      name: "words with a colon and a line break, as browsers send them",
      fields: [("value:~:in Arbeit: seit\r\ngestern", "open"), ("was:value:~:in Arbeit: seit\r\ngestern", "")],
      decision: made { $0.values = ["~": ["in Arbeit: seit\ngestern": "open"]] }, section: "values"),
    .init(
      name: "boxes", fields: [("default:domains", "security"), ("default:domains", "ai"), ("was:default:domains", "")],
      decision: made { $0.defaults = ["domains": "security; ai"] }, section: "defaults"),
    .init(
      name: "a record goes before what else is said",
      fields: [
        ("reference:IT: Betrieb", "PER-0001"), ("was:reference:IT: Betrieb", ""), ("how:IT: Betrieb", "+"),
        ("was:how:IT: Betrieb", ""),
      ], decision: made { $0.references = ["IT: Betrieb": "PER-0001"] }, section: "references"),
    .init(
      name: "all undecided names",
      fields: [
        ("how-all", "new"), ("was:how-all", ""), ("was:how:A", ""), ("was:reference:A", ""), ("how:B", "+"),
        ("was:how:B", ""), ("was:reference:B", ""),
      ], decision: made { $0.references = ["A": "new", "B": "+"] }, section: "references"),
    .init(
      name: "a cell, and a row that is left out",
      fields: [
        ("mend:7:2", ""), ("was:mend:7:2", "7"), ("leave:9", "true"), ("was:leave:9", ""), ("mend:8:99", "x"),
        ("was:mend:8:99", ""),
      ],
      decision: made {
        $0.mended = [7: ["Status": ""]]
        $0.leftOut = [9]
      }, section: "problems"),
  ]

  @Test(arguments: cases.indices)
  func onlyWhatWasChangedIsDecided(_ index: Int) throws {
    let expected = Self.cases[index]
    let (decision, section) = try decision(expected.fields)
    #expect(decision == expected.decision, "\(expected.name)")
    #expect(section == expected.section, "\(expected.name)")
  }

  @Test func aDecisionIsTakenBack() throws {
    let before = Self.made {
      $0.columns = ["Risiko": "note"]
      $0.leftOut = [9]
      $0.references = ["A": "PER-0001"]
      $0.values = ["~": ["x": "open"]]
    }
    let (decision, _) = try decision(
      [
        ("column:Risiko", ""), ("was:column:Risiko", "note"), ("was:leave:9", "true"), ("reference:A", ""),
        ("was:reference:A", "PER-0001"), ("value:~:x", ""), ("was:value:~:x", "open"),
      ], over: before)
    #expect(decision.isEmpty)
  }

  @Test(arguments: ["x", "0", "-3", "1.5", "99999999999999999999", "５x"])
  func aRowThatIsNoNumberIsNamed(_ text: String) throws {
    #expect(throws: Failure.self) { try decision([("header-first", text), ("was:header-first", "1")]) }
    #expect(throws: Failure.self) { try decision([("last-row", text), ("was:last-row", "")]) }
  }
}
