import Domain
import Operations
import RegisterKit
import Store

/// Files at records: attached, listed, saved. Never shown in place, since anybody may have made them.
enum FilePages {
  static func download(_ call: Call) async throws -> Reply {
    let sha256 = call.parameter("sha256")
    let (file, bytes) = try await call.read { scope -> (StoredFile, [UInt8]) in
      // An outsider gets only files of records that are shared.
      if scope.sharedOnly, try !scope.isFileVisible(sha256) { throw Failure.notFound("There is no such file.") }
      return try call.installation.file(sha256, scope)
    }
    return .download(bytes, type: file.type, name: call.query("name") ?? sha256)
  }

  static func attach(_ call: Call) async throws -> Reply {
    let register = try call.register()
    let record = try await call.record(register)
    guard call.allows(.edit, record.envelope) else { throw Failure.forbidden("You may not change this.") }
    let form = try await call.form(upTo: Installation.largestFile + (1 << 20))
    guard let file = form.files.first else { throw Failure.malformed("Choose a file first.") }
    let kept = try await call.installation.keepFile(file.content, in: call.workspace, as: call.actor)
    _ = try await call.installation.commit(
      [.attach(id: record.id, file: kept, name: file.name)], in: call.workspace, as: call.actor,
      note: "Attached \(file.name)")
    return .redirect(WebAddress.query(call.link.record(register.slug, record.id), [("done", "saved")]))
  }

  /// The files of a record, with a form to add one.
  static func card(_ record: StoredRecord, _ register: AnyRegister, _ call: Call) -> HTML {
    let files = record.body[AnyRegister.attachments]?.list ?? []
    let may = call.allows(.edit, record.envelope) && !record.isArchived && !register.isMadeByProgram
    guard may || !files.isEmpty else { return .empty }
    let list = files.html { file in
      let (name, sha256) = (file["name"].text ?? "file", file["sha256"].text ?? "")
      return
        "<li><a href=\"\(call.link.file(sha256, name))\">\(name)</a> <small>\(size(file["size"].int ?? 0)), SHA-256 \(sha256.prefix(12).description)…</small></li>"
    }
    return UI.card(
      "Files",
      """
      \(when: !files.isEmpty, "<ul class=\"plain\">\(list)</ul>")\(when: may, UI.form(
        action: call.link.attachments(register.slug, record.id), hidden: [call.token], takesFiles: true,
        UI.field(.init("file", "Add a file", .file(), prefix: "attach")), actions: [UI.submit("Attach", .plain)]))
      """)
  }

  static func size(_ bytes: Int) -> String {
    bytes < 1024 ? "\(bytes) bytes" : bytes < 1_048_576 ? "\(bytes / 1024) KB" : "\(bytes / 1_048_576) MB"
  }
}
