import Domain
import Exchange
import Foundation
import RegisterKit
import Testing

@Suite("Libraries that ship")
struct ShippedLibrariesTests {
  @Test("are read without a problem")
  func noProblems() {
    #expect(Shipped.result.problems.map(\.description) == [])
    #expect(Shipped.set.missing.map(\.needs) == [])
    #expect(Shipped.set.dangling == [])
    #expect(Shipped.result.libraries.count == Shipped.files.count)
  }

  @Test(
    "hold what the standards hold",
    arguments: [
      ("iso27001", clauses: 30, controls: 93), ("iso42001", clauses: 32, controls: 38),
      ("nist-ai-rmf", clauses: 0, controls: 72),
    ])
  func counts(framework uid: String, clauses: Int, controls: Int) throws {
    let framework = try #require(Shipped.set.framework(uid))
    #expect(framework.requirements.count { $0.kind == .clause } == clauses)
    #expect(framework.controls.count == controls)
    #expect(framework.assessed.count == clauses + controls)
  }

  @Test(
    "give every requirement a title, a summary of our own and a parent that is there",
    arguments: ["iso27001", "iso42001"])
  func requirements(framework uid: String) throws {
    let framework = try #require(Shipped.set.framework(uid))
    for requirement in framework.requirements {
      #expect(!requirement.title.isEmpty && !requirement.summary.isEmpty, "\(requirement.uid)")
      if requirement.isAssessed { #expect(requirement.parent != nil, "\(requirement.uid)") }
      if let parent = requirement.parent {
        #expect(Shipped.set.requirement("\(uid):\(parent)")?.kind != .control, "\(requirement.uid)")
      }
    }
    #expect(framework.requirements.contains { !$0.documents.isEmpty })
  }

  @Test("divide the controls of ISO/IEC 27001 over its four themes")
  func themes() throws {
    let controls = try #require(Shipped.set.framework("iso27001")).controls
    let counts = Dictionary(grouping: controls, by: { $0.theme ?? "" }).mapValues(\.count)
    #expect(counts == ["organizational": 37, "people": 8, "physical": 14, "technological": 34])
  }

  @Test(arguments: [
    ("iso42001:5.2", "iso42001:5.2"), ("A.8.32", "iso27001:A.8.32"), ("42001 5.2", "iso42001:5.2"),
    ("27001 A.5.1", "iso27001:A.5.1"), ("ISO/IEC 42001:2023 A.6.2.4", "iso42001:A.6.2.4"),
    ("ISO 27001 9.2.2", "iso27001:9.2.2"), ("42001 A.99", nil), ("90210 5.2", nil),
  ])
  func aRequirementIsFoundAsPeopleSayIt(_ text: String, _ uid: String?) {
    #expect(Shipped.set.requirement(text, in: ["iso27001", "iso42001"]) == uid)
  }

  @Test("know the dates of the AI Act as data")
  func phases() throws {
    let act = try #require(Shipped.set.framework("eu-ai-act"))
    #expect(act.phases.count == 13)
    #expect(act.phases.map(\.date) == act.phases.map(\.date).sorted())
    #expect(Shipped.set.requirement("eu-ai-act:art-5.1.a")?.appliesFrom == Day("2025-02-02"))
    #expect(Shipped.set.requirement("eu-ai-act:art-50.1")?.appliesFrom == Day("2026-08-02"))
    #expect(Set(act.phases.map(\.isVerified)) == [true, false])
  }

  @Test("map every clause and control of ISO/IEC 42001 on ISO/IEC 27001")
  func crosswalk() throws {
    let crosswalk = try #require(Shipped.set.crosswalk(from: "iso42001", to: "iso27001"))
    let framework = try #require(Shipped.set.framework("iso42001"))
    #expect(Set(crosswalk.mappings.map(\.source)) == Set(framework.assessed.map(\.uid)))
    let controls = Set(framework.controls.map(\.uid))
    let mappings = crosswalk.mappings.filter { controls.contains($0.source) }
    #expect(
      Dictionary(grouping: mappings, by: \.integration).mapValues(\.count) == [
        "extend": 15, "extend_plus_new": 14, "new": 9,
      ])
    #expect(mappings.flatMap(\.pairs).count == 113)
    #expect(crosswalk.pairs.count == 113 + 32)
    #expect(crosswalk.pairs.allSatisfy { !$0.rationale.isEmpty && (1...3).contains($0.strength) })
    for mapping in mappings {
      #expect(mapping.integration == "new" || !mapping.pairs.isEmpty, "\(mapping.source)")
      #expect((mapping.addition != nil) == (mapping.integration == "new"), "\(mapping.source)")
      #expect(crosswalk.mapping(of: mapping.source)?.source == mapping.source)
    }
    for pair in crosswalk.pairs { #expect(crosswalk.pairs(to: pair.target).contains(pair)) }
    #expect(Set(crosswalk.overlays.map(\.target)) == Set(Shipped.set.framework("iso27001")?.controls.map(\.uid) ?? []))
    #expect(crosswalk.overlay(of: "iso27001:A.5.2")?.relevance == .high)
  }

  @Test("name threats of both kinds, each with controls of both standards that are there")
  func threats() {
    let threats = Shipped.set.threats
    #expect(threats.count == 116)
    #expect(threats.count { $0.domain == .ai } == 72)
    #expect(threats.count { $0.domain == .security } == 44)
    #expect(Set(threats.map(\.id)).count == 116)
    for threat in threats {
      #expect(!threat.suggests.isEmpty, "\(threat.id)")
      #expect(!threat.description.isEmpty, "\(threat.id)")
      for uid in threat.suggests { #expect(Shipped.set.requirement(uid)?.kind == .control, "\(threat.id) \(uid)") }
    }
  }

  @Test("lead in five steps from one standard to both")
  func steps() throws {
    let steps = Shipped.set.steps
    #expect(steps.map(\.id) == ["S1", "S2", "S3", "S4", "S5"])
    #expect(steps.flatMap(\.tasks).count == 43)
    // Every control of ISO/IEC 42001 is served by some task.
    let served = Set(steps.flatMap(\.tasks).flatMap(\.serves))
    let controls = try #require(Shipped.set.framework("iso42001")).controls.map(\.uid)
    #expect(controls.filter { !served.contains($0) } == [])
    // What is left to judgement is left visibly: most tasks show something in the registers.
    let seen = steps.flatMap(\.tasks).filter { task in
      task.conditions.contains { if case .records = $0 { true } else { false } }
    }
    #expect(seen.count >= 41)
  }

  @Test("say of every list that the steps count what is counted")
  func says() {
    for task in Shipped.set.steps.flatMap(\.tasks) {
      for case .records(let condition) in task.conditions {
        let says = condition.says ?? ""
        #expect(!says.isEmpty, "\(task.id) \(condition.register)")
        // A colon and the count follow.
        #expect(says.last?.isPunctuation != true || says.last == ")", "\(task.id) \(says)")
        #expect(says.first?.isUppercase == true, "\(task.id) \(says)")
      }
    }
  }

  @Test("count in the steps as many requirements as the standards have")
  func numbersInSteps() throws {
    let ai = try #require(Shipped.set.framework("iso42001"))
    let security = try #require(Shipped.set.framework("iso27001"))
    let expected = [
      "iso42001:": ai.assessed.count, "iso42001:A.": ai.controls.count, "iso27001:A.": security.controls.count,
    ]
    for case .records(let condition) in Shipped.set.steps.flatMap(\.tasks).flatMap(\.conditions) {
      guard let part = condition.query["requirement.contains"], let number = condition.min, number > 1 else { continue }
      #expect(expected[part] == number, "\(part)")
    }
    // The controls for which there is nothing to extend are the ones that the task of making new ones names.
    let new = try #require(Shipped.set.crosswalk(from: "iso42001", to: "iso27001")).mappings.filter {
      $0.integration == "new"
    }
    let named = Shipped.set.steps.flatMap(\.tasks).first { $0.id == "S3-3" }?.conditions.compactMap {
      condition -> [String]? in
      if case .records(let records) = condition { records.query["requirement"]?.parts } else { nil }
    }
    #expect(named?.first.map(Set.init) == Set(new.map(\.source)))
  }

  @Test("read the same twice")
  func repeatable() {
    let again = LibraryReader.read(folder: Shipped.folder)
    #expect(again.libraries.map(\.uid) == Shipped.result.libraries.map(\.uid))
    #expect(LibrarySet(again.libraries).frameworks.map(\.requirements) == Shipped.set.frameworks.map(\.requirements))
  }
}
