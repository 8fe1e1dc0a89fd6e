import Foundation
import RegisterKit

/// Reads the sheets of a file, whatever it is kept in: workbooks, spreadsheets of LibreOffice, tables of Word documents
/// and Markdown, delimited text.
public enum SheetReader {
  /// Bytes that a file may have at most.
  public static let largest = 100_000_000

  /// The sheets of a file, as they stand there; what it is, is told by its content, and by the ending where that says
  /// nothing.
  /// - Parameters:
  ///   - url: Where the file is.
  ///   - path: Its name for the person who brought it.
  ///   - isHeading: Knows the headings that the reader hopes for, which tells separators apart.
  /// - Throws: ``Unreadable`` with what it is or what is wrong with it, and what to do.
  public static func read(
    _ url: URL, as path: String, isHeading: (String) -> Bool = { _ in false }
  ) throws -> [Sheet] {
    let size = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    guard size <= largest else { throw Unreadable("The file is larger than 100 MB.") }
    let bytes = [UInt8](try Data(contentsOf: url))
    guard !bytes.isEmpty else { throw Unreadable("The file is empty.") }
    let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last?.lowercased() ?? ""
    if let reason = refusal(bytes, ending) { throw Unreadable(reason) }
    switch FileType.detect(bytes) {
    case FileType.workbook: return try workbook(url)
    case FileType.openSpreadsheet: return try run(Programs.openDocument, url, "a spreadsheet")
    case FileType.word: return try run(Programs.word, url, "a Word document")
    case let type where type.hasPrefix("application/vnd.") || type == "application/zip":
      // An archive that says by its ending what it should be is read as that, so that the reason is about it.
      switch ending {
      case "xlsx", "xlsm", "xltx", "xltm": return try workbook(url)
      case "ods": return try run(Programs.openDocument, url, "a spreadsheet")
      case "docx", "docm": return try run(Programs.word, url, "a Word document")
      default: throw Unreadable("This archive holds no workbook; use XLSX, ODS, DOCX, CSV or Markdown.")
      }
    default: break
    }
    if ["md", "markdown"].contains(ending) {
      return MarkdownTables.sheets(String(decoding: try TextEncoding.utf8(bytes), as: UTF8.self))
    }
    return [try CSV.sheet(bytes, isHeading: isHeading)]
  }

  private static func refusal(_ bytes: [UInt8], _ ending: String) -> String? {
    func holds(_ text: String) -> Bool {
      let wide = Data(text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
      return Data(bytes).range(of: wide) != nil
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      if holds("EncryptedPackage") { return "This file has a password; save it without one and bring it again." }
      return "This is a file of an older Office (.xls or .doc); open it and save it as XLSX or DOCX."
    }
    let type = FileType.detect(bytes)
    if type == "application/pdf" { return "This is a PDF; bring the workbook or the text that it was made from." }
    if type.hasPrefix("image/") && type != "image/svg+xml" { return "This is a picture; it holds no table." }
    let head = String(decoding: bytes.prefix(2000), as: UTF8.self).lowercased()
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
      return "This is a workbook in the XML of Excel 2003; open it and save it as XLSX."
    }
    // The first sign decides: a register may well write of <script>.
    let start = head.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    if ["<!doctype html", "<html", "<head", "<table"].contains(where: { start.hasPrefix($0) }) {
      return "This is a web page, whatever its ending; open it in a spreadsheet and save it as XLSX."
    }
    if ending == "json" { return "This is JSON, which holds no table of records that can be read here." }
    if type == "application/xml" { return "This is XML; use XLSX, ODS, DOCX, CSV or Markdown." }
    if ["xlsx", "xlsm", "ods", "docx"].contains(ending), !bytes.starts(with: [0x50, 0x4B]) {
      return "This is not a \(ending.uppercased()) file that can be read: its archive is damaged."
    }
    if ending == "xls" || ending == "xlsb" || ending == "doc" {
      return "Files that end in .\(ending) can’t be read; save it as \(ending == "doc" ? "DOCX" : "XLSX")."
    }
    return nil
  }

  static func workbook(_ url: URL) throws -> [Sheet] {
    LongTexts.restored(try run(Programs.workbook, url, "a workbook"))
  }

  /// Runs a program over a file within 512 MB and 20 seconds.
  private static func run(_ program: String, _ url: URL, _ what: String) throws -> [Sheet] {
    let ended = try Subprocess.run(
      "/usr/bin/python3", ["-I", "-S", "-c", program, url.path], seconds: 20, megabytes: 512)
    if ended.timedOut { throw Unreadable("Reading this file took longer than 20 seconds; bring it in smaller parts.") }
    guard ended.status == 0 else {
      let reason = ended.errors.split(separator: "\n").last.map(String.init) ?? ""
      let words = reason.hasPrefix("refused: ") ? String(reason.dropFirst(9)) : "it is too large or broken"
      throw Unreadable("This is not \(what) that can be read: \(words).")
    }
    return try SheetStream.read(ended.output)
  }
}
