import Domain
import Exchange
import Foundation
import Operations
import RegisterKit
import Store
import Testing

/// The main job on real input: the spreadsheets of an organization become one system.
@Suite struct DemonstrationTests {
  @Test func everyRowGoesInAndASecondTimeChangesNothing() async throws {
    let place = try await Workplace.withDemonstration()
    let counts = try await place.read { try $0.counts() }
    let expected = [
      "people": 26, "assets": 85, "ai-systems": 6, "models": 9, "datasets": 12, "suppliers": 30, "risks": 70,
      "coverage": 93,
      "controls": 60, "documents": 9, "trainings": 22, "incidents": 15, "changes": 25, "audits": 6, "findings": 22,
      "corrective-actions": 14, "objectives": 10, "measurements": 240, "auditors": 5, "context-issues": 14,
      "interested-parties": 14, "units": 12, "processes": 14, "obligations": 10, "decisions": 6,
      "management-reviews": 1,
    ]
    for (register, count) in expected { #expect(counts[register]?.number == count, "\(register)") }
    let size = try await place.read { try $0.ledgerSize }
    let files = ImportFile.files(at: Workplace.demo).filter { $0.url.pathExtension != "xlsx" }
    let again = try await place.installation.importFiles(
      files.map { ImportFile.read($0.url, as: $0.path) }, ImportOptions(), in: place.workspace, as: Workplace.chief)
    #expect(again.created == 0 && again.updated == 0 && again.rejectedCount == 0)
    #expect(try await place.read { try $0.ledgerSize } == size)
  }

  @Test func theWorkbookGivesTheSameRecords() async throws {
    let (files, book) = (try await Workplace.withDemonstration(), try await Workplace())
    let report = try await book.installation.importFiles(
      [ImportFile.read(Workplace.demo.appendingPathComponent("isms.xlsx"), as: "isms.xlsx")], ImportOptions(),
      in: book.workspace, as: Workplace.chief)
    #expect(report.rejectedCount == 0)
    // People get codes of their own; everything else is named alike. What only the policies' files say is left out.
    let people = try await emails(files), others = try await emails(book)
    for kind in [
      "risks", "assets", "ai-systems", "models", "datasets", "suppliers", "controls", "changes", "incidents",
      "findings",
    ] {
      let a = try await bodies(kind, files, people), b = try await bodies(kind, book, others)
      #expect(a == b, "\(kind)")
      #expect(!a.isEmpty)
    }
  }

  private func emails(_ place: Workplace) async throws -> [String: String] {
    try await place.read { scope in
      Dictionary(uniqueKeysWithValues: try scope.records(of: "people").map { ($0.id, $0.body["email"]?.text ?? "") })
    }
  }

  private func bodies(_ kind: String, _ place: Workplace, _ people: [String: String]) async throws -> [String: String] {
    try await place.read { scope in
      Dictionary(
        uniqueKeysWithValues: try scope.records(of: kind).map { record in
          var json = record.json
          for (id, email) in people {
            json = json.split(separator: "\"\(id)\"", omittingEmptySubsequences: false).joined(
              separator: "\"\(email)\"")
          }
          return (record.id, json)
        })
    }
  }

  @Test func gapListsEveryRequirementOf42001() async throws {
    let place = try await Workplace.withDemonstration()
    let gap = try await place.read { try place.installation.gap("iso42001", $0) }
    #expect(gap.lines.count { $0.requirement.kind == .clause } == 32)
    #expect(gap.lines.count { $0.requirement.kind == .control } == 38)
    for line in gap.lines where line.status == .missing || line.status == .partial {
      #expect(line.extensionText?.isEmpty == false, "\(line.requirement.uid) says nothing to add")
    }
    let change = try #require(gap.lines.first { $0.requirement.id == "A.6.2.4" })
    #expect(!change.suggested.isEmpty)
  }

  @Test func statementShowsWhatIsMissingAndCanBeApprovedWhenNothingIs() async throws {
    let place = try await Workplace.withDemonstration()
    let both = ["iso27001", "iso42001"]
    var soa = try await place.read { try place.installation.soa(both, $0) }
    #expect(soa.lines.count == 131)
    let silent = soa.problems.filter { $0.uid.hasPrefix("iso27001") }
    #expect(silent.map(\.uid) == ["iso27001:A.5.6", "iso27001:A.8.17", "iso27001:A.8.18", "iso27001:A.8.34"])
    #expect(soa.problems.count { $0.uid.hasPrefix("iso42001") } == 38)
    await #expect(throws: Failure.self) {
      try await place.installation.approveSoA(both, in: place.workspace, as: Workplace.chief)
    }
    // Accept the strongest suggestion for each control of 42001, decide the rest, give the four reasons.
    let gap = try await place.read { try place.installation.gap("iso42001", $0) }
    let decisions = gap.lines.filter { $0.requirement.kind == .control }.compactMap { line in
      line.suggested.first.map {
        SuggestionDecision(
          requirement: line.requirement.uid, control: $0.control, isAccepted: true, reason: "Same duty")
      }
    }
    #expect(decisions.count >= 29)
    _ = try await place.installation.decide(decisions, in: place.workspace, as: Workplace.chief)
    soa = try await place.read { try place.installation.soa(both, $0) }
    try await place.commit(
      soa.lines.filter { line in soa.problems.contains { $0.uid == line.uid } }.map { line in
        let values: Body = [
          "justification": "Good practice", "applicable": "yes", "status": .text(line.status?.rawValue ?? "planned"),
        ]
        if let record = line.record { return .edit(id: record, values: values) }
        return .create(
          register: "coverage",
          values: values.merging(["requirement": .text(line.uid), "title": .text(line.title)]) { $1 })
      })
    soa = try await place.read { try place.installation.soa(both, $0) }
    #expect(soa.problems == [])
    let person = try #require(try await place.read { try $0.records(of: "people").first?.id })
    let version = try await place.installation.approveSoA(
      both, in: place.workspace, as: Workplace.chief(being: person))
    #expect(version.body["approved_by"]?.text == person)
    #expect(version.state == "approved")
    await #expect(throws: Failure.self) {
      try await place.commit([.edit(id: version.id, values: ["title": "Another"])])
    }
    // An accepted suggestion extended the control that exists; no twin was made.
    let controls = try await place.read { try $0.records(of: "controls") }
    #expect(controls.count == 60)
    #expect(controls.contains { ($0.body["extensions"]?.text ?? "").contains("A.6.2.4") })
    #expect(try await place.installation.verify().problems == [])
  }

  @Test(arguments: [
    ("soa-no-reason", 4), ("ai-risk-untreated", 18), ("ai-live-no-assessment", 6), ("ai-no-class", 6),
    ("ai-no-decision", 6),
    ("supplier-never", 3), ("supplier-overdue", 6), ("supplier-ai-diligence", 7), ("dataset-rights-doubt", 4),
    ("action-overdue", 2),
    ("action-effect", 1), ("decision-overdue", 1), ("change-self-approved", 2), ("people-no-ai-training", 24),
  ])
  func whatIsMeantToBeFoundIsFound(_ rule: String, _ count: Int) async throws {
    let place = try await Workplace.withDemonstration()
    let items = try await place.read { try place.installation.attention($0) }
    #expect(items.first { $0.rule.id == rule }?.count == count)
  }

  @Test func anImportIsOneActThatCanBeUndone() async throws {
    let place = try await Workplace()
    let csv = place.folder.appendingPathComponent("suppliers.csv")
    try Data("supplier_id,name,last assessment\nS-1,Nordkap,2026-02-28\nS-2,Veldmail,2026-02-30\n".utf8).write(to: csv)
    let file = ImportFile.read(csv, as: "suppliers.csv")
    var report = try await place.installation.importFiles(
      [file], ImportOptions(), in: place.workspace, as: Workplace.chief)
    #expect(report.created == 0)
    #expect(
      report.parts[0].rejected == [
        .init(
          row: 3, column: "last assessment", value: "2026-02-30", reason: "“2026-02-30” isn't a date.")
      ])
    var options = ImportOptions()
    options.goodRowsOnly = true
    report = try await place.installation.importFiles([file], options, in: place.workspace, as: Workplace.chief)
    #expect(report.created == 1)
    let batch = try #require(report.batch)
    _ = try await place.installation.undo(batch: batch, in: place.workspace, as: Workplace.chief)
    #expect(try await place.read { try $0.record("S-1")?.isArchived } == true)
  }

  @Test(arguments: ["risks", "suppliers", "controls", "datasets", "trainings"])
  func importOfAnExportChangesNothing(_ register: String) async throws {
    let place = try await Workplace.withDemonstration()
    for format in [ExportFormat.csv, .xlsx] {
      let bytes = try await place.installation.export(register, format, [], in: place.workspace, as: Workplace.chief)
      let url = place.folder.appendingPathComponent("\(register).\(format.rawValue)")
      try Data(bytes).write(to: url)
      let report = try await place.installation.importFiles(
        [ImportFile.read(url, as: url.lastPathComponent)], ImportOptions(), in: place.workspace, as: Workplace.chief)
      #expect(report.parts.flatMap(\.rejected) == [])
      #expect(report.created == 0 && report.updated == 0 && report.unchanged > 0, "\(register) \(format)")
    }
  }
}
