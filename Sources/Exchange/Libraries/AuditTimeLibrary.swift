import Domain
import RegisterKit
import Yams

/// The tables of audit time.
extension FileReader {
  mutating func auditTime(_ node: Node) -> AuditTimeTables {
    keys(node, ["round_to", "tables", "shares", "steps", "integration_points"], of: "audit time")
    return AuditTimeTables(
      tables: entries(node, "tables", of: "audit time").compactMap { timeTable($0) },
      shares: entries(node, "shares", of: "audit time").compactMap { entry in
        guard let audit = text(entry, "audit", of: "share"),
          let parts = number(entry, "parts", in: 1...100, of: "share \(audit)"),
          let of = number(entry, "of", in: 1...100, of: "share \(audit)")
        else { return nil }
        return .init(audit: audit, of: of, parts: parts, origin: origin(entry))
      },
      steps: entries(node, "steps", of: "audit time").compactMap { entry in
        guard let above = decimal(entry, "above", of: "step"), let percent = decimal(entry, "percent", of: "step")
        else { return nil }
        return .init(above: above, percent: .init(percent, origin(entry)))
      }, integrationPoints: texts(node, "integration_points", of: "audit time"),
      roundTo: .init(
        decimal(node, "round_to", of: "audit time").flatMap { $0 > 0 ? $0 : nil } ?? 0.5, .init(isVerified: true)))
  }

  /// Where an entry says that it comes from; unverified unless it says otherwise.
  private func origin(_ entry: Node, _ source: String = "") -> AuditTimeTables.Origin {
    .init(isVerified: entry["verified"]?.bool ?? false, source: entry["source"]?.words ?? source)
  }

  private mutating func timeTable(_ node: Node) -> AuditTimeTables.Table? {
    guard let standard = text(node, "standard", of: "table") else { return nil }
    let what = "table of \(standard)"
    keys(node, ["standard", "source", "counts", "largest_reduction", "rows", "additions", "scores"], of: what)
    let source = node["source"]?.words ?? standard
    var last = 0
    let rows = entries(node, "rows", of: what).compactMap { entry -> AuditTimeTables.Row? in
      guard let upTo = number(entry, "up_to", in: 1...10_000_000, of: what) else {
        problem(entry, "\(what): a row needs “up_to”")
        return nil
      }
      if upTo <= last { problem(entry, "\(what): rows rise; \(upTo) stands after \(last)") }
      last = upTo
      var figures: [String: AuditTimeTables.Figure] = [:]
      for name in (entry["days"]?.mapping?.keys).map(Array.init)?.compactMap(\.words) ?? [] {
        guard let days = entry["days"], let value = decimal(days, name, of: what) else { continue }
        figures[name] = .init(value, origin(entry, source))
      }
      if figures.isEmpty { problem(entry, "\(what): the row up to \(upTo) has no days") }
      return .init(upTo: upTo, figures: figures)
    }
    return .init(
      standard: standard, source: source, counts: node["counts"]?.words ?? "persons",
      largestReduction: .init(
        decimal(node, "largest_reduction", of: what) ?? 0, .init(isVerified: true, source: source)), rows: rows,
      additions: texts(node, "additions", of: what), scores: node["scores"].flatMap { scores($0, source, of: what) })
  }

  private mutating func scores(_ node: Node, _ source: String, of what: String) -> AuditTimeScores? {
    let what = "\(what): scores"
    keys(node, ["factors", "bands", "changes"], of: what)
    let factors = entries(node, "factors", of: what).compactMap { entry -> AuditTimeScores.Factor? in
      guard let id = text(entry, "id", of: what), let group = text(entry, "group", of: "\(what) \(id)"),
        let title = text(entry, "title", of: "\(what) \(id)")
      else { return nil }
      let grades = texts(entry, "grades", of: "\(what) \(id)")
      if grades.count != 3 { problem(entry, "\(what): “\(id)” says what the grades 1, 2 and 3 mean") }
      if !["business", "it"].contains(group) { problem(entry, "\(what): the group of “\(id)” is business or it") }
      return .init(id: id, group: group, title: title, grades: grades)
    }
    let bands = entries(node, "bands", of: what).compactMap { entry -> AuditTimeScores.Band? in
      guard let name = text(entry, "name", of: what), let upTo = number(entry, "up_to", in: 1...100, of: what) else {
        return nil
      }
      return .init(name: name, upTo: upTo)
    }
    let changes = entries(node, "changes", of: what).compactMap { entry -> AuditTimeScores.Change? in
      guard let business = text(entry, "business", of: what), let it = text(entry, "it", of: what),
        let from = decimal(entry, "from", of: what, least: -100), let to = decimal(entry, "to", of: what, least: -100)
      else { return nil }
      if from > to { problem(entry, "\(what): from \(from) to \(to) % runs backwards") }
      return .init(business: business, it: it, from: from, to: to, origin: origin(entry, source))
    }
    return AuditTimeScores(factors: factors, bands: bands, changes: changes)
  }

  private mutating func decimal(_ node: Node, _ key: String, of what: String, least: Double = 0) -> Double? {
    guard let words = node[key]?.words else { return nil }
    guard let value = Double(words), value.isFinite, (least...1_000_000).contains(value) else {
      problem(node[key], "\(what): “\(words)” is no number")
      return nil
    }
    return value
  }
}
