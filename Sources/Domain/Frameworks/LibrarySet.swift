import RegisterKit

/// One library file, read.
public struct Library: Sendable {
  public let uid: String
  public let title: String
  public let version: String
  public let provider: String
  public let dependsOn: [String]
  public var frameworks: [Framework] = []
  public var crosswalks: [Crosswalk] = []
  public var threats: [LibraryThreat] = []
  public var rules: [AttentionRule] = []

  public init(uid: String, title: String, version: String, provider: String, dependsOn: [String]) {
    self.uid = uid
    self.title = title
    self.version = version
    self.provider = provider
    self.dependsOn = dependsOn
  }
}

/// Something that a manager should know about: a list of records that ought to be empty, and the clause behind it.
public struct AttentionRule: Sendable, Hashable {
  public enum Severity: String, Sendable { case bad, warn, info }
  public let id: String
  public let title: String
  public let why: String
  public let severity: Severity
  public let requirements: [String]
  public let register: String
  /// The list's filter, as in the address bar.
  public let query: [String: String]
  public init(
    id: String, title: String, why: String, severity: Severity, requirements: [String], register: String,
    query: [String: String]
  ) {
    self.id = id
    self.title = title
    self.why = why
    self.severity = severity
    self.requirements = requirements
    self.register = register
    self.query = query
  }
}

/// All libraries of an installation, looked up by uid.
public struct LibrarySet: Sendable {
  public let libraries: [Library]
  public let frameworks: [Framework]
  public let crosswalks: [Crosswalk]
  public let threats: [LibraryThreat]
  public let rules: [AttentionRule]
  private let requirements: [String: Requirement]

  /// - Parameter libraries: In the order of loading; a later library of the same uid replaces an earlier one.
  public init(_ libraries: [Library]) {
    var kept: [Library] = []
    for library in libraries {
      kept.removeAll { $0.uid == library.uid }
      kept.append(library)
    }
    self.libraries = kept
    frameworks = kept.flatMap(\.frameworks)
    crosswalks = kept.flatMap(\.crosswalks)
    threats = kept.flatMap(\.threats)
    rules = kept.flatMap(\.rules)
    requirements = Dictionary(
      frameworks.flatMap(\.requirements).map { ($0.uid, $0) }, uniquingKeysWith: { _, later in later })
  }

  public func framework(_ uid: String) -> Framework? { frameworks.first { $0.uid == uid } }
  public func requirement(_ uid: String) -> Requirement? { requirements[uid] }

  /// The uid that a text means: whole, or an id looked up in the given frameworks, the first that has it.
  public func requirement(_ text: String, in frameworks: [String]) -> String? {
    if requirements[text] != nil { return text }
    let id = text.trimmed()
    for framework in frameworks where requirements["\(framework):\(id)"] != nil { return "\(framework):\(id)" }
    return nil
  }

  public func crosswalk(from source: String, to target: String) -> Crosswalk? {
    crosswalks.first { $0.source == source && $0.target == target }
  }

  /// Libraries that are asked for and not there.
  public var missing: [(library: String, needs: String)] {
    let known = Set(libraries.map(\.uid))
    return libraries.flatMap { library in library.dependsOn.filter { !known.contains($0) }.map { (library.uid, $0) } }
  }

  /// Requirements that a crosswalk or a threat names and no framework has.
  public var dangling: [String] {
    let named = crosswalks.flatMap(\.pairs).flatMap { [$0.source, $0.target] } + threats.flatMap(\.suggests)
    return Array(Set(named.filter { requirements[$0] == nil })).sorted()
  }
}
