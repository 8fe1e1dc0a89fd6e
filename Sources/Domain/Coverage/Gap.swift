import RegisterKit

/// How far a requirement is covered, as far as the registers show it.
public enum CoverageStatus: String, Sendable, CaseIterable {
  case covered, partial, missing
  case notApplicable = "not_applicable"

  public var label: String { self == .notApplicable ? "Not applicable" : rawValue.asLabel }
  public var tone: Tone {
    switch self {
    case .covered: .good
    case .partial: .warn
    case .missing: .bad
    case .notApplicable: .none
    }
  }
}

/// What the registers say about one organization, as the calculation needs it. Plain values: whoever loads them decides
/// how.
public struct CoverageFacts: Sendable {
  /// A control as far as coverage depends on it.
  public struct ControlFact: Sendable {
    public let id: String
    public let title: String
    public let status: Control.Status
    public init(id: String, title: String, status: Control.Status) {
      self.id = id
      self.title = title
      self.status = status
    }
  }
  /// The organization's judgement on one requirement, with the id of its record.
  public struct Line: Sendable {
    public let id: String
    public let line: Coverage
    public init(id: String, line: Coverage) {
      self.id = id
      self.line = line
    }
  }
  /// By id.
  public var controls: [String: ControlFact] = [:]
  /// Controls by the uid of a requirement that they serve.
  public var controlsServing: [String: [String]] = [:]
  /// Registers that hold records, by the uid of a clause that asks for them.
  public var registersServing: [String: [String]] = [:]
  /// Documents in force by the uid of a requirement that they serve.
  public var documentsServing: [String: [String]] = [:]
  /// Judgement of the organization by uid.
  public var lines: [String: Line] = [:]
  /// Pairs `requirement control` that somebody declined.
  public var declined: Set<String> = []
  /// Findings and nonconformities that are open at a requirement, by its uid: graded as nonconformities by its standard.
  public var nonconforming: [String: [String]] = [:]
  public init() {}
}

/// One requirement and what there is and what is missing.
public struct GapLine: Sendable {
  public let requirement: Requirement
  public let status: CoverageStatus
  /// Controls and documents that cover it.
  public let coveredBy: [String]
  /// Controls that cover a related requirement of another framework and could be extended, best first.
  public let suggested: [Suggestion]
  /// What is to be added; nil where nothing is.
  public let extensionText: String?
  /// Why the status is what it is, in words.
  public let reasons: [String]
  /// Findings and nonconformities that are open here.
  public let nonconformities: [String]

  /// A control that covers a related requirement already and could be extended.
  public struct Suggestion: Sendable, Hashable {
    /// Id of the control.
    public let control: String
    public let title: String
    /// The requirement that it covers already.
    public let covers: String
    /// As ``CrosswalkPair/strength``: 1 touches, 2 extend what exists, 3 one control can serve both.
    public let strength: Int
    /// What the AI extension adds to it.
    public let adds: String
  }
}

/// What an organization has of a framework, and what it lacks.
public struct Gap: Sendable {
  public let framework: Framework
  /// One for each clause and control, in the order of the framework.
  public let lines: [GapLine]

  /// How many requirements have that status.
  public func count(_ status: CoverageStatus) -> Int { lines.count { $0.status == status } }
  /// Covered requirements among those that apply; a partly covered one counts half.
  public var readiness: Double {
    let applying = lines.count { $0.status != .notApplicable }
    return applying == 0 ? 0 : (Double(count(.covered)) + Double(count(.partial)) / 2) / Double(applying)
  }

  /// Compares what exists with what a framework asks for.
  ///
  /// A requirement is covered if the organization judged it implemented, or a control in place or a document in force
  /// serves it. It is partly covered if such a control is not fully in place, if the judgement says so, if a register that
  /// the clause asks for holds records, or if what serves its closest counterpart of another framework (strength 3: one
  /// implementation can serve both) is in place, so that only what is new must be added. An open nonconformity keeps it
  /// from being more than partly covered.
  public static func compute(_ framework: Framework, _ facts: CoverageFacts, _ libraries: LibrarySet) -> Gap {
    let crosswalks = libraries.crosswalks.filter { $0.source == framework.uid }
    return Gap(framework: framework, lines: framework.assessed.map { line($0, facts, crosswalks, libraries) })
  }

  private static func line(
    _ requirement: Requirement, _ facts: CoverageFacts, _ crosswalks: [Crosswalk], _ libraries: LibrarySet
  ) -> GapLine {
    let uid = requirement.uid
    let line = facts.lines[uid]?.line
    let controls = unique((facts.controlsServing[uid] ?? []) + (line?.controls ?? [])).compactMap { facts.controls[$0] }
    let documents = unique((facts.documentsServing[uid] ?? []) + (line?.documents ?? []))
    let coveredBy = controls.map(\.id) + documents
    var reasons: [String] = []
    var status: CoverageStatus
    if line?.applicable == .no {
      status = .notApplicable
      reasons.append("Declared not applicable.")
    } else if line?.status == .implemented {
      status = .covered
      reasons.append("Judged implemented.")
    } else if let judged = line?.status {
      status = judged == .partial || !coveredBy.isEmpty ? .partial : .missing
      reasons.append("Judged \(judged.label.lowercased()).")
    } else if controls.contains(where: { $0.status == .inPlace }) || !documents.isEmpty {
      status = .covered
      reasons.append(documents.isEmpty ? "A control in place serves it." : "A document in force serves it.")
    } else if controls.contains(where: { $0.status == .partlyInPlace }) {
      status = .partial
      reasons.append("A control that is partly in place serves it.")
    } else {
      status = .missing
      reasons.append(controls.isEmpty ? "Nothing serves it yet." : "What serves it is only planned.")
      if let registers = facts.registersServing[uid], requirement.kind == .clause {
        status = .partial
        let names = registers.map { Catalogue.registers[$0]?.many ?? $0 }
        reasons = ["Records stand in \(names.joined(separator: ", ")); judge whether they do."]
      }
      let counterparts = crosswalks.compactMap { $0.mapping(of: uid) }.flatMap(\.pairs).filter {
        $0.strength == 3 && Self.stands($0.target, facts)
      }
      if !counterparts.isEmpty {
        status = .partial
        reasons = [
          "What serves \(counterparts.map(\.target).joined(separator: ", ")) can serve it too, once what AI adds is there."
        ]
      }
    }
    let nonconformities = facts.nonconforming[uid] ?? []
    if status != .notApplicable, !nonconformities.isEmpty {
      if status == .covered { status = .partial }
      reasons.append("A nonconformity is open.")
    }
    guard status == .missing || status == .partial else {
      return GapLine(
        requirement: requirement, status: status, coveredBy: coveredBy, suggested: [], extensionText: nil,
        reasons: reasons, nonconformities: nonconformities)
    }
    let mappings = crosswalks.compactMap { $0.mapping(of: uid) }
    let pairs = mappings.flatMap(\.pairs).sorted { $0.strength > $1.strength }
    var suggested: [GapLine.Suggestion] = []
    for pair in pairs {
      for id in facts.controlsServing[pair.target] ?? []
      where !coveredBy.contains(id) && !suggested.contains(where: { $0.control == id }) {
        guard !facts.declined.contains("\(uid) \(id)"), let control = facts.controls[id], control.status != .planned
        else { continue }
        suggested.append(
          .init(control: id, title: control.title, covers: pair.target, strength: pair.strength, adds: pair.rationale))
      }
    }
    let texts = unique(mappings.compactMap(\.addition) + pairs.filter { $0.strength >= 2 }.map(\.rationale))
    let text =
      texts.isEmpty
      ? (pairs.first?.rationale ?? (requirement.summary.isEmpty ? nil : requirement.summary))
      : texts.prefix(3).joined(separator: " ")
    return GapLine(
      requirement: requirement, status: status, coveredBy: coveredBy, suggested: suggested, extensionText: text,
      reasons: reasons, nonconformities: nonconformities)
  }

  /// A control in place, a document in force or the organization's own judgement covers a requirement.
  private static func stands(_ uid: String, _ facts: CoverageFacts) -> Bool {
    facts.lines[uid]?.line.status == .implemented || facts.documentsServing[uid] != nil
      || (facts.controlsServing[uid] ?? []).contains { facts.controls[$0]?.status == .inPlace }
  }

  private static func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}

/// One line of a statement of applicability.
public struct SoALine: Sendable, Hashable {
  /// Of the control of an Annex A.
  public let uid: String
  /// Without the framework: `A.8.32`.
  public let id: String
  public let title: String
  /// Uid of the framework.
  public let framework: String
  /// Nil while undecided.
  public let applicable: Bool?
  public let justification: String
  /// Nil where it does not apply, or nobody judged it.
  public let status: Coverage.Status?
  /// Ids of the organization's own controls that serve it.
  public let controls: [String]
  /// Ids of the risks that it treats.
  public let risks: [String]
  /// Ids of evidence.
  public let evidence: [String]
  /// The coverage record; nil where there is none yet.
  public let record: String?
}

/// The statement of applicability over the controls of one framework or several
/// (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 6.1.3).
public struct SoA: Sendable {
  /// Something that keeps a line from being approved.
  public struct Problem: Sendable, Hashable {
    /// Of the requirement.
    public let uid: String
    /// In a sentence.
    public let problem: String
  }
  /// Uids, in the order asked for.
  public let frameworks: [String]
  /// In the order of the frameworks.
  public let lines: [SoALine]
  /// In the order of the lines.
  public let problems: [Problem]

  /// - Parameter treating: Risks by the uid of an Annex A control that treats them.
  public static func compute(_ frameworks: [Framework], _ facts: CoverageFacts, treating: [String: [String]]) -> SoA {
    var lines: [SoALine] = []
    var problems: [Problem] = []
    for framework in frameworks {
      for requirement in framework.controls {
        let uid = requirement.uid
        let stored = facts.lines[uid]
        let line = stored?.line
        let controls = Array(Set((line?.controls ?? []) + (facts.controlsServing[uid] ?? []))).sorted()
        let risks = Array(Set((line?.risks ?? []) + (treating[uid] ?? []))).sorted()
        let applicable: Bool? = line.flatMap { $0.applicable == .undecided ? nil : $0.applicable == .yes }
        lines.append(
          SoALine(
            uid: uid, id: requirement.id, title: requirement.title, framework: framework.uid, applicable: applicable,
            justification: line?.justification ?? "", status: applicable == false ? nil : line?.status,
            controls: controls,
            risks: risks, evidence: line?.evidence ?? [], record: stored?.id))
        func problem(_ text: String) { problems.append(Problem(uid: uid, problem: text)) }
        guard let applicable else {
          problem("Not decided whether it applies.")
          continue
        }
        if line?.justification.isEmpty != false {
          problem(applicable ? "Included without a reason." : "Excluded without a reason.")
        }
        if applicable, line?.status == nil { problem("Nothing says how far it is implemented.") }
        if applicable, line?.status == .implemented, controls.isEmpty {
          problem("Called implemented, but no control serves it.")
        }
        if !applicable, !(treating[uid] ?? []).isEmpty {
          problem(
            "Treats \((treating[uid] ?? []).prefix(3).joined(separator: ", ")), so it can't be declared not applicable."
          )
        }
      }
    }
    return SoA(frameworks: frameworks.map(\.uid), lines: lines, problems: problems)
  }

  /// The lines as they are hashed and frozen when the statement is approved.
  public var value: Value {
    .list(
      lines.map { line in
        [
          "uid": .text(line.uid), "id": .text(line.id), "title": .text(line.title), "framework": .text(line.framework),
          "applicable": line.applicable.map(Value.bool) ?? .null, "justification": .text(line.justification),
          "status": Value(line.status?.rawValue), "controls": Value(line.controls), "risks": Value(line.risks),
          "evidence": Value(line.evidence),
        ]
      })
  }
}
