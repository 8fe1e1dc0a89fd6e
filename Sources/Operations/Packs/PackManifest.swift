import Ledger
import RegisterKit

/// The list of every member of a pack with size and hash, and the statement by which the installation signs it.
public struct PackManifest: Sendable {
  /// A member of the pack; the manifest and its signature are none.
  public struct Line: Sendable, Hashable {
    public let name: String
    /// In bytes.
    public let size: Int
    public let sha256: String
  }
  public var members: [Line]

  /// Names of members that every pack has.
  public enum Name {
    /// The manifest's signature (C2SP signed-note).
    public static let note = "manifest.note"
    /// Every other member with size and hash.
    public static let manifest = "manifest.json"
    /// The signed checkpoint of the ledger on which the pack rests.
    public static let checkpoint = "checkpoint.txt"
    /// The public key by which note and checkpoint are verified.
    public static let key = "key.txt"
    /// The statements by which former keys of the installation named their successors, one a line as a JSON text; there only if
    /// the key has predecessors.
    public static let keys = "keys.jsonl"
    /// What the pack is for, as ``PackSource/value``.
    public static let facts = "pack.json"
    /// The ledger entries of its records, one a line.
    public static let entries = "ledger/entries.jsonl"
    /// The hashes that lead from each entry to the root of the checkpoint, one a line.
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
