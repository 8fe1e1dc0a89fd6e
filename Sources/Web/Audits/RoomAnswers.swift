import Domain
import Operations
import RegisterKit
import Store

/// Answering in the audit room: each open request with a form for the answer and what shows it, for those who may answer it.
extension RoomPage {
  /// What the organization writes at a request; what was asked stays as it was asked.
  private static let answered = ["answer", "shows", "owner"]

  /// The open requests that whoever asks may answer; empty if there are none.
  static func answers(
    _ requests: [StoredRecord], _ problems: [UI.FormProblem], _ typed: [String: String], form: String,
    _ audit: StoredRecord, _ call: Call
  ) async throws -> HTML {
    let open = requests.filter { $0.state == "open" && call.allows(.edit, $0.envelope) }
    guard !open.isEmpty, let register = call.installation.registers["audit-requests"] else { return .empty }
    let fields = answered.compactMap { register.field($0) }
    let (settings, names) = try await call.read { scope in
      let ids = open.flatMap { register.targets(in: $0.body) } + fields.flatMap { (typed[$0.name] ?? "").parts }
      return (try call.installation.settings(scope), try scope.names(of: ids))
    }
    let folds = open.map { request -> HTML in
      let prefix = prefix(request.id)
      let isRefused = form == prefix
      let controls = fields.map { field -> HTML in
        let text =
          isRefused ? typed[field.name] ?? "" : request.body[field.name].map { field.kind.text($0, settings) } ?? ""
        let errors = isRefused ? problems.filter { $0.field == field.name }.map(\.message) : []
        return UI.field(
          .init(
            field.name, label(field), FormPage.control(field, text, settings, names, call), help: help(field, call),
            errors: errors, prefix: prefix))
      }
      let asked = [
        request.body["asked_by"]?.text, request.body["asked_on"]?.text.map(Words.day),
        request.due.map { "needed by \(Words.day($0))" },
      ].compactMap(\.self).joined(separator: ", ")
      let late = request.due.map { $0 < "\(call.installation.today)" } ?? false
      return UI.fold(
        "\(request.title)\(when: late, " \(UI.tag("late", .bad))")", note: asked, isOpen: isRefused || open.count == 1,
        UI.form(
          action: call.link.roomAnswers(audit.id),
          hidden: [call.token, .init("request", request.id), .init("_version", "\(request.version)")],
          draft: "answers/\(request.id)", "\(controls)",
          actions: [
            UI.submit("Give the answer", name: "act", value: "give"),
            UI.submit("Keep it for now", .plain, name: "act", value: "keep"),
          ]))
    }
    return UI.card("To answer", note: "\(Words.count(open.count, "request", "requests"))", UI.folds(folds))
  }

  private static func prefix(_ request: String) -> String { UI.identifier("answer", request) }

  private static func label(_ field: FieldSpec) -> String {
    field.name == "shows" ? "Records that show it" : field.label
  }

  private static func help(_ field: FieldSpec, _ call: Call) -> HTML? {
    guard field.name == "shows" else { return nil }
    return call.allows(.approve)
      ? "They are shown to the external auditors of this audit with the answer."
      : "A manager shows them to the external auditors."
  }

  static func answer(_ call: Call) async throws -> Reply {
    let audit = try await audit(call)
    let form = try await call.form()
    let id = form["request"] ?? ""
    guard let register = call.installation.registers["audit-requests"],
      let request = try await call.read({ try $0.record(id) }), request.kind == register.slug,
      request.body["audit"]?.text == audit.id
    else { throw Failure.notFound("There is no such request of \(audit.id).") }
    var typed: [String: String] = [:]
    for name in answered { typed[name] = form.all(name).filter { !$0.isEmpty }.joined(separator: "; ") }
    let texts = typed
    let (values, problems) = try await call.read(texts, of: register)
    func refused(_ problems: [UI.FormProblem]) async throws -> Reply {
      try await page(call, audit, problems: problems, typed: texts, form: prefix(id))
    }
    guard problems.isEmpty else { return try await refused(problems.all.map(register.formProblem)) }
    do {
      _ = try await call.installation.answer(
        id, values, isGiven: form["act"] == "give", ifVersion: form["_version"].flatMap { Int($0) },
        in: call.workspace, as: call.actor)
    } catch Failure.invalid(let rejections) {
      return try await refused(rejections.flatMap(\.problems).map(register.formProblem))
    } catch Failure.stale {
      return try await refused([
        .init(field: nil, "Somebody changed this request while you were writing. What you typed is still here.")
      ])
    }
    return .redirect(
      WebAddress.query(
        call.link.room(audit.id),
        [("done", form["act"] == "give" ? "stepped" : "saved"), ("draft", "answers/\(id)")]))
  }
}
