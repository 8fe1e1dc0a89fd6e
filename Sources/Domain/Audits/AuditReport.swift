import RegisterKit

/// A report of an internal audit as its lead auditor signed it: frozen, with its hash, and received by management
/// (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2: results are reported to relevant management and kept).
public struct AuditReport: Record {
  public var title = ""
  public var audit: String?
  /// Version of the audit's report, from 1.
  public var number: Int?
  /// The signed text, in Markdown.
  public var content = ""
  /// SHA-256 of the text, in 64 hexadecimal digits.
  public var hash = ""
  /// The last entry of the ledger before it was signed: what the report rests on.
  public var position: Int?
  public var signedBy: String?
  public var signedOn: Day?
  public var receivedBy: String?
  public var receivedOn: Day?
  public init() {}

  public static let register = Register<AuditReport>(
    "audit-reports", prefix: "REP", one: "Audit report", many: "Audit reports", area: .check,
    purpose: "Reports of internal audits as they were signed. The lead auditor signs one at the audit's report.",
    clauses: ["iso27001:9.2.2", "iso42001:9.2.2"],
    fields: [
      .line(\.title, "title", "Title", max: 500, .title),
      .reference(\.audit, "audit", "Audit", to: "audits", .listed, .stamped),
      .number(\.number, "number", "Version", in: 1...10_000, .stamped, .listed),
      .prose(\.content, "content", "Report", .stamped),
      .line(\.hash, "sha256", "SHA-256 of the report", .stamped, .digest(of: "content")),
      .number(\.position, "ledger_position", "Ledger position", .stamped),
      .person(\.signedBy, "signed_by", "Signed by", .stamped, .listed),
      .day(\.signedOn, "signed_on", "Signed on", .stamped, .listed),
      .person(\.receivedBy, "received_by", "Received by", .stamped, .listed),
      .day(\.receivedOn, "received_on", "Received on", .stamped, .listed),
    ],
    lifecycle: Lifecycle(
      states: [
        .init("signed", tone: .info, frozen: true), .init("received", tone: .good, frozen: true),
        .init("replaced", frozen: true, final: true),
      ],
      steps: [
        .init(
          "receipt", "Receive for management", from: ["signed"], to: "received", approval: true,
          stamps: ["received_by": .actor, "received_on": .today]),
        .init("replacement", "Mark as replaced", from: ["signed", "received"], to: "replaced", approval: true),
      ]),
    isMadeByProgram: true)
}

/// Minutes that an audit over both standards took, beside those of two separate audits.
public struct AuditSaving: Sendable, Hashable {
  /// Checks with logged minutes and with minutes alone for both standards or one.
  public let checks: Int
  /// Minutes logged at these checks.
  public let spent: Int
  /// Minutes that their points take in audits of each standard alone, by the library's estimates.
  public let separate: Int
  /// Of the separate audits' minutes; negative if the audit took longer.
  public var percent: Double { separate == 0 ? 0 : (1 - Double(spent) / Double(separate)) * 100 }

  /// Nil while no check has logged minutes and something to compare them with.
  public init?(_ checks: [Check]) {
    let measured = checks.filter { $0.minutes != nil && ($0.baseline27001 != nil || $0.baseline42001 != nil) }
    guard !measured.isEmpty else { return nil }
    self.checks = measured.count
    spent = measured.reduce(0) { $0 + ($1.minutes ?? 0) }
    separate = measured.reduce(0) { $0 + ($1.baseline27001 ?? 0) + ($1.baseline42001 ?? 0) }
  }

  /// How the saving is worked out, in words for a reader of the report.
  public static let method =
    "Minutes logged at the checks of this audit, beside the minutes that the same audit points take in an audit of each standard by itself: the library's estimates, scaled to the size of the organization. Only checks with both figures count; meetings, travel and writing do not."
}

/// How often a piece of evidence that was gathered once served a verdict.
public struct EvidenceReuse: Sendable, Hashable {
  /// Different files, links and records at their revision.
  public let pieces: Int
  /// Verdicts that rest on a piece: one for each check and standard that was judged.
  public let uses: Int
  /// Times that separate audits, or a check by itself, would have gathered a piece again.
  public var again: Int { uses - pieces }

  /// Nil while no verdict rests on evidence.
  public init?(_ checks: [Check]) {
    var (pieces, uses): (Set<String>, Int) = ([], 0)
    for check in checks {
      let verdicts = Standard.allCases.count { check.verdict(for: $0) != .notChecked }
      guard verdicts > 0 else { continue }
      let here = Set(check.evidence + check.cited)
      pieces.formUnion(here)
      uses += here.count * verdicts
    }
    guard !pieces.isEmpty else { return nil }
    (self.pieces, self.uses) = (pieces.count, uses)
  }

  public static let method =
    "A piece of evidence is a file, a link or a record at a revision that a check names. It counts once for each check and standard with a verdict; what goes beyond the first time did not have to be gathered again."
}
