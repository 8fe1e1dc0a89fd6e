import Operations
import RegisterKit
import Store

/// What a session is called where people look for one that is not theirs.
enum SessionWords {
  /// `Firefox on Windows`, from what the browser says of itself, which may be anything.
  static func device(_ agent: String) -> String {
    // In this order, since most name themselves after those that came before.
    let browser = [
      ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Chromium/", "Chromium"),
      ("Safari/", "Safari"), ("curl/", "curl"), ("python-requests", "a Python program"),
    ].first { agent.contains($0.0) }?.1
    let system = [
      ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
      ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ].first { agent.contains($0.0) }?.1
    switch (browser, system) {
    case (let browser?, let system?): return "\(browser) on \(system)"
    case (let one?, nil), (nil, let one?): return one
    case (nil, nil): return "Unknown browser"
    }
  }

  /// To the minute, in the time zone of whoever reads.
  static func moment(_ at: Instant) -> String { Words.local("\(at)").shown }

  static let columns = [
    UI.Column("Browser", .title), UI.Column("Network address"), UI.Column("Signed in"), UI.Column("Last used"),
    UI.Column("Change"),
  ]

  /// - Parameter hidden: With the name of the session it tells which one to end.
  static func row(_ session: SignInSession, isThis: Bool, end: HTML) -> UI.Row {
    UI.Row([
      isThis ? "\(device(session.agent)) \(UI.tag("this browser"))" : "\(device(session.agent))", "\(session.sender)",
      "\(moment(session.createdAt))", "\(moment(session.seenAt))", end,
    ])
  }
}
