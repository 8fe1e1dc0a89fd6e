/// A file that pages ask for. Its name holds a hash of its content, so it may be kept for ever
/// (`Cache-Control: public, max-age=31536000, immutable`).
public struct Asset: Sendable {
  /// `concord-1a2b3c4d5e6f7a8b.css`
  public let name: String
  /// Media type, with its character set.
  public let contentType: String
  public let bytes: [UInt8]

  /// Where assets are served; `Asset.named` answers for what follows.
  public static let path = "/assets/"

  /// The address to use in a page.
  public var href: String { Self.path + name }

  init(_ stem: String, _ suffix: String, contentType: String, _ content: String) {
    bytes = Array(content.utf8)
    name = "\(stem)-\(Self.hash(bytes)).\(suffix)"
    self.contentType = contentType
  }

  /// The file of that name, if there is one.
  public static func named(_ name: String) -> Asset? { byName[name] }

  /// Every file, for a manifest or a test.
  public static let all: [Asset] = [stylesheet, script, icon] + modules

  private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The one stylesheet.
  public static let stylesheet = Asset("concord", "css", contentType: "text/css; charset=utf-8", Stylesheet.text)

  /// The one script a page loads; it imports the modules.
  public static let script = Asset(
    "concord", "js", contentType: "text/javascript; charset=utf-8", linked(Scripts.entry))

  /// The sign in the browser's tab.
  public static let icon = Asset("icon", "svg", contentType: "image/svg+xml", Stylesheet.icon)

  /// The modules that the script imports, by the name used there.
  static let modulesByStem: [(stem: String, asset: Asset)] = Scripts.modules.map { stem, text in
    (stem, Asset(stem, "js", contentType: "text/javascript; charset=utf-8", text))
  }

  static let modules: [Asset] = modulesByStem.map(\.asset)

  /// The entry script with `./keyboard.js` replaced by the hashed name. Only the entry imports; modules are leaves.
  private static func linked(_ text: String) -> String {
    var text = text
    for (stem, asset) in modulesByStem { text = replace("'./\(stem).js'", by: "'./\(asset.name)'", in: text) }
    return text
  }

  private static func replace(_ old: String, by new: String, in text: String) -> String {
    text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }

  /// FNV-1a, 64 bits: tells versions of our own files apart; it protects nothing.
  private static func hash(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
