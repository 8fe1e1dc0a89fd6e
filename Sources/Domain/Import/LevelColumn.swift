import RegisterKit

/// Maps the values of a column onto the levels of a scale, each distinct value once and with all others in view.
///
/// Scales of other sizes are mapped level by level: a higher value never becomes a lower level, and two levels never
/// become one as long as the scale has room for both.
public struct LevelColumn: Sendable {
  /// Every distinct value that was understood, as it was written, and the level that it became.
  public let mapping: [String: Int]
  /// Distinct values that were not understood, in the order of the column.
  public let unknown: [String]
  /// “3 levels were mapped to 5: low → 2, medium → 3, high → 4.”; nil where the values are the scale's own.
  public let note: String?
  private let levels: [String: Int]

  /// - Parameters:
  ///   - headingSize: How many levels the heading speaks of: 3 for “(1-3)”; nil where it says nothing.
  ///   - position: Where a word stands between the lowest level, 0, and the highest, 1; nil for an unknown word.
  public init(
    _ values: some Sequence<String>, scale: Scale, headingSize: Int? = nil, position: (String) -> Double? = { _ in nil }
  ) {
    var (seen, distinct): (Set<String>, [LevelValue]) = ([], [])
    var last = ""
    for value in values where value != last {
      last = value
      let found = LevelValue(value)
      if !found.text.isEmpty, seen.insert(found.text.lowercased()).inserted { distinct.append(found) }
    }
    let reading = LevelReading(distinct, scale, headingSize, position)
    var (mapping, levels, unknown): ([String: Int], [String: Int], [String]) = ([:], [:], [])
    for value in distinct {
      if let level = reading.level(value) {
        mapping[value.shown] = level
        levels[value.text.lowercased()] = level
      } else {
        unknown.append(value.shown)
      }
    }
    self.mapping = mapping
    self.levels = levels
    self.unknown = unknown
    note = Self.note(distinct, mapping, scale)
  }

  /// The level of a value of the column, from 1; nil where it was not understood.
  public func level(_ text: String) -> Int? { levels[CellText.plain(text).lowercased()] }

  private static func note(_ values: [LevelValue], _ mapping: [String: Int], _ scale: Scale) -> String? {
    let isOwn = values.allSatisfy { value in
      guard let level = mapping[value.shown] else { return true }
      return level == value.number || scale.name(of: level)?.folded == value.word.folded
    }
    guard !isOwn else { return nil }
    let pairs = values.compactMap { value in mapping[value.shown].map { (value.shown, $0) } }.enumerated()
      .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
    let shown = pairs.prefix(12).map { "\($0.element.0) → \($0.element.1)" }.joined(separator: ", ")
    let were = pairs.count == 1 ? "1 value was" : "\(pairs.count) values were"
    return "\(were) mapped to \(scale.levels.count) levels: \(shown)\(pairs.count > 12 ? ", …" : ".")"
  }
}

/// How the values of one column are read, decided once for all of them.
private struct LevelReading {
  private enum Basis { case percent, numbers(least: Int, size: Int), words }
  private let scale: Scale
  private let basis: Basis
  /// Numbers count where a value has no word that is known.
  private let size: Int
  private let least: Int
  private let words: [String: Int]
  private let isRoman: Bool

  init(_ values: [LevelValue], _ scale: Scale, _ headingSize: Int?, _ position: (String) -> Double?) {
    self.scale = scale
    let count = scale.levels.count
    var positions: [String: Double] = [:]
    for value in values where !value.word.isEmpty && positions[value.word] == nil {
      positions[value.word] = Self.position(value.word, scale, position)
    }
    let numbers = values.compactMap(\.number)
    let largest = numbers.max() ?? 0
    let sizes = Set(values.compactMap(\.size))
    // “(0-4)” has five levels, whichever of its ends the heading was taken for.
    least = numbers.contains(0) && headingSize != nil ? 0 : 1
    let said = headingSize ?? (sizes.count == 1 ? sizes.first : nil)
    let isSaid = (said ?? 0) >= 2 && (said ?? 0) <= 1000
    size = isSaid ? max(said ?? count, least == 0 ? min(largest, said ?? count) + 1 : 0) : count
    isRoman =
      numbers.isEmpty && positions.isEmpty && !values.isEmpty
      && values.allSatisfy { LevelValue.roman[$0.word.lowercased()] != nil }
    words = Self.levels(positions, count)
    let isPercent = !values.isEmpty && values.allSatisfy { $0.percent != nil }
    if isPercent {
      basis = .percent
    } else if isSaid || Self.agree(values, positions, count, largest) {
      basis = .numbers(least: least, size: size)
    } else {
      basis = .words
    }
  }

  func level(_ value: LevelValue) -> Int? {
    let count = scale.levels.count
    guard count > 0 else { return nil }
    if isRoman { return LevelValue.roman[value.word.lowercased()].flatMap { Self.level($0, least: 1, size, count) } }
    switch basis {
    case .percent:
      guard let percent = value.percent else { return nil }
      return min(count, max(1, Int(saturating: percent * Double(count) / 100, .up)))
    case .numbers(let least, let size):
      if let number = value.number { return Self.level(number, least: least, value.size ?? size, count) }
    case .words: break
    }
    if let level = words[value.word] { return level }
    return value.number.flatMap { Self.level($0, least: least, value.size ?? size, count) }
  }

  /// A number of another scale: spread from end to end where that is the smaller one, gathered where it is the larger.
  private static func level(_ number: Int, least: Int, _ size: Int, _ count: Int) -> Int? {
    let rank = number - least + 1
    guard rank >= 1, rank <= size else { return nil }
    if size == count { return rank }
    if size > count { return (rank * count + size - 1) / size }
    guard size > 1 else { return (count + 1) / 2 }
    return 1 + (2 * (rank - 1) * (count - 1) + size - 1) / (2 * (size - 1))
  }

  /// Numbers count if the words beside them say the same, or if they reach the top of the scale and rise with the words.
  private static func agree(_ values: [LevelValue], _ positions: [String: Double], _ count: Int, _ largest: Int) -> Bool
  {
    let both = values.compactMap { value in
      value.number.flatMap { number in positions[value.word].map { (number, $0) } }
    }
    let isSame = both.allSatisfy { (Double($0.0 - 1) - $0.1 * Double(count - 1)).magnitude < 0.5 }
    guard !isSame else { return true }
    let sorted = both.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    return largest == count && zip(sorted, sorted.dropFirst()).allSatisfy { $0.1 <= $1.1 }
  }

  /// The scale's own name stands where it stands; other words where the dictionary says.
  private static func position(_ word: String, _ scale: Scale, _ position: (String) -> Double?) -> Double? {
    let key = CellText.key(word)
    if !key.isEmpty, let own = scale.levels.firstIndex(where: { CellText.key($0.name) == key }) {
      return scale.levels.count > 1 ? Double(own) / Double(scale.levels.count - 1) : 0
    }
    if let known = position(word) ?? abbreviations[key], known.isFinite { return min(1, max(0, known)) }
    return nil
  }

  private static let abbreviations = ["vl": 0, "l": 0.25, "m": 0.5, "h": 0.75, "vh": 1.0]

  /// The level of each word. Words that stand in the same place share one; all others get a level each, as near to their
  /// place as their order allows, if there are enough.
  private static func levels(_ positions: [String: Double], _ count: Int) -> [String: Int] {
    guard count > 0 else { return [:] }
    let places = Array(Set(positions.values)).sorted()
    guard places.count <= count else {
      return positions.mapValues { min(count, Int(saturating: $0 * Double(count), .down).next) }
    }
    let wanted = places.map { 1 + $0 * Double(count - 1) }
    // cost[j]: the least cost of the places so far if the last of them has level j + 1; choice: how it came about.
    var cost = [Double](repeating: 0, count: count)
    var choices: [[Int]] = []
    for (index, place) in wanted.enumerated() {
      var (next, choice) = ([Double](repeating: .infinity, count: count), [Int](repeating: 0, count: count))
      var (best, from) = (index == 0 ? 0 : Double.infinity, 0)
      for level in 0..<count {
        // Of two ways that are as good the higher levels win: a risk is rather seen too large than too small.
        if index > 0, level > 0, cost[level - 1] <= best { (best, from) = (cost[level - 1], level - 1) }
        let distance = Double(level + 1) - place
        next[level] = best + distance * distance
        choice[level] = from
      }
      cost = next
      choices.append(choice)
    }
    var chosen = [Int](repeating: 0, count: places.count)
    var level = cost.indices.reversed().min { cost[$0] < cost[$1] } ?? 0
    for index in choices.indices.reversed() {
      chosen[index] = level + 1
      level = choices[index][level]
    }
    let byPlace = Dictionary(zip(places, chosen), uniquingKeysWith: { first, _ in first })
    return positions.compactMapValues { byPlace[$0] }
  }
}
