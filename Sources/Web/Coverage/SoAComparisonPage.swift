import Domain
import Operations
import RegisterKit
import Store

/// Any two statements of applicability beside each other: approved versions, or one of them and the present.
enum SoAComparisonPage {
  private static let present = "present"

  static func show(_ call: Call) async throws -> Reply {
    let (from, to) = (call.query("from"), call.query("to"))
    let (comparison, ids, versions) = try await call.read {
      scope -> (SoAComparison, (String, String), [StoredRecord]) in
      let versions = try scope.records(of: "soa-versions").sorted {
        ($0.body["number"]?.int ?? 0) > ($1.body["number"]?.int ?? 0)
      }
      func version(_ asked: String?, else usual: String) throws -> StoredRecord? {
        let id = asked.flatMap { $0.isEmpty ? nil : $0 } ?? usual
        if id == present { return nil }
        guard let record = versions.first(where: { $0.id == id }) else {
          throw Failure.notFound("There is no approved statement \(id).")
        }
        return record
      }
      let (old, new) = (try version(from, else: versions.first?.id ?? present), try version(to, else: present))
      func lines(_ record: StoredRecord?, beside other: StoredRecord?) throws -> Value {
        guard let record else {
          // The present over the same standards as the version beside it.
          return try call.installation.soa(other?.body["frameworks"]?.texts ?? [], scope).value
        }
        return try JSON.parse(record.body["lines"]?.text ?? "[]")
      }
      return (
        SoAComparison.compute(from: try lines(old, beside: new), to: try lines(new, beside: old)),
        (old?.id ?? present, new?.id ?? present), versions
      )
    }
    let choices =
      [UI.Choice(present, "The present")]
      + versions.map {
        UI.Choice($0.id, "Version \($0.body["number"]?.int ?? 0), \(Words.day($0.body["approved_on"]?.text ?? ""))")
      }
    let register = call.installation.registers["coverage"]
    let rows = comparison.lines.map { line -> UI.Row in
      let changes = line.changes.map {
        UI.Change(register?.field($0.field)?.label ?? $0.field.asLabel, before: $0.before, after: $0.after)
      }
      let title = call.installation.libraries.requirement(line.uid)?.title ?? ""
      return UI.Row([
        UI.requirement(line.uid, href: call.link.requirement(line.uid)),
        "\(title) \(UI.tag(line.kind.rawValue.asLabel, UI.Tone(line.kind.tone)))\(UI.diff(changes))",
      ])
    }
    let figures = SoAComparison.Kind.allCases.map { "\(comparison.count($0)) \($0.rawValue)" }.joined(separator: ", ")
    let empty =
      versions.isEmpty
      ? UI.empty("No version yet", why: "Once a statement is approved, it can be compared with the present here.")
      : UI.empty("No differences", why: "Both say the same.")
    return try await call.page(
      Page(
        "Compare statements", lead: rows.isEmpty ? nil : "Lines: \(figures).",
        crumbs: [UI.Crumb("Statement of applicability", href: call.link.soa)], section: call.link.soa,
        content: """
          \(UI.filterBar("Statements", action: call.link.soaComparison, fields: [
            UI.FilterField("from", "From", .select(choices, selected: ids.0, blank: nil)),
            UI.FilterField("to", "To", .select(choices, selected: ids.1, blank: nil)),
          ]))\
          \(UI.table("Differences", columns: [UI.Column("Control", .code), UI.Column("What changed", .title)], rows: rows, empty: empty))
          """))
  }
}
