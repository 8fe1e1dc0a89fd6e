import Domain
import Exchange
import RegisterKit
import Store

/// A form in which a register is handed out.
public enum ExportFormat: String, Sendable, CaseIterable {
  case csv, xlsx, json

  /// With its character set where it is text.
  public var mediaType: String {
    switch self {
    case .csv: "text/csv; charset=utf-8"
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .json: "application/json"
    }
  }
}

extension Installation {
  /// A register as a file, filtered as on screen; what it writes can be imported again and changes nothing.
  public func export(
    _ slug: String, _ format: ExportFormat, _ items: [(name: String, value: String)], in workspace: Workspace,
    as actor: Actor
  ) async throws -> [UInt8] {
    guard let register = registers[slug] else { throw Failure.notFound("There is no register “\(slug)”.") }
    guard Policy.allows(actor, .export, nil) else { throw Failure.forbidden("\(actor.role.label)s may not export.") }
    let query = try ListQuery(items, register: register, among: registers)
    let today = today
    return try await read(workspace, as: actor) { scope in
      let settings = try settings(scope)
      var records: [StoredRecord] = []
      try scope.forEach(query, today: today) { records.append($0) }
      switch format {
      case .json:
        var out: [UInt8] = []
        StoredRecord.writeItems(records, to: &out)
        return out
      case .csv:
        let extras = Self.extras(records)
        return CSV.write(
          Self.header(register, extras), records.map { Self.texts($0, register, extras, settings) })
      case .xlsx:
        let extras = Self.extras(records)
        let rows = records.map { record -> [XLSX.Cell] in
          let body = record.body
          var cells: [XLSX.Cell] = [.text(record.id)] + (register.lifecycle == nil ? [] : [.text(record.state ?? "")])
          cells += register.fields.map { Self.cell(body[$0.name] ?? .null, $0, settings) }
          let beside = body[AnyRegister.extra]?.object ?? [:]
          return cells + extras.map { .text(beside[$0]?.text ?? "") }
        }
        do {
          return try XLSX.write([.init(name: register.many, header: Self.header(register, extras), rows: rows)])
        } catch let unreadable as Unreadable { throw Failure.conflict(unreadable.reason) }
      }
    }
  }

  private static func extras(_ records: [StoredRecord]) -> [String] {
    Set(records.flatMap { ($0.body[AnyRegister.extra]?.object ?? [:]).keys }).sorted()
  }

  private static func header(_ register: AnyRegister, _ extras: [String]) -> [String] {
    ["id"] + (register.lifecycle == nil ? [] : ["state"]) + register.fields.map(\.name) + extras
  }

  private static func texts(
    _ record: StoredRecord, _ register: AnyRegister, _ extras: [String], _ settings: Settings
  ) -> [String] {
    let body = record.body
    let beside = body[AnyRegister.extra]?.object ?? [:]
    return [record.id] + (register.lifecycle == nil ? [] : [record.state ?? ""])
      + register.fields.map { field in (body[field.name]).map { field.kind.text($0, settings) } ?? "" }
      + extras.map { beside[$0]?.text ?? "" }
  }

  private static func cell(_ value: Value, _ field: FieldSpec, _ settings: Settings) -> XLSX.Cell {
    switch field.kind.storage {
    case .integer where !(field.kind is MoneyKind), .real: value.double.map(XLSX.Cell.number) ?? .text("")
    case .day: value.text.flatMap { Day($0) }.map(XLSX.Cell.day) ?? .text("")
    default: .text(value.isEmpty ? "" : field.kind.text(value, settings))
    }
  }
}

extension StoredRecord {
  /// Appends the record as the API gives it, envelope and fields in one object, with the stored bytes inside as they are.
  public func writeItem(to out: inout [UInt8]) {
    out.append(contentsOf: "{\"id\":".utf8)
    JSON.write(id, to: &out)
    out.append(contentsOf: ",\"revision\":\(version)".utf8)
    if let state {
      out.append(contentsOf: ",\"state\":".utf8)
      JSON.write(state, to: &out)
    }
    if isArchived { out.append(contentsOf: ",\"archived\":true".utf8) }
    for (name, value) in [("created_at", createdAt), ("updated_at", updatedAt), ("updated_by", updatedBy)] {
      out.append(contentsOf: ",\"\(name)\":".utf8)
      JSON.write(value, to: &out)
    }
    let body = json.utf8.dropFirst()
    if body.count > 1 { out.append(UInt8(ascii: ",")) }
    out.append(contentsOf: body)
    if json.isEmpty { out.append(UInt8(ascii: "}")) }
  }

  /// The text of a list of items, as a JSON array.
  public static func writeItems(_ records: [StoredRecord], to out: inout [UInt8]) {
    out.reserveCapacity(out.count + records.reduce(200) { $0 + $1.json.utf8.count + 250 })
    out.append(UInt8(ascii: "["))
    for (index, record) in records.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      record.writeItem(to: &out)
    }
    out.append(UInt8(ascii: "]"))
  }
}
