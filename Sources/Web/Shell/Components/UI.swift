/// The visual language: functions from plain values to HTML. Nothing in it knows a register.
public enum UI {
  /// What a state means to the reader. The word says it; the colour only repeats it.
  public enum Tone: String, Sendable, CaseIterable { case none, info, good, warn, bad }

  /// A standard, with its colour and shape: 27001 blue ○, 42001 violet ◇, any other neutral.
  public enum Standard: Sendable, Hashable {
    case isms, aims
    case other(String)

    /// From the framework's part of a requirement's uid, such as `iso27001` or `eu-ai-act`.
    public init(framework: String) {
      if framework.hasPrefix("iso27001") || framework.hasPrefix("iso27002") {
        self = .isms
      } else if framework.hasPrefix("iso42001") {
        self = .aims
      } else {
        self = .other(framework)
      }
    }

    /// The short name used in badges.
    public var shortName: String {
      switch self {
      case .isms: "27001"
      case .aims: "42001"
      case .other(let name): name
      }
    }

    var cssClass: String {
      switch self {
      case .isms: "std isms"
      case .aims: "std aims"
      case .other: "std"
      }
    }
  }

  /// A state in a word.
  public static func tag(_ word: String, _ tone: Tone = .none) -> HTML {
    "<span class=\"tag \(tone.rawValue)\">\(word)</span>"
  }

  /// A badge of a standard: its shape and colour with a text, such as `27001 6.1.3` or `security`.
  public static func standard(_ standard: Standard, _ text: String? = nil) -> HTML {
    "<span class=\"\(standard.cssClass)\">\(text ?? standard.shortName)</span>"
  }

  /// A requirement by its uid (`iso42001:A.6.2.4`), as a badge, with its title as tooltip, linked if it has a page.
  public static func requirement(_ uid: String, title: String? = nil, href: String? = nil) -> HTML {
    let parts = uid.split(separator: ":", maxSplits: 1)
    let standard = Standard(framework: String(parts.first ?? ""))
    let number = parts.count == 2 ? String(parts[1]) : uid
    let text = "\(standard.shortName) \(number)"
    guard let href else { return "<span class=\"\(standard.cssClass)\"\(attribute: "title", title)>\(text)</span>" }
    return "<a class=\"\(standard.cssClass)\" href=\"\(href)\"\(attribute: "title", title)>\(text)</a>"
  }

  /// The same as plain text: `42001 A.6.2.4`.
  public static func requirementText(_ uid: String) -> String {
    let parts = uid.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return uid }
    return "\(Standard(framework: String(parts[0])).shortName) \(parts[1])"
  }

  /// A level of risk: its figure or word on the colour of the workspace's scale. `colour` counts from 1 (lowest)
  /// to 6; a colour outside is drawn neutral.
  public static func level(_ text: String, colour: Int, label: String? = nil) -> HTML {
    "<span class=\"level \(levelClass(colour))\"\(attribute: "title", label)>\(text)</span>"
  }

  static func levelClass(_ colour: Int) -> String { (1...6).contains(colour) ? "level-\(colour)" : "level-0" }

  /// A code such as `RSK-0042`, in tabular figures and never broken.
  public static func code(_ code: String) -> HTML { "<span class=\"code\">\(code)</span>" }

  /// Less important text beside or under something.
  public static func quiet(_ text: HTML) -> HTML { "<small>\(text)</small>" }

  /// A moment, readable by people and by programs. `iso` is an ISO 8601 date or instant.
  public static func time(_ shown: String, iso: String) -> HTML { "<time datetime=\"\(iso)\">\(shown)</time>" }

  /// A count that opens the records it counts.
  public static func count(_ value: Int, href: String, of noun: String) -> HTML {
    "<a href=\"\(href)\">\(value) \(noun)</a>"
  }

  /// Text for screen readers only.
  public static func unseen(_ text: String) -> HTML { "<span class=\"unseen\">\(text)</span>" }

  /// The id of the control of a form's field; anything that is not a letter, digit or hyphen becomes a hyphen.
  public static func identifier(_ prefix: String, _ name: String) -> String {
    prefix + "-"
      + String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" || $0 == "_" ? $0 : "-" })
  }
}
