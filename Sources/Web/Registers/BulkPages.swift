import Domain
import Operations
import RegisterKit
import Store

/// One change for many rows of a list, as one act.
enum BulkPages {
  static func run(_ call: Call) async throws -> Reply {
    let (register, form) = (try call.register(), try await call.form())
    let ids = form.all("id")
    let back = call.link.register(register.slug) + (form["_list"].flatMap { $0.isEmpty ? nil : "?\($0)" } ?? "")
    do {
      guard !ids.isEmpty else { throw Failure.malformed("Choose at least one row.") }
      guard ids.count <= 1000 else { throw Failure.malformed("At most 1,000 rows at once.") }
      var changes: [Change] = []
      switch form["act"] {
      case "archive": changes = ids.map { .archive(id: $0) }
      case "choose": return try await page(call, register, form, ids, problem: nil)
      case "set":
        do {
          let values = try await values(call, register, form)
          changes = ids.map { .edit(id: $0, values: values) }
          _ = try await call.installation.commit(
            changes, in: call.workspace, as: call.actor, note: "\(ids.count) at once")
        } catch let failure as Failure {
          return try await page(call, register, form, ids, problem: failure.message)
        }
        return .redirect(done(back, ids.count))
      default:
        guard let step = register.lifecycle?.step(form["act"] ?? ""), step.asks.isEmpty else {
          throw Failure.malformed("Choose what to do.")
        }
        changes = ids.map { .step(id: $0, noun: step.noun) }
      }
      _ = try await call.installation.commit(changes, in: call.workspace, as: call.actor, note: "\(ids.count) at once")
      return .redirect(done(back, ids.count))
    } catch let failure as Failure {
      var reply = try await ListPage.show(
        call, FormData.parse(form["_list"] ?? ""), flash: Flash(.bad, "Nothing was changed. \(failure.message)"))
      reply.status = .unprocessableContent
      return reply
    }
  }

  private static func done(_ back: String, _ count: Int) -> String {
    "\(back)\(back.contains("?") ? "&" : "?")done=changed&count=\(count)"
  }

  private static func field(_ register: AnyRegister, _ form: FormData) throws -> FieldSpec {
    guard let field = register.field(form["field"] ?? ""), ListPage.canBeSet(field) else {
      throw Failure.malformed("Choose the field to set.")
    }
    return field
  }

  private static func values(_ call: Call, _ register: AnyRegister, _ form: FormData) async throws -> Body {
    let field = try field(register, form)
    let text = form[field.name] ?? (field.kind.control == .flag ? "no" : "")
    let (values, problems) = try await call.read([field.name: text], of: register)
    guard problems.isEmpty else { throw Failure.malformed(problems.all.map(\.message).joined(separator: " ")) }
    return values
  }

  /// Asks for the value, with the field's own control.
  private static func page(
    _ call: Call, _ register: AnyRegister, _ form: FormData, _ ids: [String], problem: String?
  ) async throws -> Reply {
    let field = try field(register, form)
    let (settings, names) = try await call.read { scope in
      (try call.installation.settings(scope), try scope.names(of: ids + (form[field.name] ?? "").parts))
    }
    let list = call.link.register(register.slug)
    let shown = ids.prefix(12).map { names[$0]?.title ?? $0 }.joined(separator: ", ")
    let control = UI.field(
      .init(
        field.name, field.label, FormPage.control(field, form[field.name] ?? "", settings, names, call),
        help: field.traits.help.map { "\($0)" }, errors: problem.map { [$0] } ?? []))
    let back = list + (form["_list"].flatMap { $0.isEmpty ? nil : "?\($0)" } ?? "")
    let content = UI.form(
      action: call.link.bulk(register.slug),
      hidden: [call.token, .init("field", field.name), .init("act", "set"), .init("_list", form["_list"] ?? "")]
        + ids.map { .init("id", $0) },
      "<p class=\"quiet\">\(shown)\(ids.count > 12 ? " and \(ids.count - 12) more" : "")</p>\(control)",
      actions: [UI.submit("Set it for all \(ids.count)"), UI.linkButton("Cancel", href: back, .plain)])
    var reply = try await call.page(
      Page(
        "Set “\(field.label)” for \(Words.count(ids.count, register.one.lowercasedFirst, register.many.lowercasedFirst))",
        crumbs: [UI.Crumb(register.many, href: list)], section: list, content: content))
    if problem != nil { reply.status = .unprocessableContent }
    return reply
  }
}
