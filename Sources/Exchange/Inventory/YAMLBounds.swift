import Yams

/// What YAML from outside may not do: a parser follows nesting by calling itself, and an alias stands for a whole part
/// again, so that a few lines become more than any memory holds. Found in the text, before it is parsed.
public struct YAMLBounds {
  /// Deeper nesting is refused.
  static let deepest = 400

  private let bytes: [UInt8]
  private var at = 0
  private var line = 1
  private var depth = 0
  /// Blanks before the first sign of the line.
  private var indent = 0
  private var dashes = 0

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// Why a text is not even parsed; nil for one that may be.
  public static func refusal(_ text: String, aliases: Bool) -> (line: Int, reason: String)? {
    var scan = YAMLBounds(text)
    return scan.scan(aliases)
  }

  /// A head of a card: a mapping without anchors and aliases; nil for an empty one.
  /// - Parameter line: Of the file, on which the text begins.
  static func mapping(_ text: String, line: Int) throws(Unreadable) -> Node? {
    if let refusal = refusal(text, aliases: false) {
      throw Unreadable("Line \(refusal.line + line - 1): the head \(refusal.reason).")
    }
    let root: Node?
    do { root = try Yams.compose(yaml: text, .basic) } catch let error as YamlError {
      throw Unreadable("The head is not valid YAML: \(reason(error, line)).")
    } catch { throw Unreadable("The head is not valid YAML.") }
    guard let root, !root.isNull else { return nil }
    guard root.mapping != nil else {
      let what = root.sequence == nil ? "a text" : "a list"
      throw Unreadable("The head between the lines of --- is \(what); names and values are expected.")
    }
    return root
  }

  private mutating func scan(_ aliases: Bool) -> (line: Int, reason: String)? {
    startLine()
    while at < bytes.count {
      let byte = bytes[at]
      let next = at + 1 < bytes.count ? bytes[at + 1] : 0x0A
      switch byte {
      case 0x0A:
        at += 1
        line += 1
        startLine()
        continue
      case 0x20, 0x09, 0x0D: break
      case UInt8(ascii: "#"):
        skipLine()
        continue
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        skipQuoted(byte)
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(depth - 1, 0)
      case UInt8(ascii: ","), UInt8(ascii: ":"): break
      case UInt8(ascii: "-") where next <= 0x20, UInt8(ascii: "?") where next <= 0x20: dashes += 1
      case UInt8(ascii: "&") where next > 0x20, UInt8(ascii: "*") where next > 0x20:
        if !aliases { return (line, "has an anchor (&) or an alias (*); write the value out or put it in quotes") }
        skipPlain()
        continue
      case UInt8(ascii: "|") where depth == 0, UInt8(ascii: ">") where depth == 0:
        skipBlock()
        continue
      case UInt8(ascii: "!"):
        while at < bytes.count, bytes[at] > 0x20 { at += 1 }
        continue
      default:
        skipPlain()
        continue
      }
      if depth > Self.deepest || dashes > Self.deepest || indent > Self.deepest {
        return (line, "is nested deeper than \(Self.deepest)")
      }
      at += 1
    }
    return nil
  }

  private mutating func startLine() {
    (indent, dashes) = (0, 0)
    while at < bytes.count, bytes[at] == 0x20 {
      indent += 1
      at += 1
    }
  }

  private mutating func skipLine() { while at < bytes.count, bytes[at] != 0x0A { at += 1 } }

  private mutating func skipQuoted(_ mark: UInt8) {
    at += 1
    while at < bytes.count, bytes[at] != mark {
      if bytes[at] == 0x0A { line += 1 }
      at += bytes[at] == 0x5C && mark == UInt8(ascii: "\"") ? 2 : 1
    }
    at += 1
  }

  /// A text without quotes ends with its line, before a comment, after a colon, and in brackets at their signs.
  private mutating func skipPlain() {
    while at < bytes.count, bytes[at] != 0x0A {
      let byte = bytes[at]
      let next = at + 1 < bytes.count ? bytes[at + 1] : 0x0A
      if byte == UInt8(ascii: ":"), next <= 0x20 { return }
      if byte == 0x20, next == UInt8(ascii: "#") { return }
      if depth > 0,
        [UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "{")].contains(byte)
      {
        return
      }
      at += 1
    }
  }

  /// A text of whole lines goes on as long as lines are indented more than the one that begins it.
  private mutating func skipBlock() {
    let base = indent
    skipLine()
    while at < bytes.count {
      var start = at + 1
      while start < bytes.count, bytes[start] == 0x20 { start += 1 }
      let isBlank = start >= bytes.count || bytes[start] == 0x0A || bytes[start] == 0x0D
      guard isBlank || start - at - 1 > base else { return }
      line += 1
      at = start
      skipLine()
    }
  }

  private static func reason(_ error: YamlError, _ line: Int) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "line \(mark.line + line - 1): \(problem)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      "line \(context.mark.line + line - 1): \(duplicates.map { "“\($0)”" }.joined(separator: ", ")) is given twice"
    default: "it can't be read"
    }
  }
}
