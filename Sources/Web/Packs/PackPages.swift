import Domain
import Exchange
import Foundation
import HTTPTypes
import Ledger
import Operations
import RegisterKit
import Store

extension Routes {
  static let packs: [Route] = [
    Route(.get, "/w/:ws/certification/:id/pack", .page(.approve), PackPages.show),
    Route(.post, "/w/:ws/certification/:id/pack", .page(.approve), PackPages.make),
    Route(.post, "/w/:ws/certification/:id/archive", .page(.read), PackPages.download),
    Route(.get, "/w/:ws/certification/:id/integration", .page(.overview), IntegrationPage.show),
    Route(.post, "/w/:ws/certification/:id/integration", .page(.edit), IntegrationPage.save),
    Route(.get, "/w/:ws/certification/:id/letter", .page(.overview), LetterPage.show),
  ]
}

/// Certification packs: what would be in one and what is missing, making it, taking it.
enum PackPages {
  private static let audits = "audits"

  /// What the address or the form asks for.
  private static func order(_ call: Call, _ audit: StoredRecord, _ value: (String) -> String?) throws -> PackOrder {
    let begins = audit.body["date_from"]?.text.flatMap { Day($0) } ?? call.installation.today
    let text = value("date") ?? ""
    guard let day = text.isEmpty ? begins : Day(text) else {
      throw Failure.malformed("“\(text)” is no day; write it like 2027-09-06.")
    }
    let kind = value("kind").map { PackKind(rawValue: $0) } ?? .stage1
    guard let kind else { throw Failure.malformed("There is no such kind of pack.") }
    return PackOrder(kind: kind, audit: audit.id, date: day)
  }

  /// The audit in the path.
  static func audit(_ call: Call) async throws -> StoredRecord {
    guard let register = call.installation.registers[audits] else { throw Failure.notFound("There are no audits.") }
    return try await call.record(register)
  }

  /// The way to a page of an audit.
  static func trail(_ audit: StoredRecord, _ call: Call) -> [UI.Crumb] {
    [
      UI.Crumb("Audits", href: call.link.register(audits)),
      UI.Crumb(audit.title, href: call.link.record(audits, audit.id)),
    ]
  }

  static func show(_ call: Call) async throws -> Reply {
    let audit = try await audit(call)
    let order = try order(call, audit) { call.query($0) }
    let standards = Set((audit.body["standards"]?.texts ?? []).compactMap { Standard(rawValue: $0) })
    let (source, gaps) = try await call.read { scope -> (PackSource, [PackGap]) in
      let source = try call.installation.packSource(order, scope)
      return (source, try call.installation.packGaps(source, standards: standards, scope))
    }
    let chips = PackKind.allCases.map { kind -> UI.Chip in
      let address = WebAddress.query(
        call.link.pack(audit.id), [("kind", kind.rawValue), ("date", "\(order.date)")])
      return UI.Chip(kind.label, href: address, isCurrent: kind == order.kind)
    }
    let choose = UI.card(
      "For which occasion",
      UI.filterBar(
        "Occasions", chips: chips, action: call.link.pack(audit.id),
        fields: [UI.FilterField("date", "Evidence must speak for", .date("\(order.date)"))],
        kept: [.init("kind", order.kind.rawValue)]))
    let make = UI.form(
      action: call.link.pack(audit.id),
      hidden: [call.token, .init("kind", order.kind.rawValue), .init("date", "\(order.date)")],
      "<p>One signed archive with \(Words.count(source.items.count, "record", "records")) and \(Words.count(source.files.count, "file", "files"))\(when: !source.files.isEmpty, " (\(FilePages.size(source.files.reduce(0) { $0 + $1.size })))"). That it was made stays in the ledger.</p>",
      actions: [UI.submit("Make the pack")])
    return try await call.page(
      Page(
        "Certification pack", facts: UI.code(audit.id),
        lead: "What a certification body gets for \(audit.title), checkable without Concord.",
        crumbs: trail(audit, call), section: call.link.register(audits),
        content:
          "\(choose)\(UI.columns(.wideFirst, [UI.stack([missing(gaps, call)]), UI.stack([UI.card("\(order.kind.label), \(Words.day("\(order.date)"))", make), contents(source)])]))"
      ))
  }

  private static func missing(_ gaps: [PackGap], _ call: Call) -> HTML {
    if gaps.isEmpty { return UI.card("What is missing", "<p class=\"quiet\">Nothing that Concord knows of.</p>") }
    var groups: [(problem: String, gaps: [PackGap])] = []
    for gap in gaps {
      if let index = groups.firstIndex(where: { $0.problem == gap.problem }) {
        groups[index].gaps.append(gap)
      } else {
        groups.append((gap.problem, [gap]))
      }
    }
    func link(_ gap: PackGap, _ words: String) -> HTML { "<a href=\"\(href(gap.place, call.link))\">\(words)</a>" }
    let single = groups.filter { $0.gaps[0].title == nil }.map { "<li>\(link($0.gaps[0], $0.problem))</li>" as HTML }
    let several = groups.filter { $0.gaps[0].title != nil }.map { problem, gaps -> HTML in
      let shown = gaps.prefix(40).map { "<li>\(link($0, $0.title ?? ""))</li>" as HTML }
      return """
        <h3>\(problem) <small>\(gaps.count)</small></h3><ul class="plain">\(Array(shown))\
        \(when: gaps.count > shown.count, "<li>and \(gaps.count - shown.count) more</li>")</ul>
        """
    }
    return UI.card(
      "What is missing",
      UI.stack(
        ["<p>The pack can be made all the same; the certification body will ask for these.</p>"]
          + (single.isEmpty ? [] : ["<ul class=\"plain\">\(single)</ul>"]) + several))
  }

  private static func href(_ place: PackGap.Place, _ link: Link) -> String {
    switch place {
    case .record(let register, let id): link.record(register, id)
    case .register(let slug): link.register(slug)
    case .statement: link.soa
    case .method: link.method
    }
  }

  private static func contents(_ source: PackSource) -> HTML {
    let counts = Dictionary(grouping: source.items, by: \.section.id).mapValues(\.count)
    let rows = PackSection.all(of: source.kind).map { section -> [HTML] in
      let count = counts[section.id] ?? 0
      return ["\(section.title)", count == 0 ? UI.tag("nothing", .warn) : "\(count)"]
    }
    return UI.card("What will be in it", UI.facts("Parts of the pack", columns: ["Part", "Records"], rows: rows))
  }

  static func make(_ call: Call) async throws -> Reply {
    let audit = try await audit(call)
    let form = try await call.form()
    let order = try order(call, audit) { form[$0] }
    let target = temporary()
    defer { unlink(target.path) }
    let made = try await call.installation.makePack(
      order, in: call.workspace, as: call.actor, to: target, render: PackDocuments.render)
    return .redirect(WebAddress.query(call.link.record("packs", made.record.id), [("done", "saved")]))
  }

  static func download(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    let target = temporary()
    defer { unlink(target.path) }
    let record = try await call.installation.takePack(
      call.parameter("id"), in: call.workspace, as: call.actor, to: target, render: PackDocuments.render)
    let body = record.body
    let name = [call.workspace.slug, body["audit"]?.text, body["kind"]?.text, body["date"]?.text].compactMap(\.self)
    return .download(
      try ReplyFile(taking: target), type: "application/zip", name: "\(name.joined(separator: "-")).zip")
  }

  private static func temporary() -> URL {
    TemporaryFolder.file("pack", ".zip")
  }

  /// At an audit: the packs that were made for it, and the ways to a new one and to the letter.
  static func card(for audit: StoredRecord, _ call: Call) async throws -> HTML {
    let packs = try await call.read { scope in
      try scope.records(of: "packs", pointingAt: [audit.id], in: "audit")
    }
    guard Audit.register.decode(audit.body).kind.admitsOutsiders || !packs.isEmpty else { return .empty }
    let rows = packs.reversed().map { pack -> HTML in
      "<li><a href=\"\(call.link.record("packs", pack.id))\">\(pack.title)</a> <small>made \(Words.local(pack.createdAt).shown)</small></li>"
    }
    var ways: [HTML] = []
    if RoomPage.hasRoom(audit, call) {
      ways.append(UI.linkButton("Audit room", href: call.link.room(audit.id), .plain))
    }
    if call.allows(.overview) {
      ways.append(UI.linkButton("Level of integration", href: call.link.integration(audit.id), .plain))
      ways.append(UI.linkButton("Letter", href: call.link.letter(audit.id), .plain))
    }
    if call.allows(.approve) { ways.append(UI.linkButton("Prepare a pack", href: call.link.pack(audit.id), .plain)) }
    return UI.card(
      "For the certification body",
      UI.stack(
        [rows.isEmpty ? "<p class=\"quiet\">No pack was made yet.</p>" : "<ul class=\"plain\">\(rows)</ul>"]
          + (ways.isEmpty ? [] : [UI.row(ways)])))
  }

  /// At a pack: taking it, and how to check it.
  static func card(of pack: StoredRecord, _ call: Call) -> HTML {
    let key = call.installation.key.verifyingKey.description
    return UI.card(
      "The archive",
      UI.stack([
        "<p>It is written anew from the ledger each time, with the same bytes; who took it stays in the ledger.</p>",
        UI.act("Download", action: call.link.packArchive(pack.id), .main, hidden: [call.token]),
        "<p>Whoever gets it checks it without your help. Give them this key by another way than the pack:</p>",
        UI.codeBlock("concord verify pack.zip --key \"\(key)\"", label: "How to check it"),
      ]))
  }
}
