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

  /// To the minute, in UTC as all moments on pages.
  static func moment(_ at: Instant) -> String { "\(Words.day("\(at.day)")), \("\(at)".dropFirst(11).prefix(5)) UTC" }

  static let columns = ["Browser", "From", "Begun", "Last used", "Change"].map { UI.Column($0) }

  /// - Parameter hidden: With the name of the session it tells which one to end.
  static func row(_ session: SignInSession, isThis: Bool, end: HTML) -> UI.Row {
    UI.Row([
      isThis ? "\(device(session.agent)) \(UI.tag("this one"))" : "\(device(session.agent))", "\(session.sender)",
      "\(moment(session.createdAt))", "\(moment(session.seenAt))", end,
    ])
  }
}
