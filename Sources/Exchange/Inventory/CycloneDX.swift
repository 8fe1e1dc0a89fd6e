import Foundation
import RegisterKit

/// Bills of materials in the format CycloneDX, 1.4 to 1.7, as JSON or XML (ECMA-424): what they say of models and data
/// becomes the AI inventory.
public enum CycloneDX {
  /// Larger files are refused unread, in bytes.
  public static let largest = 20_000_000
  static let versions = ["1.4", "1.5", "1.6", "1.7"]

  /// Whether a file says of itself that it is one, however broken it may be.
  public static func looksLike(_ bytes: [UInt8]) -> Bool {
    switch firstCharacter(bytes) {
    case UInt8(ascii: "{"):
      bytes.contains(text: "\"bomFormat\"") || bytes.contains(text: "cyclonedx.org/schema/bom")
    case UInt8(ascii: "<"): bytes.contains(text: "cyclonedx.org/schema/bom")
    default: false
    }
  }

  /// - Parameter name: What the file is called.
  /// - Throws: ``Unreadable`` for what is no valid bill of materials, naming where.
  public static func read(_ bytes: [UInt8], name: String) throws(Unreadable) -> BroughtFile {
    guard bytes.count <= largest else {
      throw Unreadable("The file is larger than \(largest / 1_000_000) MB.")
    }
    let isXML = firstCharacter(bytes) == UInt8(ascii: "<")
    let bom = isXML ? try CycloneDXXML.read(bytes) : try json(bytes)
    var checker = CycloneDXChecker(isXML: isXML)
    try checker.check(bom)
    var inventory = CycloneDXInventory(bom)
    var file = try inventory.read()
    file.leftOut += checker.unknownMembers
    return file
  }

  private static func json(_ bytes: [UInt8]) throws(Unreadable) -> Value {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    do { return try JSON.parse(hasMark ? Array(bytes.dropFirst(3)) : bytes) } catch {
      throw Unreadable("The file is \(error.description).")
    }
  }

  /// The first byte that is neither blank nor a mark of UTF-8.
  private static func firstCharacter(_ bytes: [UInt8]) -> UInt8? {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return bytes.dropFirst(start).first { $0 > 0x20 }
  }
}
