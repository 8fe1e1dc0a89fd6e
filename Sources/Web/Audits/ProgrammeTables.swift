import Domain
import Operations
import RegisterKit
import Store

/// The two tables of a programme: audit points by year, to be changed, and requirements by year.
enum ProgrammeTables {
  static func points(_ view: ProgrammeView, _ call: Call) -> HTML {
    let planned = Set(view.programme.planned)
    let reasons = view.programme.reasonByPoint
    let may = ProgrammePage.mayEdit(view, call)
    let rows = view.points.map { point -> UI.Row in
      let due = view.due[point.id]
      let live = due?.text(of: view.years.count) ?? ""
      // What was written down when it was proposed, and what would be today, where that is more.
      let isOlder = (due?.times ?? 0) > planned.count { $0.point == point.id }
      let isMoved = view.programme.moved.contains(point.id)
      var cells: [HTML] = [
        """
        <b>\(UI.code(point.id)) \(point.title)</b>\(when: isMoved, " \(UI.tag("moved by hand", .info))")\
        <div>\(point.primary.html { "\(UI.requirement($0, href: call.link.requirement($0))) " })</div>\
        <div class="second">\(reasons[point.id] ?? live)\(when: reasons[point.id] != nil && isOlder, ". By today's registers \(live)"). \(view.pointMinutes[point.id] ?? 0) minutes.</div>
        """
      ]
      cells += view.years.map { year in
        let place = PlannedPoint(year: year.name, point: point.id)
        guard may else { return planned.contains(place) ? UI.tag("planned", .info) : "–" }
        return
          "<input type=\"checkbox\" name=\"at\" value=\"\(place.text)\"\(flag: "checked", planned.contains(place)) aria-label=\"\(point.id) in \(year.name)\">"
      }
      return UI.Row(cells)
    }
    let table = UI.table(
      "Audit points by year",
      columns: [UI.Column("Audit point, how often and why", .title)] + view.years.map { UI.Column($0.name) },
      rows: rows, empty: UI.empty("No audit points", why: "The library has no audit point for these standards."))
    let sums = UI.facts(
      "Fieldwork by year", columns: ["Year", "Points", "Fieldwork"],
      rows: view.years.map { year in
        [
          HTML.text(year.name), "\(planned.count { $0.year == year.name })",
          HTML.text(Words.duration(view.minutes[year.name] ?? 0)),
        ]
      })
    guard may else { return UI.stack([UI.card("Fieldwork by year", sums), table]) }
    return UI.stack([
      UI.card("Fieldwork by year", note: "Minutes are those of an audit over both standards, for your size.", sums),
      UI.form(
        action: call.link.programmePoints(view.record.id),
        hidden: [call.token, .init("_version", "\(view.record.version)")], draft: "programme/\(view.record.id)", table,
        actions: [UI.submit("Save the years")]),
    ])
  }

  static func requirements(_ view: ProgrammeView, _ call: Call) -> HTML {
    let show = call.query("show") ?? "all"
    let id = view.record.id
    let lines = view.coverage.lines
    func fits(_ line: ProgrammeCoverage.Line, _ show: String) -> Bool {
      switch show {
      case "gaps": line.isGap
      case "done": line.isDone
      case "open": !line.isDone && !line.isExcluded
      case "excluded": line.isExcluded
      case "all": true
      default: line.uid.hasPrefix("\(show):")
      }
    }
    let chips = [
      ("all", "All"), ("iso27001", "ISO/IEC 27001"), ("iso42001", "ISO/IEC 42001"), ("open", "Still open"),
      ("done", "Done"), ("gaps", "In no year"), ("excluded", "Not applicable"),
    ].map { value, label in
      UI.Chip(
        label, count: lines.count { fits($0, value) },
        href: call.link.programme(id, .requirements, value == "all" ? nil : value), isCurrent: show == value)
    }
    let rows = lines.filter { fits($0, show) }.map { line -> UI.Row in
      var cells: [HTML] = [
        UI.requirement(line.uid, href: call.link.requirement(line.uid)),
        HTML.text(call.installation.libraries.requirement(line.uid)?.title ?? ""),
        line.points.isEmpty ? UI.tag("no audit point", .bad) : line.points.map { UI.code($0) }.joined(by: " "),
      ]
      cells += line.cells.map { line.isExcluded ? "" : cell($0, call) }
      cells.append(
        line.isExcluded
          ? UI.tag("not applicable")
          : line.isGap ? UI.tag("gap", .bad) : line.isDone ? UI.tag("done", .good) : UI.tag("open"))
      return UI.Row(cells)
    }
    let table = UI.table(
      "Requirements by year",
      columns: [UI.Column("Requirement", .code), UI.Column("Title", .title), UI.Column("Point", .code)]
        + view.years.map { UI.Column($0.name) } + [UI.Column("Cycle")],
      rows: rows, empty: UI.empty("None", why: "No requirement fits."))
    return
      "\(UI.filterBar("Requirements", chips: chips))<p class=\"quiet\">Done means: a check has a verdict, or the report of an audit is out and the requirement was on its list of points or, without such a list, named by its scope.</p>\(table)"
  }

  private static func cell(_ cell: ProgrammeCoverage.Cell, _ call: Call) -> HTML {
    guard let done = cell.done.first else { return cell.isPlanned ? UI.tag("planned", .info) : "–" }
    let how =
      switch done.how {
      case .check: "verdict in \(done.record)"
      case .point: "report is out, on its list"
      case .scope: "report is out, named by its scope"
      }
    return
      "\(UI.tag("done", .good)) <a href=\"\(call.link.record("audits", done.audit))\">\(done.audit)</a><div class=\"second\">\(how)</div>"
  }
}
