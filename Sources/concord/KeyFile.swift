import ArgumentParser
import Foundation
import Ledger
import RegisterKit

/// Where the signing key lies: beside the data unless it is named elsewhere, so that who has the data need not have the key.
enum KeyFile {
  /// The place that the environment names: `$CONCORD_KEY_FILE`, else systemd's credential `concord-signing-key`.
  static func named() -> URL? {
    let variables = ProcessInfo.processInfo.environment
    if let path = variables["CONCORD_KEY_FILE"], !path.isEmpty { return URL(fileURLWithPath: path) }
    guard let folder = variables["CREDENTIALS_DIRECTORY"] else { return nil }
    let file = URL(fileURLWithPath: folder).appendingPathComponent("concord-signing-key")
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  /// As it is written: name and seed in hexadecimal.
  static func text(_ key: SigningKey) -> [UInt8] { Array("\(key.name) \(Hash(bytes: key.seed)?.hex ?? "")\n".utf8) }

  /// The key of a file; nil if there is no file.
  static func read(_ url: URL) throws -> SigningKey? {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw ValidationError("The signing key \(url.path) can't be read.")
    }
    let parts = text.split(separator: " ").map { $0.trimmed() }
    guard parts.count == 2, let seed = Hash(hex: parts[1]), let key = SigningKey(name: parts[0], seed: seed.bytes)
    else {
      throw ValidationError("The signing key \(url.path) is damaged.")
    }
    return key
  }

  /// Makes a key and keeps it there, on the disk.
  static func make(_ url: URL) throws -> SigningKey {
    let name = "concord-" + Random.bytes(4).map { String($0, radix: 36) }.joined()
    guard let key = SigningKey(name: name, seed: Random.bytes(32)) else {
      throw ValidationError("No key could be made.")
    }
    let file = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw ValidationError("The key can't be written to \(url.path): \(String(cString: strerror(errno))).")
    }
    defer { close(file) }
    let bytes = text(key)
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      throw ValidationError("The key could not be written to \(url.path).")
    }
    return key
  }
}
