import Domain
import Ledger
import RegisterKit
import Store

extension Installation {
  /// What a framework asks for and what there is. Worked out once for each position of the ledger.
  public func gap(_ framework: String, _ scope: Scope) throws -> Gap {
    guard let framework = libraries.framework(framework) else {
      throw Failure.notFound("There is no framework “\(framework)”.")
    }
    return try cached("gap \(framework.uid)", scope) { Gap.compute(framework, try facts(scope), libraries) }
  }

  /// The statement of applicability, as it stands or as it stood at a moment.
  public func soa(_ frameworks: [String], _ scope: Scope, asOf moment: Instant? = nil) throws -> SoA {
    let found = try frameworks.map { uid in
      guard let framework = libraries.framework(uid) else { throw Failure.notFound("There is no framework “\(uid)”.") }
      return framework
    }
    if let moment {
      return SoA.compute(found, try facts(scope, asOf: moment), treating: try treating(scope, asOf: moment))
    }
    return try cached("soa \(frameworks)", scope) {
      SoA.compute(found, try facts(scope), treating: try treating(scope, asOf: nil))
    }
  }

  /// Works something out once for each position of the ledger, day and audience.
  func cached<T: Sendable>(_ question: String, _ scope: Scope, _ work: () throws -> T) throws -> T {
    let key = AnswerCache.Key(
      workspace: scope.workspace.id, position: try scope.ledgerSize, day: today.number, sharedOnly: scope.sharedOnly,
      question: question)
    return try cache.answer(key, work)
  }

  func facts(_ scope: Scope, asOf moment: Instant? = nil) throws -> CoverageFacts {
    var facts = CoverageFacts()
    for (id, title, _, body) in try all("controls", scope, moment) {
      let status = body["status"]?.text.flatMap(Control.Status.init) ?? .planned
      facts.controls[id] = .init(id: id, title: title, status: status)
      for uid in body["requirements"]?.texts ?? [] { facts.controlsServing[uid, default: []].append(id) }
    }
    for (id, _, state, body) in try all("documents", scope, moment) where state == "approved" {
      for uid in body["requirements"]?.texts ?? [] { facts.documentsServing[uid, default: []].append(id) }
    }
    for (id, _, _, body) in try all("coverage", scope, moment) {
      let line = Coverage.register.decode(body)
      if let uid = line.requirement { facts.lines[uid] = .init(id: id, line: line) }
    }
    let counts = try moment == nil ? scope.counts() : [:]
    for register in registers.all where (counts[register.slug] ?? 0) > 0 && !register.isMadeByProgram {
      for uid in register.clauses { facts.registersServing[uid, default: []].append(register.slug) }
    }
    for (_, _, _, body) in try all("mapping-decisions", scope, moment) where body["decision"]?.text == "declined" {
      facts.declined.insert("\(body["requirement"]?.text ?? "") \(body["control"]?.text ?? "")")
    }
    for (_, _, state, body) in try all("findings", scope, moment) where state == "open" {
      guard ["minor_nonconformity", "major_nonconformity"].contains(body["grade"]?.text ?? "") else { continue }
      facts.nonconforming.formUnion(body["requirements"]?.texts ?? [])
    }
    return facts
  }

  /// Risks by the Annex A control that treats them.
  private func treating(_ scope: Scope, asOf moment: Instant?) throws -> [String: [String]] {
    var treating: [String: [String]] = [:]
    for (id, _, state, body) in try all("risks", scope, moment) where state != "closed" {
      for uid in body["requirements"]?.texts ?? [] { treating[uid, default: []].append(id) }
    }
    return treating
  }

  private func all(
    _ kind: String, _ scope: Scope, _ moment: Instant?
  ) throws -> [(id: String, title: String, state: String?, body: Body)] {
    if let moment {
      let title = registers[kind]?.titleField.name ?? ""
      return try scope.revisions(of: kind, asOf: moment).map { revision in
        let body = revision.body
        return (revision.record, body[title]?.text ?? revision.record, revision.state, body)
      }
    }
    return try scope.records(of: kind).map { ($0.id, $0.title, $0.state, $0.body) }
  }
}

/// What is decided about one suggestion of the crosswalk.
public struct SuggestionDecision: Sendable {
  public var requirement: String
  public var control: String
  public var isAccepted: Bool
  public var reason: String
  public init(requirement: String, control: String, isAccepted: Bool, reason: String) {
    self.requirement = requirement
    self.control = control
    self.isAccepted = isAccepted
    self.reason = reason
  }
}

extension Installation {
  /// Accepts or declines suggestions, all or none. An accepted one extends the control that exists: it serves the
  /// requirement from now on and says what AI adds; and the requirement's line says that it applies and is partly done,
  /// since what was added must still be carried out.
  public func decide(
    _ decisions: [SuggestionDecision], in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      var changes: [Change] = []
      var controls: [String: Body] = [:]
      var lines: [String: (id: String?, body: Body)] = [:]
      let facts = try facts(scope)
      for decision in decisions {
        guard let requirement = libraries.requirement(decision.requirement) else {
          throw Failure.notFound("There is no requirement \(decision.requirement).")
        }
        guard let record = try scope.record(decision.control), record.kind == "controls" else {
          throw Failure.notFound("There is no control \(decision.control).")
        }
        let title = "\(requirement.id) by \(record.id)"
        changes.append(
          .create(
            register: "mapping-decisions",
            values: [
              "title": .text(title), "requirement": .text(requirement.uid), "control": .text(record.id),
              "decision": .text(decision.isAccepted ? "accepted" : "declined"), "reason": Value(decision.reason),
            ]))
        guard decision.isAccepted else { continue }
        var control = controls[record.id] ?? record.body
        var served = control["requirements"]?.texts ?? []
        if !served.contains(requirement.uid) { served.append(requirement.uid) }
        control["requirements"] = Value(served)
        let adds =
          libraries.crosswalks.flatMap { $0.mapping(of: requirement.uid)?.pairs ?? [] }
          .filter { served.contains($0.target) }.max { $0.strength < $1.strength }?.rationale ?? requirement.summary
        let text = control["extensions"]?.text ?? ""
        let sentence = "- \(requirement.id) \(requirement.title): \(adds)"
        if !text.contains(sentence) { control["extensions"] = .text(text.isEmpty ? sentence : "\(text)\n\(sentence)") }
        controls[record.id] = control
        var line =
          lines[requirement.uid] ?? facts.lines[requirement.uid].map {
            ($0.id, Coverage.register.encode($0.line, Settings()))
          } ?? (nil, [:])
        line.body["requirement"] = .text(requirement.uid)
        if (line.body["title"] ?? .null).isEmpty { line.body["title"] = .text(requirement.title) }
        if line.body["applicable"]?.text ?? "undecided" == "undecided" { line.body["applicable"] = "yes" }
        if (line.body["status"] ?? .null).isEmpty { line.body["status"] = "partial" }
        if (line.body["justification"] ?? .null).isEmpty, !decision.reason.isEmpty {
          line.body["justification"] = .text(decision.reason)
        }
        var by = line.body["controls"]?.texts ?? []
        if !by.contains(record.id) { by.append(record.id) }
        line.body["controls"] = Value(by)
        lines[requirement.uid] = line
      }
      for (id, body) in controls.sorted(by: { $0.key < $1.key }) {
        changes.append(.edit(id: id, values: body.filter { ["requirements", "extensions"].contains($0.key) }))
      }
      for (_, line) in lines.sorted(by: { $0.key < $1.key }) {
        if let id = line.id {
          changes.append(.edit(id: id, values: line.body))
        } else {
          changes.append(.create(register: "coverage", values: line.body))
        }
      }
      return try commit(changes, scope, actor, "Suggestions of the crosswalk", .entry, now)
    }
  }

  /// Freezes the statement of applicability as a version with the hash of its lines, and marks the former one as replaced.
  /// - Throws: ``Failure/conflict(_:)`` while lines have problems.
  public func approveSoA(_ frameworks: [String], in workspace: Workspace, as actor: Actor) async throws -> StoredRecord
  {
    guard Policy.allows(actor, .approve, nil) else { throw Failure.forbidden("\(actor.role.label)s may not approve.") }
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let soa = try soa(frameworks, scope)
      guard soa.problems.isEmpty else {
        throw Failure.conflict(
          "\(soa.problems.count) lines have a problem; mend them first: \(soa.problems.prefix(3).map { "\($0.uid) (\($0.problem))" }.joined(separator: "; "))."
        )
      }
      let earlier = try scope.records(of: "soa-versions")
      let number = (earlier.compactMap { $0.body["number"]?.int }.max() ?? 0) + 1
      let json = JSON.text(soa.value)
      var changes: [Change] = earlier.filter { $0.state == "approved" }.map { .step(id: $0.id, noun: "replacement") }
      changes.append(
        .create(
          register: "soa-versions",
          values: [
            "title": .text("Statement of applicability, version \(number)"), "number": .int(number),
            "frameworks": Value(frameworks),
            "lines": .text(json), "sha256": .text(Hash.sha256(json.utf8).hex),
            "ledger_position": .int(try scope.ledgerSize),
            "approved_by": Value(actor.person), "approved_on": .text("\(now.day)"),
          ], state: "approved"))
      let committed = try commit(changes, scope, actor, "Approval of the statement of applicability", .program, now)
      guard let record = committed.records.last else { throw StoreFailure.corrupt("The statement was not kept.") }
      return record
    }
  }
}
