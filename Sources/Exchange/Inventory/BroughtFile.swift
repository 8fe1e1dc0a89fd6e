import Foundation
import RegisterKit

/// Rows for one register that a structured file brings.
public struct BroughtTable: Sendable, Equatable {
  /// Slug of the register: `models`.
  public var register: String
  /// Names of the register's fields, or headings of their own that are kept as extra words.
  public var header: [String]
  /// Each with as many cells as the header. Numbered by line where the file has lines, else counted from 1.
  public var rows: [TableRow]
  /// What reports call it: `models`.
  public var name: String

  public init(register: String, header: [String], rows: [TableRow], name: String) {
    self.register = register
    self.header = header
    self.rows = rows
    self.name = name
  }
}

/// What a structured file holds for the registers. References between its rows are by title.
public struct BroughtFile: Sendable, Equatable {
  /// In the order in which they refer to each other: what is referred to comes first.
  public var tables: [BroughtTable]
  /// Components and parts that no register takes, each in a sentence with the reason; many alike are counted.
  public var leftOut: [String]

  public init(tables: [BroughtTable] = [], leftOut: [String] = []) {
    self.tables = tables
    self.leftOut = leftOut
  }
}

/// Rows of one register while they are put together, each with its cells by name of field.
struct BroughtRows {
  let register: String
  let name: String
  /// In the order in which the columns are to be; a column in which no row has anything is left out.
  let fields: [String]
  var rows: [(line: Int?, cells: [String: String])] = []

  init(_ register: String, name: String? = nil, _ fields: [String]) {
    self.register = register
    self.name = name ?? register
    self.fields = fields
  }

  /// Nil if there are no rows.
  var table: BroughtTable? {
    guard !rows.isEmpty else { return nil }
    let header = fields.filter { field in rows.contains { $0.cells[field]?.isEmpty == false } }
    return BroughtTable(
      register: register, header: header,
      rows: rows.enumerated().map { index, row in
        TableRow(number: row.line ?? index + 1, cells: header.map { row.cells[$0] ?? "" })
      }, name: name)
  }
}

extension [String: String] {
  /// Sets a field of one line. What is longer than the field stands there in short, and whole in a field of prose, so that
  /// no word is lost.
  mutating func setLine(_ field: String, _ text: String, max: Int = 300, rest: String) {
    let line = text.oneLine
    guard line.count > max else {
      self[field] = line
      return
    }
    self[field] = line.shortened(max)
    append(rest, "**\(field.asLabel):** \(text.plainText)")
  }

  /// Sets a field of one line, in short where the whole stands elsewhere in the record anyway.
  mutating func setShort(_ field: String, _ text: String, max: Int = 300) { self[field] = text.oneLine.shortened(max) }

  /// Adds a paragraph to a field of prose.
  mutating func append(_ field: String, _ text: String) {
    let text = text.plainText
    guard !text.isEmpty else { return }
    self[field] = self[field].map { $0.isEmpty ? text : "\($0)\n\n\(text)" } ?? text
  }
}

extension String {
  /// Without control characters and carriage returns, which no field takes, and without blanks around it.
  var plainText: String {
    guard utf8.contains(where: { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }) else { return trimmed() }
    var out = String.UnicodeScalarView()
    var before: Unicode.Scalar = " "
    for scalar in unicodeScalars {
      if scalar == "\r" {
        out.append("\n")
      } else if scalar == "\n" {
        if before != "\r" { out.append(scalar) }
      } else if scalar.value >= 0x20 || scalar == "\t" {
        out.append(scalar)
      }
      before = scalar
    }
    return String(out).trimmed()
  }

  /// Every run of blanks and line breaks as one blank.
  var oneLine: String { plainText.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

  /// A text of one line that fits, cut between words; the end says that something is missing.
  func shortened(_ max: Int) -> String {
    guard count > max else { return self }
    let cut = prefix(Swift.max(max - 2, 1))
    return (cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut).trimmed() + " …"
  }

  /// `performanceMetrics` → `Performance metrics`.
  var camelAsLabel: String {
    var words = ""
    for character in self {
      if character.isUppercase, words.last?.isUppercase == false { words.append(" ") }
      words.append(character == "_" || character == "-" ? " " : character)
    }
    let known = [
      "url": "URL", "vcs": "Version control", "bom": "BOM", "co2 cost equivalent": "CO₂ cost equivalent",
      "co2 cost offset": "CO₂ cost offset",
    ]
    if let label = known[words.lowercased()] { return label }
    return words.prefix(1).uppercased() + words.dropFirst().lowercased()
  }
}

/// A name that stands in several texts is written as the first of them has it: `Meta` and `meta` are one.
struct Names {
  private(set) var all: [String] = []
  private var spelling: [String: String] = [:]

  /// The name as it is kept; nil for one that says nothing.
  mutating func keep(_ text: String) -> String? {
    let name = String(text.oneLine.shortened(300).map { $0 == ";" ? "," : $0 })
    guard !name.isEmpty, !Self.saysNothing(name) else { return nil }
    let key = name.folded.isEmpty ? name : name.folded
    if let known = spelling[key] { return known }
    spelling[key] = name
    all.append(name)
    return name
  }

  /// Words by which tools fill a field that they know nothing for.
  static func saysNothing(_ text: String) -> Bool {
    [
      "", "noassertion", "none", "null", "na", "unknown", "tbd", "nodescriptionavailable", "moreinformationneeded",
      "needsmoreinformation", "notavailable", "notspecified",
    ].contains(text.folded)
  }
}

extension [UInt8] {
  /// Whether these bytes stand anywhere in it.
  func contains(text: String) -> Bool { Data(self).range(of: Data(text.utf8)) != nil }
}
