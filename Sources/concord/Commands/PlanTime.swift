import ArgumentParser
import Domain
import Operations
import RegisterKit

extension PlanCommand {
  /// The time of certification audits, by the workspace's tables.
  struct Time: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "How many auditor days a certification body needs, step by step.",
      discussion: """
        Example:
          concord plan time --workspace halden-health --persons 40 --ai-persons 8 --integration 80 --team 2,2
        What is left out is read from the registers; --persons 0 or --ai-persons 0 leaves a standard out.
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Option(help: "Persons within the scope of ISO/IEC 27001.") var persons: Int?
    @Option(help: "Of them, groups who all do the same: 49,49.") var identical = ""
    @Option(help: "Persons in AI activities.") var aiPersons: Int?
    @Option(help: "Role in AI: producer, developer_provider_or_user or several_roles.") var role: String?
    @Option(
      name: .customLong("adjust"),
      help: ArgumentHelp("Percent more or less for circumstances.", valueName: "standard=percent:reason"))
    var adjustments: [String] = []
    @Option(name: .customLong("add"), help: ArgumentHelp("Days added.", valueName: "standard=days:reason"))
    var additions: [String] = []
    @Option(help: "Level of integration, 0 to 100: the mean of the seven points.") var integration = 0.0
    @Option(help: "For each auditor, for how many of the standards they are qualified: 2,2.") var team: String?
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let found = try await workspace.find(installation)
      let (tables, proposal) = try await installation.read(found, as: operatorActor) { scope in
        (try installation.auditTime(scope).tables, try installation.auditTimeProposal(scope))
      }
      let input = try input(tables, proposal)
      let time: AuditTime
      do { time = try tables.time(input) } catch let refusal as Refusal { throw Failure.malformed(refusal.reason) }
      if json {
        output.json(time.value)
        return
      }
      for step in time.steps {
        let mark = step.origin.map { $0.isVerified ? "  [verified]" : "  [not verified]" } ?? ""
        output.line("\(step.what): \(step.how) = \(step.result)\(mark)")
      }
      for days in time.days {
        output.line(
          "\(days.audit.asLabel): \(AuditTimeTables.text(days.integrated)) days integrated, \(AuditTimeTables.text(days.separate)) separate"
        )
      }
      for remark in time.remarks { output.warn(remark) }
    }

    private func input(_ tables: AuditTimeTables, _ proposal: AuditTimeProposal) throws -> AuditTimeInput {
      guard (0...100).contains(integration) else { throw ValidationError("--integration is from 0 to 100.") }
      var parts: [AuditTimeInput.Part] = []
      if let persons = persons ?? proposal.persons, persons != 0 {
        parts.append(
          .init(standard: "iso27001", persons: persons, identical: try numbers(identical), column: "initial"))
      }
      if let persons = aiPersons ?? proposal.personsInAI, persons != 0 {
        let columns = tables.table("iso42001")?.columns ?? []
        let column = role ?? proposal.role ?? columns.first ?? ""
        guard columns.contains(column) else {
          throw ValidationError("--role is one of \(columns.joined(separator: ", ")).")
        }
        parts.append(.init(standard: "iso42001", persons: persons, column: column))
      }
      for text in adjustments {
        let (index, number, reason) = try entry(text, "--adjust", parts)
        (parts[index].adjustment, parts[index].adjustmentReason) = (number, reason)
      }
      for text in additions {
        let (index, number, reason) = try entry(text, "--add", parts)
        parts[index].additions[reason, default: 0] += number
      }
      let team = try team.map(numbers) ?? proposal.team
      return AuditTimeInput(parts: parts, integration: integration, team: team.map { min($0, max(1, parts.count)) })
    }

    private func numbers(_ text: String) throws -> [Int] {
      try text.split(separator: ",").map { part in
        guard let number = Int(part.trimmed()), (1...10_000_000).contains(number) else {
          throw ValidationError("“\(part)” is no whole number from 1 on.")
        }
        return number
      }
    }

    /// `iso27001=-10:mature system`.
    private func entry(_ text: String, _ option: String, _ parts: [AuditTimeInput.Part]) throws -> (Int, Double, String)
    {
      let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
      let words = (sides.last ?? "").split(separator: ":", maxSplits: 1).map { $0.trimmed() }
      guard sides.count == 2, words.count == 2, let number = Double(words[0]), number.isFinite,
        let index = parts.firstIndex(where: { $0.standard == sides[0] })
      else { throw ValidationError("\(option) is standard=number:reason, such as iso27001=-10:mature system.") }
      return (index, number, words[1])
    }
  }
}

extension AuditTime {
  /// As the command prints it.
  fileprivate var value: Value {
    [
      "integrated": .double(integrated), "reduction_percent": .double(reduction), "ability_percent": .double(ability),
      "alone": .object(alone.mapValues { .double($0) }), "remarks": Value(remarks),
      "steps": .list(
        steps.map {
          [
            "what": .text($0.what), "how": .text($0.how), "result": .text($0.result),
            "verified": $0.origin.map { .bool($0.isVerified) } ?? .null,
            "source": Value($0.origin.map(\.source)),
          ]
        }),
      "days": .list(
        days.map {
          ["audit": .text($0.audit), "integrated": .double($0.integrated), "separate": .double($0.separate)]
        }),
    ]
  }
}
