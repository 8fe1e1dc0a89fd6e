import RegisterKit

/// How one statement of applicability differs from another, line by line and field by field.
public struct SoAComparison: Sendable {
  /// What became of a line.
  public enum Kind: String, Sendable, CaseIterable {
    case added, removed, changed
    public var tone: Tone {
      switch self {
      case .added: .good
      case .removed: .bad
      case .changed: .info
      }
    }
  }
  /// A field of a line that differs.
  public struct FieldChange: Sendable, Hashable {
    /// As in ``SoA/value``: `applicable`, `justification`.
    public let field: String
    /// As people read it; empty for nothing.
    public let before: String
    public let after: String
    public init(field: String, before: String, after: String) {
      self.field = field
      self.before = before
      self.after = after
    }
  }
  /// A requirement whose line differs.
  public struct Line: Sendable, Hashable {
    /// Of the requirement.
    public let uid: String
    public let kind: Kind
    /// For an added or removed line, every field that it fills.
    public let changes: [FieldChange]
    public init(uid: String, kind: Kind, changes: [FieldChange]) {
      self.uid = uid
      self.kind = kind
      self.changes = changes
    }
  }
  /// Added and changed ones in the order of the later statement, then removed ones.
  public let lines: [Line]

  /// How many lines differ in that way.
  public func count(_ kind: Kind) -> Int { lines.count { $0.kind == kind } }

  static let fields = ["applicable", "justification", "status", "controls", "risks", "evidence"]

  /// Both are lists of lines in the form of ``SoA/value``.
  public static func compute(from: Value, to: Value) -> SoAComparison {
    let before = byUID(from), after = byUID(to)
    var lines: [Line] = []
    for line in to.list {
      guard let uid = line["uid"].text else { continue }
      let changes = changes(before[uid] ?? .null, line)
      if before[uid] == nil {
        lines.append(Line(uid: uid, kind: .added, changes: changes))
      } else if !changes.isEmpty {
        lines.append(Line(uid: uid, kind: .changed, changes: changes))
      }
    }
    for line in from.list {
      guard let uid = line["uid"].text, after[uid] == nil else { continue }
      lines.append(Line(uid: uid, kind: .removed, changes: changes(line, .null)))
    }
    return SoAComparison(lines: lines)
  }

  private static func byUID(_ lines: Value) -> [String: Value] {
    Dictionary(
      lines.list.compactMap { line in line["uid"].text.map { ($0, line) } }, uniquingKeysWith: { first, _ in first })
  }

  private static func changes(_ before: Value, _ after: Value) -> [FieldChange] {
    fields.compactMap { field in
      let (old, new) = (text(before[field]), text(after[field]))
      return old == new ? nil : FieldChange(field: field, before: old, after: new)
    }
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .bool(let bool): bool ? "yes" : "no"
    case .list(let list): list.compactMap(\.text).joined(separator: ", ")
    default: value.text ?? ""
    }
  }
}
