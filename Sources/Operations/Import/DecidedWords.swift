import RegisterKit

/// What was decided about words of a file. They are found by themselves, else whatever their blanks and capitals, in one
/// step however many there are: a table asks for each of its cells.
public struct DecidedWords: Sendable, Hashable, Sequence, ExpressibleByDictionaryLiteral {
  /// As they were written → what is meant.
  public private(set) var all: [String: String]
  /// As they are compared → as one of them was written.
  private var spellings: [String: String] = [:]

  public init(_ all: [String: String]) {
    self.all = all
    for words in all.keys.sorted() { note(words) }
  }
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(Dictionary(elements) { first, _ in first })
  }

  public var isEmpty: Bool { all.isEmpty }
  public var count: Int { all.count }
  public func makeIterator() -> Dictionary<String, String>.Iterator { all.makeIterator() }

  /// By these very words.
  public subscript(words: String) -> String? {
    get { all[words] }
    set {
      all[words] = newValue
      let key = NameIndex.key(words)
      if newValue != nil {
        note(words)
      } else if spellings[key] == words {
        spellings[key] = all.keys.filter { NameIndex.key($0) == key }.min()
      }
    }
  }

  /// By these words, or by the same with other blanks and capitals.
  public func meaning(of words: String) -> String? {
    all.isEmpty ? nil : all[words] ?? spellings[NameIndex.key(words)].flatMap { all[$0] }
  }

  /// Takes what others say of words about which these say nothing.
  public mutating func add(_ others: DecidedWords) {
    for (words, meaning) in others where all[words] == nil { self[words] = meaning }
  }

  private mutating func note(_ words: String) {
    let key = NameIndex.key(words)
    if spellings[key] == nil { spellings[key] = words }
  }

  public static func == (one: Self, other: Self) -> Bool { one.all == other.all }
  public func hash(into hasher: inout Hasher) { hasher.combine(all) }
}
