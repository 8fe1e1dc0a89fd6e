import Domain
import RegisterKit
import Yams

/// Audit points, and the tables of audit time.
extension FileReader {
  mutating func auditPoints(_ node: Node) -> AuditPointSet {
    keys(node, ["reference", "overhead", "roles", "points"], of: "audit points")
    let overhead = entries(node, "overhead", of: "audit points").compactMap { entry -> AuditPointSet.Overhead? in
      guard let task = text(entry, "task", of: "overhead") else { return nil }
      return .init(task: task, minutes: numbers(entry, "minutes", in: 0...100_000, of: "overhead \(task)"))
    }
    let roles = entries(node, "roles", of: "audit points").compactMap { entry -> AuditPointSet.Role? in
      guard let title = text(entry, "title", of: "role") else { return nil }
      keys(entry, ["title", "also", "owns"], of: "role \(title)")
      return .init(title: title, also: texts(entry, "also", of: "role \(title)"), owns: entry["owns"]?.words)
    }
    let points = once(entries(node, "points", of: "audit points"), "audit point") { $0.auditPoint($1) }
    if points.isEmpty { problem(node, "there are no audit points") }
    var held: [String: String] = [:]
    for point in points {
      for uid in point.primary {
        if let other = held.updateValue(point.id, forKey: uid) {
          problem(node, "\(uid) is primary in both \(other) and \(point.id)")
        }
      }
    }
    return AuditPointSet(
      reference: numbers(node, "reference", in: 0...1_000_000, of: "audit points"), overhead: overhead, roles: roles,
      points: points)
  }

  private mutating func auditPoint(_ node: Node) -> AuditPoint? {
    guard let id = text(node, "id", of: "audit point") else { return nil }
    let what = "audit point \(id)"
    keys(
      node,
      [
        "id", "title", "topic", "pdca", "primary", "related", "auditees", "requires", "specialists", "minutes",
        "reason",
        "driver", "cadence", "methods", "questions", "evidence", "sampling", "red_flags",
      ], of: what)
    guard let title = text(node, "title", of: what), let cadence: AuditPoint.Cadence = choice(node, "cadence", of: what)
    else { return nil }
    let minutes = numbers(node, "minutes", in: 0...10_000, of: what)
    let alone = minutes.filter { $0.key != "integrated" }.values
    let integrated = minutes["integrated"] ?? 0
    if integrated < alone.max() ?? 0 || integrated > alone.reduce(0, +) {
      problem(node["minutes"] ?? node, "\(what): integrated minutes lie between the longest audit alone and their sum")
    }
    let questions = parts(node, "questions", of: what)
    if questions.isEmpty { problem(node, "\(what) asks nothing") }
    let primary = requirements(node, "primary", of: what)
    if primary.isEmpty { problem(node, "\(what) covers no requirement") }
    return AuditPoint(
      id: id, title: title, topic: node["topic"]?.words ?? "", primary: primary,
      related: requirements(node, "related", of: what), auditees: texts(node, "auditees", of: what),
      requires: numbers(node, "requires", in: 0...3, of: what), specialists: texts(node, "specialists", of: what),
      minutes: minutes, reason: node["reason"]?.words ?? "", driver: node["driver"]?.words ?? "fixed", cadence: cadence,
      methods: texts(node, "methods", of: what), questions: questions, evidence: parts(node, "evidence", of: what),
      population: node["sampling"]?["population"]?.words ?? "", sampleRule: node["sampling"]?["rule"]?.words ?? "",
      redFlags: texts(node, "red_flags", of: what))
  }

  private mutating func parts(_ node: Node, _ key: String, of what: String) -> [AuditPoint.Part] {
    entries(node, key, of: what).compactMap { entry in
      guard let words = text(entry, "text", of: "\(what): \(key)") else { return nil }
      let standards = texts(entry, "standards", of: "\(what): \(key)")
      if standards.isEmpty { problem(entry, "\(what): “\(words)” names no standard") }
      return AuditPoint.Part(text: words, standards: standards)
    }
  }

  /// A mapping of names to whole numbers.
  private mutating func numbers(
    _ node: Node, _ key: String, in range: ClosedRange<Int>, of what: String
  ) -> [String: Int] {
    guard let found = node[key], !found.isNull else { return [:] }
    guard let mapping = found.mapping else {
      problem(found, "\(what): “\(key)” is a mapping of names to whole numbers")
      return [:]
    }
    var numbers: [String: Int] = [:]
    for name in mapping.keys.compactMap(\.words) {
      numbers[name] = number(found, name, in: range, of: "\(what): \(key)")
    }
    return numbers
  }
}
