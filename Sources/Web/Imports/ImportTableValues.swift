import Domain
import Operations
import RegisterKit

// What the file's words mean: options and levels, and other records.
extension ImportTableView {
  /// A column of which words are mapped.
  private struct Mapped {
    let heading: String
    let field: String
    let choices: [UI.Choice]
    /// Words, how many cells say them, what they are taken for; empty where nobody knows.
    let lines: [(words: String, count: Int, means: String)]
    var isOpen: Bool { lines.contains { $0.means.isEmpty } }
  }

  var values: HTML {
    let columns = part.match.map { _ in part.header.indices.compactMap(mapped) } ?? []
    guard !columns.isEmpty else { return .empty }
    let open = columns.filter(\.isOpen)
    let settled = columns.filter { !$0.isOpen }
    let done: HTML =
      settled.isEmpty
      ? .empty
      : """
      <details class="import-notes"\(flag: "open", open.isEmpty && settled.reduce(0) { $0 + $1.lines.count } <= 6) data-fold><summary>\(settled.map(\.heading).joined(separator: ", ")): all values have a meaning</summary>\
      \(settled.enumerated().html { group($1, "settled-\($0)") })</details>
      """
    return card(.values, "Values", "\(open.enumerated().html { group($1, "open-\($0)") })\(done)")
  }

  private func mapped(_ index: Int) -> Mapped? {
    guard let register, let match = part.match, index < match.columns.count else { return nil }
    let (word, heading) = (match.columns[index].word, part.header[index])
    let choices: [UI.Choice]
    if word == "~" {
      choices = (register.lifecycle?.states ?? []).map { UI.Choice($0.name, $0.label) }
    } else {
      switch register.field(word)?.kind.control {
      case .choice(let options), .choices(let options): choices = options.map { UI.Choice($0.name, $0.label) }
      case .flag: choices = [UI.Choice("yes", "Yes"), UI.Choice("no", "No")]
      case .level(let scale):
        choices = settings.scale(scale).levels.enumerated().map { UI.Choice("\($0 + 1)", "\($0 + 1) – \($1.name)") }
      default: return nil
      }
    }
    let asked = part.questions.first { $0.about == .value && $0.heading == heading }?.words ?? []
    let known = part.proposal.values[word] ?? [:]
    let cells = shown.words(index)
    let counts = Dictionary(cells.map { ($0.text, $0.count) }, uniquingKeysWith: { first, _ in first })
    var lines = asked.map { ($0, counts[$0] ?? 0, "") }
    for cell in cells where !asked.contains(cell.text) {
      if let means = known[cell.text] { lines.append((cell.text, cell.count, means)) }
    }
    guard !lines.isEmpty else { return nil }
    return Mapped(heading: heading, field: word, choices: choices, lines: Array(lines.prefix(100)))
  }

  private func group(_ column: Mapped, _ id: String) -> HTML {
    let rows = column.lines.enumerated().map { index, line in
      UI.Row([
        "\(Self.cut(line.words))", "\(line.count)",
        select(
          "value:\(column.field):\(line.words)", id: "\(id)-\(index)", label: "\(column.heading): \(line.words) means",
          column.choices + [UI.Choice(TableDecision.keep, "Keep as words")], line.means, blank: "Choose"),
      ])
    }
    return """
      <h3>\(column.heading)</h3>\(UI.table(
        "Values of \(column.heading)",
        columns: [UI.Column("In the file", .title), UI.Column("Rows", .number), UI.Column("Means")], rows: rows,
        isStacked: true))
      """
  }

  /// Words for other records that nobody here has, and what was decided about them.
  var references: HTML {
    var lines: [(words: String, heading: String, targets: [String], means: String)] = []
    for question in part.questions where question.about == .reference {
      let targets = question.field.flatMap { register?.field($0)?.targets } ?? []
      lines += question.words.map { ($0, question.heading ?? "", targets, "") }
    }
    let open = lines.count
    let decided = part.proposal.references.prefix(200).filter { words, _ in
      !lines.contains { $0.words == words } && (own.references[words] != nil || stands(words))
    }
    lines += decided.sorted { $0.key < $1.key }.map { words, means in
      let column = column(of: words)
      let targets = column.flatMap { part.match?.columns[$0].word }.flatMap { register?.field($0)?.targets } ?? []
      return (words, column.map { part.header[$0] } ?? "", targets, means)
    }
    guard !lines.isEmpty else { return .empty }
    let rows = lines.prefix(200).enumerated().map { index, line -> UI.Row in
      UI.Row([
        "\(Self.cut(line.words))", "\(line.heading)", record(index, line.words, line.targets, line.means),
        how(index, line.words, line.targets, line.means),
      ])
    }
    return card(
      .references, "People and other records",
      note: open > 0
        ? "\(Words.count(open, "name is", "names are")) not here; undecided ones are kept as words" : nil,
      isFlush: true,
      """
      \(when: open > 1, allNames)\(UI.table(
        "Names in the file",
        columns: [
          UI.Column("In the file", .title), UI.Column("Column"), UI.Column("Is this record"), UI.Column("Otherwise"),
        ], rows: rows, isStacked: true))
      """)
  }

  /// One decision for all names that are not decided yet.
  private var allNames: HTML {
    let choices = [
      UI.Choice(TableDecision.make, "Create new records for all"), UI.Choice(TableDecision.keep, "Keep all the words"),
    ]
    return """
      <div class="import-all"><label for="how-all">All undecided names</label>\
      <select id="how-all" name="how-all"><option value="">One by one</option>\(UI.options(choices, entries.value("how-all", "")))</select>\
      \(was("how-all", ""))</div>
      """
  }

  private func column(of words: String) -> Int? {
    guard let match = part.match else { return nil }
    return part.header.indices.first { index in
      register?.field(match.columns[index].word)?.targets.isEmpty == false
        && shown.table.rows.contains { index < $0.cells.count && $0.cells[index].contains(words) }
    }
  }

  private func stands(_ words: String) -> Bool { column(of: words) != nil }

  private func record(_ index: Int, _ words: String, _ targets: [String], _ means: String) -> HTML {
    let name = "reference:\(words)"
    let proposed = [TableDecision.keep, TableDecision.make].contains(means) ? "" : means
    let source = WebAddress.query(call.link.lookup, [("in", targets.joined(separator: ","))])
    return """
      <label class="unseen" for="reference-\(index)">\(words) is the record</label>\
      <div class="reference" data-combobox data-source="\(source)" data-label="\(entries.value(name, proposed))">\
      <input type="text" id="reference-\(index)" name="\(name)" value="\(entries.value(name, proposed))" autocomplete="off" \
      spellcheck="false" placeholder="Code or name"></div>\(was(name, proposed))
      """
  }

  private func how(_ index: Int, _ words: String, _ targets: [String], _ means: String) -> HTML {
    let one = targets.first.flatMap { call.installation.registers[$0]?.one.lowercased() } ?? "record"
    let choices = [
      UI.Choice(TableDecision.make, "Create a new \(one)"), UI.Choice(TableDecision.keep, "Keep the words"),
    ]
    let proposed = [TableDecision.keep, TableDecision.make].contains(means) ? means : ""
    return select(
      "how:\(words)", id: "how-\(index)", label: "\(words): otherwise", choices, proposed,
      blank: means.isEmpty ? "Not decided" : "–")
  }

  /// What holds for all rows where no column says it.
  var defaults: HTML {
    guard let register else { return .empty }
    let missing = part.questions.filter { $0.about == .missing }.compactMap(\.field)
    let names = missing + part.proposal.defaults.keys.sorted().filter { !missing.contains($0) }
    let fields = names.compactMap { register.field($0) }
    guard !fields.isEmpty else { return .empty }
    return card(
      .defaults, "For all rows", note: "Where the table says nothing",
      "<div class=\"import-row\">\(fields.map { one($0, part.proposal.defaults[$0.name] ?? "") })</div>")
  }

  private func one(_ spec: FieldSpec, _ proposed: String) -> HTML {
    let name = "default:\(spec.name)"
    let value = entries.value(name, proposed)
    let control: UI.Control
    switch spec.kind.control {
    case .choice(let options):
      control = .select(options.map { UI.Choice($0.name, $0.label) }, selected: value, blank: "Choose")
    case .choices(let options):
      let chosen = Set(value.split(separator: ";").map { $0.trimmed() })
      control = .choices(options.map { UI.Choice($0.name, $0.label) }, selected: chosen)
    case .flag: control = .select([UI.Choice("yes", "Yes"), UI.Choice("no", "No")], selected: value, blank: "Choose")
    case .level(let scale):
      control = .select(
        settings.scale(scale).levels.enumerated().map { UI.Choice("\($0 + 1)", "\($0 + 1) – \($1.name)") },
        selected: value, blank: "Choose")
    case .day: control = .date(value)
    case .reference(let targets, _):
      control = .reference(
        value.isEmpty ? nil : UI.Choice(value, value),
        source: WebAddress.query(call.link.lookup, [("in", targets.joined(separator: ","))]))
    default: control = .text(value)
    }
    return "\(UI.field(.init(name, spec.label, control)))\(was(name, proposed))"
  }
}
