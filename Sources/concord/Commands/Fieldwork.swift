import ArgumentParser
import Domain
import Foundation
import Operations
import RegisterKit
import Store

/// Samples of registers.
struct SampleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Draw samples from registers, and draw them again.",
    discussion: "Example:\n  concord sample draw suppliers --filter tier=critical --size 5 --seed spring",
    subcommands: [Draw.self, Redraw.self, Record.self])

  struct Draw: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Choose records of a register to look at; method, seed and ledger position are kept.",
      discussion: """
        Examples:
          concord sample draw suppliers --filter 'tier=critical&provides_ai=true' --size 5 --seed spring --check CHK-0012
          concord sample draw changes --method stratified --by kind --json
          concord sample draw risks --method judgemental --choose R-014,R-020 --reason "Highest AI risks"
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument(help: "The register, such as suppliers.") var register: String
    @Option(help: "As in the address of a filtered list.") var filter = ""
    @Option(help: "random, systematic, stratified or judgemental.") var method = "random"
    @Option(help: "How many; the usual number if it is left out.") var size: Int?
    @Option(help: "The same word draws the same records; one is made up if it is left out.") var seed: String?
    @Option(help: "Field by which a stratified sample divides the population.") var by: String?
    @Option(help: "For a judgemental sample: codes, separated by commas.") var choose = ""
    @Option(help: "Why these.") var reason = ""
    @Option(help: "The check for which it is drawn.") var check: String?
    @Option(help: "The audit, where there is no check.") var audit: String?
    @Option var title = ""
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      guard let method = Sample.Method(rawValue: method) else {
        throw ValidationError("--method is random, systematic, stratified or judgemental.")
      }
      let drawn = try await installation.draw(
        SampleRequest(
          population: register, filter: Installation.filter(filter), method: method, size: size, seed: seed,
          stratum: by,
          chosen: choose.parts, title: title, audit: audit, check: check, reason: reason),
        in: try await workspace.find(installation), as: operatorActor)
      guard let sample = drawn.first else { return }
      if json {
        var members = sample.body
        members["id"] = .text(sample.id)
        members["sample_items"] = Value(drawn.dropFirst().map(\.id))
        output.json(.object(members))
        return
      }
      output.line("\(sample.id)\t\(sample.title), seed \(sample.body["seed"]?.text ?? "–")")
      for item in drawn.dropFirst() { output.line("\(item.id)\t\(item.title)") }
    }
  }

  struct Redraw: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw a kept sample again at its ledger position and compare; 1 if it comes out differently.",
      discussion: "Example:\n  concord sample redraw SMP-0001 --json")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument var sample: String
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let (found, sample) = (try await workspace.find(installation), sample)
      let redraw = try await installation.read(found, as: operatorActor) { try installation.redraw(sample, $0) }
      output.status = redraw.isSame ? 0 : 1
      if json {
        output.json(redraw.value)
        return
      }
      output.line(
        redraw.isSame ? "The same \(redraw.kept.count) of \(redraw.populationSize)." : "It comes out differently.")
      for item in redraw.drawn { output.line(item) }
    }
  }

  struct Record: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what was seen at an item of a sample.",
      discussion: "Example:\n  concord sample record SMP-0001 --item S-03 --result conform --note \"Contract read\"")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument var sample: String
    @Option(help: "The record that was drawn, or the code of the item.") var item: String
    @Option(help: "conform, not_conform or not_seen.") var result: String
    @Option(help: "What was seen; left out, the note that stands is kept.") var note: String?

    func run(on installation: Installation, _ output: inout Output) async throws {
      guard let result = SampleItem.Result(rawValue: result) else {
        throw ValidationError("--result is conform, not_conform or not_seen.")
      }
      let (found, sample, item) = (try await workspace.find(installation), sample, item)
      let items = try await installation.read(found, as: operatorActor) { scope -> [StoredRecord] in
        let record = try scope.record(sample, of: Sample.register.erased)
        return try installation.items(of: record, scope).filter { $0.id == item || $0.body["item"]?.text == item }
      }
      guard let one = items.first else { throw Failure.notFound("\(sample) has no item \(item).") }
      _ = try await installation.record([.init(item: one.id, result: result, note: note)], in: found, as: operatorActor)
      output.line("\(one.title): \(result.label.lowercased())")
    }
  }
}

/// Audits while they are worked through.
struct FieldworkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fieldwork", abstract: "Working papers, progress of audits, what was found before.",
    discussion: "Example:\n  concord fieldwork progress AUD-2027-1 --json",
    subcommands: [Progress.self, Paper.self, Fill.self, History.self])

  struct Progress: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sessions, coverage, time and findings of an audit.",
      discussion: "Example:\n  concord fieldwork progress AUD-2027-1")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument var audit: String
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let (found, audit) = (try await workspace.find(installation), audit)
      let (record, progress, findings) = try await installation.read(found, as: operatorActor) {
        try installation.progress(audit, $0)
      }
      if json {
        output.json(progress.value(record))
        return
      }
      output.line("\(record.title): \(progress.judged) of \(progress.checks) points have a verdict")
      output.line("\(progress.minutes) of \(progress.minutesPlanned) minutes, \(findings.count) findings")
      for part in progress.parts {
        output.line(
          "\(part.session?.id ?? "–")\t\(part.session?.state ?? "")\t\(part.judged)/\(part.checks.count)\t\(part.session?.session.title ?? "Without a place in the plan")"
        )
      }
      for part in progress.standards {
        output.line(
          "\(part.standard.label): \(part.judged.count) requirements judged, \(part.missing.count) to be seen, \(part.outside.count) in no point"
        )
      }
      for item in progress.unexplained {
        output.warn("\(item.check): \(item.verdict.label.lowercased()) for \(item.standard.number) without a finding")
      }
    }
  }

  struct Paper: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "The working paper of a session, as JSON.", discussion: "Example:\n  concord fieldwork paper SES-0001")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument var session: String
    @Flag(help: "It is JSON in any case.") var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let (found, session) = (try await workspace.find(installation), session)
      output.json(try await installation.read(found, as: operatorActor) { try installation.paper(session, $0).value })
    }
  }

  struct Fill: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write fields of a check; 1 if a field clashes with what somebody else wrote or can't be taken.",
      discussion: """
        Example:
          concord fieldwork fill CHK-0001 --revision 3 verdict_27001=conform verdict_42001=minor "reason=No AI role is recorded"
        Fields are notes, verdict_27001, verdict_42001, reason, minutes, evidence and cited.
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument var check: String
    @Argument(help: "field=text") var fields: [String]
    @Option(help: "The revision that was seen.") var revision: Int
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      var texts: [String: String] = [:]
      for field in fields {
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { throw ValidationError("“\(field)” is not field=text.") }
        texts[parts[0]] = parts[1]
      }
      let kept = try await installation.fill(
        FieldEntry(check: check, revision: revision, texts: texts), in: try await workspace.find(installation),
        as: operatorActor)
      output.status = kept.clashes.isEmpty && kept.problems.isEmpty ? 0 : 1
      if json {
        output.json(kept.value)
        return
      }
      output.line("\(kept.record.id) is at revision \(kept.record.version); kept: \(kept.kept.joined(separator: ", "))")
      for clash in kept.clashes {
        output.warn("\(clash.label): \(clash.by) wrote “\(clash.theirs)” meanwhile; yours was not written.")
      }
      for problem in kept.problems { output.warn("\(problem.field ?? ""): \(problem.message)") }
    }
  }

  struct History: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "What earlier findings say about a requirement, or about all that call for a look.",
      discussion: "Examples:\n  concord fieldwork history iso27001:A.5.22\n  concord fieldwork history --json")
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument(help: "A requirement; without one, those that call for an audit.") var requirement: String?
    @Option(help: "Until when effect checks count; today if it is left out.") var by: String?
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let day = try by.map { text in
        guard let day = Day(text) else { throw ValidationError("--by is a day such as 2027-03-12.") }
        return day
      }
      let found = try await workspace.find(installation)
      let history = try await installation.read(found, as: operatorActor) { try installation.findingHistory($0) }
      let until = day ?? installation.today
      if let requirement, installation.libraries.requirement(requirement) == nil {
        throw Failure.notFound("There is no requirement \(requirement).")
      }
      let records = requirement.map { [history.about($0, by: until)] } ?? history.calling(by: until)
      if json {
        output.json(.list(records.map(\.value)))
        return
      }
      for record in records {
        output.line("\(record.requirement)\t\(record.sentence.isEmpty ? "nothing" : record.sentence)")
      }
    }
  }
}
