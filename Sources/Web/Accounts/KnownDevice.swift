import HTTPTypes
import Ledger
import RegisterKit
import Store

/// A browser from which an account signed in before, as OWASP describes it (“Slow Down Online Guessing Attacks with Device
/// Cookies”): who has its cookie is counted apart from strangers, so that nobody's guessing keeps its owner out. It opens nothing.
struct KnownDevice {
  /// For how many days a browser is known.
  static let days = 180

  let site: Website
  /// In small letters.
  let email: String

  /// One for each account, so that two people at one browser are both known.
  private var name: String {
    "\(site.isSecure ? "__Host-" : "")concord-device-\(site.installation.key.name)-\(mark("name").prefix(10))"
  }

  /// What the device is called by; nil where the request brings no cookie of this installation for this account.
  func id(_ call: Call) -> String? {
    let parts = call.cookie(name)?.split(separator: ".", omittingEmptySubsequences: false).map(String.init) ?? []
    guard parts.count == 3, let day = Int(parts[1]), parts[0].utf8.count == 22,
      (0...Self.days).contains(site.installation.today.number.subtractingReportingOverflow(day).partialValue),
      equalInConstantTime(Array(mark("\(parts[0]).\(parts[1])").utf8), Array(parts[2].utf8))
    else { return nil }
    return parts[0]
  }

  /// Makes the browser known from today on.
  func cookie(_ call: Call) -> String {
    let id = id(call) ?? String(Random.secret().prefix(22))
    let content = "\(id).\(site.installation.today.number)"
    return
      "\(name)=\(content).\(mark(content)); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(Self.days * 86_400)\(site.isSecure ? "; Secure" : "")"
  }

  private func mark(_ content: String) -> String {
    hmac(hmac(site.installation.key.addressKey, Array("known devices".utf8)), Array("\(email)\n\(content)".utf8))
      .base64URL
  }
}
