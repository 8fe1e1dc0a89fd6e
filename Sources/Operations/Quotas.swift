import Domain
import Foundation
import RegisterKit
import Store

/// How much may be held: the installation's own figures, and the most that an administrator can set for a workspace.
public struct Quotas: Sendable, Hashable {
  /// Bytes of files that a workspace holds.
  public var workspace: Int
  /// Bytes of files that one account or token may bring to a workspace.
  public var person: Int { workspace / 4 }

  public static let gigabyte = 1_000_000_000
  /// Twenty gigabytes: some thousand reports with pictures.
  public init(workspace: Int = 20 * Quotas.gigabyte) { self.workspace = max(1, workspace) }

  /// What holds where an administrator set something: never more than the installation gives.
  func limits(_ set: FileLimits) -> (workspace: Int, person: Int) {
    let all = min(workspace, set.bytes ?? workspace)
    return (all, min(all, set.personBytes ?? min(person, all)))
  }

  /// Lists that somebody keeps in one workspace.
  public static let views = 50
  /// Characters of what such a list asks for.
  public static let viewLength = 2000
  /// Seconds for which a file may wait for a record that names it.
  public static let unnamedSeconds = 86_400

  /// As people read it: `1.5 GB`, by powers of ten as disks are sold.
  public static func text(_ bytes: Int) -> String {
    let bytes = bytes.magnitude
    for (size, name) in [(UInt(1_000_000_000), "GB"), (1_000_000, "MB"), (1000, "kB")] where bytes >= size {
      let tenths = bytes / (size / 10)
      return tenths % 10 == 0 || tenths >= 1000 ? "\(tenths / 10) \(name)" : "\(tenths / 10).\(tenths % 10) \(name)"
    }
    return "\(bytes) bytes"
  }
}

extension Scope {
  /// Refuses a file with which the workspace, or whoever brings it, would hold more than may be.
  /// - Throws: ``Failure/overQuota(_:)``, with the quota by its name.
  func refuseBeyond(_ quotas: Quotas, size: Int, _ actor: Actor) throws {
    let limits = quotas.limits(try fileLimits())
    let (all, own) = (try fileUse().bytes, try fileUse(of: actor.name).bytes)
    let words = Quotas.text
    if all > limits.workspace - size {
      throw Failure.overQuota(
        "The file is \(words(size)), and \(workspace.name) holds \(words(all)) of its quota of \(words(limits.workspace)) for files. An administrator sees under Storage what takes the room."
      )
    }
    // The operator at the machine fills their own disk.
    if own > limits.person - size, actor.sender != "this machine" {
      throw Failure.overQuota(
        "The file is \(words(size)), and you brought \(words(own)) of your quota of \(words(limits.person)) for files in \(workspace.name). An administrator can raise it under Storage."
      )
    }
  }
}

/// What a workspace holds and who uses it, for its administrators.
public struct StorageUse: Sendable {
  public let files: FileUse
  /// Files that no record names and that go after a day.
  public let waiting: FileUse
  /// In bytes, as they hold now, and what an administrator set.
  public let limits: (workspace: Int, person: Int)
  public let set: FileLimits
  public let largest: [(file: StoredFile, by: String, record: RecordName?)]
  /// Who brought files, the most first.
  public let people: [(actor: String, use: FileUse)]
  /// Entries of the ledger.
  public let entries: Int
  public let records: [(register: String, count: RecordCount)]
}

extension Installation {
  /// What a workspace holds.
  public func storage(_ scope: Scope) throws -> StorageUse {
    let set = try scope.fileLimits()
    let counts = try counts(scope)
    return StorageUse(
      files: try scope.fileUse(), waiting: try scope.unnamedFileUse(), limits: quotas.limits(set), set: set,
      largest: try scope.largestFiles(10), people: try scope.fileUseByPerson(50), entries: try scope.ledgerSize,
      records: registers.all.compactMap { register in counts[register.slug].map { (register.slug, $0) } })
  }

  /// Sets how much a workspace and each of its people may hold, up to what the installation gives.
  /// - Parameter limits: In bytes; nil for the installation's own figure.
  public func setFileLimits(_ limits: FileLimits, in workspace: Workspace) async throws {
    for (name, bytes) in [("bytes", limits.bytes), ("person_bytes", limits.personBytes)] {
      guard let bytes else { continue }
      guard bytes > 0, bytes <= quotas.workspace else {
        var problems = Problems()
        problems.add(name, "Enter a size above 0 and up to \(Quotas.text(quotas.workspace)).")
        throw Failure.invalid([.init(index: 0, record: nil, problems: problems.all)])
      }
    }
    let (registers, now, origin, quotas) = (registers, now, Origin.current, quotas)
    try await database.write { connection in
      try Scope(connection, workspace, registers).setFileLimits(limits)
      let holds = quotas.limits(limits)
      try connection.addEvent(
        origin.event(
          .quotaChanged, "files", in: workspace,
          "\(Quotas.text(holds.workspace)) for the workspace, \(Quotas.text(holds.person)) for each person", at: now))
    }
  }

  /// Keeps a list under a name for somebody, or forgets it.
  /// - Parameter query: As in the address bar; nil forgets.
  public func keepView(
    _ name: String, _ query: String?, of register: AnyRegister, for account: Account, in workspace: Workspace
  ) async throws {
    guard (1...60).contains(name.count), name.utf8.count <= 240 else {
      throw Failure.malformed("A view has a name of 1 to 60 characters.")
    }
    guard (query ?? "").utf8.count <= Quotas.viewLength else {
      throw Failure.malformed("This filter is too long to save (2,000 characters at most).")
    }
    let registers = registers
    try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      guard let query else {
        return try scope.removeView(account: account.id, kind: register.slug, name: name)
      }
      guard try scope.countViews(account: account.id, except: register.slug, name) < Quotas.views else {
        throw Failure.conflict("You already have \(Quotas.views) saved views in \(workspace.name); remove one first.")
      }
      try scope.saveView(account: account.id, kind: register.slug, .init(name: name, query: query))
    }
  }

  /// Takes away files that came more than a day ago and that no entry of a ledger ever named. Those that an earlier revision
  /// names stay with it.
  /// - Returns: How many workspaces let one go.
  @discardableResult public func sweepFiles() async throws -> Int {
    let day = Instant(milliseconds: now.milliseconds - Quotas.unnamedSeconds * 1000)
    let files = files
    // Read first: mostly there is nothing to write.
    guard try await database.read({ try $0.hasUnnamedFiles(before: day) }) else { return 0 }
    let gone = try await database.write { try $0.dropUnnamedFiles(before: day, limit: 1000) }
    // One by one in the only place where rows are written: a file that is held again meanwhile stays.
    for sha256 in Set(gone) {
      try await database.write { connection in
        if try !connection.isHeld(sha256) { _ = files.remove(sha256, unkeptFor: Quotas.unnamedSeconds) }
      }
    }
    return gone.count
  }
}
