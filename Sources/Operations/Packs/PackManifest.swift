import Ledger
import RegisterKit

/// The list of every member of a pack with size and hash, and the statement by which the installation signs it.
public struct PackManifest: Sendable {
  public struct Line: Sendable, Hashable {
    public let name: String
    public let size: Int
    public let sha256: String
  }
  public var members: [Line]

  /// Names of members that every pack has.
  public enum Name {
    public static let note = "manifest.note"
    public static let manifest = "manifest.json"
    public static let checkpoint = "checkpoint.txt"
    public static let key = "key.txt"
    public static let facts = "pack.json"
    public static let entries = "ledger/entries.jsonl"
    public static let proofs = "ledger/proofs.jsonl"
  }

  var bytes: [UInt8] {
    JSON.bytes([
      "format": .text(PackSource.format),
      "members": .list(
        members.map { ["name": .text($0.name), "size": .int($0.size), "sha256": .text($0.sha256)] }),
    ])
  }

  init(members: [Line]) { self.members = members }

  /// Nil if it is not a manifest of this format.
  init?(_ bytes: [UInt8]) {
    guard let value = try? JSON.parse(bytes), value["format"].text == PackSource.format else { return nil }
    var lines: [Line] = []
    for member in value["members"].list {
      guard let name = member["name"].text, let size = member["size"].int, let sha256 = member["sha256"].text else {
        return nil
      }
      lines.append(Line(name: name, size: size, sha256: sha256))
    }
    members = lines
  }

  /// What is signed: the format, whose ledger, and the hash of the manifest's bytes. Its first line keeps it apart from
  /// checkpoints, which begin with the name of a ledger.
  static func statement(_ origin: String, _ manifest: [UInt8]) -> String {
    "\(PackSource.format)\n\(origin)\n\(Hash.sha256(manifest).hex)\n"
  }
}
