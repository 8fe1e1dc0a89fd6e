import RegisterKit

/// Takes a cell apart that lists several things, without breaking names that hold a comma or an “and”.
public enum CellList {
  /// One of the things, and what was said about it in brackets.
  public struct Item: Sendable, Equatable {
    public let text: String
    /// “1 laptop” of “AST-006 (1 laptop)”; nil where nothing is said.
    public let remark: String?
  }

  /// How many pieces a name may be put together from.
  private static let longest = 8
  /// Pieces beyond this many are taken as they stand, so that a huge cell costs no more than reading it.
  private static let most = 2000

  /// The parts of a cell in their order; see ``items(_:conjunctions:exists:)``.
  public static func parts(_ text: String, conjunctions: Set<String>, exists: (String) -> Bool) -> [String] {
    items(text, conjunctions: conjunctions, exists: exists).map(\.text)
  }

  /// The things that a cell lists, in their order.
  ///
  /// They are separated by `;`, `|`, line breaks and bullets, by `,` and words for “and” unless what stands on both sides
  /// is the name of one record, by `/`, `&` and `+` only if both sides are names of records, by blanks between codes.
  /// - Parameters:
  ///   - conjunctions: Words for “and” in small letters.
  ///   - exists: There is a record of that name or code.
  public static func items(_ text: String, conjunctions: Set<String>, exists: (String) -> Bool) -> [Item] {
    let plain = CellText.plain(text, lines: true)
    guard !plain.isEmpty else { return [] }
    if plain.utf8.count <= 400, exists(plain) { return [Item(text: plain, remark: nil)] }
    let hard = cut(plain) { $0 == ";" || $0 == "|" || $0 == "\n" || $0 == "•" || $0 == "▪" || $0 == "·" || $0 == "‣" }
      .map { unbulleted($0).trimmed() }.filter { !$0.isEmpty }
    var (items, tried): ([Item], Int) = ([], 0)
    for part in hard {
      var pieces = pieces(part, conjunctions)
      if pieces.count == 1 {
        items += tried < most ? single(part, exists) : [Item(text: part, remark: nil)]
        tried += 1
        continue
      }
      // “Müller, Anna; Meier, Bob”: where something else separates, a comma does so only between things that are known.
      if hard.count > 1, pieces.count == 2, tried < most, !pieces.contains(where: { isKnown($0.text, exists) }) {
        pieces = [Piece(text: part, start: part.startIndex, end: part.endIndex)]
      }
      var at = 0
      while at < pieces.count {
        var taken = 1
        if tried < most {
          tried += 1
          for count in stride(from: min(longest, pieces.count - at), to: 1, by: -1) {
            let whole = part[pieces[at].start..<pieces[at + count - 1].end].trimmed()
            if whole.utf8.count <= 400, exists(whole) || exists(split(whole).text) {
              taken = count
              break
            }
          }
        }
        let whole = part[pieces[at].start..<pieces[at + taken - 1].end].trimmed()
        if taken > 1 {
          items.append(exists(whole) ? Item(text: whole, remark: nil) : split(whole))
        } else if !whole.isEmpty {
          items += tried < most ? single(whole, exists) : [Item(text: whole, remark: nil)]
        }
        at += taken
      }
    }
    return items
  }

  private struct Piece {
    let text: String
    let start: String.Index
    let end: String.Index
  }

  /// The pieces between commas and words for “and”, outside brackets.
  private static func pieces(_ part: String, _ conjunctions: Set<String>) -> [Piece] {
    var (pieces, start): ([Piece], String.Index) = ([], part.startIndex)
    func close(_ end: String.Index) {
      let text = part[start..<end].trimmed()
      if !text.isEmpty { pieces.append(Piece(text: text, start: start, end: end)) }
    }
    var at = part.startIndex
    let outside = depths(part)
    var offset = 0
    while at < part.endIndex {
      let next = part.index(after: at)
      if outside[offset], part[at] == "," {
        close(at)
        start = next
      } else if outside[offset], part[at] == " " {
        let word = part[next...].prefix { $0 != " " }
        if !word.isEmpty, word.count <= 8, word.endIndex < part.endIndex, conjunctions.contains(word.lowercased()) {
          close(at)
          start = word.endIndex
          offset += part.distance(from: at, to: word.endIndex)
          at = word.endIndex
          continue
        }
      }
      at = next
      offset += 1
    }
    close(part.endIndex)
    return pieces
  }

  /// Whether each character stands outside brackets. Brackets that are not closed are no brackets.
  private static func depths(_ text: String) -> [Bool] {
    var (outside, open): ([Bool], [Int]) = ([], [])
    for character in text {
      outside.append(true)
      if character == "(" || character == "[" { open.append(outside.count - 1) }
      if character == ")" || character == "]", let from = open.popLast(), open.isEmpty {
        for index in from..<outside.count { outside[index] = false }
      }
    }
    return outside
  }

  private static func cut(_ text: String, _ isSeparator: (Character) -> Bool) -> [String] {
    let outside = depths(text)
    var (parts, part): ([String], String) = ([], "")
    for (index, character) in text.enumerated() {
      if isSeparator(character), outside[index] || character == "\n" {
        parts.append(part)
        part = ""
      } else {
        part.append(character)
      }
    }
    return parts + [part]
  }

  /// Without the sign of a list before it: `- a`, `* a`, `1. a`, `a) b`.
  private static func unbulleted(_ text: String) -> String {
    let line = text.trimmed()
    let sign = line.prefix { $0 != " " }
    guard sign.endIndex < line.endIndex, !sign.isEmpty, sign.count <= 4 else { return line }
    let isSign =
      ["-", "*", "+", "o", ">", "–"].contains(String(sign))
      || ((sign.last == ")" || sign.last == ".") && sign.dropLast().allSatisfy { $0.isASCII && $0.isNumber })
      || (sign.count == 2 && sign.last == ")" && sign.first?.isLetter == true)
    return isSign ? line[sign.endIndex...].trimmed() : line
  }

  /// A piece that holds no comma: one thing, several codes, or names between strokes.
  private static func single(_ text: String, _ exists: (String) -> Bool) -> [Item] {
    guard text.utf8.count <= 4000 else { return [Item(text: text, remark: nil)] }
    if exists(text) { return [Item(text: text, remark: nil)] }
    let (bare, remark) = (split(text).text, split(text).remark)
    if remark != nil, isKnown(bare, exists) { return [Item(text: bare, remark: remark)] }
    let words = text.split(separator: " ").map(String.init)
    if words.count > 1, words.count <= 200, words.allSatisfy({ isCode($0) }) {
      return words.map { Item(text: $0, remark: nil) }
    }
    for strokes in ["/", " & ", " + "] {
      let sides = text.split(separator: strokes).map { $0.trimmed() }.filter { !$0.isEmpty }
      if sides.count > 1, sides.count <= 50, sides.allSatisfy({ exists($0) || exists(split($0).text) }) {
        return sides.map { exists($0) ? Item(text: $0, remark: nil) : split($0) }
      }
    }
    return [Item(text: text, remark: nil)]
  }

  private static func isKnown(_ text: String, _ exists: (String) -> Bool) -> Bool {
    text.utf8.count <= 400 && (exists(text) || exists(split(text).text) || isCode(split(text).text))
  }

  /// The text before brackets at its end, and what they hold.
  private static func split(_ text: String) -> Item {
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "("), open > text.startIndex else {
      return Item(text: text, remark: nil)
    }
    return Item(text: text[..<open].trimmed(), remark: text[open...].trimmed(also: "()"))
  }

  /// `AST-004`, `R12`, `A.5.1`: capitals and digits without a blank.
  private static func isCode(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    return text.utf8.count <= 40 && scalars.contains(where: CellText.isDigit)
      && scalars.first.map { ("A"..."Z").contains($0) } == true
      && scalars.allSatisfy { CellText.isDigit($0) || ("A"..."Z").contains($0) || "-._/#".unicodeScalars.contains($0) }
  }
}
