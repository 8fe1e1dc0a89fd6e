/// How many of something each has; whoever has none any more takes no room.
struct Tally {
  private var counts: [String: Int] = [:]

  subscript(_ who: String) -> Int { counts[who, default: 0] }
  mutating func add(_ who: String) { counts[who, default: 0] += 1 }
  mutating func remove(_ who: String) { counts[who] = counts[who].flatMap { $0 > 1 ? $0 - 1 : nil } }
}
