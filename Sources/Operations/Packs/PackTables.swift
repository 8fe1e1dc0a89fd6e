import Domain
import Exchange
import RegisterKit
import Store

/// Tables of a pack for spreadsheets.
public enum PackTables {
  /// Registers that a pack also shows as a table.
  public static let registers = ["risks", "treatments", "controls", "findings", "corrective-actions"]

  /// The approved statements of applicability as CSV and as a workbook, and the registers that are read as tables.
  public static func all(_ source: PackSource, _ registers: Registers) throws -> [PackDocument] {
    var documents: [PackDocument] = []
    for item in source.items where item.kind == "soa-versions" {
      let rows = lines(item).map(cells)
      documents.append(PackDocument("tables/\(item.id).csv", CSV.write(header, rows)))
      let sheet = XLSX.Sheet(
        name: "Statement of applicability", header: header, rows: rows.map { $0.map { .text($0) } })
      // The library that writes workbooks decides on their bytes, and it changes.
      documents.append(
        PackDocument("tables/\(item.id).xlsx", try XLSX.write([sheet], created: source.date), isRepeatable: false))
    }
    for slug in Self.registers {
      let items = source.items.filter { $0.kind == slug }
      guard let register = registers[slug], !items.isEmpty else { continue }
      documents.append(PackDocument("tables/\(slug).csv", table(items, register, source.settings)))
    }
    return documents
  }

  /// The frozen lines of an approved statement.
  public static func lines(_ item: PackItem) -> [Value] {
    guard item.kind == "soa-versions" else { return [] }
    return item.body["lines"]?.text.flatMap { try? JSON.parse($0) }?.list ?? []
  }

  private static let header = [
    "Requirement", "Title", "Applicable", "Reason", "Implementation", "Our controls", "Risks", "Evidence",
  ]

  private static func cells(_ line: Value) -> [String] {
    func joined(_ name: String) -> String { line[name].texts.joined(separator: "; ") }
    return [
      line["uid"].text ?? "", line["title"].text ?? "",
      line["applicable"].bool.map { $0 ? "yes" : "no" } ?? "undecided",
      line["justification"].text ?? "", (line["status"].text ?? "").asLabel, joined("controls"), joined("risks"),
      joined("evidence"),
    ]
  }

  private static func table(_ items: [PackItem], _ register: AnyRegister, _ settings: Settings) -> [UInt8] {
    let fields = register.fields.filter { field in items.contains { !($0.body[field.name] ?? .null).isEmpty } }
    // Approvals that a file brought are no approvals of this workspace.
    func brought(_ item: PackItem) -> [String] { item.body[AnyRegister.brought]?.texts ?? [] }
    let saysBrought = items.contains { !brought($0).isEmpty }
    return CSV.write(
      ["Code", "State"] + fields.map(\.label) + (saysBrought ? ["Said by an import"] : []),
      items.map { item in
        let said = brought(item).map { register.field($0)?.label ?? "State" }.joined(separator: "; ")
        return [item.id, item.entry.state ?? ""]
          + fields.map { field in item.body[field.name].map { field.kind.text($0, settings) } ?? "" }
          + (saysBrought ? [said] : [])
      })
  }
}
