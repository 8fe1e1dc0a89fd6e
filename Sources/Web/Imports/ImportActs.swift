import Domain
import Operations
import RegisterKit
import Store

/// What is done with an import as a whole.
enum ImportActs {
  private static func done(_ call: Call) -> Reply { .redirect(call.link.importing(call.parameter("id"))) }

  static func addFiles(_ call: Call) async throws -> Reply {
    let id = call.parameter("id")
    let record = try await call.read { try $0.record(id) }
    let names = (record?.body[AnyRegister.attachments] ?? .null).list.compactMap { $0["name"].text }
    let (files, empty) = try await ImportUpload.sent(call, taken: Set(names))
    _ = try await call.installation.addFiles(files, toImport: id, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.importing(id), empty.prefix(20).map { ("empty", $0) }))
  }

  static func assign(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let name = (form["assigned_to"] ?? "").trimmed()
    _ = try await call.installation.changeImport(
      call.parameter("id"), ["assigned_to": name.isEmpty ? .null : .text(name)], in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.importing(call.parameter("id")), [("done", "saved")]))
  }

  static func discard(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    _ = try await call.installation.changeImport(
      call.parameter("id"), ["status": "discarded"], in: call.workspace, as: call.actor)
    return done(call)
  }

  static func take(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let id = call.parameter("id")
    let logger = call.site.logger
    let taking = try await call.installation.beginTaking(
      id, goodRowsOnly: form["rows"] == "good", in: call.workspace, as: call.actor
    ) { error in
      logger.error("an import could not be taken", metadata: ["import": "\(id)", "error": "\(error)"])
    }
    if case .done(let record, let report) = taking, record.state == "open" {
      throw Failure.conflict(
        "\(Words.count(report.leftCount, "row", "rows")) can’t be imported, so nothing was. Correct them, or import the valid rows only."
      )
    }
    return done(call)
  }

  static func undo(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    let id = call.parameter("id")
    let logger = call.site.logger
    let (batch, isUnderWay) = try await call.installation.beginUndo(
      ofImport: id, in: call.workspace, as: call.actor
    ) { error in
      logger.error("an import could not be undone", metadata: ["import": "\(id)", "error": "\(error)"])
    }
    guard isUnderWay else { return done(call) }
    return .redirect(WebAddress.query(call.link.undo(batch), [("back", call.link.importing(id))]))
  }

  /// Begins another import with the files of one that is over.
  static func again(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    let record = try await call.installation.beginAgain(
      import: call.parameter("id"), in: call.workspace, as: call.actor)
    return .redirect(call.link.importing(record.id))
  }

  /// The rows of a table that were not taken, to be corrected and sent again.
  static func rejected(_ call: Call) async throws -> Reply {
    let open = try await call.installation.openImport(
      call.parameter("id"), changes: OpenImport.shown, in: call.workspace, as: call.actor)
    let key = call.query("key") ?? ""
    guard let part = open.report.parts.first(where: { ImportView.key($0) == key && open.table($0) != nil }) else {
      throw Failure.notFound("\(open.record.id) has no table “\(key)”.")
    }
    guard let bytes = try await call.installation.rejectedRows(part, of: open) else {
      throw Failure.notFound("No row of “\(ImportView.shortName(part))” was refused.")
    }
    let file = part.path.split(separator: "/").last.map(String.init) ?? part.path
    let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    let name = part.sheet.map { "\(stem) \($0)" } ?? stem
    return .download(bytes, type: "text/csv; charset=utf-8", name: "\(name)\(ImportReport.correctionsEnding)")
  }

  /// How the tables are read as things are, as YAML that can be used elsewhere.
  static func profile(_ call: Call) async throws -> Reply {
    let open = try await call.installation.openImport(
      call.parameter("id"), changes: OpenImport.shown, in: call.workspace, as: call.actor)
    return .download(
      Array(ImportProfileText.write(open.report.profiles).utf8), type: "application/yaml",
      name: "\(open.record.id) decisions.yaml")
  }
}
