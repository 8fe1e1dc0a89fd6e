import RegisterKit

/// One audit point worked through, with a verdict for each standard.
public struct Check: Record, Equatable {
  /// What a check says of one standard, from not looked at to a major nonconformity.
  public enum Verdict: String, Choice {
    case notChecked = "not_checked"
    case conform
    case opportunity
    case minor
    case major
    public var tone: Tone {
      switch self {
      case .notChecked: .none
      case .conform: .good
      case .opportunity: .info
      case .minor: .warn
      case .major: .bad
      }
    }
  }
  public var title = ""
  public var audit: String?
  public var session: String?
  /// Id of the audit point: `AP-17`; empty for a check of its own.
  public var point = ""
  public var unit: String?
  public var requirements: [String] = []
  public var notes = ""
  public var verdict27001 = Verdict.notChecked
  public var verdict42001 = Verdict.notChecked
  public var reason = ""
  /// 0 to 1440; nil without an estimate.
  public var minutesPlanned: Int?
  /// Estimated for an audit of 27001 alone, by the library and the size of the organization, 0 to 1440; nil where the
  /// point is no part of it.
  public var baseline27001: Int?
  /// Estimated for an audit of 42001 alone, by the library and the size of the organization, 0 to 1440; nil where the
  /// point is no part of it.
  public var baseline42001: Int?
  /// Logged, 0 to 1440; nil while nothing is.
  public var minutes: Int?
  public var evidence: [String] = []
  /// As ``Citation``.
  public var cited: [String] = []
  public init() {}

  public static let register = Register<Check>(
    "checks", prefix: "CHK", one: "Check", many: "Checks", area: .check,
    purpose: "Audit points worked through: what was seen, and a verdict for each standard.",
    clauses: ["iso27001:9.2.2", "iso42001:9.2.2"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .reference(\.audit, "audit", "Audit", to: "audits", .listed),
      .reference(\.session, "session", "Session", to: "sessions", .listed),
      .line(\.point, "point", "Audit point", max: 40, .listed),
      .reference(\.unit, "unit", "Unit", to: "units"),
      .requirements(\.requirements, "requirements", "Requirements", .listed),
      .prose(\.notes, "notes", "Notes", .searched),
      .choice(\.verdict27001, "verdict_27001", "Verdict 27001", .listed),
      .choice(\.verdict42001, "verdict_42001", "Verdict 42001", .listed),
      .prose(\.reason, "reason", "Reason where they differ"),
      .number(\.minutesPlanned, "minutes_planned", "Minutes planned", in: 0...1440, .group("Time")),
      .number(\.baseline27001, "baseline_27001", "Minutes in an audit of 27001 alone", in: 0...1440, .group("Time")),
      .number(\.baseline42001, "baseline_42001", "Minutes in an audit of 42001 alone", in: 0...1440, .group("Time")),
      .number(\.minutes, "minutes", "Minutes spent", in: 0...1440, .group("Time")),
      .references(\.evidence, "evidence", "Evidence", to: "evidence", .group("What was seen")),
      .labels(
        \.cited, "cited", "Records at their revision", .group("What was seen"),
        .help("As they were when they were seen: R-014@3 is revision 3 of R-014.")),
      .derived("needs_finding", "A verdict calls for a finding", FlagKind()) { check, _ in
        .bool(Standard.allCases.contains { check.verdict(for: $0).isNonconformity })
      },
    ],
    check: { check, _, problems in
      for text in check.cited where Citation(text) == nil {
        problems.add("cited", "“\(text)” is not a record at a revision; write R-014@3.")
      }
    },
    transition: { before, after, around, problems in
      guard before != after else { return }
      if after.session != before.session, let reason = Session.refusal(ifHeld: after.session, around) {
        problems.add(nil, reason)
      }
      // Whoever sits in a session audits what is put into it.
      let work = after.work
      if let session = after.session, !work.isEmpty, session != before.session || work != before.work,
        let there = around.record(session), let audit = there.body["audit"]?.text
      {
        for auditor in there.body["auditors"]?.texts ?? [] {
          Session.refuseOwnWork(of: auditor, in: work, of: audit, around, field: "session", &problems)
        }
      }
      let judged = Standard.allCases.filter { after.verdict(for: $0) != before.verdict(for: $0) }
      if let actor = around.actor, let reason = after.refusal(of: actor, judged, around) {
        for standard in judged { problems.add("verdict_\(standard.number)", reason) }
      }
      if after.verdictsDiffer, after.reason.isEmpty {
        problems.add(
          "reason",
          "The verdicts differ: say why it is \(after.verdict27001.label.lowercased()) for 27001 and \(after.verdict42001.label.lowercased()) for 42001."
        )
      }
    },
    // What was written in a session stands once it was held; who wants to go on opens it again.
    settled: { check, _, around in Session.refusal(ifHeld: check.session, around) })
}

extension Check {
  /// Why somebody gives no verdict here: they are asked in the session, or it is their own work. Whoever writes for a
  /// colleague judges too.
  private func refusal(of person: String, _ judged: [Standard], _ around: Surroundings) -> String? {
    guard !judged.isEmpty else { return nil }
    if session.flatMap(around.record)?.body["auditees"]?.texts.contains(person) ?? false { return Session.noVerdict }
    guard let audit, let reason = around.ownWork(of: person, in: work, of: audit).first else { return nil }
    return "\(reason) Let another auditor give the verdict."
  }

  /// What is judged in it, for whoever asks whether it is their own work: its unit and its audit point, or its requirements
  /// where it has none.
  var work: [String] { [unit].compactMap(\.self) + (point.isEmpty ? requirements : [point]) }

  /// What was said of a standard; not checked until something is.
  public func verdict(for standard: Standard) -> Verdict { standard == .ai ? verdict42001 : verdict27001 }

  /// Both standards were judged, and not alike.
  public var verdictsDiffer: Bool {
    verdict27001 != .notChecked && verdict42001 != .notChecked && verdict27001 != verdict42001
  }

  /// The standards whose requirements it checks.
  public var standards: [Standard] {
    let touched = Set(requirements.compactMap { Standard(requirement: $0) })
    return Standard.allCases.filter(touched.contains)
  }

  /// Standards for which its verdict is a nonconformity that none of its findings explains.
  /// - Parameter findings: Those that were raised in it.
  public func unexplained(for standards: [Standard], by findings: [Finding]) -> [Standard] {
    standards.filter { standard in
      verdict(for: standard).isNonconformity && !findings.contains { $0.isNonconformity(for: standard) }
    }
  }

  /// Standards for which its verdict is a nonconformity and its findings are graded otherwise. Where none is a
  /// nonconformity there, it is unexplained.
  /// - Parameter findings: Those that were raised in it.
  func contradicted(for standards: [Standard], by findings: [Finding]) -> [Standard] {
    standards.filter { standard in
      let verdict = verdict(for: standard)
      let grades = findings.filter { $0.isNonconformity(for: standard) }.map { $0.grade(for: standard) }
      return verdict.isNonconformity && !grades.isEmpty && !grades.contains { $0 == verdict.grade }
    }
  }

  /// Standards that it checks and that have no verdict yet.
  public var unjudged: [Standard] { standards.filter { verdict(for: $0) == .notChecked } }
}

extension Check.Verdict {
  /// Something is not as the standard asks.
  public var isNonconformity: Bool { self == .minor || self == .major }

  /// The grade of a finding that this verdict calls for; nil where it calls for none.
  public var grade: Finding.Grade? {
    switch self {
    case .notChecked: nil
    case .conform: .conformity
    case .opportunity: .opportunity
    case .minor: .minor
    case .major: .major
    }
  }
}

/// A record as it was when somebody looked at it: `R-014@3`, in which 3 is its revision.
public struct Citation: Sendable, Hashable, CustomStringConvertible {
  /// Id of the record.
  public let record: String
  /// From 1.
  public let revision: Int
  public init(record: String, revision: Int) {
    self.record = record
    self.revision = revision
  }
  /// Nil unless it is a code, an at sign and a number from 1.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let revision = Int(parts[1]), revision >= 1 else { return nil }
    self.init(record: String(parts[0]), revision: revision)
  }
  /// `R-014@3`, what ``init(_:)`` reads back.
  public var description: String { "\(record)@\(revision)" }
}
