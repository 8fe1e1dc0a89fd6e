import Domain
import RegisterKit
import Store

extension Installation {
  /// What the registers say for an audit programme: what speaks for looking more often, what is excluded, how much there is.
  public func programmeFacts(_ scope: Scope) throws -> ProgrammeFacts {
    try cached("programme facts", scope) { try countedProgrammeFacts(scope) }
  }

  private func countedProgrammeFacts(_ scope: Scope) throws -> ProgrammeFacts {
    var facts = ProgrammeFacts()
    let risks = try scope.records(of: "risks").filter { $0.state != "closed" }.map { ($0.id, $0.body) }
    let serving = try servedByControls(scope)
    // Where a risk's requirements are not named, they are those that its controls serve.
    let treated = Dictionary(
      risks.map { id, body -> (String, Set<String>) in
        let named = Set(body["requirements"]?.texts ?? [])
        return (
          id, named.isEmpty ? Set((body["controls"]?.texts ?? []).flatMap { serving[$0] ?? [] }) : named
        )
      }, uniquingKeysWith: { first, _ in first })
    let bands = try settings(scope).matrix.bands
    addRisks(risks, treated, bands, to: &facts)
    try addIncidents(scope, treated, to: &facts)
    try addFindings(scope, to: &facts)
    try addChanges(scope, risks, treated, bands, to: &facts)
    try addSystems(scope, risks, bands, to: &facts)
    for line in try scope.records(of: "coverage").map({ Coverage.register.decode($0.body) })
    where line.applicable == .no {
      if let uid = line.requirement { facts.excluded.insert(uid) }
    }
    let held = try programmeAudits(scope).filter { $0.audit.kind == .internal && $0.isHeld }
    facts.neverAudited = Set(Standard.allCases.map(\.rawValue)).subtracting(
      held.flatMap(\.audit.standards).map(\.rawValue))
    facts.size = AuditSize.counted(for: Audit(), in: try planFacts(AuditSize.kinds, scope))
    return facts
  }

  /// The upper third of the matrix's levels.
  private func isHigh(_ rank: Int, _ bands: [RiskMatrix.Band]) -> Bool { rank * 3 > bands.count * 2 }

  private func servedByControls(_ scope: Scope) throws -> [String: [String]] {
    Dictionary(
      try scope.records(of: "controls").map { ($0.id, $0.body["requirements"]?.texts ?? []) },
      uniquingKeysWith: { first, _ in first })
  }

  private func add(_ sign: AuditSign, _ uids: some Sequence<String>, to facts: inout ProgrammeFacts) {
    for uid in uids { facts.signs[uid, default: []].append(sign) }
  }

  private func addRisks(
    _ risks: [(String, Body)], _ treated: [String: Set<String>], _ bands: [RiskMatrix.Band],
    to facts: inout ProgrammeFacts
  ) {
    for (id, body) in risks {
      guard let rank = body["level"]?.int, isHigh(rank, bands), bands.indices.contains(rank.previous) else { continue }
      let sign = AuditSign(
        kind: .risk, record: id, text: "\(bands[rank.previous].name) risk treated here",
        weight: rank == bands.count ? 2 : 1)
      add(sign, treated[id] ?? [], to: &facts)
    }
  }

  /// Incidents of the worst two severities, or with a breach of personal data, of two years.
  private func addIncidents(
    _ scope: Scope, _ treated: [String: Set<String>], to facts: inout ProgrammeFacts
  ) throws {
    let since = today.adding(months: -24)
    for record in try scope.records(of: "incidents") {
      let incident = Incident.register.decode(record.body)
      let severity = incident.severity ?? 5
      guard let day = incident.detectedAt?.day, day >= since, severity <= 2 || incident.breach else { continue }
      let text = incident.breach ? "breach of personal data" : "incident of severity \(severity)"
      let sign = AuditSign(
        kind: .incident, record: record.id, text: text, weight: severity == 1 ? 2 : 1,
        isUrgent: day >= today.adding(months: -12))
      add(sign, Set(incident.risks.flatMap { treated[$0] ?? [] }), to: &facts)
    }
  }

  /// Nonconformities that are open or were found in the last two years, at each requirement as its standard grades and
  /// closes them.
  private func addFindings(_ scope: Scope, to facts: inout ProgrammeFacts) throws {
    let since = today.adding(months: -24)
    for record in try scope.records(of: "findings") {
      let finding = Finding.register.decode(record.body)
      let isRecent = finding.raisedOn.map { $0 >= since } ?? false
      for uid in finding.requirements {
        let grade = finding.grade(at: uid)
        let isOpen = finding.breaks(uid, isOpen: record.state == "open")
        guard grade.isNonconformity, isOpen || isRecent else { continue }
        let sign = AuditSign(
          kind: .finding, record: record.id,
          text: "\(isOpen ? "open " : "")\(grade == .major ? "major" : "minor") nonconformity",
          weight: grade == .major ? 2 : 1, isUrgent: isOpen)
        add(sign, [uid], to: &facts)
      }
    }
  }

  /// Changes of the highest risk class that are under way or went live in the last year, at what the risks on the same assets
  /// and AI systems are treated by.
  private func addChanges(
    _ scope: Scope, _ risks: [(String, Body)], _ treated: [String: Set<String>], _ bands: [RiskMatrix.Band],
    to facts: inout ProgrammeFacts
  ) throws {
    let since = today.adding(months: -12)
    for record in try scope.records(of: "changes") {
      let change = ChangeRequest.register.decode(record.body)
      let isRecent = change.status == .inProgress || (change.liveOn.map { $0 >= since } ?? false)
      guard change.riskClass == .high, isRecent else { continue }
      let touched = Set(change.assets + change.aiSystems)
      // A risk of the lowest third says little about where to look.
      let about = risks.filter { _, body in
        (body["level"]?.int ?? 0) > bands.count / 3
          && !touched.isDisjoint(with: (body["assets"]?.texts ?? []) + (body["ai_systems"]?.texts ?? []))
      }
      let sign = AuditSign(kind: .change, record: record.id, text: "change of high risk", weight: 1)
      add(sign, Set(about.flatMap { treated[$0.0] ?? [] }), to: &facts)
    }
  }

  /// AI systems of high impact: high risk by law, or named by a high risk.
  private func addSystems(
    _ scope: Scope, _ risks: [(String, Body)], _ bands: [RiskMatrix.Band], to facts: inout ProgrammeFacts
  ) throws {
    for record in try scope.records(of: "ai-systems") {
      let system = AISystem.register.decode(record.body)
      guard system.stage != .retired else { continue }
      let worst = risks.filter { $0.1["ai_systems"]?.texts.contains(record.id) == true }
        .compactMap { id, body in body["level"]?.int.map { (rank: $0, id: id) } }.max {
          ($0.rank, $1.id) < ($1.rank, $0.id)
        }
      if system.lawClass == .highRisk || system.lawClass == .prohibited {
        facts.highImpact.append(
          .init(
            kind: .aiSystem, record: record.id, text: "\(system.name): \(system.lawClass.label.lowercased()) by law",
            weight: 1))
      } else if let worst, isHigh(worst.rank, bands), bands.indices.contains(worst.rank.previous) {
        facts.highImpact.append(
          .init(
            kind: .aiSystem, record: record.id,
            text: "\(system.name), \(bands[worst.rank.previous].name) risk \(worst.id)",
            weight: 1))
      }
    }
  }

  func programmeAudits(_ scope: Scope) throws -> [ProgrammeAudit] {
    try scope.records(of: "audits").map {
      .init(id: $0.id, audit: Audit.register.decode($0.body), state: $0.state ?? "")
    }
    .sorted { ($0.audit.from?.number ?? .max, $0.id) < ($1.audit.from?.number ?? .max, $1.id) }
  }

  func programmeChecks(_ scope: Scope) throws -> [ProgrammeCheck] {
    try scope.records(of: "checks").compactMap { record in
      let check = Check.register.decode(record.body)
      guard let audit = check.audit else { return nil }
      let done = check.requirements.filter {
        $0.hasPrefix("iso27001:") && check.verdict27001 != .notChecked
          || $0.hasPrefix("iso42001:") && check.verdict42001 != .notChecked
      }
      return ProgrammeCheck(id: record.id, audit: audit, requirements: done)
    }
  }

  func programmeCertificates(_ scope: Scope) throws -> [ProgrammeCertificate] {
    try scope.records(of: "certificates").flatMap { record -> [ProgrammeCertificate] in
      let certificate = Certificate.register.decode(record.body)
      return Standard.allCases.filter { certificate.standard.contains($0.rawValue.dropFirst(3)) }
        .map { ProgrammeCertificate(standard: $0, validUntil: certificate.validUntil) }
    }
  }
}
