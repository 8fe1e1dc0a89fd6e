import Domain
import RegisterKit
import Store

// The audit room: what an external auditor sees, asks for and writes, and that it is known what they saw.
extension Installation {
  /// Registers that say something about packs and looks; they change nothing in what a pack holds.
  static let logs = [CertificationPack.register.erased.slug, RoomLook.register.erased.slug]

  /// What an external auditor writes, by register; the rest is the organization's.
  static let auditorsFields: [String: Set<String>] = [
    AuditRequest.register.erased.slug: ["title", "kind", "due_on"],
    Finding.register.erased.slug: ["statement", "evidence", "requirements", "grade", "grade_42001"],
  ]

  /// Keeps in the ledger that an external auditor opened a page or took a file. For others nothing is kept.
  /// - Throws: ``Failure`` if it can't be kept; then nothing may be shown.
  public func keepLook(_ what: String, record: String, in workspace: Workspace, as actor: Actor) async throws {
    guard actor.role == .externalAuditor else { return }
    let text = String(
      what.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init).prefix(500))
    // One entry says of a minute that they looked at an address in it.
    let look = LookDesk.Look(workspace: workspace.id, actor: actor.name, what: what)
    guard looks.isNew(look, now) else { return }
    _ = try await commit(
      [
        .create(
          register: RoomLook.register.erased.slug,
          values: ["what": .text(text), "by": .text(actor.name), "record": .text(String(record.prefix(40)))])
      ], in: workspace, as: program(for: actor), hand: .program)
    looks.keep(look, now)
  }

  /// The program acting in somebody's name: the ledger names them, the program's rights count.
  func program(for actor: Actor) -> Actor { Actor(name: actor.name, role: .administrator, person: actor.person) }

  /// Adds a request or a finding of an external auditor to an audit to which they are invited. They see what they wrote.
  /// - Throws: ``Failure``; for values that don't fit with each field's problem.
  public func write(
    _ register: String, _ values: Body, forAudit audit: String, in workspace: Workspace, as actor: Actor
  ) async throws -> StoredRecord {
    let (now, today) = (now, today)
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      // As they see it: what is shown of other audits is none that they write into.
      let seen = Scope(connection, workspace, registers, for: Policy.audience(of: actor))
      guard let found = try seen.record(audit), found.kind == "audits", Policy.allows(actor, .read, found.envelope)
      else { throw Failure.notFound("There is no audit \(audit).") }
      // What the organization's own auditors found is theirs, and what is closed is not written into.
      guard Audit.register.decode(found.body).kind.admitsOutsiders, found.state != "closed",
        !seen.sharedOnly || actor.audits.contains(audit)
      else {
        throw Failure.conflict("\(audit) is no open audit of people from outside to which you are invited.")
      }
      guard Policy.allows(actor, .create, Envelope(register: register)) else {
        throw Failure.forbidden("\(actor.role.label)s may not add this.")
      }
      // An auditor asks and finds; answers, owners and closing are the organization's.
      let own = Self.auditorsFields[register] ?? []
      guard !seen.sharedOnly || own.isSuperset(of: values.keys) else {
        throw Failure.forbidden("External auditors write what they ask for and what they found, nothing else.")
      }
      var values = values
      values["audit"] = .text(audit)
      var hand = AnyRegister.Hand.entry
      if register == AuditRequest.register.erased.slug {
        values["asked_by"] = .text(actor.name)
        values["asked_on"] = .text("\(today)")
        hand = .program
      } else {
        guard !(values["requirements"] ?? .null).isEmpty else {
          var problems = Problems()
          problems.add("requirements", "Name the clauses or controls that the finding is about.")
          throw Failure.invalid([.init(index: 0, record: nil, problems: problems.all)])
        }
        values["raised_on"] = .text("\(today)")
        // As if somebody of the organization had graded it; they can agree another day with the auditor.
        let finding = Finding.register.decode(values)
        func due(_ standard: Standard) -> Value {
          Value(finding.grade(for: standard).usualDays.map { "\(today + $0)" })
        }
        values["due_on"] = due(.security)
        if finding.grade42001 != nil { values["due_on_42001"] = due(.ai) }
      }
      let committed = try commit(
        [.create(register: register, values: values)], scope, actor, "Written in the audit room", hand, now)
      guard let record = committed.records.first else { throw StoreFailure.corrupt("The record was not kept.") }
      if Policy.seesSharedOnly(actor) {
        _ = try commit([.share(id: record.id, for: audit, true)], scope, program(for: actor), "", .entry, now)
      }
      return record
    }
  }

  /// Keeps what is said to a request of an external auditor, and with `isGiven` gives it: the auditor sees the answer then, and
  /// what it points at is shown for the audit, where whoever answers may show. One act.
  /// - Parameter values: Answer, what it shows, who answers and by when.
  public func answer(
    _ request: String, _ values: Body, isGiven: Bool, ifVersion version: Int?, in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let record = try scope.record(request, of: AuditRequest.register.erased)
      guard let audit = record.body["audit"]?.text else { throw Failure.conflict("\(request) is of no audit.") }
      var changes: [Change] = [.edit(id: request, values: values, ifVersion: version)]
      if isGiven {
        changes.append(.step(id: request, noun: "answer"))
        if Policy.allows(actor, .approve, nil) {
          let shows = (values["shows"] ?? record.body["shows"] ?? .null).texts
          changes += ([request] + shows).map { .share(id: $0, for: audit, true) }
        }
      }
      return try commit(changes, scope, actor, isGiven ? "Answered in the audit room" : "", .entry, now)
    }
  }
}
