import RegisterKit

/// Records chosen from a register as it stood at a position of the ledger, to be looked at in an audit: how they were
/// chosen is kept, so that anybody can draw them again (ISO 19011:2018 A.6).
public struct Sample: Record {
  /// How items are chosen (ISO 19011:2018 A.6): three ways that can be drawn again, and the auditor's own judgement.
  public enum Method: String, Choice {
    case random, systematic, stratified, judgemental
  }
  public var title = ""
  public var audit: String?
  public var check: String?
  /// Slug of the register from which it was drawn.
  public var population = ""
  /// As in the address bar of the register's list; empty for all.
  public var filter = ""
  public var method = Method.random
  /// Name of the field by which the population is divided; empty for other methods.
  public var stratum = ""
  /// Number of items.
  public var size: Int?
  /// What the choice follows from; empty for a judgemental sample.
  public var seed = ""
  public var reason = ""
  /// The last entry of the ledger that counts: records are drawn as they stood there.
  public var position: Int?
  /// Number of records that the filter fitted at that position.
  public var populationSize: Int?
  public var drawnOn: Day?
  /// Records at their revision, as ``Citation``, in the order in which they were drawn.
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
  /// What was seen at the record.
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
  /// Id of the record.
  public var item = ""
  /// Revision of the record that was drawn.
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
