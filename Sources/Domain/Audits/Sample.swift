import RegisterKit

/// Records chosen from a register as it stood at a position of the ledger, to be looked at in an audit: how they were
/// chosen is kept, so that anybody can draw them again (ISO 19011:2018 A.6).
public struct Sample: Record {
  public enum Method: String, Choice {
    case random, systematic, stratified, judgemental
  }
  public var title = ""
  public var audit: String?
  public var check: String?
  public var population = ""
  public var filter = ""
  public var method = Method.random
  public var stratum = ""
  public var size: Int?
  public var seed = ""
  public var reason = ""
  public var position: Int?
  public var populationSize: Int?
  public var drawnOn: Day?
  public var items: [String] = []
  public init() {}

  public static let register = Register<Sample>(
    "samples", prefix: "SMP", one: "Sample", many: "Samples", area: .check,
    purpose: "What was chosen from a register to be looked at, and how, so that it can be drawn again.",
    clauses: ["iso27001:9.2.2", "iso42001:9.2.2"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .reference(\.audit, "audit", "Audit", to: "audits", .listed),
      .reference(\.check, "check", "Check", to: "checks", .listed),
      .line(\.population, "population", "Register", max: 60, .required, .listed),
      .line(\.filter, "filter", "Filter", max: 2000),
      .choice(\.method, "method", "Method", .listed),
      .line(\.stratum, "stratum", "Divided by", max: 60),
      .number(\.size, "size", "Size", in: 1...10_000, .required, .listed),
      .line(\.seed, "seed", "Seed", max: 100),
      .prose(\.reason, "reason", "Reason for the choice"),
      .number(\.position, "ledger_position", "Ledger position", .required),
      .number(\.populationSize, "population_size", "Size of the population", .listed),
      .day(\.drawnOn, "drawn_on", "Drawn on", .listed),
      .labels(\.items, "items", "Items"),
    ], isMadeByProgram: true)
}

/// One record of a sample, and what was seen.
public struct SampleItem: Record {
  public enum Result: String, Choice {
    case notSeen = "not_seen"
    case conform
    case notConform = "not_conform"
    public var tone: Tone {
      switch self {
      case .notSeen: .none
      case .conform: .good
      case .notConform: .bad
      }
    }
  }
  public var title = ""
  public var sample: String?
  public var item = ""
  public var revision: Int?
  public var result = Result.notSeen
  public var note = ""
  public init() {}

  public static let register = Register<SampleItem>(
    "sample-items", prefix: "SMI", one: "Item of a sample", many: "Items of samples", area: .check,
    purpose: "What was seen at each record of a sample.", clauses: ["iso27001:9.2.2", "iso42001:9.2.2"],
    fields: [
      .line(\.title, "title", "Title", max: 4100, .title),
      .reference(\.sample, "sample", "Sample", to: "samples", .required, .listed),
      .line(\.item, "item", "Record", max: 40, .required, .listed),
      .number(\.revision, "item_revision", "Revision drawn", .listed),
      .choice(\.result, "result", "Result", .state, .listed),
      .prose(\.note, "note", "Note", .listed),
    ], isMadeByProgram: true)
}
