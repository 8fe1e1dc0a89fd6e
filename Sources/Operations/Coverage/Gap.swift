import Domain
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

  /// Works something out once for each position of the ledger, day and audience.
  func cached<T: Sendable>(_ question: String, _ scope: Scope, _ work: () throws -> T) throws -> T {
    // Where a write stands now it may never have stood.
    if scope.connection.isWriting { return try work() }
    let key = AnswerCache.Key(
      workspace: scope.workspace.id, position: try scope.ledgerSize, day: today.number, audience: scope.audience,
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
    let counts = try moment.map { try scope.counts(asOf: $0) } ?? scope.counts().mapValues(\.number)
    for register in registers.all where (counts[register.slug] ?? 0) > 0 && !register.isMadeByProgram {
      for uid in register.clauses { facts.registersServing[uid, default: []].append(register.slug) }
    }
    for (_, _, _, body) in try all("mapping-decisions", scope, moment) where body["decision"]?.text == "declined" {
      facts.declined.insert(MappingDecision.register.decode(body).pair)
    }
    for (id, _, state, body) in try all("findings", scope, moment) where state == "open" {
      let finding = Finding.register.decode(body)
      for uid in finding.requirements where finding.breaks(uid, isOpen: true) {
        facts.nonconforming[uid, default: []].append(id)
      }
    }
    for (id, _, state, body) in try all("nonconformities", scope, moment) where state == "open" {
      for uid in body["requirements"]?.texts ?? [] { facts.nonconforming[uid, default: []].append(id) }
    }
    return facts
  }

  func all(
    _ kind: String, _ scope: Scope, _ moment: Instant?
  ) throws -> [(id: String, title: String, state: String?, body: Body)] {
    if let moment {
      let title = registers[kind]?.titleField.name ?? ""
      // Who sees only what is shared now doesn't see more of the past.
      let seen = scope.sharedOnly ? Set(try scope.records(of: kind).map(\.id)) : nil
      return try scope.revisions(of: kind, asOf: moment).filter { seen?.contains($0.record) != false }.map { revision in
        let body = revision.body
        return (revision.record, body[title]?.text ?? revision.record, revision.state, body)
      }
    }
    return try scope.records(of: kind).map { ($0.id, $0.title, $0.state, $0.body) }
  }
}
