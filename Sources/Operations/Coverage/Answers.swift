import Domain
import Exchange
import RegisterKit
import Store

// The shapes of the main answers, the same over command line and API.
extension Gap {
  public var value: Value {
    [
      "framework": .text(framework.uid), "readiness": .double((readiness * 1000).rounded() / 1000),
      "requirements": .list(
        lines.map { line in
          [
            "uid": .text(line.requirement.uid), "id": .text(line.requirement.id),
            "title": .text(line.requirement.title),
            "kind": .text(line.requirement.kind.rawValue), "status": .text(line.status.rawValue),
            "covered_by": Value(line.coveredBy), "suggested": Value(line.suggested.map(\.control)),
            "extension": Value(line.extensionText),
          ]
        }),
    ]
  }
}

/// A statement of applicability that was approved.
public struct SoAVersionFact: Sendable, Hashable {
  public let record: String
  public let number: Int
  public let approvedAt: String
}

extension Installation {
  /// The approved statement that was in force at a moment, or is now.
  public func soaVersion(_ scope: Scope, asOf moment: Instant? = nil) throws -> SoAVersionFact? {
    let records =
      try moment.map { moment in
        try scope.revisions(of: "soa-versions", asOf: moment).map { ($0.record, $0.body, $0.at) }
      }
      ?? scope.records(of: "soa-versions").map { ($0.id, $0.body, $0.createdAt) }
    return records.compactMap { id, body, at in
      body["number"]?.int.map { SoAVersionFact(record: id, number: $0, approvedAt: at) }
    }
    .max { $0.number < $1.number }
  }
}

extension SoA {
  public func answer(_ version: SoAVersionFact?) -> Value {
    [
      "frameworks": Value(frameworks), "version": Value(version?.number), "approved_at": Value(version?.approvedAt),
      "lines": value, "problems": .list(problems.map { ["uid": .text($0.uid), "problem": .text($0.problem)] }),
    ]
  }

  /// The statement as a workbook: its lines, and what is missing.
  public func workbook(_ version: SoAVersionFact?) throws -> [UInt8] {
    let header = [
      "Standard", "Id", "Control", "Applicable", "Reason", "Implementation", "Our controls", "Risks", "Evidence",
    ]
    let rows = lines.map { line -> [XLSX.Cell] in
      [
        line.framework, line.id, line.title, line.applicable.map { $0 ? "yes" : "no" } ?? "undecided",
        line.justification,
        line.status?.label ?? "", line.controls.joined(separator: "; "), line.risks.joined(separator: "; "),
        line.evidence.joined(separator: "; "),
      ].map(XLSX.Cell.text)
    }
    let open = problems.map { [XLSX.Cell.text($0.uid), .text($0.problem)] }
    return try XLSX.write([
      .init(name: "Statement of applicability", header: header, rows: rows),
      .init(name: "Problems", header: ["Requirement", "Problem"], rows: open),
    ])
  }
}
