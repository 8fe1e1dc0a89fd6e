import Domain
import Exchange
import Ledger
import RegisterKit
import Store
import Yams

/// How files of one shape are read, as people decided it: listed, renamed, forgotten, taken elsewhere as YAML.
public struct ImportProfile: Sendable, Identifiable {
  /// Of the set of its headings, whatever their order, capitals and blanks.
  public let id: String
  public var name: String
  /// The headings by which a file is recognised; empty for one that was kept before they were noted.
  public var headings: [String]
  public var decision: TableDecision
  /// The day on which it was last changed; nil where nobody noted it.
  public var on: Day?

  static let member = "import_matches"
  /// So many shapes are kept; the one that was kept longest ago goes first.
  static let most = 200

  static func shape(_ header: [String]) -> String {
    Hash.sha256(Set(header.map(\.folded)).sorted().joined(separator: "\n").utf8).hex
  }

  init?(_ id: String, _ value: Value) {
    guard let decision = try? TableDecision(value) else { return nil }
    self.id = id
    self.decision = decision
    headings = value["headings"].texts
    name = value["name"].text ?? decision.register ?? id
    on = value["on"].text.flatMap { Day($0) }
  }

  var value: Value {
    var members = decision.value.object ?? [:]
    members["name"] = .text(name)
    members["headings"] = headings.isEmpty ? nil : Value(headings)
    members["on"] = on.map { .text("\($0)") }
    return .object(members)
  }
}

extension Installation {
  /// The profiles of a workspace, by name.
  public func importProfiles(_ scope: Scope) throws -> [ImportProfile] {
    let kept = try scope.record(Self.settingsID)?.body[ImportProfile.member]?.object ?? [:]
    return kept.compactMap { ImportProfile($0.key, $0.value) }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
  }

  /// Changes the profiles of a workspace, as an act in the ledger.
  public func changeImportProfiles(
    in workspace: Workspace, as actor: Actor, _ change: @escaping @Sendable (inout [String: Value]) throws -> Void
  ) async throws {
    guard Policy.allows(actor, .import, nil) else { throw Failure.forbidden("\(actor.role.label)s may not import.") }
    let now = now
    try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let stored = try scope.record(Self.settingsID)
      var body = stored?.body ?? [:]
      var kept = body[ImportProfile.member]?.object ?? [:]
      try change(&kept)
      guard kept.count <= ImportProfile.most else {
        throw Failure.malformed("\(ImportProfile.most) profiles at most; delete some first.")
      }
      body[ImportProfile.member] = kept.isEmpty ? nil : .object(kept)
      if body == stored?.body ?? [:] { return }
      let appender = try Appender(scope, actor: actor.name, at: now)
      try appender.append(
        NewRevision(
          record: Self.settingsID, kind: Self.settingsKind, version: (stored?.version ?? 0) + 1,
          action: stored == nil ? .created : .changed, state: nil, body: body, note: "How files are read"))
      try appender.finish()
    }
  }

  /// Gives a profile another name, or forgets it where the name is nil.
  public func renameImportProfile(
    _ id: String, to name: String?, in workspace: Workspace, as actor: Actor
  ) async throws {
    try await changeImportProfiles(in: workspace, as: actor) { kept in
      guard var profile = kept[id].flatMap({ ImportProfile(id, $0) }) else {
        throw Failure.notFound("There is no such profile.")
      }
      guard let name else {
        kept[id] = nil
        return
      }
      guard (1...120).contains(name.trimmed().count) else { throw Failure.malformed("A name has 1 to 120 characters.") }
      profile.name = name.trimmed()
      kept[id] = profile.value
    }
  }

  /// Keeps profiles that come from elsewhere; one of the same headings is replaced.
  public func keepImportProfiles(
    _ profiles: [(headings: [String], name: String, decision: TableDecision)], in workspace: Workspace, as actor: Actor
  ) async throws {
    let today = today
    for profile in profiles {
      guard !profile.headings.isEmpty, let slug = profile.decision.register, registers[slug] != nil else {
        throw Failure.malformed("The profile “\(profile.name)” names no register that is here, or no headings.")
      }
    }
    try await changeImportProfiles(in: workspace, as: actor) { kept in
      for profile in profiles {
        let id = ImportProfile.shape(profile.headings)
        guard var made = ImportProfile(id, profile.decision.lasting.value) else { continue }
        (made.name, made.headings, made.on) = (profile.name, profile.headings, today)
        kept[id] = made.value
      }
    }
  }
}

/// Profiles as YAML: a list under `import_profiles`, one for each table.
public enum ImportProfileText {
  /// Reads what ``write(_:)`` wrote, or a person by its example.
  /// - Throws: ``Failure/malformed(_:)`` naming what can't be read.
  public static func read(_ text: String) throws -> [(headings: [String], name: String, decision: TableDecision)] {
    guard text.utf8.count <= 2_000_000 else { throw Failure.malformed("A file of profiles has 2 MB at most.") }
    let root: Node?
    do { root = try ImportFile.compose(text) } catch let error as Unreadable {
      throw Failure.malformed(error.reason)
    } catch { throw Failure.malformed("This is not valid YAML: \(error).") }
    guard let list = root?["import_profiles"]?.sequence else {
      throw Failure.malformed("A file of profiles is a list under “import_profiles”.")
    }
    return try list.map { node in
      let value: RegisterKit.Value = node.plainValue
      return (value["headings"].texts, value["name"].text ?? "Profile", try TableDecision(value))
    }
  }

  /// As YAML; what is said in `notes` stands before it as comments.
  public static func write(
    _ profiles: [(headings: [String], name: String, decision: TableDecision)]
  ) -> String {
    var out = "import_profiles:\n"
    for profile in profiles {
      var members = profile.decision.value.object ?? [:]
      members["headings"] = Value(profile.headings)
      let order = ["register", "standard", "headings", "header", "days", "hidden", "columns", "values", "defaults"]
      out += "- name: \(scalar(profile.name))\n"
      let names = order.filter { members[$0] != nil } + members.keys.sorted().filter { !order.contains($0) }
      for name in names { write(name, members[name] ?? .null, 1, &out) }
    }
    if profiles.isEmpty { out = "import_profiles: []\n" }
    return out
  }

  private static func write(_ name: String, _ value: Value, _ depth: Int, _ out: inout String) {
    let indent = String(repeating: "  ", count: depth)
    switch value {
    case .object(let members):
      out += "\(indent)\(scalar(name)):\n"
      for key in members.keys.sorted() { write(key, members[key] ?? .null, depth + 1, &out) }
    case .list(let items):
      out += "\(indent)\(scalar(name)): [\(items.map(inline).joined(separator: ", "))]\n"
    default: out += "\(indent)\(scalar(name)): \(inline(value))\n"
    }
  }

  private static func inline(_ value: Value) -> String {
    value.text.map(scalar) ?? JSON.text(value)
  }

  /// Always in quotation marks unless it is plainly a word, so that YAML reads “no” and “1” as the words they are. JSON's
  /// strings are YAML's.
  private static func scalar(_ text: String) -> String {
    let isPlain =
      text.first?.isLetter == true
      && text.utf8.allSatisfy { ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 == 0x5F || $0 == 0x30 }
      && !["yes", "no", "true", "false", "null", "on", "off", "y", "n"].contains(text.lowercased())
    return isPlain ? text : JSON.text(.text(text))
  }
}

extension Node {
  /// As a value: every scalar is a text, since YAML's guesses at numbers and truths are not asked for, but for whole numbers
  /// and truths that are written plainly.
  fileprivate var plainValue: RegisterKit.Value {
    switch self {
    case .sequence(let nodes): return .list(nodes.map(\.plainValue))
    case .mapping(let mapping):
      return .object(
        Dictionary(mapping.map { ($0.key.scalar?.string ?? "", $0.value.plainValue) }, uniquingKeysWith: { $1 }))
    case .scalar(let scalar):
      guard scalar.style == .plain else { return .text(scalar.string) }
      if let int = Int(scalar.string) { return .int(int) }
      if ["true", "false"].contains(scalar.string) { return .bool(scalar.string == "true") }
      return scalar.string.isEmpty || scalar.string == "null" ? .null : .text(scalar.string)
    default: return .null
    }
  }
}
