/// For whose eyes a workspace is read.
public enum Audience: Sendable, Hashable {
  /// Members of the organization, who read everything.
  case members
  /// External auditors who are invited to these audits, by code: they read what is shown for one of them.
  case auditors(of: [String])

  /// Nothing is left out.
  public var seesAll: Bool { self == .members }

  /// The audits for which something must be shown to be read, each once, in order; empty for members, and for an external
  /// auditor who is invited to none and so reads nothing.
  public var audits: [String] {
    switch self {
    case .members: []
    case .auditors(let audits): Set(audits.filter { !$0.isEmpty }).sorted()
    }
  }
}
