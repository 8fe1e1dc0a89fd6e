import RegisterKit

/// What audits found before and what became of it, for whoever plans, audits or reviews
/// (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2, 9.3.2, 10.2).
public struct FindingHistory: Sendable {
  /// A finding with its id and whether its state is open.
  public struct Entry: Sendable {
    public let id: String
    public let finding: Finding
    public let isOpen: Bool
    public init(id: String, finding: Finding, isOpen: Bool) {
      self.id = id
      self.finding = finding
      self.isOpen = isOpen
    }
  }
  /// A corrective action with its id and state.
  public struct ActionEntry: Sendable {
    public let id: String
    public let action: CorrectiveAction
    public let state: String?
    public init(id: String, action: CorrectiveAction, state: String?) {
      self.id = id
      self.action = action
      self.state = state
    }
  }
  /// What is known at one requirement.
  public struct Record: Sendable {
    /// Uid.
    public let requirement: String
    /// Newest first.
    public let findings: [Entry]
    /// Nonconformities that are open by the grade of the requirement's standard.
    public let open: [Entry]
    /// Findings that came again.
    public let repeats: [Entry]
    /// Actions whose effect is to be looked for here by the day asked for.
    public let effectChecks: [ActionEntry]

    /// Worst grade at this requirement; nil without findings.
    public var worst: Finding.Grade? {
      findings.map { $0.finding.grade(at: requirement) }.max { $0.rank < $1.rank }
    }
    /// Whether the next audit has a reason to look here again.
    public var callsForAudit: Bool { !open.isEmpty || !repeats.isEmpty || !effectChecks.isEmpty }

    /// In a sentence; empty where there is nothing to say.
    public var sentence: String {
      var parts: [String] = []
      if !open.isEmpty { parts.append("open: \(open.map(\.id).joined(separator: ", "))") }
      if !repeats.isEmpty { parts.append("came again: \(repeats.map(\.id).joined(separator: ", "))") }
      if !effectChecks.isEmpty {
        parts.append("effect to be looked for: \(effectChecks.map(\.id).joined(separator: ", "))")
      }
      let rest = findings.filter { entry in !(open + repeats).contains { $0.id == entry.id } }
      if !rest.isEmpty { parts.append("earlier: \(rest.map(\.id).joined(separator: ", "))") }
      let text = parts.joined(separator: "; ")
      return text.prefix(1).uppercased() + text.dropFirst()
    }
  }

  /// Newest first.
  public let findings: [Entry]
  public let actions: [ActionEntry]
  private let byRequirement: [String: [Int]]
  private let actionsByRequirement: [String: [Int]]

  public init(findings: [Entry], actions: [ActionEntry]) {
    self.findings = findings.sorted { a, b in
      (b.finding.raisedOn?.number ?? 0, a.id) < (a.finding.raisedOn?.number ?? 0, b.id)
    }
    self.actions = actions
    var byRequirement: [String: [Int]] = [:]
    for (index, entry) in self.findings.enumerated() {
      for uid in entry.finding.requirements { byRequirement[uid, default: []].append(index) }
    }
    self.byRequirement = byRequirement
    let requirements = Dictionary(
      self.findings.map { ($0.id, $0.finding.requirements) }, uniquingKeysWith: { a, _ in a })
    var actionsByRequirement: [String: [Int]] = [:]
    for (index, entry) in actions.enumerated() {
      // Where nothing else was said, the effect shows where the finding was.
      let uids =
        entry.action.requirements.isEmpty
        ? entry.action.sources.flatMap { requirements[$0] ?? [] } : entry.action.requirements
      for uid in Set(uids) { actionsByRequirement[uid, default: []].append(index) }
    }
    self.actionsByRequirement = actionsByRequirement
  }

  /// What earlier findings say about a requirement.
  /// - Parameter day: Until when effect checks count: the end of the audit that is planned, or today.
  public func about(_ requirement: String, by day: Day) -> Record {
    let here = (byRequirement[requirement] ?? []).map { findings[$0] }
    return Record(
      requirement: requirement, findings: here,
      open: here.filter { $0.finding.breaks(requirement, isOpen: $0.isOpen) },
      repeats: here.filter { $0.isOpen && $0.finding.repeatOf != nil },
      effectChecks: (actionsByRequirement[requirement] ?? []).map { actions[$0] }
        .filter { $0.action.waitsForEffect(state: $0.state, on: day) })
  }

  /// Every requirement that the next audit has a reason to look at again, by uid.
  public func calling(by day: Day) -> [Record] {
    Set(byRequirement.keys).union(actionsByRequirement.keys).sorted().map { about($0, by: day) }
      .filter(\.callsForAudit)
  }
}

extension FindingHistory {
  /// A finding that says nearly the same as one that is about to be written.
  public struct Likeness: Sendable {
    /// In what way it is like the other.
    public enum Kind: Sendable {
      /// The same audit has it already.
      case duplicate
      /// An earlier audit had it: what was done then did not last.
      case again
    }
    /// The finding that was there before.
    public let entry: Entry
    public let kind: Kind
    /// 0 to 1.
    public let score: Double
    /// So alike that somebody should look before another is written.
    public var isStrong: Bool { score >= 0.5 }
  }

  /// Findings that may be the same as this one: at one of its requirements, in its unit or with its words. Half of the
  /// score is for the words that both use, the rest for unit and requirement. Good practice and conformity are no lapses,
  /// so they don't come again.
  public func like(_ draft: Finding) -> [Likeness] {
    let words = Self.words(draft.title)
    let wanted = Set(draft.requirements)
    return findings.compactMap { entry -> Likeness? in
      let other = entry.finding
      guard !wanted.isDisjoint(with: other.requirements), ![.conformity, .goodPractice].contains(other.worstGrade)
      else {
        return nil
      }
      let theirs = Self.words(other.title)
      let shared = words.intersection(theirs).count
      let alike = Double(shared) / Double(max(1, min(words.count, theirs.count)))
      let sameUnit = draft.unit != nil && draft.unit == other.unit
      let score = 0.2 + (sameUnit ? 0.3 : 0) + 0.5 * min(1, alike)
      return Likeness(
        entry: entry, kind: draft.audit != nil && other.audit == draft.audit ? .duplicate : .again, score: score)
    }.sorted { a, b in (b.score, a.entry.id) < (a.score, b.entry.id) }
  }

  /// The words that carry meaning, cut to their stems as far as their first letters go.
  static func words(_ text: String) -> Set<String> {
    let plain = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return Set(plain.filter { $0.count > 3 && !common.contains($0) }.map { String($0.prefix(6)) })
  }

  private static let common: Set<String> = [
    "that", "this", "with", "from", "have", "were", "been", "only", "than", "they", "their", "there", "where", "which",
    "when", "into", "does", "says", "over", "under", "every", "each", "some", "none", "also", "after", "before",
  ]
}
