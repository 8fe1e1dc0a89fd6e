import Foundation
import RegisterKit

/// Policies, procedures and plans as people keep them: a text in Markdown without a head, a Word file, a PDF. Each becomes
/// a row for the register of documents; what stands in its first part tells title, version, days and owner.
public enum PolicyText {
  /// Larger files are refused unread, in bytes.
  public static let largest = 50_000_000
  /// Characters that a document's text may have.
  static let longest = 200_000

  /// - Parameter name: What the file is called.
  public static func read(markdown: String, name: String) -> BroughtFile {
    let outline = MarkdownOutline(markdown)
    guard !outline.body.trimmed().isEmpty else { return BroughtFile(leftOut: ["The file has no text."]) }
    // A head says what others say in a little table.
    let head = outline.head?.split(separator: "\n") ?? []
    let facts = PolicyFacts(
      [head] + outline.sections.map(\.lines), headings: [""] + outline.sections.map(\.heading))
    let title = facts.title ?? outline.title ?? fileTitle(name)
    let text = outline.head == nil ? outline.body : markdown
    return file(title: title, facts, text: text.plainText, name: name, opening: outline.body)
  }

  /// A Word file, through pandoc: tracked changes are taken as accepted, comments are left out.
  /// - Throws: ``Unreadable`` for what is no such file, is protected by a password, or is too large.
  public static func read(docx url: URL, name: String) throws -> BroughtFile {
    try check(url)
    let start = try firstBytes(url, 8)
    guard start.starts(with: [0x50, 0x4B, 0x03, 0x04]) else {
      throw Unreadable(
        start.starts(with: [0xD0, 0xCF, 0x11, 0xE0])
          ? "This is a file of an older Word, or one with a password; save it as DOCX without one."
          : "This is not a Word file (DOCX).")
    }
    let ended = try Subprocess.run(
      "pandoc", ["-f", "docx", "-t", "gfm", "-s", "--wrap=none", "--sandbox", url.path], seconds: 20, megabytes: 512)
    guard ended.status == 0 else {
      throw Unreadable(
        ended.timedOut
          ? "Reading the Word file took longer than 20 seconds."
          : "The Word file can't be read: \(lastLine(ended.errors)).")
    }
    guard ended.output.count <= 20_000_000 else { throw Unreadable("The Word file has more text than 20 MB.") }
    let outline = MarkdownOutline(String(decoding: ended.output, as: UTF8.self))
    let head = try? outline.head.flatMap { try YAMLBounds.mapping($0, line: 1) }
    let facts = PolicyFacts(outline.sections.map(\.lines), headings: outline.sections.map(\.heading))
    let property = OfficeProperties.title(url).flatMap { isTitle($0) ? $0 : nil }
    let title = head?["title"]?.words.map { MarkdownOutline.plain($0) }.flatMap { $0.isEmpty ? nil : $0 }
    guard title != nil || !outline.body.trimmed().isEmpty else { throw Unreadable("The Word file has no text.") }
    var brought = file(
      title: title ?? property ?? facts.title ?? outline.title ?? fileTitle(name), facts, text: outline.body.plainText,
      name: name, opening: outline.body)
    let pictures = outline.body.components(separatedBy: "media/image").count - 1
    if pictures > 0 { brought.leftOut.append("\(pictures.of("picture", "pictures")) of the text: only in the file.") }
    return brought
  }

  /// A PDF: title, version and days where they stand on its first pages. Its text stays in the file.
  /// - Throws: ``Unreadable`` for what is no PDF, is broken, or asks for a password.
  public static func read(pdf url: URL, name: String) throws -> BroughtFile {
    try check(url)
    guard try firstBytes(url, 1024).firstRange(of: Array("%PDF-".utf8)) != nil else {
      throw Unreadable("This is not a PDF.")
    }
    let info = try poppler("pdfinfo", ["-enc", "UTF-8", url.path])
    let text = try poppler("pdftotext", ["-layout", "-nopgbrk", "-enc", "UTF-8", "-l", "3", url.path, "-"])
    let lines = text.utf8.split(separator: 0x0A).map { Substring($0) }
    let facts = PolicyFacts([lines.map(PolicyFacts.columns)], headings: [""])
    let property = info.split(separator: "\n").first { $0.hasPrefix("Title:") }?.dropFirst(6).trimmed()
    let first = lines.lazy.map { $0.trimmed() }.first { $0.count { $0.isLetter } >= 3 && !$0.contains(":") }
    let title = property.flatMap { isTitle($0) ? $0 : nil } ?? facts.title ?? first ?? fileTitle(name)
    var brought = file(title: title, facts, text: "", name: name, opening: text)
    if first == nil { brought.leftOut.append("The PDF has no text on its first pages, as a scan has none.") }
    return brought
  }

  // MARK: The row

  private static func file(title: String, _ facts: PolicyFacts, text: String, name: String, opening: String)
    -> BroughtFile
  {
    var leftOut: [String] = []
    var cells: [String: String] = ["title": title.oneLine.shortened(300)]
    cells["kind"] = PolicyKind.guess(title: "\(title)", file: name, opening: String(opening.prefix(1_500)))
    cells["version"] = facts.version ?? PolicyFacts.version(in: title) ?? PolicyFacts.version(inFile: name)
    cells["owner"] = facts.owner
    cells["classification"] = facts.classification
    cells["next_review"] = facts.nextReview
    cells["Effective from"] = facts.effective
    cells["Dated"] = facts.dated
    cells["Approval in the file"] = facts.approval
    cells["Document number"] = facts.number
    if text.count > longest {
      leftOut.append(
        "The text has \(text.count) characters, more than the field holds (\(longest)); it stays in the file.")
    } else {
      cells["text"] = text
    }
    var rows = BroughtRows(
      "documents",
      [
        "title", "kind", "version", "classification", "owner", "next_review", "Effective from", "Dated",
        "Approval in the file", "Document number", "text",
      ])
    rows.rows = [(1, cells)]
    return BroughtFile(tables: [rows.table].compactMap(\.self), leftOut: leftOut)
  }

  static func fileTitle(_ name: String) -> String {
    var title = name.split(separator: "/").last.map(String.init) ?? name
    if let dot = title.lastIndex(of: "."), title[dot...].count <= 6, dot != title.startIndex {
      title = String(title[..<dot])
    }
    let words = title.map { $0 == "_" ? " " : $0 }
    let plain = String(words).oneLine
    return plain.isEmpty ? "Document" : plain
  }

  /// Programs write names of files and of themselves where a title belongs.
  static func isTitle(_ text: String) -> Bool {
    let lower = text.trimmed().lowercased()
    let isFile = [".doc", ".docx", ".pdf", ".odt", ".dot", ".dotx", ".indd", ".tex", ".md", ".rtf", ".pages"]
      .contains { lower.hasSuffix($0) }
    let isDefault = [
      "microsoft word", "untitled", "document", "dokument", "unbenannt", "sans titre", "titel", "title", "vorlage",
      "template", "powerpoint",
    ].contains {
      lower == $0 || lower.hasPrefix("\($0) -")
        || lower.hasPrefix($0) && lower.dropFirst($0.count).allSatisfy(\.isNumber)
    }
    return !isFile && !isDefault && text.count { $0.isLetter } >= 3
  }

  // MARK: Programs

  private static func check(_ url: URL) throws {
    let size = try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int
    guard let size else { throw Unreadable("The file can't be opened.") }
    guard size <= largest else { throw Unreadable("The file is larger than \(largest / 1_000_000) MB.") }
    guard size > 0 else { throw Unreadable("The file is empty.") }
  }

  private static func firstBytes(_ url: URL, _ count: Int) throws -> [UInt8] {
    guard let file = try? FileHandle(forReadingFrom: url), let data = try? file.read(upToCount: count) else {
      throw Unreadable("The file can't be opened.")
    }
    return [UInt8](data)
  }

  private static func poppler(_ program: String, _ arguments: [String]) throws -> String {
    let ended = try Subprocess.run(program, arguments, seconds: 20, megabytes: 512)
    if ended.errors.contains("Incorrect password") {
      throw Unreadable("The PDF asks for a password; save it without one.")
    }
    guard ended.status == 0 else {
      throw Unreadable(
        ended.timedOut
          ? "Reading the PDF took longer than 20 seconds." : "The PDF can't be read: \(lastLine(ended.errors)).")
    }
    guard ended.output.count <= 20_000_000 else {
      throw Unreadable("The first pages of the PDF have more text than 20 MB.")
    }
    return String(decoding: ended.output, as: UTF8.self).filter { $0 != "\u{FFFD}" }
  }

  private static func lastLine(_ errors: String) -> String {
    errors.split(separator: "\n").last.map { $0.trimmed(also: ".").shortened(200) } ?? "it is broken"
  }
}
