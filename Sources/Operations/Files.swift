import Exchange
import Ledger
import RegisterKit
import Store

extension Installation {
  /// The most that one file may have, in bytes.
  public static let largestFile = 100 << 20

  /// Keeps a file for a workspace: bytes first, on disk, then the row that says so.
  public func keepFile(_ content: FileContent, in workspace: Workspace) async throws -> StoredFile {
    guard !content.isEmpty else { throw Failure.malformed("The file is empty.") }
    guard content.count <= Self.largestFile else { throw Failure.tooLarge("A file has 100 MB at most.") }
    let files = files
    let file = try await keeping.work {
      StoredFile(sha256: try files.keep(content).hex, size: content.count, type: try content.type())
    }
    let (now, registers) = (now, registers)
    try await database.write { try Scope($0, workspace, registers).addFile(file, at: now) }
    return file
  }

  /// The same for bytes that are in memory.
  public func keepFile(_ bytes: [UInt8], in workspace: Workspace) async throws -> StoredFile {
    try await keepFile(.bytes(bytes), in: workspace)
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
