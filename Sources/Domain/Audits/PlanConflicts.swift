import RegisterKit

/// Finds in the registers what is an auditor's own work: units that they head or work in, and audit points that rest on
/// what they own, operate or approved (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2).
struct PlanConflicts {
  private let topics: [PlanBasis.Topic]
  /// Points by requirement, and by what is sampled there.
  private var byRequirement: [String: Set<String>] = [:]
  private var byDriver: [String: Set<String>] = [:]
  private let since: Day?
  private let begins: Day?
  /// AI systems, models and datasets in scope.
  private let inScope: Set<String>
  private let months: Int

  init(_ audit: Audit, _ facts: PlanFacts, _ library: AuditPointSet, _ topics: [PlanBasis.Topic]) {
    self.topics = topics
    months = audit.coolingOffMonths ?? 12
    begins = audit.from
    since = audit.from?.adding(months: -(audit.coolingOffMonths ?? 12))
    let drivers = Dictionary(library.points.map { ($0.id, $0.driver) }, uniquingKeysWith: { first, _ in first })
    for topic in topics {
      for uid in topic.requirements { byRequirement[uid, default: []].insert(topic.id) }
      byDriver[drivers[topic.id] ?? "fixed", default: []].insert(topic.id)
    }
    var scope: Set<String> = []
    for entry in facts["ai-systems"] where audit.aiSystems.isEmpty || audit.aiSystems.contains(entry.id) {
      scope.formUnion([entry.id] + entry.texts("models") + entry.texts("datasets"))
    }
    for entry in facts["models"] + facts["datasets"] where !scope.isDisjoint(with: entry.texts("ai_systems")) {
      scope.insert(entry.id)
    }
    inScope = scope
  }

  /// - Parameter id: Of the auditor.
  func of(_ id: String, _ facts: PlanFacts) -> [PlanBasis.Conflict] {
    facts.entry("auditors", id).map { of(Auditor.register.decode($0.body), facts) } ?? []
  }

  /// Also of somebody who is in no register of auditors.
  func of(_ auditor: Auditor, _ facts: PlanFacts) -> [PlanBasis.Conflict] {
    var found = Found()
    units(auditor, facts, &found)
    for id in auditor.controlsOwned {
      if let control = facts.entry("controls", id) { own(control, "controls", "owns", &found) }
    }
    for id in auditor.touched {
      if let (kind, entry) = facts.anyEntry(id) { own(entry, kind, "worked on", &found) }
    }
    declared(auditor, facts, &found)
    guard let person = auditor.person else { return found.conflicts }
    for kind in Self.ownWork {
      for entry in facts[kind] where entry.text("owner") == person && entry.state != "closed" {
        own(entry, kind, "owns", &found)
      }
    }
    for kind in Self.approvedWork {
      for entry in facts[kind] { approved(entry, kind, by: person, &found) }
    }
    auditFunction(person, facts, &found)
    for topic in topics where topic.auditees.first == person {
      found.add([topic.id], "is the one who answers it")
    }
    return found.conflicts
  }

  /// Registers whose owner answers for what an audit looks at.
  static let ownWork = [
    "controls", "risks", "documents", "coverage", "ai-systems", "models", "datasets", "impact-assessments",
  ]
  /// Registers whose records somebody approves.
  static let approvedWork = ["documents", "changes", "impact-assessments", "soa-versions", "risks"]

  private struct Found {
    var conflicts: [PlanBasis.Conflict] = []
    mutating func add(_ points: Set<String>, _ reason: String) {
      for point in points.sorted() { add(.point(point), reason) }
    }
    mutating func add(_ subject: PlanBasis.Conflict.Subject, _ reason: String) {
      let conflict = PlanBasis.Conflict(subject: subject, reason: reason)
      if !conflicts.contains(conflict) { conflicts.append(conflict) }
    }
  }

  private func units(_ auditor: Auditor, _ facts: PlanFacts, _ found: inout Found) {
    for (id, unit) in facts.units {
      if let person = auditor.person, unit.head == person {
        found.add(.unit(id), "heads \(unit.name)")
      } else if auditor.unitsOwned.contains(id) {
        found.add(.unit(id), "runs \(unit.name), as the register of auditors says")
      } else if let person = auditor.person, facts.unit(of: person) == id {
        found.add(.unit(id), "works in \(unit.name)")
      }
    }
    for process in facts["processes"] where auditor.person != nil && process.text("owner") == auditor.person {
      if let unit = process.text("unit") { found.add(.unit(unit), "owns the process \(process.id) \(process.title)") }
    }
  }

  /// The points that rest on a record.
  private func points(restingOn entry: PlanFacts.Entry, _ kind: String) -> Set<String> {
    func requirements(_ uids: [String]) -> Set<String> {
      uids.reduce(into: []) { $0.formUnion(byRequirement[$1] ?? []) }
    }
    switch kind {
    case "controls", "documents": return requirements(entry.texts("requirements"))
    case "risks":
      // The risk itself is looked at where risks are assessed and treated, and through the controls that treat it.
      return requirements(
        entry.texts("requirements") + ["iso27001:8.2", "iso27001:8.3", "iso42001:8.2", "iso42001:8.3"])
    case "coverage": return requirements([entry.text("requirement")].compactMap(\.self))
    case "ai-systems", "models": return inScope.contains(entry.id) ? byDriver["ai_systems"] ?? [] : []
    case "datasets": return inScope.contains(entry.id) ? byDriver["datasets"] ?? [] : []
    case "suppliers": return byDriver["suppliers"] ?? []
    case "changes":
      let touched = entry.texts("ai_systems") + [entry.text("ai_system")].compactMap(\.self) + entry.texts("models")
      return requirements(["iso27001:A.8.32", "iso42001:A.6.2.5"])
        .union(inScope.isDisjoint(with: touched) ? [] : byDriver["ai_systems"] ?? [])
    case "impact-assessments":
      return requirements(["iso42001:6.1.4", "iso42001:8.4", "iso42001:A.5.2", "iso42001:A.5.3", "iso42001:A.5.4"])
    case "soa-versions": return requirements(["iso27001:6.1.3", "iso42001:6.1.3"])
    case "audits", "audit-programmes":
      return requirements(["iso27001:9.2.1", "iso27001:9.2.2", "iso42001:9.2.1", "iso42001:9.2.2"])
    default: return []
    }
  }

  private func own(_ entry: PlanFacts.Entry, _ kind: String, _ verb: String, _ found: inout Found) {
    let reason =
      kind == "coverage"
      ? "answers for \(entry.title) in the statement of applicability"
      : "\(verb) \(noun(kind)) \(entry.id) \(entry.title)"
    found.add(points(restingOn: entry, kind), reason)
  }

  private func noun(_ kind: String) -> String {
    switch kind {
    case "controls": "the control"
    case "risks": "the risk"
    case "documents": "the document"
    case "ai-systems": "the AI system"
    case "models": "the model"
    case "datasets": "the dataset"
    case "suppliers": "the supplier"
    case "changes": "the change"
    case "impact-assessments": "the impact assessment"
    case "soa-versions": "the statement of applicability"
    default: ""
    }
  }

  private func isRecent(_ day: String?) -> Bool {
    guard let since, let begins, let day = day.flatMap({ Day($0) }) else { return false }
    return day >= since && day <= begins
  }

  /// Who approved something in the cooling-off period would judge the own judgement.
  private func approved(_ entry: PlanFacts.Entry, _ kind: String, by person: String, _ found: inout Found) {
    let (who, when) = kind == "risks" ? ("accepted_by", "accepted_on") : ("approved_by", "approved_on")
    guard entry.text(who) == person, isRecent(entry.text(when)) else { return }
    let verb = kind == "risks" ? "accepted" : "approved"
    found.add(
      points(restingOn: entry, kind),
      "\(verb) \(noun(kind)) \(entry.id) on \(entry.text(when) ?? ""), within \(months) months before the audit")
  }

  /// The point on internal audit itself is for somebody who has no part in internal audits.
  private func auditFunction(_ person: String, _ facts: PlanFacts, _ found: inout Found) {
    for entry in facts["audit-programmes"] {
      for (field, verb) in [("owner", "runs"), ("approved_by", "approved")] where entry.text(field) == person {
        found.add(points(restingOn: entry, "audit-programmes"), "\(verb) the audit programme \(entry.id)")
      }
    }
    let name = facts.people[person]?.name.folded ?? ""
    for entry in facts["audits"] where entry.text("kind") ?? "internal" == "internal" {
      let (leads, isOver) = (
        entry.text("lead_auditor") == person, isRecent(entry.text("date_to") ?? entry.text("date_from"))
      )
      let wasThere = !name.isEmpty && (entry.text("team") ?? "").parts.contains { $0.folded == name }
      guard isOver, leads || wasThere else { continue }
      found.add(
        points(restingOn: entry, "audits"),
        "\(leads ? "led" : "took part in") the internal audit \(entry.id), within \(months) months before the audit")
    }
    let roles = (facts.people[person]?.roles ?? "").parts.map(\.folded)
    if roles.contains("auditprogrammemanager") {
      for uid in ["iso27001:9.2.1", "iso27001:9.2.2", "iso42001:9.2.1", "iso42001:9.2.2"] {
        found.add(byRequirement[uid] ?? [], "is audit programme manager")
      }
    }
  }

  /// Records that an auditor names in the declaration, by code or title.
  private func declared(_ auditor: Auditor, _ facts: PlanFacts, _ found: inout Found) {
    let text = auditor.conflicts
    guard !text.isEmpty else { return }
    let words = Set(text.split { !($0.isLetter || $0.isNumber || "-._".contains($0)) }.map { $0.trimmed(also: ".") })
    for kind in ["controls", "documents", "risks", "ai-systems", "models", "datasets", "suppliers", "changes"] {
      for entry in facts[kind] where words.contains(entry.id) || (entry.title.count > 5 && text.contains(entry.title)) {
        let rest = points(restingOn: entry, kind)
        found.add(rest, "declared work on \(noun(kind)) \(entry.id) \(entry.title)")
      }
    }
    for (id, _) in facts.units where words.contains(id) { found.add(.unit(id), "declared work in \(id)") }
  }
}

extension PlanBasis {
  /// Why an auditor is no judge of work in an audit, in sentences, whether they are in its team or not
  /// (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2).
  /// - Parameters:
  ///   - auditor: Id of an auditor, or of a person, who need not be one.
  ///   - work: Ids of units and audit points, and uids of requirements, which stand for the points that examine them.
  public static func ownWork(
    of auditor: String, in work: [String], of audit: String, _ facts: PlanFacts, _ library: AuditPointSet
  ) -> [String] {
    guard let entry = facts.entry("audits", audit), let basis = PlanBasis(of: audit, facts, library, isWhole: true)
    else { return [] }
    let work = Set(work).union(library.points.filter { !Set($0.primary).isDisjoint(with: work) }.map(\.id))
    let conflicts = PlanConflicts(Audit.register.decode(entry.body), facts, library, basis.topics)
    let who = facts.entry("auditors", auditor) ?? facts["auditors"].first { $0.text("person") == auditor }
    var judge = who.map { Auditor.register.decode($0.body) } ?? Auditor()
    if who == nil { judge.person = auditor }
    let name = judge.person.flatMap { facts.people[$0]?.name } ?? who?.title ?? auditor
    return conflicts.of(judge, facts).compactMap { conflict in
      let what: String
      switch conflict.subject {
      case .unit(let id):
        guard work.contains(id) else { return nil }
        what = facts.units.first { $0.id == id }?.unit.name ?? id
      case .point(let id):
        guard work.contains(id) else { return nil }
        what = "\(id) \(basis.topic(id)?.title ?? "")"
      }
      return "\(name) (\(who?.id ?? auditor)) may not audit \(what): \(conflict.reason)."
    }
  }
}
