extension UI {
  /// A field that changed: what it said and what it says.
  public struct Change: Sendable {
    public var field: String
    public var before: String
    public var after: String

    public init(_ field: String, before: String, after: String) {
      self.field = field
      self.before = before
      self.after = after
    }
  }

  /// What a revision changed, field by field; long texts word by word.
  public static func diff(_ changes: [Change]) -> HTML {
    "<dl class=\"diff\">\(changes.html { "<div><dt>\($0.field)</dt><dd>\(wordDiff($0.before, $0.after))</dd></div>" })</dl>"
  }

  /// The two texts as one, with what went struck out and what came marked.
  public static func wordDiff(_ before: String, _ after: String) -> HTML {
    if before.isEmpty && after.isEmpty { return "<span class=\"code\">–</span>" }
    var html = HTML()
    for piece in TextDifference.words(before, after) {
      switch piece.kind {
      case .same: html.append(text: piece.text)
      case .gone: html += "<del>\(piece.text)</del>"
      case .new: html += "<ins>\(piece.text)</ins>"
      }
    }
    return html
  }
}

/// How one text became another.
enum TextDifference {
  enum Kind { case same, gone, new }
  struct Piece: Equatable {
    var kind: Kind
    var text: String
  }

  /// Above this many comparisons the middle is shown as replaced whole: nobody reads a difference that large.
  static let mostComparisons = 250_000

  /// The longest common sequence of words, with the beginning and end that both share set apart first.
  static func words(_ before: String, _ after: String) -> [Piece] {
    let old = split(before)
    let new = split(after)
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    var end = 0
    while end < old.count - start, end < new.count - start, old[old.count - 1 - end] == new[new.count - 1 - end] {
      end += 1
    }
    var pieces: [Piece] = []
    add(.same, old[..<start], to: &pieces)
    middle(old[start..<(old.count - end)], new[start..<(new.count - end)], to: &pieces)
    add(.same, old[(old.count - end)...], to: &pieces)
    return pieces
  }

  private static func middle(_ old: ArraySlice<Substring>, _ new: ArraySlice<Substring>, to pieces: inout [Piece]) {
    guard !old.isEmpty, !new.isEmpty, old.count <= mostComparisons / new.count else {
      add(.gone, old, to: &pieces)
      add(.new, new, to: &pieces)
      return
    }
    let (old, new) = (Array(old), Array(new))
    // lengths[i][j]: the longest common sequence of old[i...] and new[j...].
    var lengths = Array(repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
    for i in old.indices.reversed() {
      for j in new.indices.reversed() {
        lengths[i][j] = old[i] == new[j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
      }
    }
    var (i, j) = (0, 0)
    while i < old.count, j < new.count {
      if old[i] == new[j] {
        add(.same, old[i...i], to: &pieces)
        (i, j) = (i + 1, j + 1)
      } else if lengths[i + 1][j] >= lengths[i][j + 1] {
        add(.gone, old[i...i], to: &pieces)
        i += 1
      } else {
        add(.new, new[j...j], to: &pieces)
        j += 1
      }
    }
    add(.gone, old[i...], to: &pieces)
    add(.new, new[j...], to: &pieces)
  }

  private static func add(_ kind: Kind, _ words: ArraySlice<Substring>, to pieces: inout [Piece]) {
    guard !words.isEmpty else { return }
    let text = words.joined()
    if let last = pieces.indices.last, pieces[last].kind == kind {
      pieces[last].text += text
    } else {
      pieces.append(Piece(kind: kind, text: text))
    }
  }

  /// Words with the white space that follows them.
  private static func split(_ text: String) -> [Substring] {
    var words: [Substring] = []
    var start = text.startIndex
    var wasSpace = false
    for index in text.indices {
      let isSpace = text[index].isWhitespace
      if wasSpace && !isSpace {
        words.append(text[start..<index])
        start = index
      }
      wasSpace = isSpace
    }
    if start < text.endIndex { words.append(text[start...]) }
    return words
  }
}
