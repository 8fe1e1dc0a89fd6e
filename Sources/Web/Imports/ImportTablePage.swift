import Domain
import HTTPTypes
import Ledger
import Operations
import RegisterKit
import Store

/// One table of an import: the sheet as it is, what it means, what stands in the way, what it comes to. One form; what is
/// changed in it becomes a decision, and the page is proposed anew.
enum ImportTablePage {
  /// Parts of the page, from top to bottom.
  enum Section: String, CaseIterable, Comparable {
    case sheet, what, columns, values, references, defaults, problems, changes
    static func < (left: Self, right: Self) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    init(_ about: ImportReport.Question.About) {
      switch about {
      case .register, .standard, .days: self = .what
      case .column: self = .columns
      case .value: self = .values
      case .reference: self = .references
      case .missing: self = .defaults
      }
    }
  }

  static func show(_ call: Call) async throws -> Reply {
    let open = try await open(call)
    guard open.record.state == "open" else { return .redirect(call.link.importing(open.record.id)) }
    return try await page(call, open, ImportEntries())
  }

  static func save(_ call: Call) async throws -> Reply {
    let form = try await call.form(upTo: 8 << 20)
    let entries = ImportEntries(form)
    let id = call.parameter("id")
    let key = call.query("key") ?? ""
    // Once more where a colleague decided about another table at the same moment.
    for _ in 0..<3 {
      let open = try await open(call)
      let part = try part(open, key)
      let before = open.decisions[key] ?? TableDecision()
      guard form["seen"] == seen(open, part) else { return try await changedMeanwhile(call, open, entries) }
      let decision: TableDecision
      let section: String?
      do {
        (decision, section) =
          form["step"] == "reset" ? (TableDecision(), nil) : try entries.decision(over: before, header: part.header)
      } catch Failure.malformed(let reason) {
        var reply = try await page(call, open, entries, notice: UI.notice(.bad, "Not saved.", "\(reason)"))
        reply.status = .unprocessableContent
        return reply
      }
      if decision != before {
        do {
          _ = try await call.installation.decide(
            decision, aboutTable: key, ofImport: id, ifVersion: open.record.version, in: call.workspace,
            as: call.actor)
        } catch Failure.stale { continue }
      }
      if form["step"] == "back" { return .redirect(call.link.importing(id)) }
      return .redirect(call.link.importTable(id, key) + (section.map { "#\($0)" } ?? ""))
    }
    return try await changedMeanwhile(call, try await open(call), entries)
  }

  private static func open(_ call: Call) async throws -> OpenImport {
    try await call.installation.openImport(
      call.parameter("id"), changes: OpenImport.shown, in: call.workspace, as: call.actor)
  }

  private static func part(_ open: OpenImport, _ key: String) throws -> ImportReport.Part {
    guard let part = open.report.parts.first(where: { ImportView.key($0) == key && open.table($0) != nil }) else {
      throw Failure.notFound("\(open.record.id) has no table “\(key)”.")
    }
    return part
  }

  /// Of what was decided about the table and of the file it is in: another value means that somebody changed it.
  private static func seen(_ open: OpenImport, _ part: ImportReport.Part) -> String {
    let decided = JSON.text((open.decisions[ImportView.key(part)] ?? TableDecision()).value)
    let file = open.files.first { $0.path == part.path }?.hash ?? ""
    return String(Hash.sha256(Array("\(file) \(decided)".utf8)).hex.prefix(20))
  }

  private static func changedMeanwhile(
    _ call: Call, _ open: OpenImport, _ entries: ImportEntries
  ) async throws -> Reply {
    guard open.record.state == "open" else {
      throw Failure.conflict("\(open.record.id) was imported or discarded in the meantime.")
    }
    var reply = try await page(
      call, open, entries,
      notice: UI.notice(
        .bad, "Not saved yet.",
        "Somebody changed the decisions about this table in the meantime (\(open.record.updatedBy)). The page shows theirs with your entries in place; check them and press “Preview again”."
      ))
    reply.status = .conflict
    return reply
  }

  private static func page(
    _ call: Call, _ open: OpenImport, _ entries: ImportEntries, notice: HTML? = nil
  ) async throws -> Reply {
    let key = call.query("key") ?? ""
    let part = try part(open, key)
    guard let shown = try await call.installation.shown(part, of: open) else {
      throw Failure.notFound("\(open.record.id) has no table “\(key)”.")
    }
    let settings = try await call.read { try call.installation.settings($0) }
    let view = ImportTableView(
      call: call, open: open, part: part, shown: shown, own: open.decisions[key] ?? TableDecision(),
      register: part.register.flatMap { call.installation.registers[$0] }, settings: settings, entries: entries)
    let id = open.record.id
    let standing = ImportView.standing(part)
    let next = ImportStanding(open.report).next
    let follows = next.map { ImportView.key($0) != key } == true && !part.lacks && part.questions.isEmpty
    let content: HTML = """
      <form class="form wide import-table" method="post" action="\(call.link.importTable(id, key))" novalidate>\(call.token.html)\
      <input type="hidden" name="seen" value="\(seen(open, part))">\
      \(notice)\(view.toDo)\(view.sheet)\(view.what)\(view.columns)\(view.values)\(view.references)\(view.defaults)\
      \(view.problems)\(view.changes)\
      <div class="form-actions import-bar">\(UI.submit("Preview again", name: "step", value: "preview"))\
      \(UI.submit("Back to the overview", .plain, name: "step", value: "back"))\
      \(when: follows, UI.linkButton("Next: \(next.map(ImportView.shortName) ?? "")", href: call.link.importTable(id, next.map(ImportView.key) ?? ""), .plain))\
      \(when: !view.own.isEmpty, "<button class=\"button quiet\" type=\"submit\" name=\"step\" value=\"reset\" data-confirm=\"Forget what was decided about this table in this import?\">Start over</button>")\
      </div></form>
      """
    let file: HTML = part.sheet == nil ? .empty : "In \(part.path). "
    var counts = ["\(part.created) new", "\(part.updated) changed", "\(part.unchanged) unchanged"]
    let refused = Set(part.rejected.map(\.row)).subtracting([0]).count
    if refused > 0 { counts.append("\(refused) not imported") }
    if !part.setAside.isEmpty { counts.append(part.setAside.count.of("that is no record", "that are no records")) }
    let rows: HTML =
      "\(Words.count(part.rows, "row", "rows"))\(when: part.register != nil, ": \(counts.joined(separator: ", "))")."
    return try await call.page(
      Page(
        ImportView.shortName(part), facts: UI.tag(standing.word, standing.tone), lead: "\(file)\(rows)",
        crumbs: [
          UI.Crumb("Import", href: call.link.importing),
          UI.Crumb(open.record.title, href: call.link.importing(id)),
        ], section: call.link.importing, content: content))
  }
}
