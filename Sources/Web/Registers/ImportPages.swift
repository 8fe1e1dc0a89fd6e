import Domain
import Foundation
import Ledger
import Operations
import RegisterKit
import Store

/// Import of files: choose, look how they were read, change what was read wrong, then take them in as one act that can
/// be undone.
enum ImportPages {
  static func form(_ call: Call) async throws -> Reply { try await page(call, nil, nil) }

  /// The field for a folder.
  private static let folder = "folder"

  private static let accept = ImportFile.endings.map { ".\($0)" }.joined(separator: ",")

  /// A browser sends all that lies in a folder; what is not read is left out by the script.
  private static let withoutScript: HTML =
    "<span class=\"no-js\"> Without script all of them are sent, so that the whole folder has 100 MB at most.</span>"

  private static var choice: HTML {
    """
    \(UI.field(.init("files", "Files", .file(accept: accept, isMultiple: true), help: "Workbooks, CSV, YAML, Markdown; several at once. Nothing is written before you have seen how they were read.")))\
    \(UI.field(.init(folder, "Or a whole folder", .folder(endings: ImportFile.endings), help: "With the folders in it; files of other kinds are left alone.\(withoutScript)")))
    """
  }

  /// What to do with rows that can't be read and with records that are here.
  private static func modes(_ options: ImportOptions, prefix: String = "f") -> HTML {
    """
    \(UI.field(.init("rows", "If some rows can't be read", .radios([UI.Choice("all", "Take all or nothing"), UI.Choice("good", "Take the good rows")], selected: options.goodRowsOnly ? "good" : "all"), prefix: prefix)))\
    \(UI.field(.init("existing", "Records that are here already", .radios([UI.Choice("update", "Update them"), UI.Choice("skip", "Leave them alone")], selected: options.updates ? "update" : "skip"), prefix: prefix)))
    """
  }

  private static func page(_ call: Call, _ report: ImportReport?, _ files: HTML?) async throws -> Reply {
    let choose = UI.card(
      "Files",
      UI.form(
        action: call.link.importing, hidden: [call.token], takesFiles: true, choice,
        actions: [UI.submit("Look at them")]))
    return try await call.page(
      Page(
        "Import",
        lead:
          "Columns are matched by their headings, or else by what stands under them; what you correct is kept for the next file with the same headings. People are found by e-mail address or name, other records by their code.",
        section: call.link.importing,
        content: UI.stack([files ?? choose])))
  }

  static func run(_ call: Call) async throws -> Reply {
    // Read to its end, so that a browser which is still sending gets the answer.
    let (form, isWhole) = try await call.formPrefix(upTo: Installation.largestFile + (1 << 20))
    guard isWhole else {
      throw Failure.tooLarge(
        "These files have more than 100 MB together, so nothing was read. Only workbooks, CSV, YAML and Markdown are of use here: put them into a folder without pictures, PDF and the like, or choose them a few at a time under “Files”."
      )
    }
    let kept = try await kept(form, call)
    let files = try await read(kept, call)
    var options = ImportOptions()
    options.isDryRun = form["step"] != "take"
    options.goodRowsOnly = form["rows"] == "good"
    options.updates = form["existing"] != "skip"
    decide(&options, form, files, call)
    let report = try await call.installation.importFiles(files, options, in: call.workspace, as: call.actor)
    return try await page(call, report, preview(call, report, kept, options))
  }

  /// Files come with the first step and are kept by their hash; the later steps name them.
  private static func kept(_ form: FormData, _ call: Call) async throws -> [(sha256: String, path: String)] {
    var kept: [(sha256: String, path: String)] = []
    for file in form.files where file.field != folder || ImportFile.isOfInterest(file.name) {
      kept.append((try await call.installation.keepFile(file.bytes, in: call.workspace).sha256, file.path))
    }
    if kept.isEmpty {
      kept = form.all("file").compactMap { text in
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
      }
    }
    guard !kept.isEmpty else {
      throw Failure.malformed(
        form.files.isEmpty
          ? "Choose at least one file." : "Nothing in this folder is a workbook or a CSV, YAML or Markdown file.")
    }
    return kept
  }

  private static func read(_ kept: [(sha256: String, path: String)], _ call: Call) async throws -> [ImportFile] {
    var files: [ImportFile] = []
    for (sha256, path) in kept {
      guard try await call.read({ try $0.file(sha256) }) != nil else {
        throw Failure.notFound("The file \(path) is not here any more; choose it again.")
      }
      // The reader of workbooks goes by the name's ending, so the stored bytes get it back.
      let place = FileManager.default.temporaryDirectory.appendingPathComponent(
        "concord-import-\(Random.secret().prefix(12))")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: place) }
      let ending = path.split(separator: ".").last.map { $0.filter { $0.isLetter || $0.isNumber } } ?? "csv"
      let copy = place.appendingPathComponent("file.\(ending)")
      try FileManager.default.copyItem(at: call.installation.files.url(sha256), to: copy)
      files.append(ImportFile.read(copy, as: path))
    }
    return files
  }

  /// What the person changed about how tables were read: `register:KEY` and `column:KEY:N`.
  private static func decide(_ options: inout ImportOptions, _ form: FormData, _ files: [ImportFile], _ call: Call) {
    for file in files {
      for table in file.tables {
        let key = file.key(of: table)
        guard let slug = form["register:\(key)"], let register = call.installation.registers[slug] else { continue }
        let isChanged = form["was:\(key)"] != slug
        if isChanged, options.isDryRun {
          options.registers[key] = slug
          continue
        }
        var match = TableMatch(table.table.header, register)
        for index in match.columns.indices where !isChanged {
          if let word = form["column:\(key):\(index)"],
            let column = TableMatch.Column(word, register, instead: match.columns[index])
          {
            match.columns[index] = column
          }
        }
        options.matches[key] = match
      }
    }
  }

  private static func preview(
    _ call: Call, _ report: ImportReport, _ kept: [(sha256: String, path: String)], _ options: ImportOptions
  ) -> HTML {
    let isDone = report.batch != nil
    let parts = report.parts.map { part in card(part, call, isDone) }
    var summary: HTML
    if isDone {
      summary = UI.notice(
        .good, "Taken in",
        "\(report.created) created, \(report.updated) updated, \(report.unchanged) unchanged\(when: report.rejectedCount > 0, ", \(Words.count(report.rejectedCount, "problem", "problems")) left out"). \(UI.act("Undo the whole import", action: call.link.undo(report.batch ?? 0), .plain, hidden: [call.token], confirm: "Undo the whole import?"))"
      )
    } else if !options.isDryRun, report.rejectedCount == 0 {
      summary = UI.notice(.info, "Nothing to do", "Everything in these files is here already.")
    } else if report.rejectedCount > 0 {
      summary = UI.notice(
        .warn, Words.count(report.rejectedCount, "problem", "problems"),
        """
        Nothing was written. Mend the rows in your file and choose it again here, correct how a column is read below, or take only the good rows.\
        \(wrong(report))
        """)
    } else {
      summary = UI.notice(
        .info, "Ready",
        "\(report.created) new, \(report.updated) changed, \(report.unchanged) unchanged. Nothing was written yet.")
    }
    let again = UI.linkButton("Other files", href: call.link.importing, .plain)
    guard !isDone else { return "\(summary)\(UI.stack(parts))\(again)" }
    let hidden = [call.token] + kept.map { UI.HiddenField("file", "\($0.sha256)/\($0.path)") }
    // Files that were mended come in here; the form below goes on with the former ones.
    let mended: HTML =
      report.rejectedCount == 0
      ? .empty
      : UI.form(
        action: call.link.importing, hidden: [call.token], takesFiles: true,
        UI.card("Choose the mended files", "\(choice)\(modes(options, prefix: "mended"))"),
        actions: [UI.submit("Look at them", .plain)])
    let form = UI.form(
      action: call.link.importing, hidden: hidden,
      """
      \(UI.card(mended.isEmpty ? "How" : "Or go on with the files as they are", modes(options)))
      \(UI.stack(parts))
      """,
      actions: [
        UI.submit("Take them in", name: "step", value: "take"),
        UI.submit("Look again", .plain, name: "step", value: "look"), again,
      ])
    return "\(UI.stack([summary, mended].filter { !$0.isEmpty }))\(form)"
  }

  private static func name(_ part: ImportReport.Part) -> String {
    part.sheet.map { "\(part.path), \($0)" } ?? part.path
  }

  private static func anchor(_ part: ImportReport.Part) -> String { UI.identifier("file", name(part)) }

  /// Which files have problems, with a way to each.
  private static func wrong(_ report: ImportReport) -> HTML {
    let items = report.parts.filter { !$0.rejected.isEmpty }.html { part -> HTML in
      let follow = part.following == part.rejected.count ? "all of them" : "\(part.following) of them"
      return """
        <li><a href="#\(anchor(part))">\(name(part))</a>: \(Words.count(part.rejected.count, "problem", "problems"))\
        \(when: part.following > 0, ", \(follow) only because of other rows")</li>
        """
    }
    let following = report.followingCount
    return """
      <ul class="dots">\(items)</ul>\
      \(when: following > 0, "<p>\(Words.count(following, "problem follows", "problems follow")) from rows that are refused themselves; mend those first.</p>")
      """
  }

  /// What is wrong with a table row by row: first what is to be mended, then what follows from it.
  private static func problems(_ part: ImportReport.Part, _ name: String) -> HTML {
    guard !part.rejected.isEmpty else { return .empty }
    let (mend, follow) = (part.rejected.filter { $0.follows == nil }, part.rejected.filter { $0.follows != nil })
    let rows = (mend + follow).prefix(100).map { rejected in
      UI.Row([
        "\(rejected.row)", "\(rejected.column ?? "")", "\(rejected.value.prefix(80).description)",
        "\(rejected.reason)\(when: rejected.follows != nil, " \(UI.tag("follows from \(rejected.follows ?? "")", .info))")",
      ])
    }
    let rest = part.rejected.count - rows.count
    return """
      \(UI.table(
        "Problems in \(name)",
        columns: [UI.Column("Row", .number), UI.Column("Column"), UI.Column("Value"), UI.Column("Reason", .title)],
        rows: rows, isStacked: true))\(when: rest > 0, "<p class=\"quiet\">And \(rest) more.</p>")
      """
  }

  private static func card(_ part: ImportReport.Part, _ call: Call, _ isDone: Bool) -> HTML {
    let name = name(part)
    let key = part.sheet.map { "\(part.path)#\($0)" } ?? part.path
    let register = part.register.flatMap { call.installation.registers[$0] }
    let counts: HTML =
      register == nil
      ? .empty
      : "<p>\(Words.count(part.rows, "row", "rows")): \(part.created) new, \(part.updated) changed, \(part.unchanged) unchanged, \(UI.tag(Words.count(part.rejected.count, "problem", "problems"), part.rejected.isEmpty ? .good : .bad))</p>"
    let notes = part.notes.html { "<p class=\"quiet\">\($0)</p>" }
    var mapping: HTML = .empty
    let registers = call.installation.registers.all.filter { !$0.isMadeByProgram }.map { UI.Choice($0.slug, $0.many) }
    let choose = { (choices: [UI.Choice], selected: String) -> HTML in
      let id = UI.identifier("r", key)
      return """
        <p><label for="\(id)">These are</label> <select id="\(id)" name="register:\(key)">\(choices.html { "<option value=\"\($0.value)\"\(flag: "selected", $0.value == selected)>\($0.label)</option>" })</select>\
        <input type="hidden" name="was:\(key)" value="\(selected)"></p>
        """
    }
    if !isDone, register == nil, !part.header.isEmpty {
      mapping = choose([UI.Choice("", "none of the registers")] + registers, "")
    }
    if !isDone, let match = part.match, let register {
      let fields = register.fields.filter { !$0.traits.derived }.map { UI.Choice($0.name, $0.label) }
      let rows = part.header.enumerated().map { index, heading -> UI.Row in
        let selected = match.columns[index].word
        let choices =
          (selected == "=" ? [UI.Choice("=", "Worked out by Concord")] : [])
          + (register.lifecycle == nil ? [] : [UI.Choice("~", "State")])
          + [UI.Choice("#", "Code"), UI.Choice("+", "Keep under its heading"), UI.Choice("-", "Leave out")] + fields
        let byContent: HTML = match.byContent.contains(index) ? " \(UI.tag("by content", .info))" : .empty
        let id = UI.identifier("m", "\(key)-\(index)")
        let select: HTML =
          "<label class=\"unseen\" for=\"\(id)\">\(heading) is</label><select id=\"\(id)\" name=\"column:\(key):\(index)\">\(choices.html { "<option value=\"\($0.value)\"\(flag: "selected", $0.value == selected)>\($0.label)</option>" })</select>"
        return UI.Row(["\(heading)\(byContent)", select])
      }
      mapping = """
        <details\(flag: "open", !part.rejected.isEmpty || !match.byContent.isEmpty)><summary>How it was read</summary>\(choose(registers, register.slug))\(UI.table("Columns of \(name)", columns: [UI.Column("Heading", .title), UI.Column("is")], rows: rows, isStacked: true))</details>
        """
    }
    return UI.card(
      register.map { "\(name) → \($0.many)" } ?? name, id: anchor(part),
      "\(counts)\(notes)\(problems(part, name))\(mapping)")
  }
}
