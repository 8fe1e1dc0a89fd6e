import Domain
import RegisterKit
import Store

/// What is put at a record beside its fields: files, comments, and the external auditors who see it.
extension Act {
  func attach(_ id: String, _ file: StoredFile, _ name: String) throws -> (StoredRecord, Bool) {
    let (record, register) = try live(id, nil)
    var body = record.body
    var files = body[AnyRegister.attachments]?.list ?? []
    let plain = String(name.filter { !$0.isNewline && $0 != "\0" }.prefix(250))
    // The files of an import keep their names: two may hold the same, and the last of a name is the one that counts.
    let isProgram = hand == .program
    let known = isProgram ? files.last { $0["name"].text == plain } : files.first { $0["sha256"].text == file.sha256 }
    if known?["sha256"].text == file.sha256 { return (record, false) }
    try refuseSettled(record, register)
    let most = isProgram ? 1000 : 200
    guard files.count < most else { throw Failure.conflict("A record has \(most) files at most.") }
    files.append([
      "name": .text(plain), "sha256": .text(file.sha256), "size": .int(file.size), "type": .text(file.type),
    ])
    body[AnyRegister.attachments] = .list(files)
    let isFrozen = register.lifecycle?.state(record.state)?.isFrozen == true
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version.next, action: .changed,
        state: isFrozen ? register.lifecycle?.initial.name : record.state, body: body, note: note))
  }

  func comment(_ id: String, _ text: String, _ facts: Body) throws -> (StoredRecord, Bool) {
    let (record, _) = try existing(id, .comment, nil)
    var problems = Problems()
    let value = try? ProseKind(max: 20_000).accept(.text(text.trimmed()), reading)
    guard let value, !text.trimmed().isEmpty else {
      problems.add("text", "Write something, up to 20,000 characters.")
      throw rejected(id, problems)
    }
    try appender.append(
      NewRevision(
        record: id, kind: record.kind, version: record.version, action: .commented, state: record.state,
        body: facts.merging(["text": value]) { $1 }))
    return (record, true)
  }

  /// - Parameter audit: Code of the audit whose external auditors it is about; empty for what was shown before sharing was
  ///   by audit, which can only be put away.
  func share(_ id: String, _ audit: String, _ shared: Bool) throws -> (StoredRecord, Bool) {
    let (record, _) = try existing(id, .approve, nil)
    if shared { try admitsOutsiders(audit) }
    if try scope.isShown(id, for: audit) == shared { return (record, false) }
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version, action: shared ? .shared : .unshared,
        state: record.state, body: audit.isEmpty ? [:] : ["audit": .text(audit)], note: note))
  }

  /// Something is shown for an audit only where it is one to which people from outside come.
  private func admitsOutsiders(_ audit: String) throws {
    guard let found = try scope.record(audit), found.kind == Audit.register.erased.slug else {
      throw Failure.notFound("There is no audit \(audit) for which it could be shown.")
    }
    guard Audit.register.decode(found.body).kind.admitsOutsiders else {
      throw Failure.conflict("\(audit) is an internal audit; external auditors are not invited to it.")
    }
  }
}
