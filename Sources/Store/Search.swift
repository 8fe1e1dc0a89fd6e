import RegisterKit

/// What the search knows of a record: nothing once it is archived.
public struct SearchText: Sendable, Hashable {
  public var title = ""
  /// Code and searched fields, one a line; empty once the record is archived.
  public var text = ""

  public init(title: String, text: String) {
    self.title = title
    self.text = text
  }

  public init(_ id: String, _ body: Body, _ register: AnyRegister?, isArchived: Bool) {
    guard !isArchived else { return }
    title = register.flatMap { body[$0.titleField.name]?.text } ?? id
    text = ([id] + (register?.searchedFields ?? []).compactMap { body[$0.name]?.text }).joined(separator: "\n")
  }
}

extension Scope {
  /// Records whose text has all these words, the last one perhaps unfinished; a code that fits comes first.
  public func search(_ text: String, limit: Int) throws -> [RecordName] {
    let exact = try connection.all(
      "SELECT id, kind, title, state FROM \(records) WHERE \(visible) AND record.id = \(text) AND archived = 0", name)
    let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    guard !words.isEmpty, exact.isEmpty else { return exact }
    return try connection.all(
      """
      SELECT id, kind, title, state FROM \(records) WHERE \(visible) AND archived = 0 AND \(dialect.matches(words))
      ORDER BY kind, id LIMIT \(limit)
      """, name)
  }

  /// Records of some registers for a choice: by the beginning of the code, or by words.
  public func lookup(_ text: String, in kinds: [String], limit: Int) throws -> [RecordName] {
    guard !kinds.isEmpty else { return [] }
    let list = kinds.map { "\($0)" as SQL }.joined(", ")
    let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let matching: SQL =
      words.isEmpty
      ? "1 = 1" : "(record.id LIKE \(text.filter { $0 != "%" && $0 != "_" } + "%") OR \(dialect.matches(words)))"
    return try connection.all(
      """
      SELECT id, kind, title, state FROM \(records) WHERE \(visible) AND archived = 0 AND kind IN (\(list)) AND \(matching)
      ORDER BY title LIMIT \(limit)
      """, name)
  }

  private func name(_ row: any Row) -> RecordName {
    RecordName(id: row.text(0), kind: row.text(1), title: row.text(2), state: row.optionalText(3))
  }
}

extension Scope {
  /// What is due up to a day and not closed, soonest first.
  public func due(until day: String, limit: Int) throws -> [(due: String, name: RecordName)] {
    let final = Set(
      registers.all.flatMap { register in
        register.lifecycle?.states.filter(\.isFinal).map { "\(register.slug) \($0.name)" }
          ?? ["closed", "done", "met"].map { "\(register.slug) \($0)" }
      })
    var found: [(String, RecordName)] = []
    // The index on the due day gives the order; closed ones are passed over.
    try connection.forEach(
      """
      SELECT due, id, kind, title, state FROM \(records)
      WHERE \(visible) AND archived = 0 AND due <= \(day) ORDER BY due DESC LIMIT 500
      """
    ) { row in
      let name = RecordName(id: row.text(1), kind: row.text(2), title: row.text(3), state: row.optionalText(4))
      if !final.contains("\(name.kind) \(name.state ?? "")") { found.append((row.text(0), name)) }
    }
    return found.prefix(limit).reversed()
  }
}
