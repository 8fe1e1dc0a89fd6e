import Domain
import Exchange
import Foundation
import Ledger
import RegisterKit
import Store

/// An import on its way: the record, the files as they were read, and what they would come to as things are.
public struct OpenImport: Sendable {
  public let record: StoredRecord
  public let files: [ImportFile]
  public let report: ImportReport
  /// What was decided about each table, by ``ImportFile/key(of:)``.
  public let decisions: [String: TableDecision]

  /// The tables in the order of the report, with the place of each in it.
  public func table(_ part: ImportReport.Part) -> ImportTable? {
    files.first { $0.path == part.path }?.tables.first { $0.sheet == part.sheet }
  }
}

/// A file that somebody sends for an import.
public struct SentFile: Sendable {
  /// With the folders in it.
  public let path: String
  public let content: FileContent
  public init(path: String, content: FileContent) {
    self.path = path
    self.content = content
  }
  public init(path: String, bytes: [UInt8]) { self.init(path: path, content: .bytes(bytes)) }
}

extension Installation {
  /// Begins an import with files; archives are unpacked. Nothing is read into the registers yet.
  public func beginImport(
    _ sent: [SentFile], in workspace: Workspace, as actor: Actor
  ) async throws -> StoredRecord {
    try mayImport(actor)
    let files = try await keep(sent, in: workspace, as: actor)
    let name = files[0].name.split(separator: "/").last.map(String.init) ?? files[0].name
    let title = files.count == 1 ? name : "\(name) and \(files.count - 1) more"
    let made = try await commit(
      [.create(register: FileImport.register.erased.slug, values: ["title": .text(String(title.prefix(300)))])],
      in: workspace, as: actor,
      note: "Import", hand: .program)
    guard let record = made.records.first else { throw StoreFailure.corrupt("The import was not kept.") }
    return try await add(files, to: record, in: workspace, as: actor)
  }

  /// Adds files to an import; one of the same path takes the place of the former.
  public func addFiles(
    _ sent: [SentFile], toImport id: String, in workspace: Workspace, as actor: Actor
  ) async throws -> StoredRecord {
    let record = try await importRecord(id, in: workspace, as: actor, mustBeOpen: true)
    return try await add(try await keep(sent, in: workspace, as: actor), to: record, in: workspace, as: actor)
  }

  func mayImport(_ actor: Actor) throws {
    guard Policy.allows(actor, .import, nil) else { throw Failure.forbidden("\(actor.role.label)s may not import.") }
  }

  func importRecord(
    _ id: String, in workspace: Workspace, as actor: Actor, mustBeOpen: Bool
  ) async throws -> StoredRecord {
    try mayImport(actor)
    guard let record = try await read(workspace, as: actor, { try $0.record(id) }),
      record.kind == FileImport.register.erased.slug
    else {
      throw Failure.notFound("There is no import \(id).")
    }
    guard !mustBeOpen || record.state == "open" else {
      throw Failure.conflict("\(id) is over; begin another import with its files.")
    }
    return record
  }

  private func keep(_ sent: [SentFile], in workspace: Workspace, as actor: Actor) async throws -> [(
    name: String, file: StoredFile
  )] {
    var kept: [(name: String, file: StoredFile)] = []
    for file in try await imports.work({ try unpacked(sent) }) where !file.content.isEmpty {
      kept.append((String(file.path.suffix(250)), try await keepFile(file.content, in: workspace, as: actor)))
    }
    guard !kept.isEmpty else {
      throw Failure.malformed(
        sent.isEmpty
          ? "Choose at least one file."
          : "Nothing among these files can be read; use XLSX, ODS, CSV, YAML, Markdown, DOCX or PDF."
      )
    }
    guard kept.count <= ZipFolder.mostFiles else { throw Failure.tooLarge("An import has 1,000 files at most.") }
    return kept
  }

  /// Files as they are, archives as the files in them.
  private func unpacked(_ sent: [SentFile]) throws -> [SentFile] {
    try sent.flatMap { file -> [SentFile] in
      guard file.path.lowercased().hasSuffix(".zip") else { return [file] }
      let folder = try TemporaryFolder.folder("unpacked")
      defer { try? FileManager.default.removeItem(at: folder) }
      let archive = folder.appendingPathComponent("archive.zip")
      try write(file.content, to: archive)
      do {
        let paths = try ZipFolder.unpack(archive, into: folder, endings: ImportFile.endings)
        return try paths.enumerated().filter {
          ImportFile.isOfInterest($1.split(separator: "/").last.map(String.init) ?? $1)
        }
        .map { SentFile(path: $1, content: try held(folder.appendingPathComponent("\($0 + 1)"))) }
      } catch let error as Unreadable {
        throw Failure.malformed("\(file.path): \(error.reason)")
      }
    }
  }

  private func write(_ content: FileContent, to url: URL) throws {
    guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw FileStore.failure()
    }
    let file = try FileHandle(forWritingTo: url)
    try content.forEachPiece { try file.write(contentsOf: Data($0)) }
    try file.close()
  }

  /// A member of an archive: its folder goes when all are read.
  private func held(_ url: URL) throws -> FileContent {
    let (held, file) = (try files.hold(), try FileHandle(forReadingFrom: url))
    while let piece = try file.read(upToCount: 1 << 18), !piece.isEmpty { try held.append([UInt8](piece)) }
    try file.close()
    return .part(of: held, at: 0, count: held.count)
  }

  /// Reads a file that is imported at once and not kept, under the name that its tables are to go by.
  public func readForImport(_ content: FileContent, as path: String) async throws -> ImportFile {
    try await imports.work {
      let file = TemporaryFolder.file("import", ".\(path.split(separator: ".").last ?? "csv")")
      defer { unlink(file.path) }
      try write(content, to: file)
      return ImportFile.read(file, as: path)
    }
  }

  private func add(
    _ files: [(name: String, file: StoredFile)], to record: StoredRecord, in workspace: Workspace, as actor: Actor
  ) async throws -> StoredRecord {
    let changes = files.map { Change.attach(id: record.id, file: $0.file, name: $0.name) }
    let committed = try await commit(changes, in: workspace, as: actor, note: "Import", hand: .program)
    return committed.records.last ?? record
  }

  /// The import with what its files would come to as things are.
  /// - Parameter most: Changes shown of each table at most.
  public func openImport(
    _ id: String, changes most: Int = 0, in workspace: Workspace, as actor: Actor
  ) async throws -> OpenImport {
    let record = try await importRecord(id, in: workspace, as: actor, mustBeOpen: false)
    let files = try await readFiles(of: record)
    let decisions = try Self.decisions(of: record)
    let key = "\(workspace.id) \(id) \(record.version) \(database.writes.any) \(most)"
    if let known = imports.report(key) {
      return .init(record: record, files: files, report: known, decisions: decisions)
    }
    var options = ImportOptions()
    (options.isDryRun, options.goodRowsOnly, options.mostChanges, options.decisions) = (true, true, most, decisions)
    let report = try await importFiles(files, options, in: workspace, as: actor)
    imports.keep(report, key, of: "\(workspace.id) \(id)")
    return .init(record: record, files: files, report: report, decisions: decisions)
  }

  /// What was decided about the tables of an import.
  static func decisions(of record: StoredRecord) throws -> [String: TableDecision] {
    guard let text = record.body["decisions"]?.text, !text.isEmpty else { return [:] }
    return try (try JSON.parse(text).object ?? [:]).mapValues { try TableDecision($0) }
  }

  func readFiles(of record: StoredRecord) async throws -> [ImportFile] {
    let attached = (record.body[AnyRegister.attachments] ?? .null).list
    // The last file of a path is the one that counts.
    var latest: [String: String] = [:]
    var order: [String] = []
    for file in attached {
      guard let name = file["name"].text, let hash = file["sha256"].text else { continue }
      if latest.updateValue(hash, forKey: name) == nil { order.append(name) }
    }
    let key = order.map { "\($0) \(latest[$0] ?? "")" }.joined(separator: "\n")
    let (names, hashes, files, words) = (order, latest, files, libraries.importWords)
    return try await imports.files(key) {
      names.map { name in
        guard let hash = hashes[name] else { return ImportFile(path: name) }
        return ImportFile.read(files.url(hash), as: name).separated(words)
      }
    }
  }

  /// Keeps what somebody decided about one table.
  /// - Parameter version: The revision that the decision was made on; nil takes whatever stands.
  public func decide(
    _ decision: TableDecision, aboutTable key: String, ofImport id: String, ifVersion version: Int? = nil,
    in workspace: Workspace, as actor: Actor
  ) async throws -> StoredRecord {
    let record = try await importRecord(id, in: workspace, as: actor, mustBeOpen: true)
    var decisions = try Self.decisions(of: record)
    decisions[key] = decision.isEmpty ? nil : decision
    let text = decisions.isEmpty ? "" : JSON.text(.object(decisions.mapValues(\.value)))
    let values: Body = ["decisions": text.isEmpty ? .null : .text(text)]
    let committed = try await commit(
      [.edit(id: id, values: values, ifVersion: version ?? record.version)], in: workspace, as: actor, note: "Import",
      hand: .program)
    return committed.records.first ?? record
  }

  /// Hands an import to a colleague, or discards it.
  public func changeImport(
    _ id: String, _ values: Body, in workspace: Workspace, as actor: Actor
  ) async throws -> StoredRecord {
    let record = try await importRecord(id, in: workspace, as: actor, mustBeOpen: true)
    let committed = try await commit(
      [.edit(id: id, values: values)], in: workspace, as: actor, note: "Import", hand: .program)
    return committed.records.first ?? record
  }

  /// Says that what an import brought was taken back.
  public func markUndone(import id: String, in workspace: Workspace, as actor: Actor) async throws {
    let record = try await importRecord(id, in: workspace, as: actor, mustBeOpen: false)
    guard record.state == "taken" else { return }
    _ = try await commit(
      [.edit(id: id, values: ["status": "undone"])], in: workspace, as: actor, note: "Import", hand: .program)
  }
}

extension ImportReport {
  /// The rows of a table that were not taken, as they came, with a column that says why: to be mended and sent again.
  /// - Returns: CSV; nil if there are none.
  public static func rejectedRows(of part: Part, _ table: ImportTable, _ words: ImportWords) -> [UInt8]? {
    let laidOut = table.laidOut(part.proposal, words)
    var reasons: [Int: [String]] = [:]
    for one in part.rejected where one.row > 0 {
      let reason = one.column.map { "\($0): \(one.reason)" } ?? one.reason
      if reasons[one.row]?.contains(reason) != true { reasons[one.row, default: []].append(reason) }
    }
    guard !reasons.isEmpty else { return nil }
    var rows: [[String]] = []
    for row in part.proposal.corrected(laidOut).rows {
      if let why = reasons[row.number] { rows.append(row.cells + [why.joined(separator: " ")]) }
    }
    for problem in laidOut.problems where problem.column == nil {
      let empty = [String](repeating: "", count: max(0, laidOut.header.count - 1))
      rows.append([problem.value] + empty + [problem.reason])
    }
    return CSV.write(laidOut.header + [reasonHeading], rows)
  }
}
