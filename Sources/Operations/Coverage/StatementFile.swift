import Domain
import Exchange
import RegisterKit

// The statement of applicability as it is handed out, the same over command line, API and pages.
extension SoA {
  /// As the command line and the API write it.
  /// - Parameter version: The approved statement that it is; nil for the one that stands now.
  public func answer(_ version: SoAVersionFact?) -> Value {
    [
      "frameworks": Value(frameworks), "version": Value(version?.number), "approved_at": Value(version?.approvedAt),
      "lines": value, "problems": .list(problems.map { ["uid": .text($0.uid), "problem": .text($0.problem)] }),
    ]
  }

  private static let header = [
    "Standard", "Id", "Control", "Applicable", "Reason", "Implementation", "Our controls", "Risks", "Evidence",
  ]

  private func cells(_ line: SoALine) -> [String] {
    [
      line.framework, line.id, line.title, line.applicable.map { $0 ? "yes" : "no" } ?? "undecided",
      line.justification, line.status?.label ?? "", line.controls.joined(separator: "; "),
      line.risks.joined(separator: "; "), line.evidence.joined(separator: "; "),
    ]
  }

  /// All lines as a table for spreadsheets, with what is missing in the last column.
  public var csv: [UInt8] {
    let open = Dictionary(grouping: problems, by: \.uid)
    return CSV.write(
      Self.header + ["Problems"],
      lines.map { cells($0) + [(open[$0.uid] ?? []).map(\.problem).joined(separator: " ")] })
  }

  /// The statement as a workbook: its lines, and what is missing.
  public func workbook() throws -> [UInt8] {
    let open = problems.map { [XLSX.Cell.text($0.uid), .text($0.problem)] }
    return try XLSX.write([
      .init(name: "Statement of applicability", header: Self.header, rows: lines.map { cells($0).map(XLSX.Cell.text) }),
      .init(name: "Problems", header: ["Requirement", "Problem"], rows: open),
    ])
  }

  /// The statement as a file.
  public func file(_ format: ExportFormat, _ version: SoAVersionFact?) throws -> [UInt8] {
    switch format {
    case .csv: csv
    case .xlsx: try workbook()
    case .json: JSON.bytes(answer(version))
    }
  }
}
