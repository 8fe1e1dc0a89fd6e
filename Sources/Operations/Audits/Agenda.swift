import Domain
import Ledger
import RegisterKit
import Store

/// The sessions of an audit as those who take part need them: when, where, who with whom, and about what.
public struct Agenda: Sendable {
  /// One session as it stands in an agenda. Two are equal if they are the same session at the same revision.
  public struct Item: Sendable, Hashable {
    /// Id of the session.
    public var session: String
    public var halfDay: String
    public var day: Day
    /// Minutes after midnight on the clock of the place.
    public var begins: Int
    /// How long it takes; 210 where the session does not say.
    public var minutes: Int
    /// Id of the unit; empty where there is none.
    public var unit: String
    public var unitName: String
    /// Empty where the unit has none.
    public var site: String
    public var auditors: [(id: String, name: String)]
    public var auditees: [(id: String, name: String)]
    /// Audit points that are worked through there.
    public var points: [(id: String, title: String)]
    /// Name of the session's state.
    public var state: String
    /// Revision of the session.
    public var version: Int
    /// When the session was last changed.
    public var changed: Instant

    public static func == (a: Item, b: Item) -> Bool { a.session == b.session && a.version == b.version }
    public func hash(into hasher: inout Hasher) { hasher.combine(session) }
  }
  public var audit: StoredRecord
  /// Sessions with a half-day, in order of time.
  public var items: [Item]
  /// All who have an agenda of their own.
  public var auditors: [(id: String, name: String)]
  public var auditees: [(id: String, name: String)]
  public var units: [(id: String, name: String)]
  /// Sessions without a half-day.
  public var undated: Int

  /// Whose agenda: `all`, or the code of an auditor, a unit or an auditee.
  public func of(_ who: String) -> [Item] {
    guard who != Self.everybody else { return items }
    return items.filter { item in item.unit == who || (item.auditors + item.auditees).contains { $0.id == who } }
  }
  /// Stands for everybody where an agenda is asked for.
  public static let everybody = "all"

  /// `9:05`, from minutes after midnight.
  public static func clock(_ minutes: Int) -> String {
    "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
  }

  /// The name of an auditor, unit or auditee of this agenda; nil for a code that has no part in it.
  public func name(of who: String) -> String? {
    who == Self.everybody ? "everybody" : (auditors + units + auditees).first { $0.id == who }?.name
  }

  /// As a calendar file.
  public func calendar(_ who: String, workspace: Workspace) -> ICalendar {
    ICalendar(
      name: "\(audit.title)\(who == Self.everybody ? "" : ": \(name(of: who) ?? who)")",
      events: of(who).map { item in
        ICalendar.Event(
          uid: "\(item.session).\(workspace.slug)@concord", day: item.day, begins: item.begins, minutes: item.minutes,
          title: "Audit: \(item.unitName)",
          place: [item.unitName, item.site].filter { !$0.isEmpty }.joined(separator: ", "),
          description:
            "\(audit.title)\nAuditor: \(item.auditors.map(\.name).joined(separator: ", "))\nWith: \(item.auditees.map(\.name).joined(separator: ", "))\n"
            + item.points.map { "\($0.id) \($0.title)" }.joined(separator: "\n"),
          sequence: item.version, changed: item.changed)
      })
  }
}

extension Installation {
  /// The sessions of an audit, with the names of those who take part.
  /// - Throws: ``Failure/notFound(_:)`` if there is no such audit.
  public func agenda(_ audit: String, _ scope: Scope) throws -> Agenda {
    let record = try scope.audit(audit)
    let sessions = try scope.records(of: "sessions", pointingAt: [audit], in: "audit")
      .map { ($0, Session.register.decode($0.body)) }
    let checks = Dictionary(grouping: try scope.records(of: "checks", pointingAt: [audit], in: "audit")) {
      $0.body["session"]?.text ?? ""
    }
    let titles = Dictionary(
      libraries.auditPoints.points.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
    let units = try scope.records(of: "units").reduce(into: [:]) { $0[$1.id] = Unit.register.decode($1.body) }
    let names = try names(of: sessions.map(\.1), scope)
    var items: [Agenda.Item] = []
    for (record, session) in sessions {
      guard let half = HalfDay(session.halfDay) else { continue }
      let points = (checks[record.id] ?? []).compactMap { $0.body["point"]?.text }.sorted()
      let unit = session.unit.flatMap { units[$0] }
      items.append(
        Agenda.Item(
          session: record.id, halfDay: session.halfDay, day: half.day, begins: half.begins,
          minutes: session.minutes ?? 210, unit: session.unit ?? "", unitName: unit?.name ?? session.unit ?? "",
          site: unit?.site ?? "", auditors: session.auditors.map { ($0, names[$0] ?? $0) },
          auditees: session.auditees.map { ($0, names[$0] ?? $0) }, points: points.map { ($0, titles[$0] ?? "") },
          state: record.state ?? "", version: record.version,
          changed: Instant(record.updatedAt) ?? Instant(milliseconds: 0)))
    }
    items.sort { ($0.day, $0.begins, $0.unit) < ($1.day, $1.begins, $1.unit) }
    func distinct(_ list: [(id: String, name: String)]) -> [(id: String, name: String)] {
      var seen: Set<String> = []
      return list.filter { !$0.id.isEmpty && seen.insert($0.id).inserted }.sorted { $0.name < $1.name }
    }
    return Agenda(
      audit: record, items: items, auditors: distinct(items.flatMap(\.auditors)),
      auditees: distinct(items.flatMap(\.auditees)),
      units: distinct(items.map { ($0.unit, $0.unitName) }), undated: sessions.count - items.count)
  }

  /// Auditors by the name of the person, auditees by theirs.
  private func names(of sessions: [Session], _ scope: Scope) throws -> [String: String] {
    var names = try scope.names(of: Set(sessions.flatMap(\.auditees))).mapValues(\.title)
    for id in Set(sessions.flatMap(\.auditors)) {
      guard let auditor = try scope.record(id) else { continue }
      let person = try auditor.body["person"]?.text.flatMap { try scope.record($0)?.title }
      names[id] = person ?? auditor.title
    }
    return names
  }
}

// The address of a calendar is a secret: who has it reads that agenda, nothing else, without signing in, because calendar
// programs can't. It follows from the installation's key and the audit's issue number; the next issue ends all former ones.
extension Installation {
  /// The secret part of a calendar's address: it follows from the installation's key, the audit, its issue and whose
  /// calendar it is.
  /// - Parameter who: As ``Agenda/of(_:)`` takes it.
  public func calendarSecret(_ who: String, of audit: StoredRecord, in workspace: Workspace) -> String {
    let issue = audit.body["calendar_issue"]?.int ?? 1
    let text = "calendar \(workspace.id) \(audit.id) \(who) \(issue)"
    return String(hmac(key.addressKey, Array(text.utf8)).base64URL.prefix(32))
  }

  /// The agenda behind a secret address.
  /// - Throws: ``Failure/notFound(_:)`` for every address that is not right, whatever is wrong with it.
  public func calendar(workspace slug: String, audit: String, who: String, secret: String) async throws -> ICalendar {
    let nothing = Failure.notFound("There is no calendar at this address.")
    let registers = registers
    return try await database.read { connection in
      guard let workspace = try connection.workspace(slug) else { throw nothing }
      let scope = Scope(connection, workspace, registers)
      guard let record = try scope.record(audit), record.kind == "audits", !record.isArchived else { throw nothing }
      let right = Array(calendarSecret(who, of: record, in: workspace).utf8)
      let given = Array(secret.utf8)
      guard equalInConstantTime(right, given) else { throw nothing }
      return try agenda(audit, scope).calendar(who, workspace: workspace)
    }
  }

  /// Ends all calendar addresses of an audit and begins new ones.
  public func renewCalendar(of audit: String, in workspace: Workspace, as actor: Actor) async throws {
    let now = now
    try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let record = try scope.audit(audit)
      let issue = (record.body["calendar_issue"]?.int ?? 1).next
      _ = try commit(
        [.edit(id: audit, values: ["calendar_issue": .int(issue)])], scope, actor, "New calendar addresses", .program,
        now)
    }
  }
}
