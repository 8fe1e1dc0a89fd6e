import Foundation
import HTTPTypes
import Operations
import RegisterKit
import Store

/// Imports over the API: create one with files, read the proposal, send decisions, take it.
enum ImportAPI {
  /// Files as `multipart/form-data`, or one file as the body with its name in `name`; a ZIP stands for the files in it.
  static func create(_ call: Call) async throws -> Reply {
    let record = try await call.installation.beginImport(try await sent(call), in: call.workspace, as: call.actor)
    return try await answer(call, record.id, status: .created)
  }

  static func addFiles(_ call: Call) async throws -> Reply {
    let id = call.parameter("id")
    _ = try await call.installation.addFiles(
      try await sent(call), toImport: id, in: call.workspace, as: call.actor)
    return try await answer(call, id)
  }

  private static func sent(_ call: Call) async throws -> [SentFile] {
    let type = call.request.headers[.contentType] ?? ""
    let content = try await call.receive(upTo: Installation.largestFile).content
    if type.lowercased().hasPrefix("multipart/form-data") {
      return try FormData(contentType: type, content: content).files.map {
        SentFile(path: $0.path, content: $0.content)
      }
    }
    guard let name = call.query("name"), !name.isEmpty else {
      throw Failure.malformed("Send multipart/form-data, or one file with its name as the parameter “name”.")
    }
    return [SentFile(path: name, content: content)]
  }

  static func proposal(_ call: Call) async throws -> Reply { try await answer(call, call.parameter("id")) }

  private static func answer(_ call: Call, _ id: String, status: HTTPResponse.Status = .ok) async throws -> Reply {
    let open = try await call.installation.openImport(id, in: call.workspace, as: call.actor)
    return .json(try await call.installation.aside { JSON.bytes(value(open.record, open.report)) }, status: status)
  }

  private static func value(_ record: StoredRecord, _ report: ImportReport) -> Value {
    var members = report.value.object ?? [:]
    members["id"] = .text(record.id)
    members["status"] = Value(record.state)
    members["revision"] = .int(record.version)
    return .object(members)
  }

  /// Decisions by table: `path`, or `path#sheet`. A table that is not named keeps its own; null takes them back.
  static func decide(_ call: Call) async throws -> Reply {
    let id = call.parameter("id")
    guard case .object(let tables) = try JSON.parse(try await call.body(upTo: 8 << 20)) else {
      throw Failure.malformed("The body is an object of decisions by table.")
    }
    let open = try await call.installation.openImport(id, in: call.workspace, as: call.actor)
    let known = Set(open.files.flatMap { file in file.tables.map { file.key(of: $0) } })
    for (key, value) in tables.sorted(by: { $0.key < $1.key }) {
      guard known.contains(key) else { throw Failure.malformed("\(id) has no table “\(key)”.") }
      let decision = value.isEmpty ? TableDecision() : try TableDecision(value)
      _ = try await call.installation.decide(
        decision, aboutTable: key, ofImport: id, in: call.workspace, as: call.actor)
    }
    return try await answer(call, id)
  }

  /// Takes the import: all rows or none, unless `good_rows_only` is true. 422 with the report where rows stand in the way.
  static func take(_ call: Call) async throws -> Reply {
    let bytes = try await call.body(upTo: 1 << 16)
    guard case .object(let wanted) = bytes.isEmpty ? .object([:]) : try JSON.parse(bytes) else {
      throw Failure.malformed("The body must be a JSON object.")
    }
    for (name, value) in wanted {
      guard ["good_rows_only", "skip_existing"].contains(name), value.bool != nil else {
        throw Failure.malformed("“\(name)” is none of good_rows_only and skip_existing, each true or false.")
      }
    }
    let (record, report) = try await call.installation.takeImport(
      call.parameter("id"), goodRowsOnly: wanted["good_rows_only"]?.bool == true,
      updates: wanted["skip_existing"]?.bool != true, in: call.workspace, as: call.actor)
    return .json(
      try await call.installation.aside { JSON.bytes(value(record, report)) },
      status: record.state == "taken" ? .ok : .unprocessableContent)
  }
}
