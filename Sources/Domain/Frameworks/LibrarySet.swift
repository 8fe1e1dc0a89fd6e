import RegisterKit

/// All libraries of an installation, looked up by uid.
public struct LibrarySet: Sendable {
  public let libraries: [Library]
  /// Of all libraries, in the order of loading.
  public let frameworks: [Framework]
  /// Earlier editions by the uid of the framework that is the present one.
  public let editions: [String: Edition2013]
  /// With every name of another publisher's scheme replaced by the uid that it means, where there is one.
  public let crosswalks: [Crosswalk]
  public let threats: [LibraryThreat]
  public let rules: [AttentionRule]
  public let steps: [IntegrationStep]
  /// Of the library that was loaded last, like every library that another replaces.
  public let auditPoints: AuditPointSet
  /// Nil if no library has such tables.
  public let auditTime: AuditTimeTables?
  /// The words of all languages.
  public let importWords: ImportWords
  private let requirements: [String: Requirement]
  /// Uid in lower case → uid.
  private let folded: [String: String]
  private let frameworkIndex: [String: Int]
  private let names: RequirementNames

  /// - Parameter libraries: In the order of loading; a later library of the same uid replaces an earlier one.
  public init(_ libraries: [Library]) {
    var kept: [Library] = []
    for library in libraries {
      kept.removeAll { $0.uid == library.uid }
      kept.append(library)
    }
    let frameworks = kept.flatMap(\.frameworks)
    let names = RequirementNames(frameworks, kept.map(\.names))
    self.libraries = kept
    self.frameworks = frameworks
    editions = Dictionary(kept.flatMap(\.editions).map { ($0.framework, $0) }, uniquingKeysWith: { _, later in later })
    self.names = names
    crosswalks = kept.flatMap(\.crosswalks).map(names.resolved)
    threats = kept.flatMap(\.threats)
    rules = kept.flatMap(\.rules)
    steps = kept.flatMap(\.steps)
    auditPoints = kept.compactMap(\.auditPoints).last ?? AuditPointSet()
    auditTime = kept.compactMap(\.auditTime).last
    importWords = ImportWords(languages: kept.compactMap(\.importLanguage))
    frameworkIndex = Dictionary(frameworks.enumerated().map { ($1.uid, $0) }, uniquingKeysWith: { first, _ in first })
    requirements = Dictionary(
      frameworks.flatMap(\.requirements).map { ($0.uid, $0) }, uniquingKeysWith: { _, later in later })
    folded = Dictionary(requirements.keys.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The framework of that uid; nil if no library has it.
  public func framework(_ uid: String) -> Framework? { frameworkIndex[uid].map { frameworks[$0] } }
  /// The requirement of that uid, `iso27001:A.8.32`; nil if no library has it.
  public func requirement(_ uid: String) -> Requirement? { requirements[uid] }

  /// The uid that a text means: the first of those that it could mean.
  public func requirement(_ text: String, in frameworks: [String]) -> String? {
    requirements(meantBy: text, in: frameworks).first
  }

  /// The uids that a text could mean: a whole one, or an id of the given frameworks, in their order; or with the number of
  /// the standard before it, as people say it: `42001 5.2`, `ISO/IEC 27001:2022 A.8.32`. Capitals don't matter.
  public func requirements(meantBy text: String, in frameworks: [String]) -> [String] {
    let id = text.trimmed().lowercased()
    if let uid = folded[id] { return [uid] }
    let plain = frameworks.compactMap { folded["\($0):\(id)".lowercased()] }
    if !plain.isEmpty { return plain }
    let words = id.split { $0 == " " || $0 == ":" }.map(String.init)
    guard let last = words.last, let standard = words.dropLast().first(where: { $0.count == 5 && Int($0) != nil })
    else { return [] }
    return frameworks.filter { $0.hasSuffix(standard) }.compactMap { folded["\($0):\(last)".lowercased()] }
  }

  /// The uid of the requirement that a uid or a urn names, if it is here.
  public func uid(named name: String) -> String? { requirements[name] != nil ? name : names.uid(name) }

  /// The crosswalk from a framework to another, in that direction; nil if no library has it.
  public func crosswalk(from source: String, to target: String) -> Crosswalk? {
    crosswalks.first { $0.source == source && $0.target == target }
  }

  /// Whether a library that another asks for is here: under its uid, or under another name of a framework that is.
  public func has(library uid: String) -> Bool {
    libraries.contains { $0.uid == uid || $0.frameworks.contains { $0.uid == uid || $0.aliases.contains(uid) } }
  }

  /// Libraries that are asked for and not there.
  public var missing: [(library: String, needs: String)] {
    libraries.flatMap { library in library.dependsOn.filter { !has(library: $0) }.map { (library.uid, $0) } }
  }

  /// Requirements that a crosswalk, a threat, a rule or a step names and no framework has.
  public var dangling: [String] {
    var named: [String] = []
    for crosswalk in crosswalks {
      for mapping in crosswalk.mappings { named += [mapping.source] + mapping.pairs.map(\.target) }
      for overlay in crosswalk.overlays { named += [overlay.target] + overlay.sources }
    }
    for threat in threats { named += threat.suggests }
    for rule in rules { named += rule.requirements }
    for task in steps.flatMap(\.tasks) { named += task.serves }
    for point in auditPoints.points { named += point.primary + point.related }
    return Set(named.filter { requirements[$0] == nil }).sorted()
  }
}

/// What other publishers call the requirements that are here.
///
/// A urn that a loaded library defines means that library's requirement. Another one,
/// `urn:…:req_node:iso27001-2022:a.5.1`, means the requirement of that id in the framework that goes by the name before
/// it, so that public mappings to a standard reach our own breakdown of it.
struct RequirementNames: Sendable {
  private let defined: [String: String]
  /// Framework's uid or alias → id in lower case → uid.
  private let byFramework: [String: [String: String]]
  private let frameworks: [String: String]

  init(_ frameworks: [Framework], _ defined: [[String: String]]) {
    self.defined = defined.reduce(into: [:]) { all, names in all.merge(names) { _, later in later } }
    var (uids, ids): ([String: String], [String: [String: String]]) = ([:], [:])
    for framework in frameworks {
      // A framework's own uid goes before another's alias.
      for name in framework.aliases where uids[name.lowercased()] == nil { uids[name.lowercased()] = framework.uid }
      ids[framework.uid] = Dictionary(
        framework.requirements.map { ($0.id.lowercased(), $0.uid) }, uniquingKeysWith: { first, _ in first })
    }
    for framework in frameworks { uids[framework.uid.lowercased()] = framework.uid }
    self.frameworks = uids
    byFramework = ids
  }

  func framework(_ name: String) -> String? { frameworks[name.lowercased()] }

  func uid(_ name: String) -> String? {
    let urn = name.lowercased()
    if let uid = defined[urn] { return uid }
    let parts = urn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 6, parts[0] == "urn", let framework = frameworks[parts[4]] else { return nil }
    return byFramework[framework]?[parts[5...].joined(separator: ":")]
  }

  func resolved(_ crosswalk: Crosswalk) -> Crosswalk {
    guard crosswalk.mappings.contains(where: { $0.source.hasPrefix("urn:") }) else { return crosswalk }
    return Crosswalk(
      source: framework(crosswalk.source) ?? crosswalk.source, target: framework(crosswalk.target) ?? crosswalk.target,
      mappings: crosswalk.mappings.map { mapping in
        Crosswalk.Mapping(
          source: uid(mapping.source) ?? mapping.source, integration: mapping.integration,
          pairs: mapping.pairs.map { pair in
            CrosswalkPair(
              source: uid(pair.source) ?? pair.source, target: uid(pair.target) ?? pair.target, relation: pair.relation,
              strength: pair.strength, rationale: pair.rationale)
          }, addition: mapping.addition)
      }, overlays: crosswalk.overlays)
  }
}
