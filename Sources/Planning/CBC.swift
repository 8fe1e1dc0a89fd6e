import Exchange
import Foundation
import RegisterKit

/// Why the solver gave no answer.
struct SolverFailure: Error { let reason: String }

/// The solver CBC, run at arm's length: whatever happens to it, the caller gets a sentence.
struct CBC: Sendable {
  var program = "/usr/bin/cbc"

  /// - Parameters:
  ///   - seconds: Of wall time; the best solution until then is given.
  ///   - isStopped: Ends it at once, without a solution.
  /// - Throws: ``SolverFailure`` if it is not installed, was killed or answered with nonsense.
  func solve(
    _ model: LinearModel, seconds: Double, isStopped: @escaping () -> Bool = { false }
  ) throws -> LinearSolution {
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw SolverFailure(reason: "The solver (\(program)) is not installed; run scripts/setup.")
    }
    let folder = try TemporaryFolder.folder("plan")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (problem, answer) = (folder.appendingPathComponent("plan.lp"), folder.appendingPathComponent("plan.txt"))
    try Data(model.text.utf8).write(to: problem)
    let limit = String(format: "%.2f", max(0.2, seconds))
    let ended = try Subprocess.run(
      program,
      [problem.path, "-sec", limit, "-timeMode", "elapsed", "-ratioGap", "0", "-solve", "-solution", answer.path],
      seconds: Int(saturating: min(86_400, seconds), .up) + 3, megabytes: 4096, isStopped: isStopped)
    if isStopped() { return LinearSolution(status: .stopped) }
    guard ended.status == 0, let text = try? String(contentsOf: answer, encoding: .utf8) else {
      throw SolverFailure(reason: "The solver ended with status \(ended.status) before it had an answer.")
    }
    return read(text, log: String(decoding: ended.output, as: UTF8.self), model)
  }

  /// The first line says how it ended, each further one is `number name value cost`.
  private func read(_ text: String, log: String, _ model: LinearModel) -> LinearSolution {
    let lines = text.split(separator: "\n")
    let head = lines.first.map { $0.lowercased() } ?? ""
    if head.contains("infeasible") { return LinearSolution(status: .infeasible) }
    var solution = LinearSolution(status: head.hasPrefix("optimal") ? .optimal : .stopped)
    let objective = head.split(separator: " ").last.flatMap { Double($0) }
    if solution.status == .optimal {
      solution.bound = objective
    } else {
      solution.bound = log.split(separator: "\n").last { $0.hasPrefix("Lower bound:") }
        .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
      // Without a whole-number solution the values are those of the relaxation.
      if head.contains("continuous") || head.contains("no integer") { return solution }
    }
    solution.values = Array(repeating: 0, count: model.variables.count)
    for line in lines.dropFirst() {
      let parts = line.split(separator: " ").filter { $0 != "**" }
      guard parts.count >= 3, parts[1].hasPrefix("x"), let index = Int(parts[1].dropFirst()),
        solution.values.indices.contains(index), let value = Double(parts[2])
      else { continue }
      solution.values[index] = Int(exactly: value.rounded()) ?? 0
    }
    return solution
  }
}
