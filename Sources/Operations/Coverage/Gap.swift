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

  /// What the registers say, now or at a moment; the present worked out once for each position of the ledger.
  func facts(_ scope: Scope, asOf moment: Instant? = nil) throws -> CoverageFacts {
    if moment != nil { return try gathered(scope, asOf: moment) }
    return try cached("facts", scope) { try gathered(scope, asOf: nil) }
  }

  private func gathered(_ scope: Scope, asOf moment: Instant?) throws -> CoverageFacts {
    var facts = CoverageFacts()
    for control in try parts(CoverageViews.controls, scope, asOf: moment) {
      facts.controls[control.fact.id] = control.fact
      for uid in control.requirements { facts.controlsServing[uid, default: []].append(control.fact.id) }
    }
    for document in try parts(CoverageViews.documents, scope, asOf: moment) {
      for uid in document.requirements { facts.documentsServing[uid, default: []].append(document.id) }
    }
    for line in try parts(CoverageViews.judgements, scope, asOf: moment) {
      if let uid = line.line.requirement { facts.lines[uid] = line }
    }
    let counts = try moment.map { try scope.counts(asOf: $0) } ?? self.counts(scope).mapValues(\.number)
    for register in registers.all where (counts[register.slug] ?? 0) > 0 && !register.isMadeByProgram {
      for uid in register.clauses { facts.registersServing[uid, default: []].append(register.slug) }
    }
    for one in try parts(CoverageViews.decisions, scope, asOf: moment) where one.decision == "declined" {
      facts.declined.insert(one.pair)
    }
    for view in [CoverageViews.findings, CoverageViews.nonconformities] {
      for open in try parts(view, scope, asOf: moment) {
        for uid in open.requirements { facts.nonconforming[uid, default: []].append(open.id) }
      }
    }
    return facts
  }
}
