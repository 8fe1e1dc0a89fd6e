/// A connection that seals and compares with another key than its own, for the moment in which one key takes over from another.
private struct OtherSeal: Connection {
  let base: any Connection
  let sealingKey: [UInt8]

  var dialect: any Dialect { base.dialect }
  var isWriting: Bool { base.isWriting }
  func membersChange() { base.membersChange() }
  func forEach(_ sql: SQL, _ body: (any Row) throws -> Void) throws { try base.forEach(sql, body) }
  func run(_ sql: SQL) throws -> Int { try base.run(sql) }
  func insert(_ sql: SQL) throws -> Int { try base.insert(sql) }
  func goOn() throws { try base.goOn() }
}

extension Connection {
  /// The same connection, sealing with that key.
  public func sealing(by key: [UInt8]) -> any Connection { OtherSeal(base: self, sealingKey: key) }
}
