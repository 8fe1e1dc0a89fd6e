import CZip
import Foundation

/// What an office file says of itself (ISO/IEC 29500-2, core properties).
enum OfficeProperties {
  /// The title; nil where there is none or the file can't be opened.
  static func title(_ url: URL) -> String? {
    guard let bytes = member(url, "docProps/core.xml", most: 65_536),
      !bytes.contains(0), Data(bytes).range(of: Data("<!".utf8)) == nil,
      let root = XMLEvents.root(of: Data(bytes))
    else { return nil }
    let title = root.children.first { $0.name == "title" }?.text.oneLine ?? ""
    return title.isEmpty ? nil : title
  }

  /// A small member of an archive; nil if it isn't there or is larger.
  private static func member(_ url: URL, _ name: String, most: Int) -> [UInt8]? {
    var code: Int32 = 0
    guard let archive = zip_open(url.path, ZIP_RDONLY, &code) else { return nil }
    defer { zip_discard(archive) }
    guard let file = zip_fopen(archive, name, 0) else { return nil }
    defer { zip_fclose(file) }
    var bytes = [UInt8](repeating: 0, count: most + 1)
    let count = zip_fread(file, &bytes, UInt64(bytes.count))
    guard count > 0, count <= most else { return nil }
    return Array(bytes.prefix(Int(count)))
  }
}
