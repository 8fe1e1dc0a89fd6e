import Ledger
import RegisterKit

/// What a workspace says of a file that it holds (size, type, since when) follows from no ledger entry, so each row is sealed
/// with the installation's key. One that is taken out shows by the records that name the file.
extension Connection {
  static var fileSealsName: String { "file seals" }

  func fileSeal(_ workspace: Int, _ file: StoredFile, at: String) -> String {
    rowSeal("file", [.int(workspace), .text(file.sha256), .int(file.size), .text(file.type), .text(at)])
  }

  /// The files of a workspace of which the row is not what the program wrote, by hash.
  public func brokenFiles(workspace: Int) throws -> [String] {
    try all(
      "SELECT \(StoredFile.columns), at, seal FROM blob WHERE workspace = \(workspace) ORDER BY sha256"
    ) { row -> String? in
      let file = StoredFile(row)
      return fileSeal(workspace, file, at: row.text(3)) == row.text(4) ? nil : file.sha256
    }.compactMap(\.self)
  }

  /// Takes the rows as they stand as right.
  public func sealFiles() throws {
    try sealFiles("SELECT workspace, \(StoredFile.columns), at FROM blob")
    try setSetting(Self.fileSealsName, "begun")
  }

  /// Seals the rows from before there were such seals, at the first start after that. Never again: that it was done stands
  /// in the seal of the installation and among the security events, so that rows whose seal was emptied by hand, a schema that
  /// was set back or a setting that was taken out make nothing right.
  /// - Returns: How many there were.
  public func sealFilesOnce() throws -> Int {
    guard try setting(Self.fileSealsName) == nil else { return 0 }
    if try setting("seal") != nil {
      guard let seals = try seals(), seals[Self.fileSealsName] == nil else { return 0 }
    }
    let wasDone: SQL =
      "SELECT count(*) FROM security_event WHERE kind = \(SecurityEvent.Kind.resealed.rawValue) AND subject = \(SecurityEvent.filesSealed)"
    guard try count(wasDone) == 0 else { return 0 }
    let found = try count("SELECT count(*) FROM blob WHERE seal = ''")
    try sealFiles("SELECT workspace, \(StoredFile.columns), at FROM blob WHERE seal = ''")
    try sealing { try setSetting(Self.fileSealsName, "begun") }
    return found
  }

  private func sealFiles(_ rows: SQL) throws {
    let seals = try all(rows) { row in
      let file = StoredFile(row, from: 1)
      return (row.int(0), file.sha256, fileSeal(row.int(0), file, at: row.text(4)))
    }
    for (workspace, sha256, seal) in seals {
      try run("UPDATE blob SET seal = \(seal) WHERE workspace = \(workspace) AND sha256 = \(sha256)")
    }
  }
}

extension SecurityEvent {
  /// Subject of the event that tells that files from before there were such seals were sealed.
  public static let filesSealed = "files from before their rows were sealed"
}
