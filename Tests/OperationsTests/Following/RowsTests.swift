import Testing

@testable import Operations

@Suite("A set of rows")
struct RowsTests {
  @Test("holds what was put in and not taken out, once")
  func set() {
    var draw = SystemRandomNumberGenerator()
    var rows = Rows([])
    var others: Set<Int> = []
    for _ in 0..<5000 {
      let row = Int.random(in: 0..<700, using: &draw)
      let isIn = Bool.random(using: &draw)
      rows.set(row, isIn)
      if isIn { others.insert(row) } else { others.remove(row) }
      #expect(rows.count == others.count)
      #expect(rows.contains(row) == isIn)
    }
    #expect(rows.all == others.sorted())
    #expect(!rows.contains(1 << 40))
    rows.set(-1, true)
    #expect(rows.count == others.count)
  }
}
