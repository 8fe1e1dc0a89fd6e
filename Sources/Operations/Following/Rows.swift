/// A set of row numbers: a bit for each row, so that a hundred thousand records take twelve kilobytes.
struct Rows: Sendable {
  private var words: [UInt64] = []
  private(set) var count = 0

  init(_ rows: some Sequence<Int>) { for row in rows { set(row, true) } }

  func contains(_ row: Int) -> Bool {
    let word = row >> 6
    return words.indices.contains(word) && words[word] & Self.bit(row) != 0
  }

  mutating func set(_ row: Int, _ isIn: Bool) {
    guard row >= 0, contains(row) != isIn else { return }
    let word = row >> 6
    if word >= words.count { words += repeatElement(0, count: word - words.count + 1) }
    words[word] ^= Self.bit(row)
    count += isIn ? 1 : -1
  }

  /// In order.
  var all: [Int] {
    var all: [Int] = []
    for (index, word) in words.enumerated() {
      var left = word
      while left != 0 {
        all.append(index << 6 | left.trailingZeroBitCount)
        left &= left &- 1
      }
    }
    return all
  }

  private static func bit(_ row: Int) -> UInt64 { 1 << UInt64(row & 63) }
}
