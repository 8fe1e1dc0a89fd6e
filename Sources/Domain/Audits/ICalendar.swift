import RegisterKit

/// A calendar file (RFC 5545) with appointments on the clock of the place: nine o'clock stays nine o'clock wherever it is
/// read.
public struct ICalendar: Sendable, Hashable {
  /// An appointment (RFC 5545 VEVENT).
  public struct Event: Sendable, Hashable {
    /// The same whenever the appointment is written again, so that calendars replace it.
    public var uid: String
    public var day: Day
    /// Minutes after midnight.
    public var begins: Int
    /// How long it takes.
    public var minutes: Int
    public var title: String
    public var place: String
    public var description: String
    /// Rises with each change, so that calendars take it in.
    public var sequence: Int
    /// When the appointment was last changed (DTSTAMP).
    public var changed: Instant

    public init(
      uid: String, day: Day, begins: Int, minutes: Int, title: String, place: String, description: String,
      sequence: Int, changed: Instant
    ) {
      self.uid = uid
      self.day = day
      self.begins = begins
      self.minutes = minutes
      self.title = title
      self.place = place
      self.description = description
      self.sequence = sequence
      self.changed = changed
    }
  }
  /// As calendars show it.
  public var name: String
  public var events: [Event]
  public init(name: String, events: [Event]) {
    self.name = name
    self.events = events
  }

  /// The file, its lines ending in CR LF and folded.
  public var text: String {
    var lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Concord//Audit agenda//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
      "X-WR-CALNAME:\(Self.escaped(name))", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for event in events {
      lines += [
        "BEGIN:VEVENT", "UID:\(Self.escaped(event.uid))", "DTSTAMP:\(Self.stamp(event.changed))",
        "SEQUENCE:\(event.sequence)", "DTSTART:\(Self.local(event.day, event.begins))",
        "DTEND:\(Self.local(event.day, event.begins + event.minutes))", "SUMMARY:\(Self.escaped(event.title))",
        "LOCATION:\(Self.escaped(event.place))", "DESCRIPTION:\(Self.escaped(event.description))", "END:VEVENT",
      ]
    }
    lines.append("END:VCALENDAR")
    return lines.map(Self.folded).joined(separator: "\r\n") + "\r\n"
  }

  private static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  private static func date(_ day: Day) -> String { "\(day)".filter { $0 != "-" } }

  /// Without a zone, so on whatever clock it is read (RFC 5545 3.3.5, form 1).
  private static func local(_ day: Day, _ minutes: Int) -> String {
    let (later, rest) = (day + minutes / 1440, minutes % 1440)
    return "\(date(later))T\(digits(rest / 60, 2))\(digits(rest % 60, 2))00"
  }

  private static func stamp(_ moment: Instant) -> String {
    "\(moment)".prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\", ";", ",": out += "\\\(character)"
      case "\n": out += "\\n"
      default: if character.value >= 0x20, character.value != 0x7F { out.unicodeScalars.append(character) }
      }
    }
    return out
  }

  /// Lines of 75 bytes at most, never cut inside a character (RFC 5545 3.1).
  private static func folded(_ line: String) -> String {
    var (out, room) = ("", 75)
    for character in line.unicodeScalars {
      let size = String(character).utf8.count
      if size > room {
        out += "\r\n "
        room = 74
      }
      out.unicodeScalars.append(character)
      room -= size
    }
    return out
  }
}
