import ArgumentParser
import Domain
import Operations
import RegisterKit
import Store

struct Events: DataCommand {
  static let configuration = CommandConfiguration(
    abstract: "Who came in, who was kept out and who was given what.",
    discussion: """
      Example:
        concord events --data ./data --from 2026-11-01 --kind sign_in_failed
        concord events --data ./data --jsonl > events.jsonl
      Of the whole installation, or of one workspace with --workspace; the newest first.
      """)
  @OptionGroup var options: DataOptions
  @Option(help: "Only of this workspace and the accounts of its members.") var workspace: String?
  @Option(help: "Only of this kind, such as sign_in_failed.") var kind: String?
  @Option(help: "Only by or about this account or token.") var person: String?
  @Option(help: "First day.") var from: String?
  @Option(help: "Last day.") var to: String?
  @Option(help: "How many at most.") var limit = 1000
  @Flag(help: "One JSON object a line.") var jsonl = false

  func run(on installation: Installation, _ output: inout Output) async throws {
    var filter = SecurityEventFilter(person: person, from: try day(from), to: try day(to))
    if let kind {
      guard let known = SecurityEvent.Kind(rawValue: kind) else {
        throw ValidationError(
          "--kind is one of \(SecurityEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      filter.kind = known
    }
    guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 1,000,000.") }
    let found: Workspace? = if let workspace { try await installation.workspace(workspace) } else { nil }
    for event in try await installation.securityEvents(of: found, filter, limit: limit) {
      if jsonl {
        output.json(event.value)
      } else {
        let times = event.times > 1 ? " (\(event.times) times)" : ""
        output.line(
          [
            "\(event.at)", event.kind.rawValue, event.actor, event.subject + times, event.sender, event.detail,
          ].joined(separator: "\t"))
      }
    }
  }

  private func day(_ text: String?) throws -> Day? {
    guard let text else { return nil }
    guard let day = Day(text) else { throw ValidationError("“\(text)” is no day such as 2026-11-16.") }
    return day
  }
}
