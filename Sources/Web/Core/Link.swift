/// Every address inside a workspace. Pages make links through it only, so that a test can ask the router for each.
struct Link: Sendable {
  let workspace: String

  private var root: String { "/w/\(workspace)" }
  var home: String { root }
  func register(_ slug: String) -> String { "\(root)/\(slug)" }
  func register(_ slug: String, _ items: [(String, String?)]) -> String { WebAddress.query(register(slug), items) }
  func new(_ slug: String) -> String { "\(root)/\(slug)/new" }
  func record(_ slug: String, _ id: String) -> String { "\(root)/\(slug)/\(WebAddress.encode(id))" }
  func edit(_ slug: String, _ id: String) -> String { "\(record(slug, id))/edit" }
  func history(_ slug: String, _ id: String) -> String { "\(record(slug, id))/history" }
  func revision(_ slug: String, _ id: String, _ version: Int) -> String { "\(record(slug, id))/revisions/\(version)" }
  func step(_ slug: String, _ id: String, _ noun: String) -> String { "\(record(slug, id))/steps/\(noun)" }
  func comments(_ slug: String, _ id: String) -> String { "\(record(slug, id))/comments" }
  func attachments(_ slug: String, _ id: String) -> String { "\(record(slug, id))/attachments" }
  func archive(_ slug: String, _ id: String) -> String { "\(record(slug, id))/archive" }
  func restore(_ slug: String, _ id: String) -> String { "\(record(slug, id))/restoration" }
  func share(_ slug: String, _ id: String) -> String { "\(record(slug, id))/share" }
  func bulk(_ slug: String) -> String { "\(root)/\(slug)/bulk" }
  func export(_ slug: String) -> String { "\(root)/\(slug)/export" }
  func views(_ slug: String) -> String { "\(root)/\(slug)/views" }
  func file(_ sha256: String, _ name: String) -> String {
    WebAddress.query("\(root)/files/\(sha256)", [("name", name)])
  }
  var search: String { "\(root)/search" }
  var lookup: String { "\(root)/lookup" }
  var attention: String { "\(root)/attention" }
  var steps: String { "\(root)/steps" }
  var importing: String { "\(root)/import" }
  func importing(_ id: String) -> String { "\(importing)/\(WebAddress.encode(id))" }
  /// What is done with an import: `taking`, `files`, `assignment` and the like.
  func importing(_ id: String, _ part: String) -> String { "\(importing(id))/\(part)" }
  func importTablePath(_ id: String) -> String { importing(id, "table") }
  /// A table by the name that decisions give it.
  func importTable(_ id: String, _ key: String) -> String { WebAddress.query(importTablePath(id), [("key", key)]) }
  func importRejected(_ id: String, _ key: String) -> String {
    WebAddress.query(importing(id, "rejected"), [("key", key)])
  }
  var importProfiles: String { "\(importing)/profiles" }
  var gap: String { "\(root)/gap" }
  func gap(_ framework: String) -> String { "\(root)/gap/\(framework)" }
  func requirement(_ uid: String) -> String { "\(root)/requirements/\(WebAddress.encode(uid))" }
  var suggestions: String { "\(root)/suggestions" }
  var soa: String { "\(root)/soa" }
  var soaApproval: String { "\(root)/soa/approval" }
  var soaDecisions: String { "\(root)/soa/decisions" }
  var soaExport: String { "\(root)/soa/export" }
  var soaComparison: String { "\(root)/soa/comparison" }
  var crosswalk: String { "\(root)/crosswalk" }
  var heatMap: String { "\(root)/heat-map" }
  var inventory: String { "\(root)/ai-inventory" }
  var threats: String { "\(root)/threat-catalogue" }
  var ledger: String { "\(root)/ledger" }
  func undo(_ batch: Int) -> String { "\(root)/ledger/\(batch)/undo" }
  var invitations: String { "\(root)/invitations" }
  var members: String { "\(root)/members" }
  func member(_ account: Int) -> String { "\(root)/members/\(account)" }
  func member(_ account: Int, _ act: String) -> String { "\(member(account))/\(act)" }
  /// Which audits external auditors are invited to, and until when.
  var visits: String { "\(root)/members/visit" }
  /// Which person of the register a member is.
  var memberPerson: String { "\(root)/members/person" }
  /// The form that invites an external auditor to an audit.
  func invite(to audit: String) -> String { "\(WebAddress.query(members, [("audit", audit)]))#invite-auditor" }
  var storage: String { "\(root)/storage" }
  var securityEvents: String { "\(root)/security-events" }
  var tokens: String { "\(root)/tokens" }
  var method: String { "\(root)/method" }
  var reminders: String { "\(root)/reminders" }
  var libraries: String { "\(root)/libraries" }
  private func certification(_ id: String, _ part: String) -> String {
    "\(root)/certification/\(WebAddress.encode(id))/\(part)"
  }
  func pack(_ audit: String) -> String { certification(audit, "pack") }
  func packArchive(_ pack: String) -> String { certification(pack, "archive") }
  func room(_ audit: String) -> String { certification(audit, "room") }
  func roomSharing(_ audit: String) -> String { certification(audit, "sharing") }
  func roomRequests(_ audit: String) -> String { certification(audit, "requests") }
  func roomAnswers(_ audit: String) -> String { certification(audit, "answers") }
  func roomFindings(_ audit: String) -> String { certification(audit, "findings") }
  func integration(_ audit: String) -> String { certification(audit, "integration") }
  func letter(_ audit: String) -> String { certification(audit, "letter") }
  static func invitation(_ secret: String) -> String { "/invitation/\(WebAddress.encode(secret))" }
  static func reset(_ secret: String) -> String { "/reset/\(WebAddress.encode(secret))" }
  static let signIn = "/sign-in"
  static let signOut = "/sign-out"
  static let account = "/account"
  static let sessions = "/account/sessions"
  static let sessionsEnd = "/account/sessions/end"
}
