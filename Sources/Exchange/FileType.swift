/// What a file is, by its content: names and what a browser says are not trusted.
public enum FileType {
  static let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
  static let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
  static let openSpreadsheet = "application/vnd.oasis.opendocument.spreadsheet"

  /// A media type; `application/octet-stream` where nothing is recognised.
  public static func detect(_ bytes: [UInt8]) -> String {
    func starts(_ text: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
    if starts("%PDF-") { return "application/pdf" }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if starts("GIF87a") || starts("GIF89a") { return "image/gif" }
    if starts("RIFF"), starts("WEBP", at: 8) { return "image/webp" }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      // An office file names its kind in its first member or in the list of members at its end.
      let head = String(decoding: bytes.prefix(4000), as: UTF8.self)
      for type in ["application/vnd.oasis.opendocument.text", openSpreadsheet] where head.contains("mimetype\(type)") {
        return type
      }
      let list = head + String(decoding: bytes.dropFirst(4000).suffix(65_536), as: UTF8.self)
      if list.contains("xl/workbook.") || list.contains("xl/worksheets/") { return workbook }
      if list.contains("word/document.xml") { return word }
      if list.contains("ppt/presentation.xml") {
        return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
      }
      if list.contains("xl/") { return workbook }
      if list.contains("word/") { return word }
      if list.contains("ppt/") { return "application/vnd.openxmlformats-officedocument.presentationml.presentation" }
      return "application/zip"
    }
    guard !bytes.prefix(8000).contains(0),
      String(validating: bytes.prefix(4000).dropLast(min(3, bytes.count)), as: UTF8.self) != nil || bytes.count < 4
    else { return "application/octet-stream" }
    let head = String(decoding: bytes.prefix(1000), as: UTF8.self).lowercased().drop {
      $0.isWhitespace || $0 == "\u{FEFF}"
    }
    if head.hasPrefix("<!doctype html") || head.hasPrefix("<html") || head.contains("<script") { return "text/html" }
    if head.contains("<svg") { return "image/svg+xml" }
    if head.hasPrefix("<?xml") { return "application/xml" }
    if head.hasPrefix("{") || head.hasPrefix("[") { return "application/json" }
    return "text/plain"
  }
}
