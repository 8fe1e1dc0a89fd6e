import Domain
import Operations
import RegisterKit
import Store

/// The letter by which a certification body is told what the combined audit is about, taken from the registers; for
/// reading and for paper (IAF MD 11:2023; ISO/IEC 17021-1:2015 9.1.1).
enum LetterPage {
  private struct Facts: Sendable {
    var scopes: [StoredRecord] = []
    var certificates: [StoredRecord] = []
    var sites: [StoredRecord] = []
    var units: [StoredRecord] = []
    var systems: [StoredRecord] = []
    var level = IntegrationLevel(points: [], scores: [])
    var names: [String: RecordName] = [:]
  }

  static func show(_ call: Call) async throws -> Reply {
    let audit = try await PackPages.audit(call)
    let facts = try await call.read { scope -> Facts in
      var facts = Facts()
      facts.scopes = try scope.records(of: "scope-statements").filter { $0.state != "withdrawn" }
      facts.certificates = try scope.records(of: "certificates")
      facts.sites = try scope.records(of: "sites")
      facts.units = try scope.records(of: "units")
      facts.systems = try scope.records(of: "ai-systems").filter { $0.state != "retired" }
      facts.level = try IntegrationPage.level(audit.id, call, scope)
      facts.names = try scope.names(
        of: facts.level.points.flatMap(\.score.evidence) + [audit.owner].compactMap(\.self))
      return facts
    }
    let standards = (audit.body["standards"]?.texts ?? []).compactMap { Standard(rawValue: $0) }
    let today = Words.moment("\(call.installation.now)").shown.split(separator: ",").first.map(String.init) ?? ""
    let parts = [
      opening(audit, standards, facts, call, today), scope(standards, facts, call), proposal(audit, standards, call),
      integration(audit, facts, call), sizes(facts, call), systems(facts, call), closing(audit, facts, call),
    ]
    return try await call.page(
      Page(
        "Letter to the certification body", facts: UI.code(audit.id),
        crumbs: PackPages.trail(audit, call), section: call.link.register("audits"),
        actions: [UI.linkButton("Level of integration", href: call.link.integration(audit.id), .plain)],
        content:
          UI.stack([
            "<p class=\"quiet screen-only\">Taken from the registers as they stand today. Print it, or save it as PDF from the print dialog.</p>",
            "<div class=\"letter\">\(UI.card(UI.stack(parts)))</div>",
          ])
      ))
  }

  private static func table(_ caption: String, _ columns: [String], _ rows: [[HTML]]) -> HTML {
    UI.table(
      caption, columns: columns.enumerated().map { UI.Column($1, $0 == 0 ? .title : .text) },
      rows: rows.map { UI.Row($0) })
  }

  /// What is not there yet, with the way to it.
  private static func missing(_ text: String, _ href: String) -> HTML {
    UI.notice(.warn, nil, "<a href=\"\(href)\">\(text)</a>")
  }

  private static func opening(
    _ audit: StoredRecord, _ standards: [Standard], _ facts: Facts, _ call: Call, _ today: String
  ) -> HTML {
    let team = audit.body["team"]?.text ?? ""
    let bodies = Set(facts.certificates.compactMap { $0.body["body"]?.text }).sorted()
    let to = team.isEmpty ? bodies.joined(separator: ", ") : team
    let held = facts.certificates.map { certificate -> HTML in
      let body = certificate.body
      let until = body["valid_until"]?.text.map { ", valid until \(Words.day($0))" } ?? ""
      return "<li>\(certificate.title), certified by \(body["body"]?.text ?? "–")\(until)</li>"
    }
    return """
      <p>\(today)</p><p>From: <strong>\(call.workspace.name)</strong><br>To: <strong>\(to.isEmpty ? "the certification body" : to)</strong></p>\
      <h2>Combined audit of \(standards.isEmpty ? "our management system" : standards.map(\.label).joined(separator: " and "))</h2>\
      <p>We run one management system for information security and artificial intelligence and ask for one audit over both \
      standards. What follows is meant for your calculation of the audit time and for your plan.</p>\
      \(when: !held.isEmpty, "<p>Certificates that we hold:</p><ul>\(held)</ul>")
      """
  }

  private static func scope(_ standards: [Standard], _ facts: Facts, _ call: Call) -> HTML {
    guard let statement = facts.scopes.first else {
      return "<h2>Scope</h2>\(missing("There is no scope statement yet.", call.link.register("scope-statements")))"
    }
    let rows = standards.map { standard -> (term: String, value: HTML) in
      let text = statement.body["\(standard.rawValue)_scope"]?.text ?? ""
      return (
        standard.label,
        text.isEmpty
          ? missing("Not written yet.", call.link.edit("scope-statements", statement.id)) : Markdown.prose(text)
      )
    }
    let state: HTML =
      statement.state == "approved"
      ? "" : missing("The scope statement is not approved yet.", call.link.record("scope-statements", statement.id))
    let outside = statement.body["boundaries"]?.text ?? ""
    let more = outside.isEmpty ? [] : [(term: "Outside", value: Markdown.prose(outside))]
    return "<h2>Scope</h2>\(state)\(UI.definitions(rows + more))"
  }

  private static func proposal(_ audit: StoredRecord, _ standards: [Standard], _ call: Call) -> HTML {
    let (from, to) = (audit.body["date_from"]?.text, audit.body["date_to"]?.text)
    let days = [from, to].compactMap { $0.map(Words.day) }.joined(separator: " to ")
    let when: HTML =
      days.isEmpty ? missing("The audit has no date yet.", call.link.edit("audits", audit.id)) : "\(days)"
    let scope = audit.body["scope"]?.text ?? ""
    return """
      <h2>What we propose</h2><p>One combined audit, one team and one plan, with a conclusion for each standard: the same people \
      answer once, and you find the additional questions of the second standard in the same conversation.</p>\
      \(UI.definitions([
        ("Audit", "\(audit.title) \(UI.code(audit.id))"), ("Standards", "\(standards.map(\.label).joined(separator: ", "))"),
        ("When", when), ("What it covers", scope.isEmpty ? "The whole scope" : "\(scope)"),
      ]))
      """
  }

  private static func integration(_ audit: StoredRecord, _ facts: Facts, _ call: Call) -> HTML {
    let rows = facts.level.points.map { point -> [HTML] in
      let shown = point.score.evidence.map { id -> HTML in
        facts.names[id].map { "<a href=\"\(call.link.record($0.kind, id))\">\($0.title)</a> \(UI.code(id))" }
          ?? UI.code(id)
      }
      return [
        "\(point.point)", point.score.percent.map { "\($0) %" } ?? UI.tag("not judged", .warn),
        "\(point.score.reason)", shown.joined(by: "<br>"),
      ]
    }
    let mean: HTML =
      facts.level.percent.map {
        "<p>Level of integration: <strong>\(Int(saturating: $0)) %</strong>, the mean of the points.</p>"
      }
      ?? missing("Not every point is judged yet, so there is no level.", call.link.integration(audit.id))
    return """
      <h2>Level of integration</h2><p>Judged by ourselves, by the points of IAF MD 11.</p>\
      \(table("Level of integration", ["Point", "Integrated", "Reason", "Shown by"], rows))\(mean)
      """
  }

  private static func sizes(_ facts: Facts, _ call: Call) -> HTML {
    func people(_ records: [StoredRecord]) -> Int { records.reduce(0) { $0 + ($1.body["people"]?.int ?? 0) } }
    let (atSites, inUnits) = (people(facts.sites), people(facts.units))
    let rows = facts.sites.map { site -> [HTML] in
      ["\(site.title)", "\(site.body["country"]?.text)", "\(site.body["people"]?.int)"]
    }
    let note: HTML =
      atSites > 0 && inUnits > 0 && atSites != inUnits
      ? missing(
        "The units have \(inUnits) people and the sites \(atSites); one of them is out of date.",
        call.link.register("units"))
      : .empty
    return """
      <h2>Size</h2><p>\(Words.count(max(atSites, inUnits), "person", "persons")) work under our control within the scope, at \
      \(Words.count(facts.sites.count, "site", "sites")) and in \(Words.count(facts.units.count, "unit", "units")).</p>\
      \(when: rows.isEmpty, missing("No site is registered yet.", call.link.register("sites")), else: table("Sites", ["Site", "Country", "Persons"], rows))\(note)
      """
  }

  private static func systems(_ facts: Facts, _ call: Call) -> HTML {
    let register = call.installation.registers["ai-systems"]
    func label(_ name: String, _ record: StoredRecord) -> String {
      register?.field(name).map { field in field.kind.text(record.body[name] ?? .null, Settings()) } ?? ""
    }
    let rows = facts.systems.map { system -> [HTML] in
      let role = system.body["our_role"]?.text ?? ""
      return [
        "\(system.title) \(UI.code(system.id))", role.isEmpty ? UI.tag("not stated", .warn) : "\(role)",
        "\(label("stage", system))", "\(label("law_class", system))",
      ]
    }
    return """
      <h2>AI systems and our role</h2><p>\(Words.count(facts.systems.count, "AI system", "AI systems")) in the scope.</p>\
      \(when: rows.isEmpty, missing("No AI system is registered yet.", call.link.register("ai-systems")), else: table("AI systems", ["System", "Our role", "Stage", "Class by AI Act"], rows))
      """
  }

  private static func closing(_ audit: StoredRecord, _ facts: Facts, _ call: Call) -> HTML {
    let name = audit.owner.flatMap { facts.names[$0]?.title }
    return """
      <p>Before stage 1 you receive a certification pack: documents, records and evidence in one signed archive that you can verify \
      without us. Our key is:</p>\(UI.codeBlock(call.installation.key.verifyingKey.description, label: "Our key"))\
      <p>With kind regards\(when: name != nil, "<br>\(name)")<br>\(call.workspace.name)</p>
      """
  }
}
