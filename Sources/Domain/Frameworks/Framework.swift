import RegisterKit

/// One node of a framework: a clause, a control or a heading over them. Identifier and title are facts; the summary is in
/// our own words, never the framework's text.
public struct Requirement: Sendable, Hashable {
  /// A clause of the management system, a control that may be left out with a reason, or a heading over others.
  public enum Kind: String, Sendable { case clause, control, group }
  /// `iso27001:A.8.32`.
  public let uid: String
  /// Uid of the framework.
  public let framework: String
  /// Without the framework: `A.8.32`.
  public let id: String
  public let kind: Kind
  public let title: String
  /// Id of the heading over it; nil at the top.
  public let parent: String?
  /// In our own words; may be empty.
  public let summary: String
  /// Under which the framework puts it, such as `organizational` in Annex A of 27001; nil where there are no themes.
  public let theme: String?
  /// Plan, do, check, act.
  public let pdca: String?
  public let tags: [String]
  /// Documented information that it demands, named in our own words.
  public let documents: [String]
  /// Day from which a law demands it.
  public let appliesFrom: Day?

  public init(
    framework: String, id: String, kind: Kind, title: String, parent: String? = nil, summary: String = "",
    theme: String? = nil, pdca: String? = nil, tags: [String] = [], documents: [String] = [], appliesFrom: Day? = nil
  ) {
    uid = "\(framework):\(id)"
    self.framework = framework
    self.id = id
    self.kind = kind
    self.title = title
    self.parent = parent
    self.summary = summary
    self.theme = theme
    self.pdca = pdca
    self.tags = tags
    self.documents = documents
    self.appliesFrom = appliesFrom
  }

  /// Covered or not, as opposed to a heading.
  public var isAssessed: Bool { kind != .group }
}

/// A dated step at which a law begins to bind: data, never a constant.
public struct Phase: Sendable, Hashable {
  /// From which it binds.
  public let date: Day
  public let event: String
  /// Article of the law.
  public let reference: String
  /// The day was found in a source.
  public let isVerified: Bool
  public init(date: Day, event: String, reference: String, isVerified: Bool) {
    self.date = date
    self.event = event
    self.reference = reference
    self.isVerified = isVerified
  }
}

/// A standard or law, broken down in requirements.
public struct Framework: Sendable {
  public let uid: String
  public let title: String
  /// As a badge shows it: `27001`.
  public let short: String
  /// Names under which libraries of others mean this framework: the last part of its urn there (`iso27001-2022`).
  public let aliases: [String]
  public let requirements: [Requirement]
  public let phases: [Phase]

  public init(
    uid: String, title: String, short: String, aliases: [String] = [], requirements: [Requirement], phases: [Phase] = []
  ) {
    self.uid = uid
    self.title = title
    self.short = short
    self.aliases = aliases
    self.requirements = requirements
    self.phases = phases
  }

  /// The requirements that are covered or not, in order.
  public var assessed: [Requirement] { requirements.filter(\.isAssessed) }
  /// Those that a statement of applicability speaks of, in order.
  public var controls: [Requirement] { requirements.filter { $0.kind == .control } }
}
