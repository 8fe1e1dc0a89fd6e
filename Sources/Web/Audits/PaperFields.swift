import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import RegisterKit
import Store

/// Where the script of a working paper sends what is typed, field by field, and photographs.
enum PaperFields {
  /// `{"token", "revision", "texts": {field: text}}` → what was kept, what clashes, what is wrong, how it stands now.
  static func keep(_ call: Call) async throws -> Reply {
    try await answering {
      guard call.parameter("register") == "checks" else { throw Failure.notFound("Only checks are filled in here.") }
      guard case .object(let sent) = try JSON.parse(try await call.body(upTo: 1 << 20)) else {
        throw Failure.malformed("The body must be a JSON object.")
      }
      guard sent["token"]?.text == call.csrfToken else {
        throw Failure.forbidden("This page is out of date; load it again. What you typed is kept in this browser.")
      }
      guard let revision = sent["revision"]?.int, let texts = sent["texts"]?.object else {
        throw Failure.malformed("Say which revision you saw, and the texts by field.")
      }
      let entry = FieldEntry(
        check: call.parameter("id"), revision: revision, texts: texts.mapValues { $0.text ?? "" })
      return try await answer(call.installation.fill(entry, in: call.workspace, as: call.actor), call)
    }
  }

  /// A photograph or another file becomes a piece of evidence of the check.
  static func upload(_ call: Call) async throws -> Reply {
    try await answering {
      guard call.parameter("register") == "checks" else { throw Failure.notFound("Only checks take photographs here.") }
      let (form, isWhole) = try await call.formPrefix(upTo: Installation.largestFile + (1 << 20))
      guard isWhole else { throw Failure.tooLarge("A file has 100 MB at most. Nothing else on this page is lost.") }
      guard let file = form.files.first else { throw Failure.malformed("Choose a file first.") }
      return try await answer(
        call.installation.addPhoto(
          file.content, name: file.name, to: call.parameter("id"), in: call.workspace, as: call.actor), call)
    }
  }

  /// What was kept, and the session as it stands now, since the first word begins it.
  private static func answer(_ kept: FieldsKept, _ call: Call) async throws -> Value {
    var answer = kept.value.object ?? [:]
    if let id = kept.record.body["session"]?.text, let session = try await call.read({ try $0.record(id) }) {
      answer["session"] = PaperSteps.value(session, call)
    }
    return .object(answer)
  }

  /// The script reads a sentence out of every answer, whatever happened.
  private static func answering(_ work: () async throws -> Value) async throws -> Reply {
    do { return .json(try await work()) } catch {
      guard let failure = Failure(error) else { throw error }
      return .json(["message": .text(failure.message)], status: ErrorPage.kind(failure).0)
    }
  }
}

extension Call {
  /// A form that may be larger than it should: what came before the limit is read, the rest is let pass, so that the fields
  /// are not lost with a file that is too large.
  func formPrefix(upTo limit: Int) async throws -> (form: FormData, isWhole: Bool) {
    let (content, isWhole) = try await receive(upTo: limit, letsPass: true)
    let form = try FormData(contentType: request.headers[.contentType] ?? "", content: content)
    guard form["_token"] == csrfToken else { throw Failure.forbidden("This form is out of date; load the page again.") }
    return (form, isWhole)
  }
}
