import ArgumentParser
import Domain
import Operations
import RegisterKit

struct ProgrammeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "programme", abstract: "The audit programme over both standards.",
    subcommands: [Show.self, Propose.self, Audits.self])

  struct Show: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Which audit point is due when and why, the audits, and gaps in the cycle.",
      discussion: "Example:\n  concord programme show APR-0001 --workspace halden-health --json")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument(help: "Its code.") var programme: String
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let (found, programme) = (try await workspace.find(installation), programme)
      let view = try await installation.read(found, as: operatorActor) { try installation.programme(programme, $0) }
      json ? output.json(view.value) : view.lines.forEach { output.line($0) }
    }
  }

  struct Propose: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Propose a programme from the registers; for one that is there, propose it anew.",
      discussion: """
        Examples:
          concord programme propose --workspace halden-health
          concord programme propose APR-0001 --workspace halden-health --json
        Points that were moved by hand stay. An approved programme becomes a draft again; the approved revision stays readable.
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument(help: "The code of a programme that is there; a new one is made if left out.") var programme: String?
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let (found, programme) = (try await workspace.find(installation), programme)
      let code = try await installation.proposeProgramme(programme, in: found, as: operatorActor)
      let view = try await installation.read(found, as: operatorActor) { try installation.programme(code, $0) }
      json ? output.json(view.value) : view.lines.forEach { output.line($0) }
    }
  }

  struct Audits: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the audits that a year of the programme still lacks.",
      discussion: "Example:\n  concord programme audits APR-0001 --year 2028 --workspace halden-health")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument(help: "Its code.") var programme: String
    @Option(help: "The year, as the programme names it.") var year: String

    func run(on installation: Installation, _ output: inout Output) async throws {
      let found = try await workspace.find(installation)
      let codes = try await installation.makeAudits(programme, year: year, in: found, as: operatorActor)
      output.line(codes.joined(separator: "\n"))
    }
  }
}

extension ProgrammeView {
  fileprivate var lines: [String] {
    var lines = ["\(record.id) \(programme.title) (\(record.state ?? ""))"]
    let planned = Dictionary(grouping: programme.planned, by: \.point).mapValues { $0.map(\.year) }
    let reasons = programme.reasonByPoint
    for year in years {
      let audits = audits.filter { $0.audit.from.map(year.contains) ?? false }.map(\.id)
      lines.append(
        "\(year.name)  \(year.from) to \(year.to)  \(programme.planned.count { $0.year == year.name }) points, \(minutes[year.name] ?? 0) minutes  \(audits.joined(separator: " "))"
      )
    }
    for point in points {
      lines.append(
        "\(point.id)  \(planned[point.id]?.joined(separator: " ") ?? "never")  \(reasons[point.id] ?? due[point.id]?.text(of: years.count) ?? "")"
      )
    }
    for gap in coverage.gaps { lines.append("Gap: \(gap.what). \(gap.remedy)") }
    for audit in outside { lines.append("\(audit.id) lies outside the cycle.") }
    return lines
  }

  fileprivate var value: Value {
    let reasons = programme.reasonByPoint
    let planned = Dictionary(grouping: programme.planned, by: \.point).mapValues { $0.map(\.year) }
    return [
      "id": .text(record.id), "title": .text(programme.title), "state": Value(record.state),
      "years": .list(
        years.map { year in
          [
            "name": .text(year.name), "from": .text("\(year.from)"), "to": .text("\(year.to)"),
            "minutes": .int(minutes[year.name] ?? 0),
            "audits": Value(audits.filter { $0.audit.from.map(year.contains) ?? false }.map(\.id)),
            "to_make": Value((toMake[year.name] ?? []).map(\.title)),
          ]
        }),
      "points": .list(
        points.map { point in
          [
            "id": .text(point.id), "title": .text(point.title), "minutes": .int(pointMinutes[point.id] ?? 0),
            "years": Value(planned[point.id] ?? []), "due": .int(due[point.id]?.times ?? 0),
            "reason": .text(reasons[point.id] ?? ""), "moved": .bool(programme.moved.contains(point.id)),
          ]
        }),
      "requirements": .list(
        coverage.lines.map { line in
          [
            "uid": .text(line.uid), "points": Value(line.points), "excluded": .bool(line.isExcluded),
            "planned": Value(zip(years, line.cells).filter { $1.isPlanned }.map { $0.0.name }),
            "done": Value(zip(years, line.cells).filter { !$1.done.isEmpty }.map { $0.0.name }),
          ]
        }),
      "gaps": .list(
        coverage.gaps.map {
          ["what": .text($0.what), "remedy": .text($0.remedy), "requirements": Value($0.uids)]
        }),
      "outside": Value(outside.map(\.id)),
    ]
  }
}
