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

  /// As it is written: name, how the keys follow from the secret (nothing for the first keys), secret in hexadecimal.
  static func text(_ key: SigningKey) -> [UInt8] {
    let derivation = key.derivation == .seed ? "" : "\(key.derivation.rawValue) "
    return Array("\(key.name) \(derivation)\(Hash(bytes: key.secret)?.hex ?? "")\n".utf8)
  }

  /// The key of a file; nil if there is no file.
  static func read(_ url: URL) throws -> SigningKey? {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw ValidationError("The signing key \(url.path) can't be read.")
    }
    let parts = text.split(separator: " ").map { $0.trimmed() }
    guard (2...3).contains(parts.count), let secret = parts.last.flatMap({ Hash(hex: $0) }),
      let derivation = parts.count == 2 ? .seed : SigningKey.Derivation(rawValue: parts[1]),
      let key = SigningKey(name: parts[0], secret: secret.bytes, derivation)
    else {
      throw ValidationError("The signing key \(url.path) is damaged.")
    }
    return key
  }

  /// Makes a key and keeps it there, on the disk.
  /// - Parameter name: Of its predecessor; a new one if it has none.
  static func make(_ url: URL, name: String? = nil) throws -> SigningKey {
    let name = name ?? "concord-" + Random.bytes(4).map { String($0, radix: 36) }.joined()
    guard let key = SigningKey(name: name, secret: Random.bytes(32), .hkdf) else {
      throw ValidationError("No key could be made.")
    }
    let file = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw ValidationError("The key can't be written to \(url.path): \(String(cString: strerror(errno))).")
    }
    defer { close(file) }
    let bytes = text(key)
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0, sync(url.deletingLastPathComponent()) else {
      throw ValidationError("The key could not be written to \(url.path).")
    }
    return key
  }

  /// Where the successor of a key waits until the data is sealed with it.
  static func next(_ url: URL) -> URL { url.appendingPathExtension("next") }

  /// Where a key that has a successor is kept, for backups from before.
  static func former(_ url: URL, _ key: VerifyingKey) -> URL {
    url.appendingPathExtension("former-\(key.description.split(separator: "+").dropFirst().first ?? "")")
  }

  /// The key with which the data is sealed. A rotation that was cut off before the data was sealed anew is forgotten, one that was
  /// cut off after it is brought to its end.
  /// - Parameter expected: The public half, as the data says it; nil where it does not say.
  /// - Returns: Nil where there is no key.
  static func settle(_ url: URL, expected: String?) throws -> SigningKey? {
    let present = try read(url)
    guard let expected, present?.verifyingKey.description != expected else {
      if present != nil, expected != nil, unlink(next(url).path) == 0 { _ = sync(url.deletingLastPathComponent()) }
      return present
    }
    if let key = try read(next(url)), key.verifyingKey.description == expected {
      if let problem = succeed(url) { FileHandle.standardError.write(Data("concord: \(problem)\n".utf8)) }
      return key
    }
    guard let present else { return nil }
    throw ValidationError(
      """
      The key at \(url.path) is not the one of this data. The data says \(expected), the key is \
      \(present.verifyingKey.description). Put the right one there, or name it with --key-file or $CONCORD_KEY_FILE.
      """)
  }

  /// Puts the successor in the place of the key, once that is kept beside it. Where either can't be, both stay as they are, and
  /// the successor is used from where it is.
  /// - Returns: What could not be done, in a sentence; nil if the successor is in its place.
  static func succeed(_ url: URL) -> String? {
    let next = next(url)
    let left = "The old key stays at \(url.path), and the new one is used from \(next.path)."
    do {
      if let former = try read(url), try !keep(former, of: url) {
        let place = Self.former(url, former.verifyingKey).path
        return "The old key can't be kept at \(place): something else is there. \(left)"
      }
      guard rename(next.path, url.path) == 0 else {
        return "The new key can't be put in its place: \(String(cString: strerror(errno))). \(left)"
      }
    } catch {
      return "The old key can't be kept: \(error) \(left)"
    }
    _ = sync(url.deletingLastPathComponent())
    return nil
  }

  /// Keeps a key under another name, on the disk, before its file is written over: it may be the only one, and backups need it.
  /// - Returns: False if something else has that name.
  private static func keep(_ key: SigningKey, of url: URL) throws -> Bool {
    let former = former(url, key.verifyingKey)
    if link(url.path, former.path) != 0 {
      if errno == EEXIST {
        // Kept by a move that was cut off later.
        guard (try? read(former))?.verifyingKey == key.verifyingKey else { return false }
      } else {
        // A disk without such links, or a system that does not let them be made.
        try copy(url, to: former)
      }
    }
    guard sync(url.deletingLastPathComponent()) else {
      throw ValidationError("\(former.path) could not be written to the disk.")
    }
    return true
  }

  /// A copy that is whole or not there at all. Nothing has its name.
  private static func copy(_ url: URL, to target: URL) throws {
    let part = target.appendingPathExtension("part")
    unlink(part.path)
    let file = open(part.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw ValidationError("\(part.path) can't be written: \(String(cString: strerror(errno))).")
    }
    defer { close(file) }
    let bytes = Array(try Data(contentsOf: url))
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0, rename(part.path, target.path) == 0 else {
      let problem = String(cString: strerror(errno))
      unlink(part.path)
      throw ValidationError("\(target.path) can't be written: \(problem).")
    }
  }

  private static func sync(_ folder: URL) -> Bool {
    let file = open(folder.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return fsync(file) == 0
  }
}
