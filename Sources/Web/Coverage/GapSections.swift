import Domain
import Operations
import RegisterKit
import Store

/// The requirements of a framework, section by section. What is covered already is folded away.
enum GapSections {
  /// - Parameter isFolded: Covered lines and whole sections show when they are opened; a list that was narrowed shows all.
  static func html(
    _ lines: [GapLine], of framework: Framework, isFolded: Bool, _ names: [String: RecordName], _ call: Call
  ) -> HTML {
    guard !lines.isEmpty else { return UI.empty("Nothing here", why: "No requirement fits.") }
    return grouped(lines, of: framework).html { title, lines in
      let done = isFolded ? lines.filter(\.isDone) : []
      let open = isFolded ? lines.filter { !$0.isDone } : lines
      let rest = "\(Words.count(done.count, "is", "are")) covered or not applicable"
      return """
        <details class="gap-part card flush"\(flag: "open", !open.isEmpty)><summary><span>\(title)</span> \
        <small>\(lines.count(where: \.isSettled)) of \(lines.count) covered or not applicable</small></summary>\
        \(when: !open.isEmpty, table(title, open, names, call))\
        \(when: open.isEmpty, table(title, done, names, call))\
        \(when: !open.isEmpty && !done.isEmpty, """
          <details class="gap-done"><summary>\(rest)</summary>\(table("\(title), covered", done, names, call))</details>
          """)</details>
        """
    }
  }

  /// By the requirement above them, in the order of the framework.
  static func grouped(_ lines: [GapLine], of framework: Framework) -> [(title: String, lines: [GapLine])] {
    let parents = Dictionary(framework.requirements.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var groups: [(title: String, lines: [GapLine])] = []
    for line in lines {
      let title = line.requirement.parent.flatMap { parents[$0] }.map { "\($0.id) \($0.title)" } ?? framework.short
      if groups.last?.title == title {
        groups[groups.count - 1].lines.append(line)
      } else {
        groups.append((title, [line]))
      }
    }
    return groups
  }

  private static func table(
    _ title: String, _ lines: [GapLine], _ names: [String: RecordName], _ call: Call
  ) -> HTML {
    UI.table(
      title,
      columns: [
        UI.Column("Requirement", .code), UI.Column("Title and what to add", .title), UI.Column("Status"),
        UI.Column("Covered by"), UI.Column("Could be extended"),
      ], rows: lines.map { row($0, names, call) }, isStacked: true)
  }

  private static func row(_ line: GapLine, _ names: [String: RecordName], _ call: Call) -> UI.Row {
    let href = call.link.requirement(line.requirement.uid)
    let adds: HTML = line.extensionText.map { "<div class=\"second\">Add: \($0)</div>" } ?? .empty
    return UI.Row([
      UI.requirement(line.requirement.uid, href: href), "\(UI.titleCell(line.requirement.title, href: href))\(adds)",
      "\(UI.tag(line.status.label, UI.Tone(line.status.tone)))\(broken(line.nonconformities, names, call))",
      codes(line.coveredBy, names, call), GapSuggestions.cell(line, call),
    ])
  }

  private static func codes(_ ids: [String], _ names: [String: RecordName], _ call: Call) -> HTML {
    ids.map { id -> HTML in
      names[id].map { "<a href=\"\(call.link.record($0.kind, id))\" title=\"\($0.title)\">\(id)</a>" } ?? UI.code(id)
    }.joined(by: ", ")
  }

  /// What is open at a requirement by the grade of its standard, in a list; nothing where nothing is.
  static func broken(_ ids: [String], _ names: [String: RecordName], _ call: Call) -> HTML {
    guard !ids.isEmpty else { return .empty }
    return
      "<div class=\"second\">\(UI.tag(ids.count == 1 ? "nonconformity" : "nonconformities", .bad)) \(codes(ids, names, call))</div>"
  }
}

extension GapLine {
  fileprivate var isSettled: Bool { [.covered, .notApplicable].contains(status) }
  /// Nothing is left to do at it, nor to decide.
  fileprivate var isDone: Bool { isSettled && suggested.isEmpty && nonconformities.isEmpty }
}
