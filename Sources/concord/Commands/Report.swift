import ArgumentParser
import Domain
import Foundation
import Operations
import RegisterKit
import Store
import Web

struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Documents for people.",
    discussion: "Example:\n  concord report audit AUD-2027-1 --output report.pdf",
    subcommands: [OfAudit.self, AgendaOf.self])

  struct OfAudit: DataCommand {
    static let configuration = CommandConfiguration(
      commandName: "audit", abstract: "The report of an internal audit as it stands, or as it was signed.",
      discussion: """
        Examples:
          concord report audit AUD-2027-1 --json
          concord report audit AUD-2027-1 --output report.xlsx
          concord report audit REP-0001 --output signed.pdf
        Without a file it is printed as Markdown. Of an audit it says what is missing before the lead auditor can sign; the
        exit status is 1 then. Signing and receiving are done by people who are signed in, not on the command line.
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument(help: "The code of an audit, or of a report that was signed.") var code: String
    @Option(name: .shortAndLong, help: "The file to write: .pdf, .md, or .xlsx with checks, findings and actions.")
    var output: String?
    @Flag(help: "Print conclusions, findings and actions for each standard as JSON.") var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let (found, code) = (try await workspace.find(installation), code)
      let document = try await installation.read(found, as: operatorActor) {
        try ReportDocument(code, installation, $0)
      }
      let missing = document.facts?.problems ?? []
      if json {
        guard let facts = document.facts else { throw ValidationError("--json is for an audit, not a signed report.") }
        output.json(facts.value)
      } else if self.output == nil {
        output.line(document.text)
      }
      for problem in missing where !json { output.warn("Missing: \(problem)") }
      output.status = missing.isEmpty ? 0 : 1
      guard let path = self.output else { return }
      let url = output.url(path)
      let bytes: [UInt8]
      switch (url.pathExtension.lowercased(), document.facts) {
      case ("pdf", _): bytes = try await document.pdf(found.name)
      case ("md", _): bytes = Array(document.text.utf8)
      case ("xlsx", let facts?): bytes = try facts.workbook()
      case ("xlsx", nil): throw ValidationError("A signed report is written as .pdf or .md.")
      default: throw ValidationError("--output names a file that ends in .pdf, .md or .xlsx.")
      }
      try await OutputFile.put(bytes, at: url)
    }
  }

  struct AgendaOf: DataCommand {
    static let configuration = CommandConfiguration(
      commandName: "agenda", abstract: "The plan of an audit on paper, with the agenda of everybody or of one.",
      discussion: """
        Examples:
          concord report agenda AUD-2027-1 --output agenda.pdf
          concord report agenda AUD-2027-1 --for IA-2 --output ia-2.pdf
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Argument(help: "The code of an audit.") var audit: String
    @Option(name: .customLong("for"), help: "The code of an auditor, a unit or a person who is asked.")
    var who = Agenda.everybody
    @Option(name: .shortAndLong, help: "The file to write: .pdf.") var output: String

    func run(on installation: Installation, _ output: inout Output) async throws {
      let (found, audit, who) = (try await workspace.find(installation), audit, who)
      let url = output.url(self.output)
      guard url.pathExtension.lowercased() == "pdf" else {
        throw ValidationError("--output names a file that ends in .pdf.")
      }
      let document = try await installation.read(found, as: operatorActor) {
        try AgendaDocument(audit, for: who, installation, $0)
      }
      try await OutputFile.put(try await document.pdf(found.name), at: url)
    }
  }
}
