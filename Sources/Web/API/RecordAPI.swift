import Domain
import HTTPTypes
import Ledger
import Operations
import RegisterKit
import Store

/// Records of any register.
enum RecordAPI {
  /// One page, put together from the stored bytes without reading them.
  static func list(_ call: Call) async throws -> Reply {
    let register = try call.register()
    let question = "api \(register.slug) \(call.request.uri.query ?? "")"
    return .json(
      try await call.installation.answered(question, in: call.workspace, as: call.actor) { scope in
        let query = try ListQuery(call.query, register: register, among: call.installation.registers)
        let page = try scope.list(query, today: call.installation.today)
        let total = try call.installation.total(query, scope)
        var out: [UInt8] = Array("{\"items\":".utf8)
        StoredRecord.writeItems(page.records, to: &out)
        out.append(contentsOf: ",\"next\":".utf8)
        JSON.write(Value(page.next), to: &out)
        out.append(contentsOf: ",\"total\":\(total.number),\"total_is_exact\":\(total.isExact)}".utf8)
        return out
      })
  }

  static func show(_ call: Call) async throws -> Reply {
    let register = try call.register()
    if let moment = try call.asOf() {
      let id = call.parameter("id")
      var record = try await call.record(register)
      guard let revision = try await call.read({ try $0.revision(of: id, asOf: moment) }),
        revision.kind == register.slug
      else {
        throw Failure.notFound("\(id) did not exist on \(moment).")
      }
      record.version = revision.version
      record.state = revision.state
      record.json = revision.json ?? ""
      record.updatedAt = revision.at
      record.updatedBy = try await call.read { try $0.author(revision.actor) }
      return item(record)
    }
    return item(try await call.record(register))
  }

  private static func item(_ record: StoredRecord, status: HTTPResponse.Status = .ok) -> Reply {
    var out: [UInt8] = []
    record.writeItem(to: &out)
    var reply = Reply.json(out, status: status)
    reply.headers[.eTag] = "\"\(record.version)\""
    return reply
  }

  private static func values(_ call: Call) async throws -> (Body, [UInt8]) {
    let bytes = try await call.body(upTo: 4 << 20)
    guard case .object(let values) = try JSON.parse(bytes) else {
      throw Failure.malformed("The body must be a JSON object.")
    }
    for name in ["id", "revision", "state", "created_at", "updated_at", "updated_by"] where values[name] != nil {
      throw Failure.invalid([
        .init(index: 0, record: nil, problems: [Problem(name, "“\(name)” is kept by Concord and can't be set.")])
      ])
    }
    return (values, bytes)
  }

  /// With an `Idempotency-Key`, a repeated request has its effect once.
  static func create(_ call: Call) async throws -> Reply {
    let register = try call.register()
    let (values, bytes) = try await values(call)
    let key = HTTPField.Name("Idempotency-Key").flatMap { call.request.headers[$0] }
    let record = try await call.installation.create(
      register.slug, values, key: key, request: Array("\(register.slug) ".utf8) + bytes, in: call.workspace,
      as: call.actor)
    var reply = item(record, status: .created)
    reply.headers[.location] =
      "/api/v1/workspaces/\(call.workspace.slug)/\(register.slug)/\(WebAddress.encode(record.id))"
    return reply
  }

  static func edit(_ call: Call) async throws -> Reply {
    let register = try call.register()
    guard call.request.headers[.ifMatch] != nil else { throw Precondition() }
    let record = try await call.record(register)
    let version = try version(call, record)
    let (values, _) = try await values(call)
    let committed = try await call.installation.commit(
      [.edit(id: record.id, values: values, ifVersion: version)], in: call.workspace, as: call.actor)
    return item(committed.records.first ?? record)
  }

  static func archive(_ call: Call) async throws -> Reply {
    let register = try call.register()
    guard call.request.headers[.ifMatch] != nil else { throw Precondition() }
    let record = try await call.record(register)
    let version = try version(call, record)
    _ = try await call.installation.commit(
      [.archive(id: record.id, ifVersion: version)], in: call.workspace, as: call.actor)
    return Reply(status: .noContent)
  }

  /// A step of the life cycle, by its noun.
  static func step(_ call: Call) async throws -> Reply {
    let register = try call.register()
    let record = try await call.record(register)
    let bytes = try await call.body(upTo: 1 << 20)
    guard case .object(let values) = bytes.isEmpty ? .object([:]) : try JSON.parse(bytes) else {
      throw Failure.malformed("The body must be a JSON object.")
    }
    let version = try version(call, record)
    let committed = try await call.installation.commit(
      [.step(id: record.id, noun: call.parameter("noun"), values: values, ifVersion: version)], in: call.workspace,
      as: call.actor)
    return item(committed.records.first ?? record)
  }

  /// The revision from which the caller goes on, if the request says so: one of those in If-Match (RFC 9110, 13.1.1). What
  /// stands at the moment of the write is compared with it once more, at the door.
  private static func version(_ call: Call, _ record: StoredRecord) throws -> Int? {
    guard let header = call.request.headers[.ifMatch], header.trimmed() != "*" else { return nil }
    let tags = header.split(separator: ",").map { tag -> String in
      // A proxy that compresses makes a tag weak; the revision in it is the same.
      let tag = tag.trimmed()
      return tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag
    }
    let isWellFormed = !tags.isEmpty && tags.allSatisfy { $0.count >= 2 && $0.hasPrefix("\"") && $0.hasSuffix("\"") }
    // A bare number is taken too, since people write it.
    guard isWellFormed || Int(header.trimmed()) != nil else {
      throw Failure.malformed("If-Match holds revisions in quotation marks, such as \"3\".")
    }
    guard tags.contains(where: { $0.trimmed(also: "\"") == "\(record.version)" }) else {
      throw Failure.stale(current: record.version)
    }
    return record.version
  }

  static func history(_ call: Call) async throws -> Reply {
    let record = try await call.record(try call.register())
    let history = try await call.read { scope in
      try scope.history(of: record.id).map { revision -> Value in
        guard scope.sharedOnly, var members = revision.value.object else { return revision.value }
        // How much the ledger holds and where, and who is behind an address, is not for those who see what is shown.
        for name in ["seq", "batch", "leaf_hash"] { members[name] = nil }
        members["actor"] = .text(try scope.author(revision.actor))
        return .object(members)
      }
    }
    return .json(["items": .list(history), "next": nil, "total": .int(history.count)])
  }

  static func export(_ call: Call) async throws -> Reply {
    let register = try call.register()
    guard let format = ExportFormat(rawValue: call.query("format") ?? "csv") else {
      throw Failure.malformed("format is csv, xlsx or json.")
    }
    let bytes = try await call.installation.export(
      register.slug, format, call.query.filter { $0.name != "format" }, in: call.workspace, as: call.actor)
    return .download(bytes, type: format.mediaType, name: "\(register.slug).\(format.rawValue)")
  }

  /// A CSV or XLSX file as the body. All rows or none, unless `good_rows_only=true`.
  static func importFile(_ call: Call) async throws -> Reply {
    let register = try call.register()
    var options = ImportOptions()
    for (name, value) in call.query {
      guard value == "true" || value == "false" else { throw Failure.malformed("\(name) is true or false.") }
      switch name {
      case "dry_run": options.isDryRun = value == "true"
      case "good_rows_only": options.goodRowsOnly = value == "true"
      case "skip_existing": options.updates = value == "false"
      default: throw Failure.malformed("There is no parameter “\(name)”.")
      }
    }
    let content = try await call.receive(upTo: Installation.largestFile).content
    guard !content.isEmpty else { throw Failure.malformed("The body is empty; it is a file in CSV or XLSX.") }
    guard !register.isMadeByProgram else {
      throw Failure.conflict("\(register.many) are made by Concord; there is nothing to import.")
    }
    let isWorkbook = try content.read(0..<2) == [0x50, 0x4B]
    let read = try await call.installation.readForImport(
      content, as: "\(register.slug).\(isWorkbook ? "xlsx" : "csv")")
    options.keepsMatches = false
    options.everywhere.register = register.slug
    let report = try await call.installation.importFiles([read], options, in: call.workspace, as: call.actor)
    return .json(try await call.installation.aside { JSON.bytes(report.value) })
  }
}

/// A change needs to say which revision it was made from.
struct Precondition: Error {}

extension Revision {
  var value: Value {
    [
      "seq": .int(seq), "id": .text(record), "register": .text(kind), "revision": .int(version),
      "action": .text(action.rawValue),
      "state": Value(state), "actor": .text(actor), "at": .text(at), "note": .text(note), "batch": .int(batch),
      "body": .object(body), "body_sha256": .text(bodyHash.hex), "leaf_hash": .text(leafHash.hex),
    ]
  }
}
