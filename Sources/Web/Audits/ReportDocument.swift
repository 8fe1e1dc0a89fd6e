import Domain
import Exchange
import Operations
import RegisterKit
import Store

/// The report of an audit as it stands, or a signed one as it was frozen, for paper.
public struct ReportDocument: Sendable {
  public let title: String
  /// Who signed it and who received it, or that nobody has.
  public let note: String
  /// Markdown.
  public let text: String
  /// What it is made of; nil for a signed report, which is its text.
  public let facts: AuditReportFacts?

  /// - Parameter code: Of an audit, or of a signed report.
  public init(_ code: String, _ installation: Installation, _ scope: Scope) throws {
    guard let record = try scope.record(code) else { throw Failure.notFound("There is no audit or report \(code).") }
    switch record.kind {
    case "audits":
      let facts = try installation.auditReport(code, scope)
      self.facts = facts
      title = "Report: \(facts.audit.title)"
      note = "Not signed. As it stood on \(installation.today)."
      text = facts.markdown()
    case "audit-reports":
      let report = AuditReport.register.decode(record.body)
      let names = try scope.names(of: [report.signedBy, report.receivedBy].compactMap { $0 })
      // Whoever acts without an entry in the register of people leaves a day and no name here; the ledger has both.
      func act(_ what: String, _ who: String?, _ day: Day?) -> String {
        guard let day else { return "" }
        return " \(what)\(who.map { " by \(names[$0]?.title ?? $0)" } ?? "") on \(day)."
      }
      facts = nil
      title = record.title
      note =
        "\(act("Signed", report.signedBy, report.signedOn))\(act("Received", report.receivedBy, report.receivedOn)) SHA-256 of the text: \(report.hash)"
        .trimmed()
      text = report.content
    default: throw Failure.notFound("\(code) is neither an audit nor a report of one.")
    }
  }

  public func pdf(_ organization: String) async throws -> [UInt8] {
    let page = PrintedPage.document(title, organization: organization, note: note, Markdown.html(text, firstHeading: 2))
    do { return try await PDF.render(page.bytes) } catch let unreadable as Unreadable {
      throw Failure.unavailable("\(unreadable.reason) The page itself can be printed instead.")
    }
  }
}
