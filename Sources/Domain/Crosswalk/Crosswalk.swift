/// How far two requirements mean the same.
public enum Relation: String, Sendable, CaseIterable {
  case equal, subset, superset, intersects, extends, related
}

/// One pair of requirements of two frameworks.
public struct CrosswalkPair: Sendable, Hashable {
  /// Uid of the requirement that is to be served.
  public let source: String
  /// Uid of the requirement that is covered already.
  public let target: String
  public let relation: Relation
  /// 1 touches, 2 extend what exists, 3 one control can serve both.
  public let strength: Int
  /// What the source adds to what covers the target, in our own words.
  public let rationale: String

  public init(source: String, target: String, relation: Relation, strength: Int, rationale: String) {
    self.source = source
    self.target = target
    self.relation = relation
    self.strength = strength
    self.rationale = rationale
  }
}

/// The mapping from the requirements of one framework to those of another.
public struct Crosswalk: Sendable {
  /// What there is to do for a requirement of the source framework.
  public struct Mapping: Sendable {
    /// Uid of the requirement.
    public let source: String
    /// `extend`, `extend_plus_new`, `new`, `shared`, …: whether what exists can be extended or something new is needed.
    public let integration: String
    public let pairs: [CrosswalkPair]
    /// What no existing control can give.
    public let addition: String?
    public init(source: String, integration: String, pairs: [CrosswalkPair], addition: String?) {
      self.source = source
      self.integration = integration
      self.pairs = pairs
      self.addition = addition
    }
  }
  /// What the source framework asks of those who run a control of the target framework.
  public struct Overlay: Sendable, Hashable {
    /// How much is added.
    public enum Relevance: String, Sendable {
      /// Nothing is added.
      case no = "none"
      case low, medium, high
    }
    /// Uid of the control to which it adds.
    public let target: String
    public let relevance: Relevance
    /// What is added, in our own words.
    public let note: String
    /// Requirements of the source framework from which it comes.
    public let sources: [String]
    public init(target: String, relevance: Relevance, note: String, sources: [String]) {
      self.target = target
      self.relevance = relevance
      self.note = note
      self.sources = sources
    }
  }
  /// Uid of the framework that is to be served.
  public let source: String
  /// Uid of the framework that is covered already.
  public let target: String
  public let mappings: [Mapping]
  public let overlays: [Overlay]
  private let bySource: [String: Int]
  private let byTarget: [String: [CrosswalkPair]]
  private let overlayByTarget: [String: Overlay]

  public init(source: String, target: String, mappings: [Mapping], overlays: [Overlay] = []) {
    self.source = source
    self.target = target
    self.mappings = mappings
    self.overlays = overlays
    overlayByTarget = Dictionary(overlays.map { ($0.target, $0) }, uniquingKeysWith: { first, _ in first })
    bySource = Dictionary(mappings.enumerated().map { ($1.source, $0) }, uniquingKeysWith: { first, _ in first })
    byTarget = Dictionary(grouping: mappings.flatMap(\.pairs), by: \.target)
  }

  /// Of all mappings, in their order.
  public var pairs: [CrosswalkPair] { mappings.flatMap(\.pairs) }
  /// What there is to do for a requirement of the source framework; nil if the crosswalk says nothing of it.
  public func mapping(of source: String) -> Mapping? { bySource[source].map { mappings[$0] } }
  /// The pairs that lead to a requirement of the target framework.
  public func pairs(to target: String) -> [CrosswalkPair] { byTarget[target] ?? [] }
  /// What the source framework adds to a control of the target framework; nil if nothing was said.
  public func overlay(of target: String) -> Overlay? { overlayByTarget[target] }
}

/// A threat of a library, with the requirements whose controls help against it.
public struct LibraryThreat: Sendable, Hashable {
  public let id: String
  public let title: String
  /// Whether it is one to information security or to AI.
  public let domain: Risk.Domain
  /// In the library's words.
  public let category: String
  public let description: String
  /// Uids of requirements whose controls help against it.
  public let suggests: [String]
  /// Ids of other catalogues that name the same threat.
  public let sources: [String]
  public init(
    id: String, title: String, domain: Risk.Domain, category: String, description: String, suggests: [String],
    sources: [String]
  ) {
    self.id = id
    self.title = title
    self.domain = domain
    self.category = category
    self.description = description
    self.suggests = suggests
    self.sources = sources
  }
}
