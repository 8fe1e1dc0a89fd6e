/// Whether the points of one unit fit into sessions of given auditors: bin packing in which not every bin takes every
/// item. Exact up to a number of steps.
struct Packing {
  struct Item: Hashable {
    var point: Int
    var minutes: Int
    /// Auditors that may take it.
    var auditors: Set<Int>
  }
  enum Outcome {
    /// Points of each session, in the order of the given auditors.
    case fits([[Int]])
    case doesNotFit
    /// The number of steps was not enough to tell.
    case unknown
  }

  private let items: [Item]
  private let auditors: [Int]
  private let least: [Int]
  private var left: [Int]
  private var placed: [[Int]]
  private var failed: Set<[Int]> = []
  private var steps: Int

  /// - Parameters:
  ///   - sessions: The auditor of each session; an auditor with three sessions is there three times.
  ///   - capacity: Minutes that a session holds.
  static func pack(_ items: [Item], into sessions: [Int], capacity: Int, steps: Int = 60_000) -> Outcome {
    guard items.reduce(0, { $0 + $1.minutes }) <= sessions.count * capacity else { return .doesNotFit }
    // What few can take is placed first; among those the longest.
    func room(_ item: Item) -> Int { sessions.count { item.auditors.contains($0) } }
    let byLength = items.sorted { ($0.minutes, $1.point) > ($1.minutes, $0.point) }
    let byChoice = byLength.sorted { (room($0), -$0.minutes) < (room($1), -$1.minutes) }
    for (order, limit) in [(byLength, steps / 4), (byChoice, steps)] {
      var packing = Packing(order, sessions, capacity, limit)
      if packing.place(0) { return .fits(packing.placed) }
      if packing.steps > 0 { return .doesNotFit }
    }
    return .unknown
  }

  private init(_ items: [Item], _ sessions: [Int], _ capacity: Int, _ steps: Int) {
    self.items = items
    auditors = sessions
    left = Array(repeating: capacity, count: sessions.count)
    placed = Array(repeating: [], count: sessions.count)
    self.steps = steps
    // The shortest and the sum of the items from each position on.
    var least = [Int](repeating: .max, count: items.count + 1)
    for index in items.indices.reversed() { least[index] = min(least[index + 1], items[index].minutes) }
    self.least = least
    var rest = [Int](repeating: 0, count: items.count + 1)
    for index in items.indices.reversed() { rest[index] = rest[index + 1] + items[index].minutes }
    self.rest = rest
  }
  private let rest: [Int]

  private mutating func place(_ index: Int) -> Bool {
    if index == items.count { return true }
    steps -= 1
    guard steps > 0 else { return false }
    // Room in which no item fits any more is lost.
    let usable = left.reduce(0) { $1 >= least[index] ? $0 + $1 : $0 }
    guard usable >= rest[index] else { return false }
    let state = [index] + zip(auditors, left).map { $0 * 4096 + $1 }.sorted()
    if failed.contains(state) { return false }
    let item = items[index]
    var tried: Set<Int> = []
    let choices = left.indices.filter { left[$0] >= item.minutes && item.auditors.contains(auditors[$0]) }
      .sorted { left[$0] < left[$1] }
    for bin in choices where tried.insert(auditors[bin] * 4096 + left[bin]).inserted {
      left[bin] -= item.minutes
      placed[bin].append(item.point)
      if place(index + 1) { return true }
      placed[bin].removeLast()
      left[bin] += item.minutes
    }
    if steps > 0 { failed.insert(state) }
    return false
  }

  /// Sessions that points of these minutes need at least (Martello and Toth's second bound).
  static func leastSessions(_ minutes: [Int], capacity: Int) -> Int {
    var best = 0
    for threshold in Set(minutes.filter { $0 * 2 <= capacity } + [0]) {
      let large = minutes.filter { $0 > capacity - threshold }.count
      let middle = minutes.filter { $0 * 2 > capacity && $0 <= capacity - threshold }
      let small = minutes.filter { $0 * 2 <= capacity && $0 >= threshold }.reduce(0, +)
      let free = middle.count * capacity - middle.reduce(0, +)
      best = max(best, large + middle.count + max(0, (small - free + capacity - 1) / capacity))
    }
    return best
  }
}
