import Domain
import HTTPTypes
import Operations
import RegisterKit
import Store

/// Who came in, who was kept out and who was given what, for the administrators of a workspace.
enum SecurityEventsPage {
  private static let perPage = 50

  static func show(_ call: Call) async throws -> Reply {
    let filter = try filter(call)
    // One more than is shown, to know whether there are older ones.
    let found = try await call.installation.securityEvents(of: call.workspace, filter, limit: perPage + 1)
    let events = found.prefix(perPage)
    let rows = events.map { event in
      let moment = Words.local("\(event.at)")
      return UI.Row([
        UI.time(moment.shown, iso: moment.iso), UI.tag(event.kind.label, tone(event.kind)), "\(event.actor)",
        "\(event.subject)\(when: !event.detail.isEmpty, " <small>\(event.detail)</small>")\(when: event.times > 1, " <small>\(event.times) times</small>")",
        "\(event.sender)",
      ])
    }
    let older: HTML =
      found.count > perPage
      ? UI.linkButton("Older", href: address(call, before: events.last?.id), .plain, key: nil) : .empty
    let fields = [
      UI.FilterField(
        "kind", "What",
        .select(
          SecurityEvent.Kind.allCases.map { UI.Choice($0.rawValue, $0.label) }, selected: filter.kind?.rawValue ?? "",
          blank: "Everything")),
      UI.FilterField("person", "Who or whom", .text(filter.person ?? "")),
      UI.FilterField("from", "From", .date(filter.from.map { "\($0)" } ?? "")),
      UI.FilterField("to", "To", .date(filter.to.map { "\($0)" } ?? "")),
    ]
    let isNarrowed = filter != SecurityEventFilter()
    let bar = UI.filterBar(
      "Security events", action: call.link.securityEvents, fields: fields,
      tools: [
        UI.linkButton("As JSON lines", href: address(call, format: "jsonl"), .plain)
      ] + (isNarrowed ? [UI.linkButton("Show all", href: call.link.securityEvents, .plain)] : []))
    let table = UI.table(
      "Security events",
      columns: [
        UI.Column("When", .code), UI.Column("What"), UI.Column("By"), UI.Column("Whom or what", .title),
        UI.Column("From"),
      ],
      rows: Array(rows), empty: "<p>Nothing of this kind happened.</p>", isStacked: true)
    return try await call.page(
      Page(
        "Security events",
        lead:
          "Sign-ins, refusals, rights and downloads, kept for \(Installation.eventDays / 365) years. What is done to records is under <a href=\"\(call.link.ledger)\">What happened</a>. An event that is altered or taken out by hand is named by <code>concord verify</code>.",
        section: call.link.securityEvents, content: UI.stack([bar, UI.card(nil, table), older])))
  }

  /// The same for programs: a page of them, or all that the filter leaves as JSON lines.
  static func list(_ call: Call) async throws -> Reply {
    let filter = try filter(call)
    guard let limit = Int(call.query("limit") ?? "100"), (1...1000).contains(limit) else {
      throw Failure.malformed("limit is a number from 1 to 1000.")
    }
    switch call.query("format") ?? "json" {
    case "json": break
    case "jsonl": return try await lines(call)
    default: throw Failure.malformed("format is json or jsonl.")
    }
    let found = try await call.installation.securityEvents(of: call.workspace, filter, limit: limit + 1)
    let events = found.prefix(limit)
    let next: Value = found.count > limit ? Value(events.last.map { "\($0.id)" }) : .null
    return .json(["items": .list(events.map(\.value)), "next": next])
  }

  /// All that the filter leaves, the newest first, one JSON object a line.
  static func lines(_ call: Call) async throws -> Reply {
    var filter = try filter(call)
    var bytes: [UInt8] = []
    while true {
      let events = try await call.installation.securityEvents(of: call.workspace, filter, limit: 1000)
      for event in events { bytes += JSON.bytes(event.value) + [0x0A] }
      guard events.count == 1000, bytes.count < 64 << 20, let last = events.last else { break }
      filter.before = last.id
    }
    return .download(bytes, type: "application/jsonl", name: "security-events.jsonl")
  }

  static func export(_ call: Call) async throws -> Reply { try await lines(call) }

  private static func filter(_ call: Call) throws -> SecurityEventFilter {
    var filter = SecurityEventFilter()
    if let kind = asked("kind", call) {
      guard let known = SecurityEvent.Kind(rawValue: kind) else {
        throw Failure.malformed("“\(kind.prefix(40))” is no kind of security event.")
      }
      filter.kind = known
    }
    filter.person = asked("person", call)
    filter.from = try day("from", call)
    filter.to = try day("to", call)
    if let before = asked("before", call) {
      guard let number = Int(before), number > 0 else { throw Failure.malformed("before is the number of an event.") }
      filter.before = number
    }
    return filter
  }

  private static func asked(_ name: String, _ call: Call) -> String? {
    call.query(name).map { $0.trimmed() }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func day(_ name: String, _ call: Call) throws -> Day? {
    guard let text = asked(name, call) else { return nil }
    guard let day = Day(text) else { throw Failure.malformed("“\(text.prefix(20))” is no day such as 2027-03-31.") }
    return day
  }

  private static func address(_ call: Call, before: Int? = nil, format: String? = nil) -> String {
    var items: [(String, String?)] = ["kind", "person", "from", "to"].map { ($0, asked($0, call)) }
    items.append(("before", before.map(String.init)))
    let path = format == nil ? call.link.securityEvents : "\(call.link.securityEvents)/export"
    return WebAddress.query(path, items.filter { $0.1 != nil })
  }

  private static func tone(_ kind: SecurityEvent.Kind) -> UI.Tone {
    switch kind {
    case .signInFailed, .slowedDown, .passwordRefused, .tokenUnknown, .refused: .warn
    case .sealBroken: .bad
    default: .none
    }
  }
}
