import RegisterKit

extension Registers {
  /// Makes the index of every field that is filtered or sorted often, or that is asked at each change whether another
  /// record has the same. Idempotent; run at start, after the migrations.
  public func createIndexes(_ connection: any Connection) throws {
    for register in all {
      guard let slug = SQL.Name(register.slug) else { continue }
      for field in register.fields where Self.isIndexed(field) || field.traits.unique {
        guard let name = SQL.Name(field.name) else { continue }
        for statement in connection.dialect.createIndex(register: slug, field: name, storage: FieldStorage(field)) {
          try connection.run(statement)
        }
      }
    }
  }

  /// Whether a field has an index of its own; what stands in the envelope is found there.
  static func isIndexed(_ field: FieldSpec) -> Bool {
    field.traits.indexed && !field.traits.owner && !field.traits.due && !field.traits.state && !field.traits.title
  }
}

extension FieldStorage {
  /// How the engine compares what a field holds.
  init(_ field: FieldSpec) {
    self =
      switch field.kind.storage {
      case .integer: .integer
      case .real: .real
      case .flag: .flag
      case .text, .day, .list: .text
      }
  }
}
