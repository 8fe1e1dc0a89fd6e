import RegisterKit

/// What a record goes by, for finding it by the words of a file.
public struct KnownName: Sendable {
  public let id: String
  public let title: String
  /// The organization's own number for it, where that can't be its code; nil where there is none.
  public let reference: String?
  /// Values of the register's unique fields, in the order of the fields; nil where one is empty.
  public let uniques: [String?]
}

extension Scope {
  /// What the records of a register go by, those that are archived left out.
  public func forEachName(in register: AnyRegister, _ body: (KnownName) throws -> Void) throws {
    guard let slug = SQL.Name(register.slug) else { return }
    let names = register.fields.filter(\.traits.unique).compactMap { SQL.Name($0.name) }
    let columns = names.map { ", \(dialect.field($0, as: .text))" as SQL }.joined("")
    try connection.forEach(
      """
      SELECT record.id, record.title, record.body->'extra'->>'Own reference'\(columns) FROM \(records)
      WHERE \(visible) AND kind = '\(slug)' AND archived = 0
      """
    ) { row in
      try body(
        KnownName(
          id: row.text(0), title: row.text(1), reference: row.optionalText(2),
          uniques: names.indices.map { row.optionalText(3 + $0) }))
    }
  }
}
