import Domain
import Exchange
import Foundation
import Ledger
import RegisterKit
import Yams

/// A file as it came, and the tables that were found in it.
public struct ImportFile: Sendable {
  /// As the person sees it; no place on the disk.
  public let path: String
  public var tables: [ImportTable]
  /// Settings that the file brings: the organization's risk method.
  public var settings: Body = [:]
  /// Parts that no register takes, in words.
  public var leftOut: [String] = []
  /// Why the file can't be read.
  public var unreadable: String?
  /// SHA-256 of its bytes; empty where they were not read.
  public var hash = ""

  public init(path: String, tables: [ImportTable] = []) {
    self.path = path
    self.tables = tables
  }
}

/// One table of a file.
public struct ImportTable: Sendable {
  /// What the table is, before anybody decided about it.
  public enum Content: Sendable {
    /// A sheet in which the table must be found.
    case sheet(Sheet)
    case table(Table)
  }
  /// Of the sheet, or of the part of a YAML or Markdown file.
  public var name: String
  public var content: Content
  /// Needs its columns understood almost wholly, since it may be a table in running text.
  public var isIncidental = false
  /// Shown as the sheet in reports.
  public var sheet: String?
  /// Slug of the register for which the format of the file is; nil where it says none.
  public var register: String?

  public init(
    name: String, content: Content, isIncidental: Bool = false, sheet: String? = nil, register: String? = nil
  ) {
    self.name = name
    self.content = content
    self.isIncidental = isIncidental
    self.sheet = sheet
    self.register = register
  }

  init(name: String, table: Table, isIncidental: Bool = false, sheet: String? = nil) {
    self.init(name: name, content: .table(table), isIncidental: isIncidental, sheet: sheet)
  }

  init(_ sheet: Sheet, named name: String) {
    self.init(name: sheet.name ?? name, content: .sheet(sheet), sheet: sheet.name)
  }

  /// The table as its headings alone let it be found.
  public var table: Table { table((TableLayout(), LayoutWords(isHeading: ImportFile.isHeading))) }

  /// Somebody hid it in the workbook.
  public var isHidden: Bool { if case .sheet(let sheet) = content { sheet.isHidden } else { false } }

  /// The rows as they stand in the file, for showing; none where the file has no sheet.
  public var raw: Sheet? { if case .sheet(let sheet) = content { sheet } else { nil } }

  /// The table as a decision says where it is.
  public func laidOut(_ decision: TableDecision, _ words: ImportWords) -> Table {
    let layout = TableLayout(header: decision.header, lastRow: decision.lastRow, takesHidden: decision.takesHidden)
    var known = LayoutWords(isHeading: { words.isHeading($0) || ImportFile.isHeading($0) })
    known.totals.formUnion(words.totals)
    return table((layout, known))
  }

  func table(_ layout: (TableLayout, LayoutWords)) -> Table {
    switch content {
    case .sheet(let sheet): Table(sheet, layout.0, words: layout.1).joiningNames()
    case .table(let table): table
    }
  }
}

extension ImportFile {
  /// By what a table is named in decisions about it: `path` or `path#sheet`.
  public func key(of table: ImportTable) -> String { Self.key(path, table.sheet) }

  /// The same, where only the path and the sheet are known.
  public static func key(_ path: String, _ sheet: String?) -> String { sheet.map { "\(path)#\($0)" } ?? path }

  /// Reads a file by its content and the ending of its path.
  public static func read(_ url: URL, as path: String) -> ImportFile {
    var file = ImportFile(path: path)
    do {
      let data = try Data(contentsOf: url)
      guard data.count <= 100_000_000 else { throw Unreadable("The file is larger than 100 MB.") }
      guard !data.isEmpty else { throw Unreadable("The file is empty.") }
      file.hash = Hash.sha256([UInt8](data)).hex
      try file.read(data, url)
      if file.tables.isEmpty, file.settings.isEmpty, file.leftOut.isEmpty {
        throw Unreadable("Nothing in this file is a table.")
      }
    } catch let error as Unreadable {
      file.unreadable = error.reason
    } catch let error as YamlError {
      file.unreadable = "This is not valid YAML: \(error)."
    } catch { file.unreadable = "The file can't be read." }
    return file
  }

  private mutating func read(_ data: Data, _ url: URL) throws {
    let (name, ending) = (path.fileStem, URL(fileURLWithPath: path).pathExtension.lowercased())
    let bytes = [UInt8](data)
    if LibraryReader.looksLikeLibrary(bytes, path: path) {
      throw Unreadable("This is a library, not a register; load it with “concord library add”.")
    }
    if CycloneDX.looksLike(bytes) { return bring(try CycloneDX.read(bytes, name: name)) }
    switch ending {
    case "yaml", "yml": try readYAML(data)
    case "md", "markdown": try readMarkdown(data, name)
    case "pdf": bring(try PolicyText.read(pdf: url, name: name))
    case "docx": try readDocument(url, name)
    case "json", "xml":
      throw Unreadable("This is neither a CycloneDX bill of materials nor a library; no register takes it.")
    default:
      tables = try SheetReader.read(url, as: path, isHeading: Self.isHeading).map { ImportTable($0, named: name) }
    }
  }

  /// The tables of a text are registers if some register knows their headings; else the text is a policy.
  private mutating func readDocument(_ url: URL, _ name: String) throws {
    let sheets = try SheetReader.read(url, as: path, isHeading: Self.isHeading)
    let words = LayoutWords(isHeading: Self.isHeading)
    if !sheets.contains(where: { Self.isRegister(Table($0, words: words)) }) {
      bring(try PolicyText.read(docx: url, name: name))
    } else {
      tables = sheets.map { ImportTable($0, named: name) }
    }
  }

  /// Whether half of the headings of a text's table are those of registers.
  static func isRegister(_ table: Table) -> Bool {
    let known = table.header.count(where: isHeading)
    return table.rows.count > 1 && known > 1 && known * 2 >= table.header.count
  }

  mutating func bring(_ brought: BroughtFile) {
    leftOut += brought.leftOut
    for part in brought.tables {
      tables.append(
        ImportTable(
          name: part.name, content: .table(Table(header: part.header, rows: part.rows)), sheet: part.name,
          register: part.register))
    }
  }

  /// Whether some register calls a column so.
  static func isHeading(_ cell: String) -> Bool { headings.contains(cell.folded) }

  private static let headings = Set(
    Catalogue.registers.all.flatMap { register in register.fields.flatMap(\.foldedNames) })
}
