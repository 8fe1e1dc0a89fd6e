import Domain
import Exchange
import RegisterKit

/// The levels of an organization's own scale as its file explains them: `1 = rare … 5 = almost certain`.
struct ScaleLegend: Sendable, Equatable {
  /// What it may be about, the nearest first: the heading over the words, that over the numbers, the line above, the sheet.
  let subjects: [String]
  /// Level → what the file calls it.
  let words: [Int: String]
  /// What the sheet is called; nil for a file without sheets.
  let place: String?
  /// All levels stand in one text, as nobody writes anything else.
  let isInline: Bool

  /// The words without what explains them: “Rare” of “Rare – once in ten years”.
  static func head(_ text: String) -> String {
    var head = text[...]
    for sign in [" – ", " - ", " — ", " (", ": ", " <", " >", ", ", "; ", "\n"] {
      if let cut = head.range(of: sign) { head = head[..<cut.lowerBound] }
    }
    return head.trimmed()
  }
}

/// How the values of a column are read that a legend explains.
struct ExplainedScale {
  let legend: ScaleLegend
  /// The lowest number is the highest level.
  let isReversed: Bool
  private let byWord: [String: Int]
  private let (least, most): (Int, Int)

  /// - Parameter position: Where words stand on a scale from 0 to 1; nil for unknown ones.
  init(_ legend: ScaleLegend, _ position: (String) -> Double?) {
    self.legend = legend
    least = legend.words.keys.min() ?? 1
    most = legend.words.keys.max() ?? 1
    let known = legend.words.sorted { $0.key < $1.key }.compactMap { position(ScaleLegend.head($0.value)) }
    isReversed =
      known.count >= 2 && (known.first ?? 0) > (known.last ?? 0)
      && zip(known, known.dropFirst()).allSatisfy { $0 >= $1 }
    var byWord: [String: Int] = [:]
    for (number, text) in legend.words {
      for name in [text, ScaleLegend.head(text)] where !name.folded.isEmpty { byWord[name.folded] = number }
    }
    self.byWord = byWord
  }

  var size: Int { most - least + 1 }

  /// A cell as a number from 1, the lowest; the cell itself where the legend does not have it.
  func spoken(_ cell: String) -> String {
    let plain = cell.hasSuffix(".0") || cell.hasSuffix(",0") ? String(cell.dropLast(2)) : cell
    guard let number = Int(plain.trimmed()) ?? byWord[cell.folded], (least...most).contains(number),
      legend.words[number] != nil
    else { return cell }
    return "\(isReversed ? most - number + 1 : number - least + 1)"
  }

  /// What the cells became, in a sentence.
  func note(_ heading: String, _ levels: [(cell: String, level: Int)]) -> String {
    let shown = levels.map { cell, level in
      let words = Int(cell.trimmed()).flatMap { legend.words[$0] }.map { " (\(ScaleLegend.head($0).cut))" } ?? ""
      return "\(cell)\(words) → \(level)"
    }
    let place = legend.place.map { "the sheet “\($0)”" } ?? "the file"
    let turned = isReversed ? ", where the lowest number is the highest level" : ""
    return "\(heading): read as \(place) explains it\(turned): \(shown.prefix(12).joined(separator: ", "))."
  }
}

/// Finds what explains scales on a sheet: numbers beside words, or lines such as `1 = rare, 2 = unlikely`.
struct LegendFinder {
  private struct Place: Hashable { let number: Int, words: Int }
  private struct Block { var words: [(number: Int, text: String)] = [], rows: [Int] = [], heads: [String] = [] }

  private let sheet: Sheet
  private var open: [Place: Block] = [:]
  private var heads: [Int: String] = [:]
  private var title = ""
  private var headRow: Int?
  private var explained: Set<Int> = []
  private var waiting: [Int] = []
  private(set) var legends: [ScaleLegend] = []

  /// Scales stand near the top; registers may be long.
  private static let mostRows = 120
  private static let sizes = 3...10

  /// Every row of the sheet is part of a legend.
  var isAll: Bool {
    !legends.isEmpty && sheet.rows.count <= Self.mostRows && sheet.rows.allSatisfy { explained.contains($0.number) }
  }

  init(_ sheet: Sheet) {
    self.sheet = sheet
    for row in sheet.rows.prefix(Self.mostRows) { take(row) }
    close()
  }

  private mutating func take(_ row: TableRow) {
    let filled = row.cells.indices.filter { !row.cells[$0].isEmpty }
    var isPart = false
    for column in filled {
      let (lead, pairs) = Self.pairs(in: row.cells[column])
      if pairs.count >= Self.sizes.lowerBound {
        let left = row.cells[..<column].last { !$0.isEmpty } ?? ""
        keep(pairs, [lead, heads[column] ?? "", left, title], rows: [row.number], isInline: true)
        isPart = true
      } else if pairs.count == 1, lead.isEmpty, filled.count <= 4 {
        add(pairs[0], at: Place(number: column, words: column), row)
        isPart = true
      }
    }
    // The number stands first: a record that has numbers begins with something else, or has other words beside them.
    let numbers =
      filled.first.map { Self.level(row.cells[$0]) != nil } == true
      ? filled.filter { Self.level(row.cells[$0]) != nil } : []
    for (index, column) in numbers.enumerated() {
      guard let number = Self.level(row.cells[column]) else { continue }
      let end = index + 1 < numbers.count ? numbers[index + 1] : row.cells.count
      let texts = filled.filter { $0 > column && $0 < end && row.cells[$0].contains(where: \.isLetter) }
      for words in texts { add((number, row.cells[words]), at: Place(number: column, words: words), row) }
      if !texts.isEmpty { isPart = true }
    }
    if isPart { return }
    close()
    if filled.count == 1 {
      (title, heads) = (row.cells[filled[0]], [filled[0]: row.cells[filled[0]]])
      waiting.append(row.number)
    } else {
      heads = Dictionary(uniqueKeysWithValues: filled.map { ($0, row.cells[$0]) })
      waiting.append(row.number)
    }
  }

  private mutating func add(_ pair: (number: Int, text: String), at place: Place, _ row: TableRow) {
    var block = open[place] ?? Block()
    if block.words.isEmpty { block.heads = [heads[place.words] ?? "", heads[place.number] ?? "", title] }
    block.words.append(pair)
    block.rows.append(row.number)
    open[place] = block
  }

  private mutating func close() {
    for (_, block) in open.sorted(by: { ($0.key.number, $0.key.words) < ($1.key.number, $1.key.words) }) {
      keep(block.words, block.heads, rows: block.rows)
    }
    open = [:]
  }

  private mutating func keep(
    _ pairs: [(number: Int, text: String)], _ heads: [String], rows: [Int], isInline: Bool = false
  ) {
    let numbers = pairs.map(\.number).sorted()
    guard Self.sizes.contains(numbers.count), let first = numbers.first, first <= 1,
      numbers == Array(first..<(first + numbers.count))
    else { return }
    let legend = ScaleLegend(
      subjects: (heads + [sheet.name ?? ""]).filter { !$0.isEmpty },
      words: Dictionary(pairs.map { ($0.number, $0.text) }) { first, _ in first }, place: sheet.name,
      isInline: isInline)
    legends.append(legend)
    explained.formUnion(rows + waiting)
    waiting = []
  }

  private static func level(_ cell: String) -> Int? {
    guard cell.utf8.count <= 4, let number = Int(cell.hasSuffix(".0") ? String(cell.dropLast(2)) : cell),
      (0...10).contains(number)
    else { return nil }
    return number
  }

  /// The levels that a text names, `1 = rare, 2 = unlikely`, and what stands before them.
  static func pairs(in cell: String) -> (lead: String, pairs: [(number: Int, text: String)]) {
    guard cell.utf8.count <= 2000, cell.contains(where: { "=:–-)".contains($0) }) else { return ("", []) }
    var marks: [(start: String.Index, number: Int, text: String.Index)] = []
    var (at, before): (String.Index, Character) = (cell.startIndex, " ")
    while at < cell.endIndex {
      let figures = cell[at...].prefix { $0.isASCII && $0.isNumber }
      guard !figures.isEmpty else {
        before = cell[at]
        at = cell.index(after: at)
        continue
      }
      let rest = cell[figures.endIndex...].drop { $0 == " " }
      if !before.isLetter, !".,-–".contains(before), figures.count <= 2, let number = Int(figures), number <= 10,
        let sign = rest.first, "=:–-)".contains(sign)
      {
        let text = rest.dropFirst().drop { $0 == " " }
        if text.first?.isLetter == true { marks.append((at, number, text.startIndex)) }
      }
      before = "0"
      at = figures.endIndex
    }
    guard let first = marks.first else { return ("", []) }
    let ends = marks.dropFirst().map(\.start) + [cell.endIndex]
    let pairs = zip(marks, ends).map { ($0.number, cell[$0.text..<$1].trimmed(also: ",;|/·•(")) }
    return (cell[..<first.start].trimmed(also: ":([-–"), pairs)
  }
}

// Where a file explains its scales, its levels are read so.
extension ImportRun {
  /// The legend of a file for a field of levels.
  func explained(_ field: FieldSpec, _ source: Source, _ register: AnyRegister) -> ExplainedScale? {
    guard case .level(let scale) = field.kind.control, let all = legends[source.path] else { return nil }
    let legend = all.first { self.scale(of: $0, in: register) == scale }
    return legend.map { ExplainedScale($0) { words.level($0) } }
  }

  /// The scale that a legend is about, by the nearest of its headings that says one.
  private func scale(of legend: ScaleLegend, in register: AnyRegister) -> String? {
    for subject in legend.subjects {
      let meant = TableMatch.meanings(subject, register, words).filter { $0.value >= 0.6 }
        .max { ($0.value, $1.key) < ($1.value, $0.key) }
      guard let meant, case .level(let scale)? = register.field(meant.key)?.kind.control else { continue }
      return scale
    }
    return nil
  }

  /// What a sheet says of scales: all of it where it is there for that, else what stands in one text, as in a title line.
  func legends(in found: ImportTable) -> [ScaleLegend] {
    guard let sheet = found.raw else { return [] }
    let all = LegendFinder(sheet).legends
    let isNamed = sheet.name.map(LayoutWords.explains) == true
    return all.isEmpty || isNamed || isLegend(found) ? all : all.filter(\.isInline)
  }

  /// Whether a sheet holds nothing but what explains levels. A register with a number before each name holds something else:
  /// names that are no levels, under a heading that is what its records are called.
  func isLegend(_ found: ImportTable) -> Bool {
    guard let sheet = found.raw, sheet.rows.count <= 60 else { return false }
    let finder = LegendFinder(sheet)
    guard finder.isAll else { return false }
    let registers = scope.registers.all.filter { register in register.fields.contains { $0.kind is LevelKind } }
    func isOfScale(_ legend: ScaleLegend) -> Bool { registers.contains { scale(of: legend, in: $0) != nil } }
    func known(_ legend: ScaleLegend) -> Int { legend.words.values.count { words.level(ScaleLegend.head($0)) != nil } }
    return finder.legends.allSatisfy { legend in
      let isRecord = legend.subjects.first.map { words.registers(named: $0).first?.strength == 1 } == true
      return !isRecord && (isOfScale(legend) || known(legend) * 2 >= legend.words.count)
    } && finder.legends.contains { isOfScale($0) && known($0) > 0 }
  }
}
