import Domain
import Ledger
import Operations
import RegisterKit
import Synchronization

/// The description of the API and a page that shows it.
enum APIPages {
  /// Made once: it follows from the program alone.
  private static let made = Mutex<(bytes: [UInt8], tag: String)?>(nil)

  static func document(_ call: Call) async throws -> Reply {
    let registers = call.installation.registers
    let (bytes, tag) = made.withLock { made in
      if let made { return made }
      let bytes = JSON.bytes(OpenAPI.document(registers))
      made = (bytes, "\"\(Hash.sha256(bytes).hex.prefix(16))\"")
      return made ?? (bytes, "")
    }
    if call.request.headers[.ifNoneMatch] == tag { return Reply(status: .notModified, headers: [.eTag: tag]) }
    var reply = Reply.json(bytes)
    (reply.headers[.eTag], reply.headers[.cacheControl]) = (tag, "no-cache")
    return reply
  }

  static func page(_ call: Call) async throws -> Reply {
    let registers = call.installation.registers.all.map { register -> HTML in
      let steps = (register.lifecycle?.steps ?? []).map { "<code>…/{id}/\($0.noun)</code>" as HTML }
      let fields = register.fields.filter(\.isEntered).map { "<code>\($0.name)</code>" as HTML }
      return """
        <details><summary><code>\(register.slug)</code> \(register.many)</summary><p>\(fields.joined(by: " "))</p>\
        \(when: !steps.isEmpty, "<p>Steps: \(steps.joined(by: " "))</p>")</details>
        """
    }
    return .html(
      Layout.bare(
        title: "API",
        content: """
          <p>The whole description is at <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1). A token goes into the header <code>Authorization: Bearer …</code>; \
          an administrator makes one under “Members and tokens”, or <code>concord token create</code> does.</p>
          \(UI.codeBlock("curl -H \"Authorization: Bearer $TOKEN\" \\\n  \"\(call.origin)/api/v1/workspaces/halden-health/risks?status=open&score.gte=12&sort=-score\"", label: "Example"))
          <p>Any field is a filter: <code>field=a,b</code>, <code>field.ne</code>, <code>.gt</code>, <code>.gte</code>, <code>.lt</code>, <code>.lte</code>, <code>.empty</code>, <code>.contains</code>, <code>.same</code>. \
          A change needs <code>If-Match</code> with the revision that was seen. Errors are problem documents (RFC 9457).</p>
          <h2>Registers and their fields</h2>\(registers)
          """))
  }
}
