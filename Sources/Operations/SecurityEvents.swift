import Domain
import Ledger
import RegisterKit
import Store
import Synchronization

/// Who is at work and from where, for the events of what they do. Set once where a request comes in; what has no request is
/// the operator's at the machine.
public struct Origin: Sendable {
  /// As the ledger names authors; empty where nobody is known.
  public let actor: String
  public let sender: String

  public init(actor: String, sender: String) {
    self.actor = actor
    self.sender = sender
  }

  @TaskLocal public static var current = Origin(actor: "command line", sender: "this machine")

  /// - Parameters:
  ///   - subject: What or whom it is done to.
  ///   - actor: Where it is another than who came, as with a sign-in.
  func event(
    _ kind: SecurityEvent.Kind, _ subject: String, in workspace: Workspace?, _ detail: String = "",
    by actor: String? = nil, at: Instant
  ) -> SecurityEvent {
    SecurityEvent(
      at: at, workspace: workspace?.id, kind: kind, actor: actor ?? self.actor, subject: subject, sender: sender,
      detail: detail)
  }
}

/// Bounds what others can bring about: the same within a minute is written once, then once more with the number of the rest;
/// and of one kind by one actor no more than so many a day by themselves, the rest together once an hour. So nobody
/// fills the disk by guessing.
final class EventDesk: Sendable {
  private struct Key: Hashable {
    var kind: SecurityEvent.Kind
    var workspace: Int?
    var actor: String
    var subject = ""
    var sender = ""
    var detail = ""
  }
  private struct Waiting {
    var last: SecurityEvent
    /// In milliseconds, as of the installation's clock.
    let until: Int
    var more = 0
  }
  private struct State {
    var waiting: [Key: Waiting] = [:]
    var day = Day(number: 0)
    var today: [Key: Int] = [:]
  }
  private let state = Mutex(State())
  /// Events of one kind by one actor that stand by themselves, a day.
  static let mostADay = 500

  /// What is to be written now that this happened.
  func take(_ event: SecurityEvent) -> [SecurityEvent] {
    guard event.kind.isRepeatable else { return [event] }
    return state.withLock { state in
      var due = Self.due(&state, event.at)
      let budget = Key(kind: event.kind, workspace: nil, actor: event.actor)
      if state.day != event.at.day { (state.day, state.today) = (event.at.day, [:]) }
      var key = Key(
        kind: event.kind, workspace: event.workspace, actor: event.actor, subject: event.subject, sender: event.sender,
        detail: event.detail)
      var (event, minutes) = (event, 1)
      if state.waiting[key] == nil, state.today[budget, default: 0] >= Self.mostADay {
        event = SecurityEvent(
          at: event.at, workspace: nil, kind: event.kind, actor: event.actor, subject: "", sender: "",
          detail: "More than \(Self.mostADay) different ones this day; further ones are counted together.")
        (key, minutes) = (budget, 60)
      }
      if state.waiting[key] != nil {
        state.waiting[key]?.more += 1
        state.waiting[key]?.last = event
        return due
      }
      state.waiting[key] = Waiting(last: event, until: event.at.milliseconds + minutes * 60_000)
      state.today[budget, default: 0] += 1
      due.append(event)
      return due
    }
  }

  /// What was counted and whose time is over.
  func due(_ now: Instant) -> [SecurityEvent] { state.withLock { Self.due(&$0, now) } }

  /// All that was counted, at the end.
  func rest() -> [SecurityEvent] { state.withLock { Self.due(&$0, Instant(milliseconds: .max)) } }

  private static func due(_ state: inout State, _ now: Instant) -> [SecurityEvent] {
    var due: [SecurityEvent] = []
    for (key, waiting) in state.waiting where waiting.until <= now.milliseconds {
      state.waiting[key] = nil
      if waiting.more > 0 { due.append(waiting.last.counted(waiting.more)) }
    }
    return due.sorted { $0.at.milliseconds < $1.at.milliseconds }
  }
}

extension SecurityEvent {
  /// As programs read it.
  public var value: Value {
    [
      "id": .int(id), "at": .text("\(at)"), "kind": .text(kind.rawValue), "actor": .text(actor),
      "subject": .text(subject), "sender": .text(sender), "detail": .text(detail), "times": .int(times),
    ]
  }

  func counted(_ times: Int) -> SecurityEvent {
    SecurityEvent(
      at: at, workspace: workspace, kind: kind, actor: actor, subject: subject, sender: sender, detail: detail,
      times: times)
  }
}

extension Installation {
  /// For how many days events are kept; older ones go, a day at a time.
  public static let eventDays = 730

  /// Notes what is done outside of a transaction, such as a refusal. What is done in one is noted there by
  /// `Connection.addEvent`.
  /// - Parameters:
  ///   - subject: What or whom it was done to; never a secret, never the address of somebody who has no account.
  ///   - actor: Where it is another than who came, as with a sign-in.
  public func note(
    _ kind: SecurityEvent.Kind, _ subject: String, in workspace: Workspace? = nil, _ detail: String = "",
    by actor: String? = nil
  ) async throws {
    let due = events.take(Origin.current.event(kind, subject, in: workspace, detail, by: actor, at: now))
    try await keep(due)
  }

  /// A failed sign-in: by its address where there is an account of it, else by a keyed hash, by which the same address is
  /// known again and nobody can be told.
  public func noteFailure(_ kind: SecurityEvent.Kind, email: String) async throws {
    let subject = try await database.read { connection in
      if let account = try connection.account(email: email) { return account.email }
      return "unknown address \(connection.rowSeal("address", [.text(email.lowercased())]).prefix(8))"
    }
    try await note(kind, subject, by: "")
  }

  /// Writes what was counted and whose time is over, and forgets what is too old. To be called now and then.
  /// - Parameter all: What still waits too, at the end.
  public func settleEvents(all: Bool = false) async throws {
    try await keep(all ? events.rest() : events.due(now))
    let (day, now) = (today + (-Self.eventDays), now)
    let origin = Origin(actor: "Concord", sender: "this machine")
    guard try await database.read({ try $0.hasEvents(before: day) }) else { return }
    try await database.write { connection in
      let dropped = try connection.dropEvents(before: day)
      if dropped > 0 {
        try connection.addEvent(origin.event(.eventsDropped, "before \(day)", in: nil, "\(dropped) events", at: now))
      }
    }
  }

  /// What an administrator reads of a workspace: its events and those of its members' accounts.
  public func securityEvents(
    of workspace: Workspace?, _ filter: SecurityEventFilter, limit: Int
  ) async throws -> [SecurityEvent] {
    try await database.read { try $0.events(of: workspace?.id, filter, limit: limit) }
  }

  private func keep(_ events: [SecurityEvent]) async throws {
    guard !events.isEmpty else { return }
    try await database.write { connection in for event in events { try connection.addEvent(event) } }
  }
}
