import Domain
import RegisterKit
import Yams

/// The project's own format; `Libraries/schema/library.schema.json` describes it.
extension FileReader {
  mutating func library(_ node: Node) -> Library? {
    keys(
      node,
      [
        "library", "framework", "crosswalk", "threats", "attention", "steps", "audit_points", "audit_time", "import",
        "earlier_edition",
      ],
      of: "library")
    guard let head = node["library"], let uid = text(head, "uid", of: "library"),
      let title = text(head, "title", of: "library")
    else { return nil }
    keys(head, ["uid", "title", "version", "provider", "licence", "depends_on"], of: "library \(uid)")
    let dependencies = entries(head, "depends_on", of: "library \(uid)")
    for entry in dependencies { if let name = entry.words { mention(entry, library: name) } }
    var library = Library(
      uid: uid, title: title, version: head["version"]?.words ?? "", provider: head["provider"]?.words ?? "",
      dependsOn: dependencies.compactMap(\.words))
    if let node = node["framework"] { library.frameworks = framework(node).map { [$0] } ?? [] }
    if let node = node["earlier_edition"] { library.editions = edition(node).map { [$0] } ?? [] }
    if let node = node["crosswalk"] { library.crosswalks = crosswalk(node).map { [$0] } ?? [] }
    library.threats = once(entries(node, "threats", of: "library \(uid)"), "threat") { $0.threat($1) }
    library.rules = once(entries(node, "attention", of: "library \(uid)"), "rule") { $0.rule($1) }
    library.steps = integrationSteps(entries(node, "steps", of: "library \(uid)"))
    if let node = node["audit_points"] { library.auditPoints = auditPoints(node) }
    if let node = node["audit_time"] { library.auditTime = auditTime(node) }
    if let node = node["import"] { library.importLanguage = importLanguage(node) }
    if library.isEmpty, problems.isEmpty {
      problem(head, "library \(uid) holds nothing")
    }
    return library
  }

  /// Reads the entries of a list, of which none may have the id of an earlier one.
  mutating func once<T>(_ nodes: [Node], _ what: String, _ read: (inout FileReader, Node) -> T?) -> [T] {
    var known: Set<String> = []
    return nodes.compactMap { node in
      if let id = node["id"]?.words, !known.insert(id).inserted {
        problem(node, "\(what) \(id) stands twice")
        return nil
      }
      return read(&self, node)
    }
  }

  private mutating func framework(_ node: Node) -> Framework? {
    guard let uid = text(node, "uid", of: "framework"), let title = text(node, "title", of: "framework") else {
      return nil
    }
    keys(
      node, ["uid", "title", "short", "aliases", "requirements", "phases", "classes", "annex_iii"],
      of: "framework \(uid)")
    var requirements: [Requirement] = []
    var known: Set<String> = []
    for entry in entries(node, "requirements", of: "framework \(uid)") {
      guard let id = text(entry, "id", of: "requirement") else { continue }
      guard known.insert(id).inserted else {
        problem(entry, "requirement \(id) stands twice")
        continue
      }
      if let requirement = requirement(entry, id, uid, known) { requirements.append(requirement) }
    }
    if requirements.isEmpty { problem(node, "framework \(uid) has no requirements") }
    return Framework(
      uid: uid, title: title, short: node["short"]?.words ?? title,
      aliases: texts(node, "aliases", of: "framework \(uid)"),
      requirements: requirements, phases: entries(node, "phases", of: "framework \(uid)").compactMap { phase($0) })
  }

  private mutating func requirement(_ node: Node, _ id: String, _ framework: String, _ known: Set<String>)
    -> Requirement?
  {
    let what = "requirement \(id)"
    keys(
      node, ["id", "kind", "title", "parent", "pdca", "summary", "theme", "tags", "documents", "applies_from"], of: what
    )
    if id.contains(where: \.isWhitespace) { problem(node["id"], "requirement “\(id)”: an id has no blanks") }
    guard let title = text(node, "title", of: what), let kind: Requirement.Kind = choice(node, "kind", of: what) else {
      return nil
    }
    let parent = node["parent"]?.words
    if let parent, parent == id || !known.contains(parent) {
      problem(node["parent"], "\(what): its parent \(parent) does not stand before it")
    }
    return Requirement(
      framework: framework, id: id, kind: kind, title: title, parent: parent, summary: node["summary"]?.words ?? "",
      theme: node["theme"]?.words, pdca: node["pdca"]?.words, tags: texts(node, "tags", of: what),
      documents: texts(node, "documents", of: what), appliesFrom: day(node, "applies_from", of: what))
  }

  private mutating func phase(_ node: Node) -> Phase? {
    keys(node, ["date", "event", "ref", "verified"], of: "phase")
    guard let date = day(node, "date", of: "phase"), let event = node["event"]?.words else {
      problem(node, "a phase needs a date (2026-08-02) and an event")
      return nil
    }
    return Phase(
      date: date, event: event, reference: node["ref"]?.words ?? "", isVerified: node["verified"]?.bool ?? false)
  }

  private mutating func crosswalk(_ node: Node) -> Crosswalk? {
    guard let source = text(node, "source", of: "crosswalk"), let target = text(node, "target", of: "crosswalk") else {
      return nil
    }
    keys(node, ["source", "target", "mappings", "overlays"], of: "crosswalk")
    var mappings: [Crosswalk.Mapping] = []
    var known: Set<String> = []
    for entry in entries(node, "mappings", of: "crosswalk") {
      guard let from = text(entry, "source", of: "mapping") else { continue }
      guard known.insert(from).inserted else {
        problem(entry, "mapping of \(from) stands twice")
        continue
      }
      keys(entry, ["source", "integration", "targets", "clauses", "addition"], of: "mapping of \(from)")
      mention(entry["source"], requirement: from, by: "mapping of \(from)")
      _ = requirements(entry, "clauses", of: "mapping of \(from)")
      let pairs = entries(entry, "targets", of: "mapping of \(from)").compactMap { pair($0, from) }
      mappings.append(
        Crosswalk.Mapping(
          source: from, integration: entry["integration"]?.words ?? "", pairs: pairs, addition: entry["addition"]?.words
        ))
    }
    if mappings.isEmpty { problem(node, "crosswalk \(source) – \(target) has no mappings") }
    let overlays = entries(node, "overlays", of: "crosswalk").compactMap { overlay($0) }
    return Crosswalk(source: source, target: target, mappings: mappings, overlays: overlays)
  }

  private mutating func pair(_ node: Node, _ from: String) -> CrosswalkPair? {
    guard let to = text(node, "target", of: "pair of \(from)") else { return nil }
    let what = "pair \(from) – \(to)"
    keys(node, ["target", "relation", "strength", "rationale"], of: what)
    mention(node["target"], requirement: to, by: what)
    guard let relation: Relation = choice(node, "relation", of: what) else { return nil }
    guard let strength = node["strength"]?.words.flatMap({ Int($0) }), (1...3).contains(strength) else {
      problem(node["strength"] ?? node, "\(what): strength is 1, 2 or 3")
      return nil
    }
    return CrosswalkPair(
      source: from, target: to, relation: relation, strength: strength, rationale: node["rationale"]?.words ?? "")
  }

  private mutating func overlay(_ node: Node) -> Crosswalk.Overlay? {
    guard let target = text(node, "target", of: "overlay") else { return nil }
    keys(node, ["target", "relevance", "note", "sources"], of: "overlay of \(target)")
    mention(node["target"], requirement: target, by: "overlay of \(target)")
    guard let relevance: Crosswalk.Overlay.Relevance = choice(node, "relevance", of: "overlay of \(target)") else {
      return nil
    }
    return Crosswalk.Overlay(
      target: target, relevance: relevance, note: node["note"]?.words ?? "",
      sources: requirements(node, "sources", of: "overlay of \(target)"))
  }

  private mutating func threat(_ node: Node) -> LibraryThreat? {
    guard let id = text(node, "id", of: "threat"), let title = text(node, "title", of: "threat \(id)"),
      let domain: Risk.Domain = choice(node, "domain", of: "threat \(id)")
    else { return nil }
    let what = "threat \(id)"
    keys(node, ["id", "title", "domain", "category", "description", "affects", "suggests", "sources"], of: what)
    return LibraryThreat(
      id: id, title: title, domain: domain, category: node["category"]?.words ?? "",
      description: node["description"]?.words ?? "", suggests: requirements(node, "suggests", of: what),
      sources: texts(node, "sources", of: what))
  }

  private mutating func rule(_ node: Node) -> AttentionRule? {
    guard let id = text(node, "id", of: "rule"), let title = text(node, "title", of: "rule \(id)"),
      let severity: AttentionRule.Severity = choice(node, "severity", of: "rule \(id)"),
      let register = text(node, "register", of: "rule \(id)")
    else { return nil }
    let what = "rule \(id)"
    keys(node, ["id", "title", "why", "severity", "waited_for", "requirements", "register", "query"], of: what)
    let waited = node["waited_for"]?.words ?? "false"
    if !["true", "false"].contains(waited) { problem(node["waited_for"], "\(what): “waited_for” is true or false") }
    return AttentionRule(
      id: id, title: title, why: node["why"]?.words ?? "", severity: severity, isWaitedFor: waited == "true",
      requirements: requirements(node, "requirements", of: what), register: register,
      query: query(node, "query", of: what))
  }
}
