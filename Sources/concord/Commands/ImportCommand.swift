import ArgumentParser
import Domain
import Exchange
import Foundation
import Operations
import RegisterKit
import Store

struct Import: DataCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring spreadsheets, documents and bills of materials into a workspace.",
    discussion: """
      Example:
        concord import --data ./data --workspace halden-health ./our-isms
        concord import --workspace halden-health --dry-run risks.xlsx > risks.yaml
        concord import --workspace halden-health --profile risks.yaml risks.xlsx
        concord import --workspace halden-health --map "Contact=owner" --value "tier:Stufe A=critical" suppliers.xlsx
      A folder is read whole. What a table is for, and what its columns and words mean, is worked out from
      headings, names and content; people are found by e-mail address or name, records by code or title.
      --dry-run prints what was worked out; saved to a file, it can be corrected and given as --profile.
      Without --good-rows-only one bad row keeps everything out. The status is 0 only if every row was taken.
      """)
  @OptionGroup var options: DataOptions
  @OptionGroup var workspace: WorkspaceOptions
  @Flag(help: "Work everything out and write nothing.") var dryRun = false
  @Flag(help: "Take the rows that can be read although others can't.") var goodRowsOnly = false
  @Flag(help: "Leave records alone that are there already.") var skipExisting = false
  @Option(help: "The register that the files are for, where they don't say it; - leaves them out.") var register:
    String?
  @Option(
    name: .customLong("map"),
    help: ArgumentHelp(
      "What a column is: a field's name, # for the code, ~ for the state, + to keep it under its heading, - to leave it out. Kept for the next file with the same headings.",
      valueName: "heading=field"))
  var columns: [String] = []
  @Option(
    name: .customLong("value"),
    help: ArgumentHelp(
      "What words mean in a field (~ for the state); + keeps them as words.", valueName: "field:words=value"))
  var values: [String] = []
  @Option(
    name: .customLong("default"),
    help: ArgumentHelp("What holds where the file says nothing.", valueName: "field=value"))
  var defaults: [String] = []
  @Option(help: "The standard that ids such as A.5.3 mean: iso27001 or iso42001.") var standard: String?
  @Option(help: "The row of the header, from 1; rows 3 and 4 are 3-4.") var headerRow: String?
  @Option(help: "The language of the files: en, de, fr, es, it or nl.") var language: String?
  @Option(help: "The order in which days are written: dmy, mdy or ymd.") var days: String?
  @Flag(help: "Take hidden sheets, rows and columns too.") var hidden = false
  @Option(help: "A file that --dry-run or the page of profiles wrote.") var profile: String?
  @Flag(help: "Print the report as JSON.") var json = false
  @Argument(help: "Files or folders.") var paths: [String]

  func run(on installation: Installation, _ output: inout Output) async throws {
    let found = try await workspace.find(installation)
    var files: [ImportFile] = []
    for path in paths {
      let list = ImportFile.files(at: output.url(path))
      if list.isEmpty { throw ValidationError("Nothing to import at \(path).") }
      for (url, name) in list { files.append(ImportFile.read(url, as: name)) }
    }
    var importOptions = ImportOptions()
    importOptions.isDryRun = dryRun
    importOptions.goodRowsOnly = goodRowsOnly
    importOptions.updates = !skipExisting
    importOptions.everywhere = try decision(installation)
    if let profile {
      guard let text = try? String(contentsOf: output.url(profile), encoding: .utf8) else {
        throw ValidationError("\(profile) can't be read.")
      }
      importOptions.use(try ImportProfileText.read(text))
    }
    let report = try await installation.importFiles(files, importOptions, in: found, as: operatorActor)
    if !report.isWhole { output.status = 1 }
    if json {
      output.json(report.value)
    } else {
      let lines = ImportLines.lines(report)
      if report.isDryRun {
        for line in lines { output.line(line.isEmpty ? "#" : "# \(line)") }
        output.line(ImportProfileText.write(report.profiles).trimmed())
      } else {
        for line in lines { output.line(line) }
      }
    }
  }

  /// What the options say of every table.
  private func decision(_ installation: Installation) throws -> TableDecision {
    var decision = TableDecision()
    if let register {
      guard installation.registers[register] != nil || register == TableDecision.none else {
        throw ValidationError("There is no register “\(register)”.")
      }
      decision.register = register
    }
    for column in columns {
      // A heading may have the sign in it, a field's name never.
      guard let cut = column.lastIndex(of: "="), cut != column.startIndex else {
        throw ValidationError("“\(column)”: --map is heading=field, such as --map \"Contact=owner\".")
      }
      decision.columns[String(column[..<cut])] = String(column[column.index(after: cut)...])
    }
    for value in values {
      guard let colon = value.firstIndex(of: ":"), let cut = value.lastIndex(of: "="), colon < cut else {
        throw ValidationError("“\(value)”: --value is field:words=value, such as --value \"tier:Stufe A=critical\".")
      }
      let words = String(value[value.index(after: colon)..<cut])
      decision.values[String(value[..<colon]), default: [:]][words] = String(value[value.index(after: cut)...])
    }
    for text in defaults {
      guard let cut = text.firstIndex(of: "="), cut != text.startIndex else {
        throw ValidationError("“\(text)”: --default is field=value, such as --default domains=ai.")
      }
      decision.defaults[String(text[..<cut])] = String(text[text.index(after: cut)...])
    }
    decision.standard = standard
    decision.takesHidden = hidden
    if let headerRow {
      let rows = headerRow.split(separator: "-").compactMap { Int($0) }
      guard (1...2).contains(rows.count), let first = rows.first, let last = rows.last, 1 <= first, first <= last,
        last - first < 10
      else { throw ValidationError("“\(headerRow)”: --header-row is a row or two, such as 3 or 3-4.") }
      decision.header = first...last
    }
    if let days {
      guard ["dmy", "mdy", "ymd"].contains(days) else { throw ValidationError("“\(days)”: --days is dmy, mdy or ymd.") }
      decision.days = days
    }
    if let language {
      let known = installation.libraries.importWords.languages
      guard known.contains(language) else {
        throw ValidationError("“\(language)”: --language is one of \(known.joined(separator: ", ")).")
      }
      // In these languages the day is always written before the month; English is written both ways.
      if language != "en", decision.days == nil { decision.days = "dmy" }
    }
    return decision
  }
}

/// The report of an import as lines for a terminal.
enum ImportLines {
  static func lines(_ report: ImportReport) -> [String] {
    var lines: [String] = []
    for part in report.parts {
      let name = part.sheet.map { "\(part.path) (\($0))" } ?? part.path
      if let register = part.register, part.match != nil {
        lines.append(
          "\(name) → \(register): \(part.rows) rows, \(part.created) created, \(part.updated) updated, \(part.unchanged) unchanged, \(part.named) named"
        )
      } else {
        lines.append("\(name): \(part.isNoRegister || part.rows == 0 ? "" : "\(part.rows) rows left out. ")".trimmed())
      }
      lines += part.notes.map { "  \($0)" }
      lines += grouped(part.rejected, "not taken").map { "  \($0)" }
      lines += grouped(part.warnings, "words kept").map { "  \($0)" }
      for row in part.setAside.prefix(20) {
        lines.append("  row \(row.row) left out: \(row.reason) “\(row.text.prefix(60))”")
      }
      if part.setAside.count > 20 { lines.append("  and \(part.setAside.count - 20) more rows left out") }
      if !part.unknown.isEmpty, part.register != nil {
        lines.append(
          "  kept with the records under their headings: \(part.unknown.map { "“\($0)”" }.joined(separator: ", "))")
      }
      lines += part.questions.map {
        "  ? \($0.text)\($0.choices.isEmpty ? "" : " (\($0.choices.prefix(8).joined(separator: ", ")))")"
      }
    }
    let passedOver = report.passedOver
    if !passedOver.isEmpty { lines.append("Nothing was taken of \(passedOver.joined(separator: ", ")).") }
    let kept =
      report.isDryRun
      ? "Nothing was written (dry run)."
      : report.batch == nil && report.rejectedCount > 0
        ? "Nothing was written; correct the rows or use --good-rows-only." : ""
    lines.append(
      "\(report.created) created, \(report.updated) updated, \(report.unchanged) unchanged, \(report.leftCount) rows not taken. \(kept)"
        .trimmed())
    return lines
  }

  /// The same reason in the same column said once, with the rows.
  private static func grouped(_ all: [ImportReport.Rejected], _ what: String) -> [String] {
    var order: [String] = []
    var groups: [String: [ImportReport.Rejected]] = [:]
    for one in all {
      let key = "\(one.column ?? "")\u{1F}\(one.value)\u{1F}\(one.reason)\u{1F}\(one.follows ?? "")"
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(one)
    }
    return order.map { key in
      let group = groups[key] ?? []
      guard let first = group.first else { return "" }
      let numbers = group.prefix(12).map { "\($0.row)" }.joined(separator: ", ")
      let rows =
        first.row == 0
        ? ""
        : "\(group.count == 1 ? "row" : "rows") \(numbers)\(group.count > 12 ? " and \(group.count - 12) more" : "")"
      let value = first.value.isEmpty || first.row == 0 ? "" : " “\(first.value.prefix(60))”"
      let follows = first.follows.map { " Follows from \($0)." } ?? ""
      return
        "\(rows)\(first.column.map { rows.isEmpty ? $0 : ", \($0)" } ?? "")\(value)\(rows.isEmpty ? "" : ", ")\(what): \(first.reason)\(follows)"
    }
  }
}
