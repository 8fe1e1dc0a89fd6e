import Exchange
import Ledger
import RegisterKit
import Store

extension Installation {
  /// The most that one file may have, in bytes.
  public static let largestFile = 100 << 20

  /// Keeps a file for a workspace: bytes first, on disk, then the row that says so.
  public func keepFile(_ bytes: [UInt8], in workspace: Workspace) async throws -> StoredFile {
    guard !bytes.isEmpty else { throw Failure.malformed("The file is empty.") }
    guard bytes.count <= Self.largestFile else { throw Failure.tooLarge("A file has 100 MB at most.") }
    let hash = try files.keep(bytes)
    let file = StoredFile(sha256: hash.hex, size: bytes.count, type: FileType.detect(bytes))
    let (now, registers) = (now, registers)
    try await database.write { try Scope($0, workspace, registers).addFile(file, at: now) }
    return file
  }

  /// A file of a workspace with its bytes.
  public func file(_ sha256: String, _ scope: Scope) throws -> (file: StoredFile, bytes: [UInt8]) {
    guard let file = try scope.file(sha256), let bytes = files.bytes(sha256) else {
      throw Failure.notFound("There is no such file.")
    }
    return (file, bytes)
  }
}
