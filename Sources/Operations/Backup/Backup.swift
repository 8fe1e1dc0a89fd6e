import Foundation
import Ledger
import RegisterKit
import Store

/// Backups: one file that holds everything, checked to the byte whenever it is read. See `docs/guide/backup.md`.
public enum Backup {
  /// What goes into one, each from where it lies.
  public struct Content: Sendable {
    /// A copy of the database that nobody writes to.
    public let database: URL
    /// The files that its rows name.
    public let files: [StoredFile]
    public let store: FileStore
    /// Libraries of the installation's own.
    public let libraries: [URL]
    /// The signing key, where it is to be inside.
    public let key: [UInt8]?
    public init(database: URL, files: [StoredFile], store: FileStore, libraries: [URL], key: [UInt8]?) {
      self.database = database
      self.files = files
      self.store = store
      self.libraries = libraries
      self.key = key
    }
  }

  private static let piece = 1 << 20

  /// Writes a backup. It is on the disk when this returns.
  /// - Parameter made: The moment that it says it is of.
  /// - Throws: ``Failure/conflict(_:)`` for a file that is missing or was altered: a backup without it would be none.
  public static func write(
    _ content: Content, to url: URL, key: VerifyingKey, made: Instant, passphrase: String?
  ) throws -> BackupManifest {
    var sources: [(member: BackupManifest.Member, url: URL?, bytes: [UInt8])] = []
    let (hash, size) = try hashed(FileHandle(forReadingFrom: content.database))
    sources.append((.init(name: BackupManifest.database, size: size, sha256: hash.hex), content.database, []))
    if let key = content.key {
      let hash = Hash.sha256(key)
      sources.append((.init(name: BackupManifest.signingKey, size: key.count, sha256: hash.hex), nil, key))
    }
    for library in content.libraries {
      let bytes = [UInt8](try Data(contentsOf: library))
      let member = BackupManifest.Member(
        name: "libraries/\(library.lastPathComponent)", size: bytes.count, sha256: Hash.sha256(bytes).hex)
      guard BackupManifest.isKnown(member.name, member.sha256) else { continue }
      sources.append((member, nil, bytes))
    }
    for file in content.files {
      let name = "files/\(file.sha256.prefix(2))/\(file.sha256)"
      sources.append((.init(name: name, size: file.size, sha256: file.sha256), content.store.url(file.sha256), []))
    }
    let manifest = BackupManifest(made: "\(made)", key: key.description, members: sources.map(\.member))
    let sink = try BackupSink(url, passphrase: passphrase)
    let bytes = manifest.bytes
    try put(BackupManifest.name, bytes, sink)
    for (member, url, bytes) in sources {
      if let url { try put(member, url, sink) } else { try put(member.name, bytes, sink) }
    }
    try put(BackupManifest.endName, Array("\(Hash.sha256(bytes).hex)\n".utf8), sink)
    try sink.write([UInt8](repeating: 0, count: 2 * BackupHeader.length))
    try sink.end()
    return manifest
  }

  private static func put(_ name: String, _ bytes: [UInt8], _ sink: BackupSink) throws {
    try sink.write(BackupHeader.bytes(name, size: bytes.count) + bytes)
    try sink.write([UInt8](repeating: 0, count: BackupHeader.padding(bytes.count)))
  }

  /// A file, piece by piece; it must be what the manifest says.
  private static func put(_ member: BackupManifest.Member, _ url: URL, _ sink: BackupSink) throws {
    let altered = Failure.conflict("\(member.name) is missing or was altered; concord verify says more.")
    guard let file = try? FileHandle(forReadingFrom: url) else { throw altered }
    try sink.write(BackupHeader.bytes(member.name, size: member.size))
    let (hash, size) = try hashed(file) { try sink.write($0) }
    guard size == member.size, hash.hex == member.sha256 else { throw altered }
    try sink.write([UInt8](repeating: 0, count: BackupHeader.padding(size)))
  }

  /// Hash and size of a file, which is handed on piece by piece and closed.
  private static func hashed(_ file: FileHandle, _ body: ([UInt8]) throws -> Void = { _ in }) throws -> (Hash, Int) {
    defer { try? file.close() }
    var hash = HashStream()
    var size = 0
    while let data = try file.read(upToCount: piece), !data.isEmpty {
      let bytes = [UInt8](data)
      hash.add(bytes)
      size += bytes.count
      try body(bytes)
    }
    return (hash.end(), size)
  }

  /// Reads a backup to its end, checks every byte, and unpacks it where a folder is given.
  /// - Parameter folder: A folder of the caller's own, empty; what is in it after an error is worth nothing.
  /// - Throws: ``BackupDamage`` with the member that is not what it was.
  public static func read(_ url: URL, passphrase: String?, into folder: URL?) throws -> BackupManifest {
    let source = try BackupSource(url, passphrase: passphrase)
    let name = BackupManifest.name
    guard let size = BackupHeader.size(try source.read(BackupHeader.length, in: name), of: name),
      size <= BackupManifest.largest
    else { throw BackupDamage(name, "the archive does not begin with it: it is no backup of Concord, or damaged.") }
    let bytes = try whole(size, name, source)
    let hash = Hash.sha256(bytes).hex
    let manifest = try BackupManifest(bytes)
    for member in manifest.members { try take(member, source, folder) }
    let end = Array("\(hash)\n".utf8)
    try header(BackupManifest.endName, end.count, source)
    guard try whole(end.count, BackupManifest.endName, source) == end else {
      throw BackupDamage(name, "its hash is another one.")
    }
    let rest = try source.read(2 * BackupHeader.length + 1, in: BackupManifest.endName)
    guard rest == [UInt8](repeating: 0, count: 2 * BackupHeader.length) else {
      throw BackupDamage("the end", "it is cut off, or something follows it.")
    }
    return manifest
  }

  private static func header(_ name: String, _ size: Int, _ source: BackupSource) throws {
    guard try source.read(BackupHeader.length, in: name) == BackupHeader.bytes(name, size: size) else {
      throw BackupDamage(name, "it does not begin where it should: missing, or its head is damaged.")
    }
  }

  private static func whole(_ size: Int, _ name: String, _ source: BackupSource) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try pieces(size, name, source) { bytes += $0 }
    return bytes
  }

  /// The content of a member and what fills its last block.
  private static func pieces(
    _ size: Int, _ name: String, _ source: BackupSource, _ body: ([UInt8]) throws -> Void
  ) throws {
    var left = size
    while left > 0 {
      let bytes = try source.read(min(left, piece), in: name)
      guard !bytes.isEmpty else { throw BackupDamage(name, "it is cut off.") }
      left -= bytes.count
      try body(bytes)
    }
    let padding = BackupHeader.padding(size)
    guard try source.read(padding, in: name) == [UInt8](repeating: 0, count: padding) else {
      throw BackupDamage(name, "what follows it is damaged or cut off.")
    }
  }

  private static func take(_ member: BackupManifest.Member, _ source: BackupSource, _ folder: URL?) throws {
    try header(member.name, member.size, source)
    var hash = HashStream()
    var file: FileHandle?
    if let folder {
      let target = folder.appendingPathComponent(member.name)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      let descriptor = open(target.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        throw Failure.disk(full: "The disk is full; nothing was restored.", other: "\(target.path) can't be written")
      }
      file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
    try pieces(member.size, member.name, source) { bytes in
      hash.add(bytes)
      try file?.write(contentsOf: Data(bytes))
    }
    try file?.synchronize()
    try file?.close()
    guard hash.end().hex == member.sha256 else { throw BackupDamage(member.name, "its content was altered.") }
  }
}

extension Connection {
  /// The files that any workspace holds, by hash.
  public func heldFiles() throws -> [StoredFile] {
    try all("SELECT sha256, max(size), max(type) FROM blob GROUP BY sha256 ORDER BY sha256") {
      StoredFile(sha256: $0.text(0), size: $0.int(1), type: $0.text(2))
    }
  }
}
