import Domain
import Operations
import RegisterKit
import Store

/// The pages of a certification pack: an index by parts, one by clauses and controls for each standard, and the records
/// themselves. They open from a folder, without a server and without script.
public enum PackDocuments {
  /// Makes all documents of a pack: style, indexes, a page for each part and standard, and the tables.
  public static let render: PackRenderer = { source, registers in
    let place = PackPlaces(source, registers)
    var documents = [
      PackDocument("style.css", Array(PackStyle.text.utf8)),
      PackDocument("index.html", index(place).bytes),
      PackDocument("index.json", JSON.bytes(place.index)),
    ]
    for (section, path) in place.sections {
      documents.append(PackDocument(path, PackSectionPage(place, section).html.bytes))
    }
    for framework in source.frameworks {
      documents.append(PackDocument(place.path(of: framework), standard(framework, place).bytes))
    }
    return documents + (try PackTables.all(source, registers))
  }

  static func page(_ title: String, _ source: PackSource, depth: Int, _ content: HTML) -> HTML {
    let root: HTML = depth == 0 ? "" : "../"
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">\
      <title>\(title) · \(source.organization)</title><link rel="stylesheet" href="\(root)style.css"></head>
      <body><header><a href="\(root)index.html">\(source.organization)</a> <span>\(source.kind.label) · \(source.audit) · \(Words.day("\(source.date)"))</span></header>
      <main><h1>\(title)</h1>\(content)</main>
      <footer>Made from the ledger at position \(source.position). <a href="\(root)\(PackManifest.Name.manifest)">Manifest</a></footer></body></html>

      """
  }

  private static func index(_ place: PackPlaces) -> HTML {
    let source = place.source
    let rows = place.sections.map { section, path -> HTML in
      let items = source.items.filter { $0.section == section }
      let files = source.files.filter { file in items.contains { $0.id == file.record } }.count
      return """
        <tr><td><a href="\(path)">\(section.title)</a><small>\(section.purpose)</small></td><td class="n">\(items.count)</td><td class="n">\(files)</td></tr>
        """
    }
    let standards = source.frameworks.map { framework in
      """
      <li><a href="\(place.path(of: framework))">\(framework.title)</a>: \(framework.requirements.count) clauses and controls</li>
      """ as HTML
    }
    let tables = place.tables.map { "<li><a href=\"\($0.path)\">\($0.title)</a></li>" as HTML }
    return page(
      "\(source.kind.label) pack", source, depth: 0,
      """
      <p class="lead">What \(source.organization) shows for \(source.audit). Evidence speaks for \(Words.day("\(source.date)")).</p>
      <h2>By clause and control</h2><ul>\(standards)</ul>
      <h2>By part</h2><table><thead><tr><th>Part</th><th class="n">Records</th><th class="n">Files</th></tr></thead><tbody>\(rows)</tbody></table>
      \(when: !tables.isEmpty, "<h2>As tables</h2><ul>\(tables)</ul>")
      <h2>How to check it</h2>
      <p>Every file is in <a href="manifest.json">manifest.json</a> with its size and SHA-256; <a href="manifest.note">manifest.note</a> is \
      the signature over it. Every record is the content of an entry of the ledger (<a href="ledger/entries.jsonl">entries</a>, \
      <a href="ledger/proofs.jsonl">proofs</a>) under the signed <a href="checkpoint.txt">checkpoint</a>. <code>concord verify</code> with the name of \
      this archive checks all of it; the format is described, so that others can. Compare <a href="key.txt">key.txt</a> with the key that the organization \
      gave you by another way.</p>
      """)
  }

  private static func standard(_ framework: PackFramework, _ place: PackPlaces) -> HTML {
    let rows = framework.requirements.map { requirement -> HTML in
      let links =
        (place.answering[requirement.uid] ?? []).map { part in
          "<li><a href=\"../\(part.path)\">\(part.title)</a></li>" as HTML
        } + (place.serving[requirement.uid] ?? []).map { "<li>\(place.link($0, from: "../"))</li>" as HTML }
      return """
        <tr id="\(requirement.id)"><td class="code">\(requirement.id)</td><td>\(requirement.title)</td>\
        <td>\(when: links.isEmpty, "<span class=\"quiet\">nothing in this pack</span>", else: "<ul class=\"plain\">\(links)</ul>")</td></tr>
        """
    }
    return page(
      framework.title, place.source, depth: 1,
      """
      <p class="lead">Each clause and control, and what this pack holds for it.</p>
      <table><thead><tr><th>Id</th><th>Title</th><th>In this pack</th></tr></thead><tbody>\(rows)</tbody></table>
      """)
  }
}

/// Where everything stands in a pack, and what serves which requirement.
struct PackPlaces {
  let source: PackSource
  let registers: Registers
  /// Each part with the path of its page.
  let sections: [(section: PackSection, path: String)]
  /// Records by the uid of a requirement that they serve.
  let serving: [String: [PackItem]]
  /// Registers as a whole by the uid of a requirement that asks for them.
  let answering: [String: [(title: String, path: String)]]
  let tables: [(title: String, path: String)]
  private let byID: [String: (item: PackItem, path: String)]
  private let titles: [String: String]

  init(_ source: PackSource, _ registers: Registers) {
    self.source = source
    self.registers = registers
    sections = PackSection.all(of: source.kind).enumerated().map { index, section in
      (section, "documents/\(index < 9 ? "0" : "")\(index + 1)-\(section.id).html")
    }
    let paths = Dictionary(sections.map { ($0.section.id, $0.path) }, uniquingKeysWith: { first, _ in first })
    byID = Dictionary(
      source.items.map { ($0.id, ($0, paths[$0.section.id] ?? "")) }, uniquingKeysWith: { first, _ in first })
    titles = Dictionary(
      source.items.map { ($0.id, Self.title(of: $0, registers)) }, uniquingKeysWith: { first, _ in first })
    var serving: [String: [PackItem]] = [:]
    for item in source.items {
      for uid in Self.requirements(of: item, registers).sorted() { serving[uid, default: []].append(item) }
    }
    self.serving = serving
    answering = Self.answering(source, registers, paths)
    var tables: [(String, String)] = []
    for item in source.items where item.kind == "soa-versions" {
      let title = Self.title(of: item, registers)
      tables += [
        ("\(title) (spreadsheet)", "tables/\(item.id).xlsx"), ("\(title) (CSV)", "tables/\(item.id).csv"),
      ]
    }
    for slug in PackTables.registers where source.items.contains(where: { $0.kind == slug }) {
      tables.append(("\(registers[slug]?.many ?? slug) (CSV)", "tables/\(slug).csv"))
    }
    self.tables = tables
  }

  /// Requirements that a record names or, as an approved statement, has a line for.
  private static func requirements(of item: PackItem, _ registers: Registers) -> Set<String> {
    var uids = Set(PackTables.lines(item).compactMap { $0["uid"].text })
    for field in registers[item.kind]?.fields ?? [] {
      if case .requirement = field.kind.control { uids.formUnion(item.body[field.name]?.texts ?? []) }
    }
    return uids
  }

  private static func answering(
    _ source: PackSource, _ registers: Registers, _ paths: [String: String]
  ) -> [String: [(title: String, path: String)]] {
    var answering: [String: [(title: String, path: String)]] = [:]
    for section in PackSection.all(of: source.kind) {
      let path = paths[section.id] ?? ""
      for slug in section.registers {
        let count = source.items.count { $0.kind == slug && $0.section == section }
        guard count > 0 else { continue }
        let (title, clauses) =
          registers[slug].map { ("\($0.many): \(Words.count(count, "record", "records"))", $0.clauses) }
          // The method stands in the settings, which are no register.
          ?? (section.title, ["iso27001:6.1.2", "iso42001:6.1.2"])
        for uid in clauses { answering[uid, default: []].append((title, "\(path)#\(slug)")) }
      }
    }
    return answering
  }

  static func title(of item: PackItem, _ registers: Registers) -> String {
    guard let register = registers[item.kind] else { return "Risk method" }
    return item.body[register.titleField.name]?.text ?? item.id
  }

  func title(_ id: String) -> String { titles[id] ?? source.names[id] ?? id }

  func path(of framework: PackFramework) -> String { "standards/\(framework.uid).html" }

  /// A record with its title, linked if it is in the pack.
  func link(_ id: String, from root: String) -> HTML {
    guard let (item, _) = byID[id] else {
      return "\(title(id))\(when: source.names[id] != nil, " <small class=\"code\">\(id)</small>")"
    }
    return link(item, from: root)
  }

  func link(_ item: PackItem, from root: String) -> HTML {
    "<a href=\"\(root)\(byID[item.id]?.path ?? "")#\(item.id)\">\(title(item.id))</a> <small class=\"code\">\(item.id)</small>"
  }

  func requirement(_ uid: String, from root: String) -> HTML {
    let parts = uid.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, let framework = source.frameworks.first(where: { $0.uid == parts[0] }),
      framework.requirements.contains(where: { $0.uid == uid })
    else { return "\(uid)" }
    return
      "<a href=\"\(root)\(path(of: framework))#\(parts[1])\">\(UI.Standard(framework: parts[0]).shortName) \(parts[1])</a>"
  }

  /// The same index for programs.
  var index: Value {
    let records = source.items.map { item -> Value in
      [
        "id": .text(item.id), "register": .text(item.kind), "title": .text(title(item.id)),
        "part": .text(item.section.id), "record": .text(item.member), "page": Value(byID[item.id]?.path),
        "ledger_position": .int(item.entry.seq),
        "files": Value(source.files.filter { $0.record == item.id }.map(\.member)),
      ]
    }
    let requirements = source.frameworks.flatMap(\.requirements).map { requirement -> Value in
      [
        "uid": .text(requirement.uid), "title": .text(requirement.title),
        "records": Value((serving[requirement.uid] ?? []).map(\.id)),
        "parts": Value((answering[requirement.uid] ?? []).map(\.path)),
      ]
    }
    return [
      "organization": .text(source.organization), "audit": .text(source.audit), "kind": .text(source.kind.rawValue),
      "date": .text("\(source.date)"), "records": .list(records), "requirements": .list(requirements),
    ]
  }
}
