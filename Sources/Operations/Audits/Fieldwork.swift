import Domain
import RegisterKit
import Store

/// What somebody wrote into fields of a check, and the revision that they saw when they began.
public struct FieldEntry: Sendable {
  /// Id of the check.
  public let check: String
  public let revision: Int
  /// As typed, by field.
  public let texts: [String: String]
  public init(check: String, revision: Int, texts: [String: String]) {
    self.check = check
    self.revision = revision
    self.texts = texts
  }
}

/// What became of an entry, field by field.
public struct FieldsKept: Sendable {
  /// Somebody else wrote into the same field meanwhile; theirs stands, ours is given back.
  public struct Clash: Sendable, Hashable {
    /// Name of the field.
    public let field: String
    public let label: String
    /// The text that stands.
    public let theirs: String
    /// The text that was sent and not kept.
    public let ours: String
    /// Who wrote it.
    public let by: String
  }
  /// As it stands now.
  public let record: StoredRecord
  /// Fields that hold now what was sent.
  public let kept: [String]
  public let clashes: [Clash]
  /// Fields that can't be taken as they are, and why.
  public let problems: [Problem]
  /// The text of every field as it stands now.
  public let texts: [String: String]
}

extension Installation {
  /// Fields of a check that are filled in during fieldwork.
  public static let fieldworkFields = [
    "notes", "verdict_27001", "verdict_42001", "reason", "minutes", "evidence", "cited",
  ]

  /// They say one thing together.
  private static let verdictFields: Set<String> = ["verdict_27001", "verdict_42001", "reason"]

  /// Takes up what was written into a check, merged by field: what others wrote into other fields meanwhile stays, and what
  /// they wrote into the same field is never overwritten but reported.
  ///
  /// A field is ours to write if it still holds what it held at the revision that was seen.
  public func fill(_ entry: FieldEntry, in workspace: Workspace, as actor: Actor) async throws -> FieldsKept {
    let now = now
    return try await database.write { connection in
      try fill(entry, Scope(connection, workspace, registers), actor, now)
    }
  }

  func fill(_ entry: FieldEntry, _ scope: Scope, _ actor: Actor, _ now: Instant) throws -> FieldsKept {
    let register = Check.register.erased
    let (record, waiting) = try open(entry.check, scope, actor)
    guard let seen = try scope.revision(of: record.id, version: entry.revision)?.body else {
      throw Failure.malformed("\(record.id) has no revision \(entry.revision).")
    }
    let reading = try reading(scope, settings(scope))
    var problems = Problems()
    var texts = entry.texts
    for name in texts.keys where !Self.fieldworkFields.contains(name) {
      throw Failure.malformed("“\(name)” is no field of fieldwork.")
    }
    try cite(&texts, scope, &problems)
    let patch = register.read(texts, reading, &problems)
    var merge = try merge(patch, texts, seen, record, reading.settings, scope)
    let stored = try write(&merge, to: record, beginning: waiting, &problems) { changes in
      try commit(changes, scope, actor, "", .entry, now, reading: reading)
    }
    return FieldsKept(
      record: stored ?? record, kept: merge.kept, clashes: merge.clashes, problems: problems.all,
      texts: Self.texts((stored ?? record).body, register, reading.settings))
  }

  /// The check of a session that is not over, and what begins with the first word: the session, and with the first of them
  /// the audit.
  private func open(_ id: String, _ scope: Scope, _ actor: Actor) throws -> (StoredRecord, waiting: [StoredRecord]) {
    guard let record = try scope.record(id), record.kind == Check.register.erased.slug,
      Policy.allows(actor, .read, record.envelope)
    else { throw Failure.notFound("There is no check \(id).") }
    let session = try openSession(of: record, scope)
    guard let session, session.state == "planned" else { return (record, []) }
    let audit = try session.body["audit"]?.text.flatMap { try scope.record($0) }
    return (record, [session] + [audit].compactMap { $0 }.filter { $0.state == "planned" })
  }

  /// The session of a check; nil if it is in none.
  /// - Throws: ``Failure/conflict(_:)`` once it was held.
  @discardableResult func openSession(of check: StoredRecord, _ scope: Scope) throws -> StoredRecord? {
    let session = try check.body["session"]?.text.flatMap { try scope.record($0) }
    if let session, session.state == "held" { throw Failure.conflict(Session.refusal(ofHeld: session.title)) }
    return session
  }

  /// What was sent, field by field: ours to write, there already, or somebody else's now.
  private struct Merge {
    var ours: Body = [:]
    var kept: [String] = []
    var clashes: [FieldsKept.Clash] = []
  }

  private func merge(
    _ patch: Body, _ texts: [String: String], _ seen: Body, _ record: StoredRecord, _ settings: Settings, _ scope: Scope
  ) throws -> Merge {
    var merge = Merge()
    func clash(_ name: String, by author: String) -> FieldsKept.Clash? {
      guard let field = Check.register.erased.field(name) else { return nil }
      let current = record.body[name] ?? .null
      return .init(
        field: name, label: field.label, theirs: current.isEmpty ? "" : field.kind.text(current, settings),
        ours: texts[name] ?? "", by: author)
    }
    for (name, value) in patch.sorted(by: { $0.key < $1.key }) {
      let (before, current) = (seen[name] ?? .null, record.body[name] ?? .null)
      if same(value, current) {
        merge.kept.append(name)
      } else if same(value, before) {
        // Sent as it was seen, so it was not touched: what others wrote stays.
        continue
      } else if same(before, current) {
        merge.ours[name] = value
      } else if let clash = clash(name, by: try author(of: name, in: record, scope)) {
        merge.clashes.append(clash)
      }
    }
    // Half of one statement with half of another would say what nobody said.
    if let first = merge.clashes.first(where: { Self.verdictFields.contains($0.field) }) {
      let torn = merge.ours.keys.filter(Self.verdictFields.contains).sorted()
      merge.clashes += torn.compactMap { clash($0, by: first.by) }
      for name in torn { merge.ours[name] = nil }
    }
    return merge
  }

  /// Writes what is ours; what can't be taken is told and holds nothing else up.
  /// - Returns: The check as it stands then; nil if nothing was written.
  private func write(
    _ merge: inout Merge, to record: StoredRecord, beginning waiting: [StoredRecord], _ problems: inout Problems,
    _ commit: ([Change]) throws -> Committed
  ) throws -> StoredRecord? {
    while !merge.ours.isEmpty {
      do {
        // One change alone: a refused act of several would leave what it wrote before in this transaction.
        let stored = try commit([.edit(id: record.id, values: merge.ours)]).records.first
        merge.kept += merge.ours.keys.sorted()
        try begin(waiting, commit)
        return stored
      } catch Failure.invalid(let rejections) {
        var wrong: Set<String> = []
        for problem in rejections.flatMap(\.problems) {
          problems.add(problem.field, problem.message)
          wrong.formUnion(problem.field == "reason" ? Self.verdictFields : [problem.field ?? ""])
        }
        let left = merge.ours.filter { !wrong.contains($0.key) }
        if left.count == merge.ours.count { return nil }
        merge.ours = left
      }
    }
    return nil
  }

  /// Session and audit begin with the first word. If they can't, nothing of this transaction stands.
  private func begin(_ waiting: [StoredRecord], _ commit: ([Change]) throws -> Committed) throws {
    guard !waiting.isEmpty else { return }
    do { _ = try commit(waiting.map { .step(id: $0.id, noun: "opening") }) } catch Failure.invalid(let rejections) {
      throw Failure.conflict(rejections.flatMap(\.problems).map(\.message).joined(separator: " "))
    }
  }

  /// Who wrote what stands in a field now.
  private func author(of name: String, in record: StoredRecord, _ scope: Scope) throws -> String {
    var (author, before) = (record.updatedBy, Value.null)
    for revision in try scope.history(of: record.id) where revision.action.isContent {
      let value = revision.body[name] ?? .null
      if value != before { author = revision.actor }
      before = value
    }
    return author
  }

  /// Nothing and an empty choice are the same to whoever fills in a form.
  private func same(_ a: Value, _ b: Value) -> Bool { a == b || (a.isEmpty && b.isEmpty) }

  /// A record that is cited without a revision is meant as it is now.
  private func cite(_ texts: inout [String: String], _ scope: Scope, _ problems: inout Problems) throws {
    guard let text = texts["cited"] else { return }
    var cited: [String] = []
    for part in text.parts {
      let citation = Citation(part)
      guard let record = try scope.record(citation?.record ?? part), registers[record.kind] != nil else {
        problems.add("cited", "There is no record \(part).")
        continue
      }
      if let citation, try scope.revision(of: citation.record, version: citation.revision) == nil {
        problems.add("cited", "\(citation.record) has no revision \(citation.revision).")
        continue
      }
      cited.append("\(citation ?? Citation(record: record.id, revision: record.version))")
    }
    if problems.messages(for: "cited").isEmpty {
      texts["cited"] = cited.joined(separator: "; ")
    } else {
      texts["cited"] = nil
    }
  }

  /// The fields of fieldwork as texts.
  static func texts(_ body: Body, _ register: AnyRegister, _ settings: Settings) -> [String: String] {
    Dictionary(
      fieldworkFields.compactMap { register.field($0) }.map { field in
        let value = body[field.name] ?? .null
        if case .choice = field.kind.control { return (field.name, value.text ?? "") }
        return (field.name, value.isEmpty ? "" : field.kind.text(value, settings))
      }, uniquingKeysWith: { first, _ in first })
  }
}

extension Installation {
  /// Keeps a photograph or another file as a piece of evidence and puts it at a check.
  public func addPhoto(
    _ content: FileContent, name: String, to check: String, in workspace: Workspace, as actor: Actor
  ) async throws -> FieldsKept {
    let file = try await keepFile(content, in: workspace, as: actor)
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let record = try scope.record(check, of: Check.register.erased)
      let title = String(name.filter { !$0.isNewline && $0 != "\0" }.prefix(300))
      let made = try commit(
        [
          .create(
            register: "evidence",
            values: [
              "title": .text(title.isEmpty ? "Photograph" : title), "file": .text(file.sha256),
              "valid_from": .text("\(now.day)"), "requirements": record.body["requirements"] ?? .null,
            ])
        ], scope, actor, "At \(check)", .entry, now)
      let ids = (record.body["evidence"]?.texts ?? []) + made.records.map(\.id)
      let entry = FieldEntry(check: check, revision: record.version, texts: ["evidence": ids.joined(separator: "; ")])
      let kept = try fill(entry, scope, actor, now)
      // Thrown, so that no piece of evidence stays behind that is at no check.
      if let problem = kept.problems.first { throw Failure.malformed(problem.message) }
      return kept
    }
  }
}
