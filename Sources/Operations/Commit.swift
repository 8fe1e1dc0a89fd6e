import Domain
import RegisterKit
import Store

/// One thing to be done to one record.
public enum Change: Sendable {
  /// - Parameters:
  ///   - id: The organization's own code for it; the next free one if nil.
  ///   - state: Where the life cycle begins, for records that come with a history; else its first state.
  case create(register: String, id: String? = nil, values: Body, state: String? = nil)
  /// A merge patch. With `ifVersion`, only if that is the revision that stands.
  case edit(id: String, values: Body, ifVersion: Int? = nil, state: String? = nil)
  /// A step of the life cycle, with what it asks for.
  case step(id: String, noun: String, values: Body = [:], ifVersion: Int? = nil)
  case archive(id: String, ifVersion: Int? = nil)
  case restore(id: String)
  case comment(id: String, text: String)
  /// Puts a kept file at a record.
  case attach(id: String, file: StoredFile, name: String)
  case share(id: String, Bool)
}

/// What an act came to.
public struct Committed: Sendable {
  /// The records as they stand now, one for each change, in order; an edit that changed nothing too.
  public var records: [StoredRecord] = []
  /// Number of ledger entries written.
  public var entries = 0
  /// By which the act can be found in the ledger and undone; nil if nothing was written.
  public var batch: Int?
}

extension Installation {
  /// The one door: every write of every interface goes through here. May this actor? → merge, convert, check, derive →
  /// ledger → tables, links, search; all changes or none.
  /// - Parameters:
  ///   - hand: `.history` for files of the organization's past, whose new records may bring stamped fields and states.
  /// - Throws: ``Failure``.
  public func commit(
    _ changes: [Change], in workspace: Workspace, as actor: Actor, note: String = "",
    hand: AnyRegister.Hand = .entry
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers, sharedOnly: false)
      return try commit(changes, scope, actor, note, hand, now)
    }
  }

  /// The same, inside a transaction that does more.
  /// - Parameter admitted: What the registers made of the values of new records, by the change's place, where the caller
  ///   had them admitted in this transaction by the same hand.
  func commit(
    _ changes: [Change], _ scope: Scope, _ actor: Actor, _ note: String, _ hand: AnyRegister.Hand, _ now: Instant,
    reading given: Reading? = nil, settings: Body? = nil, admitted: [Int: Body] = [:]
  ) throws -> Committed {
    let reading = try given ?? reading(scope, self.settings(scope))
    let act = Act(
      scope: scope, actor: actor, note: note, hand: hand, now: now, reading: reading,
      appender: try Appender(scope, actor: actor.name, at: now), ownWork: ownWork(scope))
    var committed = Committed()
    if let settings, try act.keepSettings(settings) { committed.entries += 1 }
    var rejections: [Failure.Rejection] = []
    for (index, change) in changes.enumerated() {
      do {
        let (record, wrote) = try act.run(change, admitted: admitted[index])
        committed.records.append(record)
        if wrote { committed.entries += 1 }
      } catch Failure.invalid(let problems) {
        rejections.append(.init(index: index, record: problems.first?.record, problems: problems.flatMap(\.problems)))
      }
    }
    guard rejections.isEmpty else { throw Failure.invalid(rejections) }
    try act.appender.finish()
    if committed.entries > 0 { committed.batch = act.appender.batch }
    return committed
  }
}

/// One act at the door: what all its changes share.
struct Act {
  let scope: Scope
  let actor: Actor
  let note: String
  let hand: AnyRegister.Hand
  let now: Instant
  let reading: Reading
  let appender: Appender
  /// Why an auditor is no judge of units and points of an audit, worked out from the registers when a rule asks.
  let ownWork: (_ auditor: String, _ work: [String], _ audit: String) -> [String]

  func run(_ change: Change, admitted: Body?) throws -> (StoredRecord, wrote: Bool) {
    switch change {
    case .create(let register, let id, let values, let state): try create(register, id, values, state, admitted)
    case .edit(let id, let values, let version, let state): try edit(id, values, version, state)
    case .step(let id, let noun, let values, let version): try step(id, noun, values, version)
    case .archive(let id, let version): try archive(id, version)
    case .restore(let id): try restore(id)
    case .comment(let id, let text): try comment(id, text)
    case .attach(let id, let file, let name): try attach(id, file, name)
    case .share(let id, let shared): try share(id, shared)
    }
  }

  private func register(_ slug: String) throws -> AnyRegister {
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
    let register = try register(record.kind)
    if register.isMadeByProgram, action != .comment, action != .approve { try onlyByProgram(register) }
    return (record, register)
  }

  private func onlyByProgram(_ register: AnyRegister) throws {
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
  private func judge(
    _ id: String?, _ before: Body, _ after: Body, _ register: AnyRegister, _ problems: inout Problems
  ) {
    guard hand != .program else { return }
    let scope = scope
    register.transition(
      before, after,
      Surroundings(
        pointing: { slug in (try? id.map { try scope.neighbours(pointingAt: $0, from: slug) }) ?? [] },
        serving: { slug, uid in (try? scope.neighbours(naming: uid, in: slug)) ?? [] },
        record: { id in
          guard let record = try? scope.record(id), !record.isArchived else { return nil }
          return Surroundings.Neighbour(state: record.state, body: record.body)
        }, ownWork: ownWork), &problems)
  }

  private func create(
    _ slug: String, _ id: String?, _ values: Body, _ state: String?, _ admitted: Body?
  ) throws -> (StoredRecord, Bool) {
    let register = try register(slug)
    if register.isMadeByProgram { try onlyByProgram(register) }
    var problems = Problems()
    let body = admitted ?? register.admit(values, by: hand, reading, &problems)
    guard Policy.allows(actor, .create, Envelope(register: slug, owner: owner(register, body))) else {
      throw Failure.forbidden("\(actor.role.label)s may not add to \(register.many.lowercased()).")
    }
    if let id, !Self.isCode(id) {
      problems.add("id", "A code has letters, digits, points, hyphens and underscores, 40 at most.")
    }
    let taken = try id.flatMap { try scope.record($0) }
    // A file brings back what was archived, such as the rows of an import that was undone; the history goes on.
    let isBack = hand == .history && taken.map { $0.isArchived && $0.kind == slug } ?? false
    if let id, let taken, !isBack {
      problems.add(
        "id", taken.isArchived ? "\(id) is archived; restore it instead." : "\(id) is taken by “\(taken.title)”.")
    }
    try checkUnique(register, body, nil, &problems)
    if hand == .entry { judge(nil, [:], body, register, &problems) }
    guard problems.isEmpty else { throw rejected(id, problems) }
    let code = try id ?? scope.nextCode(register)
    return try written(
      NewRevision(
        record: code, kind: slug, version: (taken?.version ?? 0) + 1, action: isBack ? .restored : .created,
        state: initialState(register, body, state), body: body, note: note))
  }

  private func edit(_ id: String, _ values: Body, _ version: Int?, _ state: String?) throws -> (StoredRecord, Bool) {
    let (record, register) = try live(id, version)
    var problems = Problems()
    let (body, next) = try changed(record, register, values, state, &problems)
    try checkUnique(register, body, id, &problems)
    guard problems.isEmpty else { throw rejected(id, problems) }
    guard body != record.body || next != record.state else { return (record, false) }
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version + 1, action: .changed, state: next, body: body,
        note: note))
  }

  /// What a record becomes by an edit, its state too; nothing is written yet.
  func changed(
    _ record: StoredRecord, _ register: AnyRegister, _ values: Body, _ state: String?, _ problems: inout Problems
  ) throws -> (Body, String?) {
    let before = record.body
    var body = register.admit(values, to: before, by: hand == .history ? .entry : hand, reading, &problems)
    var next = record.state
    if let lifecycle = register.lifecycle {
      if let state, state != record.state {
        (body, next) = moved(record, to: state, register, lifecycle, body, &problems)
      }
      // An approved text is never changed in place: the edit opens a new draft, the approved revision stays readable.
      if body != before, hand != .program, lifecycle.state(record.state)?.isFrozen == true {
        next = lifecycle.initial.name
      }
      if let lapse = lifecycle.lapses.first(where: { $0.from == next }), body[lapse.flag]?.bool == true {
        next = lapse.to
      }
    } else if let field = register.stateField {
      next = body[field.name]?.text
    }
    judge(record.id, before, body, register, &problems)
    return (body, next)
  }

  /// The state that a file says, with what the step to it writes, where a plain step leads there; what needs a decision is
  /// not taken from a file.
  private func moved(
    _ record: StoredRecord, to state: String, _ register: AnyRegister, _ lifecycle: Lifecycle, _ body: Body,
    _ problems: inout Problems
  ) -> (Body, String?) {
    if hand == .program { return (body, state) }
    let label = lifecycle.state(state)?.label ?? state
    let step = lifecycle.steps(from: record.state ?? "", body).first { $0.to == state }
    guard let step, !step.isApproval, !step.isByOwner, step.asks.isEmpty else {
      problems.add(
        "state", "“\(label)” is a decision of its own\(step.map { ": “\($0.verb)”" } ?? ""), not to be had from a file."
      )
      return (body, record.state)
    }
    for name in step.needs where (body[name] ?? .null).isEmpty {
      problems.add(name, "This is needed for the state “\(label)”.")
    }
    return (register.admit(stamps(of: step, body), to: body, by: .program, reading, &problems), state)
  }

  /// What a step writes, taken now.
  private func stamps(of step: Lifecycle.Step, _ body: Body) -> Body {
    step.stamps.mapValues { stamp in
      switch stamp {
      case .actor: Value(actor.person)
      case .today: .text("\(now.day)")
      case .field(let other): body[other] ?? .null
      case .flag(let flag): .bool(flag)
      case .nothing: .null
      }
    }
  }

  private func step(_ id: String, _ noun: String, _ values: Body, _ version: Int?) throws -> (StoredRecord, Bool) {
    let (record, register) = try live(id, version)
    let before = record.body
    guard let step = register.lifecycle?.step(noun, from: record.state ?? "", before) else {
      throw Failure.notFound("\(register.one) has no step “\(noun)”.")
    }
    guard hand == .program || Policy.allows(actor, step, record.envelope) else {
      throw Failure.forbidden(
        step.isByOwner
          ? "“\(step.verb)” is for the owner of \(id) alone\(record.owner.map { ", \($0)" } ?? "")."
          : "\(actor.role.label)s may not \(step.verb.lowercased()) this.")
    }
    guard step.from.contains(record.state ?? ""), step.when.map({ before[$0]?.bool == true }) ?? true else {
      let now = register.lifecycle?.state(record.state)?.label ?? "nothing"
      throw Failure.conflict("“\(step.verb)” is not possible from the state “\(now)”.")
    }
    var problems = Problems()
    var patch = values
    for name in values.keys where !step.asks.contains(name) {
      problems.add(name, "This step does not ask for “\(name)”.")
    }
    patch.merge(stamps(of: step, before)) { $1 }
    for name in step.needs where (patch[name] ?? before[name] ?? .null).isEmpty {
      problems.add(name, "“\(step.verb)” needs “\(register.field(name)?.label ?? name)”; fill it in first.")
    }
    let body = register.admit(patch, to: before, by: .program, reading, &problems)
    judge(id, before, body, register, &problems)
    guard problems.isEmpty else { throw rejected(id, problems) }
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version + 1, action: .stepped, state: step.to, body: body,
        note: note.isEmpty ? noun : "\(noun): \(note)"))
  }

  private func archive(_ id: String, _ version: Int?) throws -> (StoredRecord, Bool) {
    let (record, _) = try existing(id, .archive, version)
    if record.isArchived { return (record, false) }
    let pointing = try scope.linked(to: id, limit: 6)
    guard pointing.isEmpty else {
      throw Failure.conflict(
        "\(id) is used by \(pointing.prefix(5).map(\.name.id).joined(separator: ", ")); take it out there first.")
    }
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version + 1, action: .archived, state: record.state,
        body: record.body, note: note))
  }

  private func restore(_ id: String) throws -> (StoredRecord, Bool) {
    let (record, register) = try existing(id, .archive, nil)
    guard record.isArchived else { return (record, false) }
    let problems = try standing(record.body, id, register)
    guard problems.isEmpty else { throw rejected(id, problems) }
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version + 1, action: .restored, state: record.state,
        body: record.body, note: note))
  }

  /// Whether content of the past can stand again: what it pointed at may be gone, its unique values may be taken.
  func standing(_ body: Body, _ id: String, _ register: AnyRegister) throws -> Problems {
    var problems = Problems()
    _ = register.admit(
      body.filter { name, _ in register.field(name)?.traits.derived == false }, by: .program, reading, &problems)
    try checkUnique(register, body, id, &problems)
    return problems
  }

  /// Appends an entry and answers the record as it stands then.
  func written(_ new: NewRevision) throws -> (StoredRecord, Bool) {
    if let record = try appender.append(new) { return (record, true) }
    return (try kept(new.record), true)
  }

  private func kept(_ id: String) throws -> StoredRecord {
    guard let record = try scope.record(id) else { throw StoreFailure.corrupt("\(id) was written and is not there.") }
    return record
  }

  func rejected(_ id: String?, _ problems: Problems) -> Failure {
    .invalid([.init(index: 0, record: id, problems: problems.all)])
  }

  private func owner(_ register: AnyRegister, _ body: Body) -> String? {
    register.fields.first { $0.traits.owner }.flatMap { body[$0.name]?.text }
  }

  private func initialState(_ register: AnyRegister, _ body: Body, _ state: String?) -> String? {
    if let lifecycle = register.lifecycle {
      return hand != .entry ? (lifecycle.state(state)?.name ?? lifecycle.initial.name) : lifecycle.initial.name
    }
    return register.stateField.flatMap { body[$0.name]?.text }
  }

  private func checkUnique(_ register: AnyRegister, _ body: Body, _ id: String?, _ problems: inout Problems) throws {
    for field in register.fields where field.traits.unique {
      guard let text = body[field.name]?.text else { continue }
      if let other = try scope.holders(of: field, in: register, text).first(where: { $0 != id }) {
        problems.add(field.name, "\(other) has the same \(field.label.lowercased()).")
      }
    }
  }

  /// Codes stand in URLs, file names and cells.
  static func isCode(_ id: String) -> Bool {
    (1...40).contains(id.utf8.count)
      && id.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
          || $0 == 0x2E || $0 == 0x5F
      }
      && id.first?.isLetter == true
  }
}
