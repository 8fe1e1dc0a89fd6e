import RegisterKit

/// One library file, read.
public struct Library: Sendable {
  /// Names the library for good; a later file of the same uid takes its place.
  public let uid: String
  public let title: String
  public let version: String
  public let provider: String
  /// Uids of the libraries that it needs.
  public let dependsOn: [String]
  public var frameworks: [Framework] = []
  /// Earlier editions of standards, with what their controls became.
  public var editions: [Edition2013] = []
  public var crosswalks: [Crosswalk] = []
  public var threats: [LibraryThreat] = []
  public var rules: [AttentionRule] = []
  public var steps: [IntegrationStep] = []
  /// Nil where the file holds none.
  public var auditPoints: AuditPointSet?
  /// Nil where the file holds none.
  public var auditTime: AuditTimeTables?
  /// The words of a language for what stands in spreadsheets. Nil where the file holds none.
  public var importLanguage: ImportLanguage?
  /// Names of requirements in the publisher's own scheme, in lower case → uid:
  /// `urn:intuitem:risk:req_node:nist-csf-2.0:gv` → `nist-csf-2.0:GV`.
  public var names: [String: String] = [:]

  public init(uid: String, title: String, version: String, provider: String, dependsOn: [String]) {
    self.uid = uid
    self.title = title
    self.version = version
    self.provider = provider
    self.dependsOn = dependsOn
  }

  /// What the words of its language mean in spreadsheets; nil where the file holds none.
  public var importWords: ImportWords? { importLanguage.map { ImportWords(languages: [$0]) } }

  /// Holds nothing that anybody could use.
  public var isEmpty: Bool {
    frameworks.isEmpty && editions.isEmpty && crosswalks.isEmpty && threats.isEmpty && rules.isEmpty && steps.isEmpty
      && auditPoints == nil && auditTime == nil && importLanguage == nil
  }
}

/// Something that a manager should know about: a list of records that ought to be empty, and the clause behind it.
public struct AttentionRule: Sendable, Hashable {
  /// How pressing it is.
  public enum Severity: String, Sendable { case bad, warn, info }
  public let id: String
  public let title: String
  /// Why it matters, in a sentence.
  public let why: String
  public let severity: Severity
  /// Somebody from outside waits for it, so it stands before what is as pressing or more.
  public let isWaitedFor: Bool
  /// Uids of the requirements behind it.
  public let requirements: [String]
  /// Slug of the register.
  public let register: String
  /// The list's filter, as in the address bar.
  public let query: [String: String]
  public init(
    id: String, title: String, why: String, severity: Severity, isWaitedFor: Bool = false, requirements: [String],
    register: String, query: [String: String]
  ) {
    self.id = id
    self.title = title
    self.why = why
    self.severity = severity
    self.isWaitedFor = isWaitedFor
    self.requirements = requirements
    self.register = register
    self.query = query
  }
}
