import RegisterKit

/// Files on their way into the registers: what was sent, what was decided about it, what became of it. The files are kept
/// at the record as they came.
public struct FileImport: Record {
  /// How far an import is.
  public enum Status: String, Choice {
    case open, taken, undone, discarded
    public var label: String {
      switch self {
      case .open: "In preparation"
      case .taken: "Imported"
      case .undone: "Undone"
      case .discarded: "Discarded"
      }
    }
    public var tone: Tone {
      switch self {
      case .open: .info
      case .taken: .good
      case .undone, .discarded: .none
      }
    }
  }
  public var title = ""
  public var status = Status.open
  /// Whoever goes on with it; the name of a member.
  public var assignedTo = ""
  /// JSON: what was decided about each table.
  public var decisions = ""
  /// Act of the ledger by which all of it can be undone; nil until it was taken.
  public var batch: Int?
  public var takenOn: Day?
  public var created: Int?
  public var updated: Int?
  public var unchanged: Int?
  /// Rows that were not taken.
  public var named: Int?
  public init() {}

  public static let register = Register<FileImport>(
    "imports", prefix: "FIM", one: "Import", many: "Imports", area: .plan,
    purpose: "Files that were brought in, with the source files, what was decided about them and what became of them.",
    fields: [
      .line(\.title, "title", "Files", .title),
      .choice(\.status, "status", "Status", .state, .listed),
      .line(\.assignedTo, "assigned_to", "Assigned to", .listed),
      .prose(\.decisions, "decisions", "Decisions"),
      .number(\.batch, "batch", "Act in the ledger"),
      .day(\.takenOn, "taken_on", "Imported on", .listed),
      .number(\.created, "created", "Created", .listed),
      .number(\.updated, "updated", "Updated", .listed),
      .number(\.unchanged, "unchanged", "Unchanged", .listed),
      .number(\.named, "named", "Rows not taken", .listed),
    ], isMadeByProgram: true)
}
