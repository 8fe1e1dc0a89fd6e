import ArgumentParser
import Domain
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import Web

struct PackCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Make a certification pack: one signed archive that others can verify.",
    discussion: """
      Example:
        concord pack --data ./data --audit AUD-2027-2 --kind stage1 --date 2027-09-06 --output stage1.zip
        concord verify stage1.zip
        concord pack --audit AUD-2027-2 --kind stage1 --missing
      The same position of the ledger, audit, kind and date give the same bytes. docs/bundle-format.md describes them.
      """)
  @OptionGroup var options: DataOptions
  @OptionGroup var workspace: WorkspaceOptions
  @Option(help: "The audit for which it is.") var audit: String
  @Option(help: "stage1, stage2 or surveillance.") var kind: String
  @Option(help: "The day of the audit: evidence must speak for it. Else the day on which the audit begins, or today.")
  var date: String?
  @Option(help: "Number of ledger entries that it rests on; all if left out.") var position: Int?
  @Option(name: .shortAndLong, help: "The file to write.") var output: String?
  @Flag(help: "List what a certification body would miss in it, and make nothing.") var missing = false
  @Flag(help: "Print what was made as JSON.") var json = false

  func run(on installation: Installation, _ output: inout Output) async throws {
    let found = try await workspace.find(installation)
    guard let kind = PackKind(rawValue: kind) else {
      throw ValidationError("--kind is \(PackKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let day = date.flatMap { Day($0) }
    if date != nil, day == nil { throw ValidationError("--date is a day such as 2027-09-06.") }
    let (audit, position) = (audit, position)
    let begins = try await installation.read(found, as: operatorActor) { scope in
      try scope.record(audit).flatMap { $0.body["date_from"]?.text }.flatMap { Day($0) }
    }
    let order = PackOrder(
      kind: kind, audit: audit, date: day ?? begins ?? installation.today, position: position)
    if missing {
      try await listMissing(order, found, installation, &output)
      return
    }
    guard let file = self.output else { throw ValidationError("Name the file to write: --output stage1.zip") }
    let made = try await OutputFile.put(output.url(file)) {
      try await installation.makePack(order, in: found, as: operatorActor, to: $0, render: PackDocuments.render)
    }
    if json {
      output.json([
        "pack": .text(made.record.id), "file": .text(output.url(file).path), "members": .int(made.members),
        "bytes": .int(made.size), "manifest_sha256": .text(made.manifest),
        "ledger_position": made.record.body["ledger_position"] ?? .null,
      ])
      return
    }
    output.line("\(made.record.id): \(made.members) files, \(made.size) bytes in \(file).")
    output.line("Manifest \(made.manifest), signed by \(installation.key.verifyingKey.description)")
  }

  private func listMissing(
    _ order: PackOrder, _ workspace: Workspace, _ installation: Installation, _ output: inout Output
  ) async throws {
    let gaps = try await installation.read(workspace, as: operatorActor) { scope in
      let standards = (try scope.record(order.audit)?.body["standards"]?.texts ?? []).compactMap {
        Standard(rawValue: $0)
      }
      return try installation.packGaps(
        try installation.packSource(order, scope), standards: Set(standards), scope)
    }
    output.status = gaps.isEmpty ? 0 : 1
    if json {
      output.json(
        .list(
          gaps.map { gap in
            var id: String?
            if case .record(_, let record) = gap.place { id = record }
            return ["problem": .text(gap.problem), "record": Value(id), "title": Value(gap.title)]
          }))
      return
    }
    for gap in gaps { output.line(gap.title.map { "\($0): \(gap.problem)" } ?? gap.problem) }
    output.line(gaps.isEmpty ? "Nothing is missing that Concord knows of." : "\(gaps.count) missing.")
  }
}

extension Verify {
  /// Checks a pack: needs no data directory and no server.
  func verify(pack: String) throws {
    let trusted = try key.map { text -> VerifyingKey in
      let line = ((try? String(contentsOfFile: text, encoding: .utf8)) ?? text).trimmed()
      guard let key = VerifyingKey(line) else {
        throw ValidationError("--key is a key such as stands in key.txt, or a file that holds one.")
      }
      return key
    }
    let url = URL(fileURLWithPath: pack)
    guard FileManager.default.fileExists(atPath: url.path) else { throw ValidationError("There is no file \(pack).") }
    let found = PackVerifier.verify(
      url, key: trusted, registers: Catalogue.registers, render: PackDocuments.render)
    var lines: [String] = []
    if json {
      lines.append(JSON.text(found.value))
    } else {
      lines += found.problems.map { "\($0.what) \($0.name): \($0.problem)" }
      if let source = found.source {
        lines.append(
          "\(source.kind.label) pack of \(source.organization) for \(source.audit), evidence of \(source.date), ledger position \(source.position)"
        )
      }
      if let key = found.key { lines.append("Key \(key)") }
      lines += found.notes
      lines.append(
        "\(found.members) members, \(found.entries) ledger entries, \(found.files) files of records, \(found.documents) documents made again: "
          + (found.isConsistent ? "consistent." : "\(found.problems.count.of("problem", "problems"))."))
      if found.isConsistent {
        lines.append(
          found.isAuthentic
            ? "Signed by the key that you trust: nothing was altered."
            : "Signer unknown: anybody could have made it. Name the organization's key with --key.")
      }
    }
    print(lines.joined(separator: "\n"))
    throw ExitStatus(code: found.isOK ? 0 : found.isConsistent ? 3 : 1)
  }
}
