import HTTPTypes
import Ledger
import RegisterKit
import Store

/// Whose what is kept in a browser is: text that was not sent waits there and must not be seen by whoever signs in next.
struct BrowserOwner {
  let site: Website
  let account: Account

  /// Stands for the account, and tells nothing about it.
  var mark: String {
    let key = hmac(site.installation.key.addressKey, Array("browser owners".utf8))
    return String(hmac(key, Array("\(account.id)".utf8)).base64URL.prefix(16))
  }

  private var name: String { "\(site.isSecure ? "__Host-" : "")concord-owner-\(site.installation.key.name)" }

  /// Has the browser forget what another account left, and remember whose it is now.
  func enter(_ call: Call, _ reply: inout Reply) {
    if let former = call.cookie(name), former != mark { Self.clearStorage(&reply) }
    let value =
      "\(name)=\(mark); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(KnownDevice.days * 86_400)\(site.isSecure ? "; Secure" : "")"
    reply.headers.append(HTTPField(name: .setCookie, value: value))
  }

  /// Browsers obey over HTTPS and on this machine; elsewhere the script of the pages does the same (`ScriptsStorage`).
  static func clearStorage(_ reply: inout Reply) {
    if let name = HTTPField.Name("Clear-Site-Data") { reply.headers[name] = "\"storage\"" }
  }
}
