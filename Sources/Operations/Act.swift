import Domain
import RegisterKit
import Store

/// One act at the door: what all its changes share.
struct Act {
  let scope: Scope
  let actor: Actor
  let note: String
  let hand: AnyRegister.Hand
  let now: Instant
  let reading: Reading
  let appender: Appender
  let ownWork: OwnWork
  private let trouble = Trouble()

  func run(_ change: Change, admitted: Body?) throws -> (StoredRecord, wrote: Bool) {
    switch change {
    case .create(let register, let id, let values, let state): try create(register, id, values, state, admitted)
    case .edit(let id, let values, let version, let state): try edit(id, values, version, state)
    case .step(let id, let noun, let values, let version): try step(id, noun, values, version)
    case .archive(let id, let version): try archive(id, version)
    case .restore(let id): try restore(id)
    case .comment(let id, let text, let facts): try comment(id, text, facts)
    case .attach(let id, let file, let name): try attach(id, file, name)
    case .share(let id, let audit, let shared): try share(id, audit, shared)
    }
  }

  func register(_ slug: String) throws -> AnyRegister {
    guard let register = scope.registers[slug] else { throw Failure.notFound("There is no register “\(slug)”.") }
    return register
  }

  /// The workspace's method and words are kept in the ledger like a record. Whether anything was new.
  func keepSettings(_ body: Body) throws -> Bool {
    let stored = try scope.record(Installation.settingsID)
    if stored?.body == body { return false }
    try appender.append(
      NewRevision(
        record: Installation.settingsID, kind: Installation.settingsKind, version: (stored?.version ?? 0) + 1,
        action: stored == nil ? .created : .changed, state: nil, body: body, note: note))
    return true
  }

  /// A record that may be changed this way by this hand.
  func existing(_ id: String, _ action: Action, _ version: Int?) throws -> (StoredRecord, AnyRegister) {
    guard let record = try scope.record(id), Policy.allows(actor, .read, record.envelope) else {
      throw Failure.notFound("There is no record \(id).")
    }
    // What an operation puts away in the course of its work, such as a session of an earlier plan, asks for no more than
    // the right to edit.
    let asked = hand == .program && action == .archive ? .edit : action
    guard Policy.allows(actor, asked, record.envelope) else {
      throw Failure.forbidden("\(actor.role.label)s may not \(action.rawValue) this.")
    }
    if let version, version != record.version { throw Failure.stale(current: record.version) }
    // What somebody wrote into the tables would become an entry of the ledger in the name of whoever changes it next.
    guard try scope.isByLedger(record) else {
      throw Failure.conflict(
        "\(id) was altered outside of Concord and isn’t what the ledger says, so nothing is built on it. concord verify names what was altered."
      )
    }
    let register = try register(record.kind)
    if register.isMadeByProgram, action != .comment, action != .approve { try onlyByProgram(register) }
    return (record, register)
  }

  func onlyByProgram(_ register: AnyRegister) throws {
    guard hand == .program else {
      throw Failure.forbidden("\(register.many) are made by Concord itself and never changed by hand.")
    }
  }

  /// As it stands and not archived.
  func live(_ id: String, _ version: Int?) throws -> (StoredRecord, AnyRegister) {
    let (record, register) = try existing(id, .edit, version)
    guard !record.isArchived else { throw Failure.conflict("\(id) is archived; restore it first.") }
    return (record, register)
  }

  /// The rules over a change, for what people and programs do from now on; the past is taken as it was.
  /// - Parameter record: As it stands; nil for a new one.
  func judge(_ record: StoredRecord?, _ after: Body, _ register: AnyRegister, _ problems: inout Problems) {
    guard hand != .program else { return }
    let around = surroundings(of: record?.id)
    let before = record?.body ?? [:]
    if let record, before != after, let reason = register.settled(before, record.state, around) {
      problems.add(nil, reason)
    }
    register.transition(before, after, around, &problems)
  }

  /// What a rule may ask about the records around one.
  /// - Parameter gone: Codes of records that are on their way out in the same act.
  func surroundings(of id: String?, without gone: Set<String> = []) -> Surroundings {
    let (scope, trouble, ownWork) = (scope, trouble, ownWork)
    return Surroundings(
      actor: actor.person,
      pointing: { slug in trouble.kept([]) { try id.map { try scope.neighbours(pointingAt: $0, from: slug) } ?? [] } },
      serving: { slug, uid in trouble.kept([]) { try scope.neighbours(naming: uid, in: slug) } },
      record: { id in
        trouble.kept(nil) {
          guard !gone.contains(id), let record = try scope.record(id), !record.isArchived else { return nil }
          return Surroundings.Neighbour(register: record.kind, state: record.state, body: record.body)
        }
      }, ownWork: { who, work, whole in trouble.kept([]) { try ownWork.reasons(who, work, whole) } })
  }

  /// What went wrong while a rule asked around: what could not be read must not count as nothing in the way.
  private final class Trouble {
    private var first: (any Error)?

    func kept<T>(_ nothing: T, _ read: () throws -> T) -> T {
      do { return try read() } catch {
        first = first ?? error
        return nothing
      }
    }

    func check() throws { if let first { throw first } }
  }

  /// Refuses what is no change of fields where nothing at the record may change.
  func refuseSettled(_ record: StoredRecord, _ register: AnyRegister) throws {
    guard hand != .program, let reason = register.settled(record.body, record.state, surroundings(of: record.id)) else {
      return
    }
    throw Failure.conflict(reason)
  }

  private func archive(_ id: String, _ version: Int?) throws -> (StoredRecord, Bool) {
    let (record, register) = try existing(id, .archive, version)
    if record.isArchived { return (record, false) }
    try refuseSettled(record, register)
    let pointing = try scope.linked(to: id, limit: 6)
    guard pointing.isEmpty else {
      throw Failure.conflict(
        "\(id) is used by \(pointing.prefix(5).map(\.name.id).joined(separator: ", ")); take it out there first.")
    }
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version.next, action: .archived, state: record.state,
        body: record.body, note: note))
  }

  private func restore(_ id: String) throws -> (StoredRecord, Bool) {
    let (record, register) = try existing(id, .archive, nil)
    guard record.isArchived else { return (record, false) }
    try refuseSettled(record, register)
    let problems = try standing(record.body, id, register)
    guard problems.isEmpty else { throw rejected(id, problems) }
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version.next, action: .restored, state: record.state,
        body: record.body, note: note))
  }

  /// Whether content of the past can stand again: what it pointed at may be gone, its unique values may be taken.
  func standing(_ body: Body, _ id: String, _ register: AnyRegister) throws -> Problems {
    var problems = Problems()
    _ = register.admit(
      body.filter { name, _ in register.field(name)?.traits.derived == false }, by: .program, reading, &problems)
    try checkUnique(register, body, id, &problems)
    try checkCircles(register, body, id, &problems)
    return problems
  }

  /// Appends an entry and answers the record as it stands then.
  func written(_ new: NewRevision) throws -> (StoredRecord, Bool) {
    try trouble.check()
    try keepAddress(new)
    ownWork.forget(new.kind)
    if let record = try appender.append(new) { return (record, true) }
    return (try kept(new.record), true)
  }

  /// The address of somebody who has an account is an administrator's to change: mails about duties and decisions go there.
  private func keepAddress(_ new: NewRevision) throws {
    guard new.kind == Person.register.erased.slug, actor.role != .administrator,
      let before = try scope.record(new.record),
      (before.body["email"] ?? .null) != (new.body["email"] ?? .null),
      try scope.connection.people(of: scope.workspace.id).values.contains(new.record)
    else { return }
    throw Failure.forbidden(
      "\(new.record) has an account here; only an administrator changes the e-mail address.")
  }

  private func kept(_ id: String) throws -> StoredRecord {
    guard let record = try scope.record(id) else { throw StoreFailure.corrupt("\(id) was written and is not there.") }
    return record
  }

  func rejected(_ id: String?, _ problems: Problems) -> Failure {
    .invalid([.init(index: 0, record: id, problems: problems.all)])
  }

  func checkUnique(_ register: AnyRegister, _ body: Body, _ id: String?, _ problems: inout Problems) throws {
    for field in register.fields where field.traits.unique {
      guard let text = body[field.name]?.text else { continue }
      if let other = try scope.holders(of: field, in: register, text).first(where: { $0 != id }) {
        problems.add(field.name, "\(other) has the same \(field.label.lowercased()).")
      }
    }
  }

  /// Codes stand in URLs, file names and cells.
  static func isCode(_ id: String) -> Bool {
    (1...40).contains(id.utf8.count) && id.uppercased() != Installation.settingsID
      && id.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
          || $0 == 0x2E || $0 == 0x5F
      }
      && id.first?.isLetter == true
  }
}
