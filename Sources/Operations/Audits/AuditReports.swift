import Domain
import Exchange
import Ledger
import RegisterKit
import Store

extension Installation {
  /// What the report of an audit says, by the registers now.
  public func auditReport(_ id: String, _ scope: Scope) throws -> AuditReportFacts {
    let record = try scope.audit(id)
    var facts = AuditReportFacts()
    facts.id = id
    facts.audit = Audit.register.decode(record.body)
    facts.hasBegun = record.state != "planned"
    let audit = facts.audit
    func those(_ kind: String) throws -> [StoredRecord] { try scope.records(of: kind, pointingAt: [id], in: "audit") }
    let appointments = try those("sessions")
    let sessions = appointments.map { Session.register.decode($0.body) }
    facts.checks = try those("checks").map { ($0.id, Check.register.decode($0.body)) }
    let findings = try those("findings").map { ($0.id, Finding.register.decode($0.body)) }
    let actions = try scope.records(of: "corrective-actions", pointingAt: findings.map(\.0), in: "sources")
    let names = try scope.names(
      of: audit.units + sessions.compactMap(\.unit) + audit.aiSystems + audit.auditors + sessions.flatMap(\.auditees)
        + sessions.flatMap(\.auditors)
        + findings.flatMap { [$0.1.owner, $0.1.unit].compactMap { $0 } } + actions.compactMap(\.owner)
        + [audit.lead, audit.programme].compactMap { $0 })
    func name(_ id: String?) -> String { id.map { names[$0]?.title ?? $0 } ?? "" }
    facts.lead = name(audit.lead)
    facts.programme = audit.programme.map { "\($0) \(name($0))" } ?? ""
    facts.units = audit.units.map { name($0) }
    facts.systems = audit.aiSystems.map { name($0) }
    let held = Set(zip(appointments, sessions).filter { $0.0.state == "held" }.compactMap(\.1.unit))
    let planned = audit.units.isEmpty ? Set(sessions.compactMap(\.unit)).sorted() : audit.units
    facts.unvisited = sessions.isEmpty ? [] : planned.filter { !held.contains($0) }.map { name($0) }
    facts.underWay = appointments.filter { $0.state == "under_way" }.map { "\($0.id) \($0.title)" }
    // Who was asked; before anything was held, who will be.
    let seen = zip(appointments, sessions).filter { $0.0.state != "planned" }.map(\.1)
    facts.auditees = Set((seen.isEmpty ? sessions : seen).flatMap(\.auditees)).map { name($0) }.sorted()
    facts.sessions = (appointments.count, appointments.count { $0.state != "held" })
    facts.findings = findings.map { .init(id: $0, finding: $1, owner: name($1.owner), unit: name($1.unit)) }
    facts.actions = actions.map { record in
      let action = CorrectiveAction.register.decode(record.body)
      let answered = findings.filter { action.sources.contains($0.0) }.map(\.1)
      return .init(
        id: record.id, action: action,
        state: CorrectiveAction.register.erased.lifecycle?.state(record.state)?.label ?? "", owner: name(action.owner),
        standards: action.standards(answering: answered))
    }
    let auditors = Set(audit.auditors + sessions.flatMap(\.auditors))
    let known = try scope.records(of: "auditors")
    facts.isLeadAnAuditor = known.contains { $0.body["person"]?.text == audit.lead }
    facts.team = known.filter { auditors.contains($0.id) }.map { record in
      let auditor = Auditor.register.decode(record.body)
      return .init(
        name: record.title,
        competence: auditor.competence,
        conflicts: auditor.conflicts)
    }
    facts.sections = try sections(scope, [id] + facts.checks.map(\.id))
    let looked = try seenRecords(facts.checks.map { ($0.id, $0.check) }, scope)
    facts.unseen = facts.checks.isEmpty ? [] : audit.aiSystems.filter { !looked.contains($0) }.map { name($0) }
    facts.next = try followingAudit(audit, scope)
    let excluded = try programmeFacts(scope).excluded
    let all = audit.standards.flatMap { libraries.framework($0.rawValue)?.assessed.map(\.uid) ?? [] }
      .filter { !excluded.contains($0) }
    let checked = Set(facts.checks.flatMap(\.check.requirements))
    let listed = Set(ProgrammeAudit(id: id, audit: audit, state: "").listed(all, libraries.auditPoints))
    facts.requirements = all.filter { listed.contains($0) || checked.contains($0) }
    return facts
  }

  /// Which issue the next signature makes.
  /// - Parameter earlier: The audit's signed reports, replaced ones too.
  public func nextEdition(after earlier: [StoredRecord]) -> AuditReportFacts.Edition {
    .init(number: (earlier.compactMap { $0.body["number"]?.int }.max() ?? 0) + 1, day: today)
  }

  /// Records that checks name or that were in their samples.
  private func seenRecords(_ checks: [(String, Check)], _ scope: Scope) throws -> Set<String> {
    let cited = checks.flatMap { $0.1.cited }.compactMap { Citation($0)?.record }
    let samples = try scope.records(of: "samples", pointingAt: checks.map(\.0), in: "check")
    let drawn = try samples.flatMap { try items(of: $0, scope) }.map { SampleItem.register.decode($0.body) }
    return Set(cited + drawn.filter { $0.result != .notSeen }.map(\.item))
  }

  /// The first audit of the same programme that begins after this one ends; empty for none.
  private func followingAudit(_ audit: Audit, _ scope: Scope) throws -> String {
    guard let programme = audit.programme, let end = audit.to ?? audit.from else { return "" }
    let others = try scope.records(of: "audits", pointingAt: [programme], in: "programme")
      .map { ($0, Audit.register.decode($0.body)) }
      .filter { $0.1.kind == .internal && $0.1.from.map { $0 > end } ?? false }
    guard let next = others.min(by: { ($0.1.from ?? end, $0.0.id) < ($1.1.from ?? end, $1.0.id) }) else { return "" }
    return "\(next.0.id) \(next.1.title), from \(next.1.from.map { "\($0)" } ?? "")"
  }

  /// Records of further registers that point at the audit or its checks, with their listed fields.
  private func sections(_ scope: Scope, _ ids: [String]) throws -> [AuditReportFacts.Section] {
    let shown: Set<String> = ["checks", "findings", "sessions", "audit-reports", "corrective-actions", "tasks"]
    var found: [String: Set<String>] = [:]
    for id in ids {
      for (_, name) in try scope.linked(to: id, limit: Int(Int32.max)) where !shown.contains(name.kind) {
        found[name.kind, default: []].insert(name.id)
      }
    }
    let settings = try settings(scope)
    let samples = try found["samples"].map { [try sampling(scope, $0.sorted())] } ?? []
    return try samples
      + found.sorted { $0.key < $1.key }.compactMap { kind, ids in
        guard let register = registers[kind], !register.isMadeByProgram else { return nil }
        let fields = register.fields.filter { $0.traits.listed && $0.targets != ["audits"] }
        let rows = try ids.sorted().compactMap { try scope.record($0) }.map { record in
          let body = record.body
          return ["\(record.id) \(record.title)"] + fields.map { $0.kind.text(body[$0.name] ?? .null, settings) }
        }
        return .init(title: register.many, header: [register.one] + fields.map(\.label), rows: rows)
      }
  }

  /// What was looked at in samples, how it was chosen, and what was seen (ISO 19011:2018 A.6).
  private func sampling(_ scope: Scope, _ ids: [String]) throws -> AuditReportFacts.Section {
    let rows = try ids.compactMap { try scope.record($0) }.map { record -> [String] in
      let sample = Sample.register.decode(record.body)
      let items = try items(of: record, scope).map { SampleItem.register.decode($0.body) }
      let lapses = items.filter { $0.result == .notConform }
      let seed = sample.seed.isEmpty ? "" : ", seed \(sample.seed), ledger position \(sample.position ?? 0)"
      return [
        "\(record.id) \(record.title)", sample.check ?? "",
        "\(sample.method.label)\(sample.reason.isEmpty ? "" : ": \(sample.reason)")\(seed)",
        "\(items.count) of \(sample.populationSize ?? 0)", "\(items.count { $0.result == .conform })",
        lapses.isEmpty
          ? "0"
          : "\(lapses.count): "
            + lapses.map { $0.note.isEmpty ? $0.item : "\($0.item) (\($0.note))" }.joined(separator: ", "),
        "\(items.count { $0.result == .notSeen })",
      ]
    }
    return .init(
      title: "Sampling",
      header: ["Sample", "Check", "How it was chosen", "Items", "Conform", "Don't conform", "Not seen"], rows: rows)
  }

  /// Freezes the report of an audit by the signature of its lead auditor, and says at the audit that it is out. An earlier
  /// report is marked as replaced.
  /// - Parameter seen: SHA-256 of the text that was read, in hexadecimal digits.
  /// - Throws: ``Failure/forbidden(_:)`` for anybody else, ``Failure/conflict(_:)`` while something is missing or once the
  ///   text is no longer the one that was read.
  public func signReport(
    _ id: String, seen: String, in workspace: Workspace, as actor: Actor
  ) async throws -> StoredRecord {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let facts = try self.auditReport(id, scope)
      guard let lead = facts.audit.lead, actor.person == lead else {
        throw Failure.forbidden(
          "The report is signed by the lead auditor alone\(facts.lead.isEmpty ? "" : ", \(facts.lead)").")
      }
      guard facts.problems.isEmpty else { throw Failure.conflict(facts.problems.joined(separator: " ")) }
      let audit = try scope.audit(id)
      let earlier = try scope.records(of: "audit-reports", pointingAt: [id], in: "audit")
      let edition = nextEdition(after: earlier)
      let content = facts.markdown(edition)
      guard Hash.sha256(content.utf8).hex == seen else {
        throw Failure.conflict(
          "This is not the report that you read: the audit was changed since, or another day has begun. Read it as it is now, then sign it."
        )
      }
      var values: Body = ["report_on": .text("\(now.day)")]
      if facts.audit.result.isEmpty {
        values["result"] = .text(
          facts.audit.standards.map { "\($0.label): \(facts.conclusion($0)?.label ?? "")" }.joined(separator: "; "))
      }
      var changes: [Change] = earlier.filter { $0.state != "replaced" }.map { .step(id: $0.id, noun: "replacement") }
      changes.append(.edit(id: id, values: values))
      if audit.state == "under_way" { changes.append(.step(id: id, noun: "report")) }
      changes.append(
        .create(
          register: "audit-reports",
          values: [
            "title": .text("\(facts.audit.title), report \(edition.number)"), "audit": .text(id),
            "number": .int(edition.number),
            "content": .text(content), "sha256": .text(Hash.sha256(content.utf8).hex),
            "ledger_position": .int(try scope.ledgerSize), "signed_by": .text(lead),
            "signed_on": .text("\(edition.day)"),
          ], state: "signed"))
      guard let record = try commit(changes, scope, actor, "Report of \(id) signed", .program, now).records.last else {
        throw StoreFailure.corrupt("The report was not kept.")
      }
      return record
    }
  }

  /// Management receives a signed report. Whoever signed it can't.
  public func receiveReport(_ id: String, in workspace: Workspace, as actor: Actor) async throws {
    let now = now
    _ = try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let record = try scope.record(id, of: AuditReport.register.erased)
      guard Policy.allows(actor, .approve, record.envelope) else {
        throw Failure.forbidden("\(actor.role.label)s may not receive reports for management.")
      }
      try actor.checkSigns("Receipt of the report")
      guard actor.person != record.body["signed_by"]?.text else {
        throw Failure.forbidden("The report can’t be received by the person who signed it.")
      }
      return try commit([.step(id: id, noun: "receipt")], scope, actor, "", .program, now)
    }
  }
}

extension AuditReportFacts {
  /// Checks and findings as a workbook.
  public func workbook() throws -> [UInt8] {
    let checkRows = checks.map { id, check -> [XLSX.Cell] in
      [
        id, check.point, check.title, check.unit ?? "", check.requirements.joined(separator: "; "),
        Self.judged(check, .security), Self.judged(check, .ai), check.reason, check.notes,
        check.minutes.map(String.init) ?? "",
        check.baseline27001.map(String.init) ?? "", check.baseline42001.map(String.init) ?? "",
      ].map(XLSX.Cell.text)
    }
    let findingRows = findings.map { line -> [XLSX.Cell] in
      let finding = line.finding
      return [
        line.id, finding.title, finding.requirements.joined(separator: "; "),
        Self.grade(finding, .security)?.label ?? "", Self.grade(finding, .ai)?.label ?? "", finding.evidence, line.unit,
        line.owner, Self.due(finding, .security).map { "\($0)" } ?? "", Self.due(finding, .ai).map { "\($0)" } ?? "",
      ].map(XLSX.Cell.text)
    }
    let actionRows = actions.map { line -> [XLSX.Cell] in
      let action = line.action
      return [
        line.id, action.action, action.sources.joined(separator: "; "),
        line.standards.map(\.number).joined(separator: "; "), action.correction, action.cause, line.owner,
        action.due.map { "\($0)" } ?? "", line.state,
      ].map(XLSX.Cell.text)
    }
    return try XLSX.write([
      .init(
        name: "Checks",
        header: [
          "Check", "Audit point", "Title", "Unit", "Requirements", "Verdict 27001", "Verdict 42001", "Reason", "Notes",
          "Minutes", "Minutes 27001 alone", "Minutes 42001 alone",
        ], rows: checkRows),
      .init(
        name: "Findings",
        header: [
          "Finding", "Statement", "Requirements", "Grade 27001", "Grade 42001", "Evidence", "Unit", "Owner",
          "Due 27001",
          "Due 42001",
        ], rows: findingRows),
      .init(
        name: "Corrective actions",
        header: ["Action", "What is done", "Answers", "For", "Correction", "Cause", "Owner", "Due", "State"],
        rows: actionRows),
    ])
  }

  /// What it says of each standard, the same over command line and API; null where a standard is not concerned.
  public var value: Value {
    func each(_ value: (Standard) -> Value) -> Value {
      .object(Dictionary(audit.standards.map { ($0.rawValue, value($0)) }, uniquingKeysWith: { first, _ in first }))
    }
    return [
      "audit": .text(id), "title": .text(audit.title), "missing": Value(problems),
      "conclusions": each { Value(conclusion($0)?.rawValue) },
      "checks": .list(
        checks.map { id, check in
          [
            "id": .text(id), "point": .text(check.point), "reason": .text(check.reason),
            "verdicts": each { check.standards.contains($0) ? .text(check.verdict(for: $0).rawValue) : .null },
          ]
        }),
      "findings": .list(
        findings.map { line in
          [
            "id": .text(line.id), "statement": .text(line.finding.title),
            "requirements": Value(line.finding.requirements),
            "grades": each { Value(Self.grade(line.finding, $0)?.rawValue) },
            "due": each { Value(Self.due(line.finding, $0)?.description) },
          ]
        }),
      "actions": .list(
        actions.map { line in
          [
            "id": .text(line.id), "action": .text(line.action.action), "answers": Value(line.action.sources),
            "standards": Value(line.standards.map(\.rawValue)), "due": Value(line.action.due?.description),
          ]
        }),
    ]
  }
}
