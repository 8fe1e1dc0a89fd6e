import Domain
import Exchange
import Ledger
import RegisterKit
import Store

extension Installation {
  /// The most that one file may have, in bytes.
  public static let largestFile = 100 << 20

  /// Keeps a file for a workspace: bytes first, on disk, then the row that says so. One that no record names goes after a
  /// day, see ``sweepFiles()``.
  /// - Throws: ``Failure/overQuota(_:)`` if the workspace or whoever brings it holds as much as may be.
  public func keepFile(_ content: FileContent, in workspace: Workspace, as actor: Actor) async throws -> StoredFile {
    guard !content.isEmpty else { throw Failure.malformed("The file is empty.") }
    guard content.count <= Self.largestFile else { throw Failure.tooLarge("A file has 100 MB at most.") }
    let (now, registers, quotas) = (now, registers, quotas)
    let file = try await keeping.work {
      StoredFile(sha256: try content.hash().hex, size: content.count, type: try content.type())
    }
    @Sendable func mayHold(_ scope: Scope) throws {
      if try scope.file(file.sha256) == nil { try scope.refuseBeyond(quotas, size: file.size, actor) }
    }
    // Before the bytes are written, so that who is over the quota fills no disk; and again where it counts, below.
    try await database.read { try mayHold(Scope($0, workspace, registers)) }
    let files = files
    _ = try await keeping.work { try files.keep(content) }
    try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      try mayHold(scope)
      try scope.addFile(file, by: actor.name, at: now)
    }
    return file
  }

  /// The same for bytes that are in memory.
  public func keepFile(_ bytes: [UInt8], in workspace: Workspace, as actor: Actor) async throws -> StoredFile {
    try await keepFile(.bytes(bytes), in: workspace, as: actor)
  }

  /// Does what computes for long beside the threads that answer requests, such as writing out a report of many rows.
  public func aside<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await keeping.work(body)
  }

  /// A file of a workspace with its bytes.
  public func file(_ sha256: String, _ scope: Scope) throws -> (file: StoredFile, bytes: [UInt8]) {
    guard let file = try scope.file(sha256), let bytes = files.bytes(sha256) else {
      throw Failure.notFound("There is no such file.")
    }
    return (file, bytes)
  }
}

extension FileContent {
  /// What it is: by its beginning and, since archives list their members there, its end.
  fileprivate func type() throws -> String {
    let (head, tail) = (1 << 13, 1 << 16)
    guard count > head + tail else { return FileType.detect(try bytes()) }
    return FileType.detect(try read(0..<head) + read((count - tail)..<count))
  }
}
