import RegisterKit

/// Something that somebody is to do about a nonconformity by a day (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.2).
public struct Duty: Sendable, Hashable {
  /// What is to be done.
  public enum Kind: String, Sendable, CaseIterable {
    /// A corrective action is to be carried out.
    case action
    /// The effect of one that is done is to be looked for.
    case effect
    /// A nonconformity needs a corrective action.
    case unanswered
    /// A finding or nonconformity is to be dealt with by its day.
    case answer
    /// All that answers it is closed, so that it can be closed too.
    case closure

    /// In words, as a mail says it.
    public var words: String {
      switch self {
      case .action: "corrective action to be carried out"
      case .effect: "look whether the action had its effect"
      case .unanswered: "no corrective action answers it yet"
      case .answer: "to be dealt with"
      case .closure: "its corrective actions are closed, so it can be closed"
      }
    }
  }
  public let kind: Kind
  /// Slug of the register.
  public let register: String
  /// Code of the record.
  public let record: String
  public let title: String
  public let due: Day
  /// Whoever is to do it, the nearest first; the first that can be reached is told.
  public let doers: [Told]
  /// Whoever is above, the nearest first. Administrators stand behind all of them and are not named here.
  public let above: [Told]
  /// Who must not be told as the one above: they have it to do, or may not judge it.
  public let besides: Set<String>

  /// Somebody to be told, and why them.
  public struct Told: Sendable, Hashable {
    /// Code in the people register.
    public let person: String
    /// Nil for whoever owns it, to whom nothing has to be explained.
    public let why: Why?
    public init(_ person: String, _ why: Why? = nil) {
      self.person = person
      self.why = why
    }
  }

  /// Why somebody is told of what is not their own.
  public enum Why: Sendable, Hashable {
    /// The person whose code this is reports to them.
    case manager(of: String)
    /// They head a unit.
    case head(unit: String)
    /// They led the audit.
    case lead(audit: String)
    case programmeOwner
    /// They own what the action answers.
    case owner(of: String)
    /// They were named to check the effect.
    case checker
    /// Nobody nearer can be reached.
    case administrator

    /// Code of the record by which it is explained.
    public var record: String? {
      switch self {
      case .manager(let id), .head(let id), .lead(let id), .owner(let id): id
      case .programmeOwner, .checker, .administrator: nil
      }
    }
  }

  /// Who is to do it: the owner, or for an effect whoever is to judge it; nil where nobody was named.
  public var doer: String? { doers.first?.person }

  /// Days by which it is overdue; 0 or less while it is not.
  public func overdue(on day: Day) -> Int { day - due }
}
