import ArgumentParser
import Domain
import Exchange
import Foundation
import Ledger
import Operations
import RegisterKit
import Store

struct Export: DataCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a register to a file, filtered if you like.",
    discussion: """
      Example:
        concord export --workspace halden-health risks --format xlsx -o risks.xlsx --filter "status=open&score.gte=12"
      """)
  @OptionGroup var options: DataOptions
  @OptionGroup var workspace: WorkspaceOptions
  @Argument(help: "The register, such as risks.") var register: String?
  @Flag(help: "The whole workspace with its history, as JSON for concord init --from.") var everything = false
  @Option(help: "csv, xlsx or json.") var format = "csv"
  @Option(help: "A list's filter, as in its address.") var filter = ""
  @Option(name: .shortAndLong, help: "The file to write; standard output for csv and json if left out.") var output:
    String?

  func run(on installation: Installation, _ output: inout Output) async throws {
    let found = try await workspace.find(installation)
    if everything {
      if let target = self.output.map(output.url) {
        try await OutputFile.put(target) { try await Self.whole(found, installation, to: $0) }
      } else {
        let part = TemporaryFolder.file("export")
        defer { unlink(part.path) }
        try await Self.whole(found, installation, to: part)
        output.line(try String(contentsOf: part, encoding: .utf8))
      }
      return
    }
    guard let register else { throw ValidationError("Name a register, or use --everything.") }
    guard let format = ExportFormat(rawValue: format) else { throw ValidationError("--format is csv, xlsx or json.") }
    let items = filter.split(separator: "&").map { part -> (name: String, value: String) in
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (
        String(pair[0]).removingPercentEncoding ?? "",
        pair.count > 1 ? String(pair[1]).removingPercentEncoding ?? "" : ""
      )
    }
    let bytes = try await installation.export(register, format, items, in: found, as: operatorActor)
    if let path = self.output {
      try await OutputFile.put(bytes, at: output.url(path))
    } else if format == .xlsx {
      throw ValidationError("A workbook needs a file: -o risks.xlsx")
    } else {
      output.line(String(decoding: bytes, as: UTF8.self).trimmed())
    }
  }

  private static func whole(_ workspace: Workspace, _ installation: Installation, to url: URL) async throws {
    guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: url.path)
    else {
      throw Failure.unavailable("\(url.deletingLastPathComponent().path) can't be written to.")
    }
    defer { try? file.close() }
    try await installation.exportWorkspace(workspace) { try file.write(contentsOf: Data($0)) }
  }
}

struct GapCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "gap", abstract: "What a standard still needs, and what covers it.",
    discussion: "Example:\n  concord gap --data ./data --workspace halden-health --framework iso42001 --json")
  @OptionGroup var options: DataOptions
  @OptionGroup var workspace: WorkspaceOptions
  @Option var framework = "iso42001"
  @Flag var json = false

  func run(on installation: Installation, _ output: inout Output) async throws {
    let (found, framework) = (try await workspace.find(installation), framework)
    let gap = try await installation.read(found, as: operatorActor) { try installation.gap(framework, $0) }
    if json {
      output.json(gap.value)
      return
    }
    output.line("\(gap.framework.title): \(Int(saturating: gap.readiness * 100)) % ready")
    for line in gap.lines {
      let by = line.coveredBy.isEmpty ? "" : " by \(line.coveredBy.joined(separator: ", "))"
      let extend =
        line.suggested.isEmpty ? "" : "; extend \(line.suggested.prefix(3).map(\.control).joined(separator: ", "))"
      output.line("\(line.requirement.id)\t\(line.status.label)\(by)\(extend)\t\(line.requirement.title)")
    }
  }
}

struct SoACommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "soa", abstract: "The statement of applicability.",
    discussion: """
      Example:
        concord soa --data ./data --workspace halden-health --frameworks iso27001,iso42001 --json
        concord soa --workspace halden-health -o soa.csv
      """)
  @OptionGroup var options: DataOptions
  @OptionGroup var workspace: WorkspaceOptions
  @Option var frameworks = "iso27001,iso42001"
  @Option(help: "As it stood at the end of that day, or at that moment.") var asOf: String?
  @Option(help: "Write it as a workbook.") var xlsx: String?
  @Option(name: .shortAndLong, help: "Write it to a file: .csv, .xlsx or .json.") var output: String?
  @Flag(help: "Print all lines as CSV.") var csv = false
  @Flag var json = false

  func run(on installation: Installation, _ output: inout Output) async throws {
    let found = try await workspace.find(installation)
    let uids = frameworks.split(separator: ",").map { $0.trimmed() }
    let moment = asOf.flatMap { Instant(asOf: $0) }
    if asOf != nil, moment == nil { throw ValidationError("--as-of is a day or moment such as 2026-11-16.") }
    let (soa, version) = try await installation.read(found, as: operatorActor) {
      (try installation.soa(uids, $0, asOf: moment), try installation.soaVersion($0, asOf: moment))
    }
    if let xlsx { try await OutputFile.put(try soa.workbook(), at: output.url(xlsx)) }
    if let path = self.output {
      let url = output.url(path)
      guard let format = ExportFormat(rawValue: url.pathExtension.lowercased()) else {
        throw ValidationError("-o names a file that ends in .csv, .xlsx or .json.")
      }
      try await OutputFile.put(try soa.file(format, version), at: url)
    }
    if csv {
      output.line(String(decoding: soa.csv, as: UTF8.self).trimmed())
      return
    }
    if self.output != nil, !json {
      output.line("\(soa.lines.count.of("line", "lines")), \(soa.problems.count.of("problem", "problems"))")
      return
    }
    if !soa.problems.isEmpty { output.status = json ? 0 : 1 }
    if json {
      output.json(soa.answer(version))
      return
    }
    for line in soa.lines {
      let applicable = line.applicable.map { $0 ? "yes" : "no" } ?? "undecided"
      output.line(
        "\(line.uid)\t\(applicable)\t\(line.status?.rawValue ?? "")\t\(line.controls.joined(separator: ","))\t\(line.title)"
      )
    }
    for problem in soa.problems { output.warn("\(problem.uid): \(problem.problem)") }
    output.line("\(soa.lines.count.of("line", "lines")), \(soa.problems.count.of("problem", "problems"))")
  }
}

struct LibraryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "library", abstract: "Frameworks, crosswalks and threats.",
    subcommands: [List.self, Show.self, Check.self, Add.self])

  struct List: DataCommand {
    static let configuration = CommandConfiguration(abstract: "What is loaded.")
    @OptionGroup var options: DataOptions
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let libraries = installation.libraries.libraries
      if json {
        output.json(
          .list(
            libraries.map {
              [
                "uid": .text($0.uid), "title": .text($0.title), "version": .text($0.version),
                "requirements": .int($0.frameworks.reduce(0) { $0 + $1.requirements.count }),
                "pairs": .int($0.crosswalks.reduce(0) { $0 + $1.pairs.count }), "threats": .int($0.threats.count),
                "rules": .int($0.rules.count), "tasks": .int($0.steps.reduce(0) { $0 + $1.tasks.count }),
              ]
            }))
        return
      }
      for library in libraries { output.line("\(library.uid)\t\(library.version)\t\(library.title)") }
    }
  }

  struct Show: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "The requirements of a framework.", discussion: "Example:\n  concord library show iso42001")
    @OptionGroup var options: DataOptions
    @Argument var uid: String

    func run(on installation: Installation, _ output: inout Output) async throws {
      guard let library = installation.libraries.libraries.first(where: { $0.uid == uid }) else {
        throw Failure.notFound("There is no library “\(uid)”.")
      }
      output.line("\(library.title) (\(library.version), \(library.provider))")
      for requirement in library.frameworks.flatMap(\.requirements) {
        output.line("\(requirement.id)\t\(requirement.kind.rawValue)\t\(requirement.title)")
      }
      for pair in library.crosswalks.flatMap(\.pairs) {
        output.line("\(pair.source)\t\(pair.relation.rawValue) \(pair.strength)\t\(pair.target)")
      }
      for threat in library.threats { output.line("\(threat.id)\t\(threat.domain.rawValue)\t\(threat.title)") }
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read library files and say what is wrong with them.",
      discussion: "Example:\n  concord library check our-framework.yaml")
    @Argument var files: [String]

    func run() async throws {
      var isGood = true
      let shipped = LibrarySet(DataDirectory.shippedLibraries().map { LibraryReader.read(folder: $0).libraries } ?? [])
      for file in files {
        let (library, problems) = try read(file, beside: shipped)
        for problem in problems { print(problem) }
        if let library, problems.allSatisfy(\.isWarning) {
          print("\(file): \(library.title), good")
        } else {
          isGood = false
        }
      }
      throw ExitStatus(code: isGood ? 0 : 1)
    }
  }

  struct Add: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a framework or mapping set: ours, or CISO Assistant's YAML.",
      discussion:
        "Example:\n  concord library add nist-csf-2.0.yaml\nA running server takes it up when it is started again.")
    @OptionGroup var options: DataOptions
    @Argument var file: String

    func run(on installation: Installation, _ output: inout Output) async throws {
      let source = output.url(file)
      let (library, problems) = try read(source.path, beside: installation.libraries)
      for problem in problems { output.warn("\(problem)") }
      guard let library, problems.allSatisfy(\.isWarning) else {
        output.status = 1
        return
      }
      let folder = output.directory.librariesURL
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let target = folder.appendingPathComponent("\(Installation.slug(library.uid)).yaml")
      try Data(contentsOf: source).write(to: target, options: .atomic)
      output.line("\(library.title) was added as \(library.uid).")
    }
  }
}

private func read(_ path: String, beside libraries: LibrarySet) throws -> (Library?, [LibraryProblem]) {
  guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
    throw ValidationError("\(path) can't be read.")
  }
  return LibraryReader.read(text, file: URL(fileURLWithPath: path).lastPathComponent, beside: libraries)
}
