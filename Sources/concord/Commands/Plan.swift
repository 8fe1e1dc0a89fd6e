import ArgumentParser
import Foundation
import Planning
import RegisterKit

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Plan audits under competence, independence and time.",
    subcommands: [PlanMake.self, PlanShow.self, PlanExport.self, Solve.self, Time.self])

  /// Needs no data directory: everything is in the file.
  struct Solve: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find the plan that covers the most points at least auditor time, with a proven bound.",
      discussion: """
        Example:
          concord plan solve audit.json --json
        The exit status is 1 if a point can't be covered; each is listed with the reason and what would make it possible.
        """)
    @Argument(help: "The planning problem as JSON.") var file: String
    @Option(help: "Seconds of search in all.") var seconds = 20.0
    @Flag(help: "Also plan one audit for each standard, and say what the integrated one saves.") var compare = false
    @Flag var json = false

    func validate() throws {
      guard (0.5...3600).contains(seconds) else { throw ValidationError("--seconds is from 0.5 to 3600.") }
    }

    func run() throws {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw ValidationError("\(file) can't be read.")
      }
      let problem: PlanProblem
      do {
        problem = try PlanProblem(try JSON.parse(Array(data)))
      } catch let invalid as InvalidPlanProblem {
        for line in invalid.problems { FileHandle.standardError.write(Data("\(file): \(line)\n".utf8)) }
        throw ExitStatus(code: 1)
      } catch {
        FileHandle.standardError.write(Data("\(file) is no JSON: \(error)\n".utf8))
        throw ExitStatus(code: 1)
      }
      let isTerminal = isatty(STDERR_FILENO) == 1
      let planner = Planner(seconds: compare ? seconds / 3 : seconds)
      let result = planner.solve(
        problem,
        progress: { progress in
          if isTerminal {
            let bound = progress.lowerBound.map { ", at least \($0)" } ?? ""
            FileHandle.standardError.write(
              Data(
                "\r\(progress.covered) of \(progress.points) points, cost \(progress.cost)\(bound), \(Int(progress.seconds)) s   "
                  .utf8))
          }
        })
      if isTerminal { FileHandle.standardError.write(Data("\n".utf8)) }
      let alone = compare ? ["iso27001", "iso42001"].map { ($0, planner.solve(problem.separate($0))) } : []
      if json {
        var answer = result.value.object ?? [:]
        if compare {
          answer["separate"] = .object(Dictionary(alone.map { ($0, $1.value) }, uniquingKeysWith: { $1 }))
          answer["saving_percent"] = saving(result, alone.map(\.1)).map { .double($0) } ?? .null
        }
        print(JSON.text(.object(answer)))
      } else {
        show(result, alone)
      }
      if !result.isComplete { throw ExitStatus(code: 1) }
    }

    private func saving(_ result: PlanResult, _ alone: [PlanResult]) -> Double? {
      let both = alone.reduce(0) { $0 + $1.cost }
      return both == 0 ? nil : ((1 - Double(result.cost) / Double(both)) * 1000).rounded() / 10
    }

    private func show(_ result: PlanResult, _ alone: [(String, PlanResult)]) {
      for session in result.sessions {
        print("\(session.halfDay)  \(session.unit)  \(session.auditor)  \(session.points.joined(separator: " "))")
      }
      print(
        "\(result.covered) points in \(result.sessions.count) sessions on \(result.days) days, cost \(result.cost) minutes"
          + (result.isProvenOptimal ? ", no plan is better." : result.lowerBound.map { ", at least \($0)." } ?? "."))
      for point in result.uncovered {
        print("Not covered: \(point.point), \(point.reason.rawValue): \(point.detail). \(point.remedy)")
      }
      for (standard, plan) in alone {
        print("\(standard) alone: \(plan.sessions.count) sessions on \(plan.days) days, cost \(plan.cost) minutes.")
      }
      if let percent = saving(result, alone.map(\.1)) { print("The integrated audit saves \(percent) %.") }
      if let remark = result.remark { print(remark) }
    }
  }
}
