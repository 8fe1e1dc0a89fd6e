import RegisterKit

/// Something that an auditor of access rights or logging asks about (ISO/IEC 27001 A.5.18, A.8.15): who came in, who was kept
/// out, who was given what. What is done to records stands in the ledger and not here. Holds no secret and no address
/// of somebody who has no account.
public struct SecurityEvent: Sendable, Hashable {
  /// Position in the chain, from 1; 0 until it is kept.
  public var id: Int
  public let at: Instant
  /// Nil where it is of the installation or of an account, not of one workspace.
  public let workspace: Int?
  public let kind: Kind
  /// Who did it, as the ledger names authors; empty where nobody is known.
  public let actor: String
  /// What or whom it was done to, such as the account, the token or the address of the page.
  public let subject: String
  /// Network address from which it came, or “this machine”.
  public let sender: String
  /// What else is to be known, in words.
  public let detail: String
  /// How often it happened; more than 1 where the same came again within its window.
  public let times: Int

  /// Longer texts are cut, since some of them are the sender's choice.
  public init(
    id: Int = 0, at: Instant, workspace: Int?, kind: Kind, actor: String, subject: String, sender: String,
    detail: String = "", times: Int = 1
  ) {
    func bounded(_ text: String) -> String { String(String.UnicodeScalarView(text.unicodeScalars.prefix(254))) }
    self.id = id
    self.at = at
    self.workspace = workspace
    self.kind = kind
    self.actor = bounded(actor)
    self.subject = bounded(subject)
    self.sender = bounded(sender)
    self.detail = bounded(detail)
    self.times = times
  }

  public enum Kind: String, Sendable, CaseIterable {
    case signIn = "sign_in"
    case signInFailed = "sign_in_failed"
    case slowedDown = "slowed_down"
    case signOut = "sign_out"
    case sessionEnded = "session_ended"
    case passwordChanged = "password_changed"
    case passwordRefused = "password_refused"
    case resetIssued = "reset_issued"
    case resetUsed = "reset_used"
    case accountMade = "account_made"
    case accountChanged = "account_changed"
    case accountDisabled = "account_disabled"
    case accountEnabled = "account_enabled"
    case memberAdded = "member_added"
    case memberChanged = "member_changed"
    case memberRemoved = "member_removed"
    case invitationMade = "invitation_made"
    case invitationUsed = "invitation_used"
    case invitationWithdrawn = "invitation_withdrawn"
    case tokenMade = "token_made"
    case tokenUsed = "token_used"
    case tokenEnded = "token_ended"
    case tokenUnknown = "token_unknown"
    case refused
    case sealBroken = "seal_broken"
    case shown
    case hidden
    case exported
    case workspaceMade = "workspace_made"
    case backup
    case restored
    case resealed
    case keyRotated = "key_rotated"
    case eventsDropped = "events_dropped"
    case quotaChanged = "quota_changed"
    case endedUnexpectedly = "ended_unexpectedly"

    public var label: String {
      switch self {
      case .signIn: "Signed in"
      case .signInFailed: "Sign-in failed"
      case .slowedDown: "Sign-in slowed down"
      case .signOut: "Signed out"
      case .sessionEnded: "Session ended"
      case .passwordChanged: "Password changed"
      case .passwordRefused: "Present password wrong"
      case .resetIssued: "Password reset link issued"
      case .resetUsed: "Password reset link used"
      case .accountMade: "Account made"
      case .accountChanged: "Name of an account changed"
      case .accountDisabled: "Account disabled"
      case .accountEnabled: "Account enabled"
      case .memberAdded: "Member added"
      case .memberChanged: "Member changed"
      case .memberRemoved: "Member removed"
      case .invitationMade: "Invitation made"
      case .invitationUsed: "Invitation used"
      case .invitationWithdrawn: "Invitation withdrawn"
      case .tokenMade: "Token made"
      case .tokenUsed: "Token first used that day"
      case .tokenEnded: "Token revoked"
      case .tokenUnknown: "Unknown token"
      case .refused: "Refused"
      case .sealBroken: "Altered by hand, refused"
      case .shown: "Shown to external auditors"
      case .hidden: "Hidden from external auditors"
      case .exported: "Downloaded"
      case .workspaceMade: "Workspace made"
      case .backup: "Backup written"
      case .restored: "Restored from a backup"
      case .resealed: "Sealed as it stands"
      case .keyRotated: "Key replaced"
      case .eventsDropped: "Old events dropped"
      case .quotaChanged: "Quota changed"
      case .endedUnexpectedly: "Ended unexpectedly"
      }
    }

    /// Somebody can bring it about as often as they like, so that the same within a minute is one event with a number.
    public var isRepeatable: Bool {
      [.signInFailed, .slowedDown, .passwordRefused, .tokenUnknown, .refused, .sealBroken, .exported].contains(self)
    }
  }
}

/// What is looked for among the events.
public struct SecurityEventFilter: Sendable, Hashable {
  public var kind: SecurityEvent.Kind?
  /// Who did it or to whom it was done, as it is written there.
  public var person: String?
  public var from: Day?
  public var to: Day?
  /// Only those before that event.
  public var before: Int?

  public init(
    kind: SecurityEvent.Kind? = nil, person: String? = nil, from: Day? = nil, to: Day? = nil, before: Int? = nil
  ) {
    self.kind = kind
    self.person = person
    self.from = from
    self.to = to
    self.before = before
  }
}
