import Domain
import RegisterKit
import Testing

@Suite("Comparison of statements") struct SoAComparisonTests {
  private func line(_ uid: String, _ more: [String: Value] = [:]) -> Value {
    .object(
      ["uid": .text(uid), "applicable": true, "justification": "Law", "controls": ["CTL-0001"]].merging(more) { $1 })
  }

  @Test("says of each line whether it came, went or changed, and in which fields")
  func kinds() {
    let comparison = SoAComparison.compute(
      from: [line("a:1"), line("a:2"), line("a:10", ["status": "planned"])],
      to: [
        line("a:10", ["status": "implemented", "controls": ["CTL-0001", "CTL-0002"]]), line("a:2"),
        line("b:1", ["applicable": false]),
      ])
    #expect(
      comparison.lines == [
        .init(
          uid: "a:10", kind: .changed,
          changes: [
            .init(field: "status", before: "planned", after: "implemented"),
            .init(field: "controls", before: "CTL-0001", after: "CTL-0001, CTL-0002"),
          ]),
        .init(
          uid: "b:1", kind: .added,
          changes: [
            .init(field: "applicable", before: "", after: "no"),
            .init(field: "justification", before: "", after: "Law"),
            .init(field: "controls", before: "", after: "CTL-0001"),
          ]),
        .init(
          uid: "a:1", kind: .removed,
          changes: [
            .init(field: "applicable", before: "yes", after: ""),
            .init(field: "justification", before: "Law", after: ""),
            .init(field: "controls", before: "CTL-0001", after: ""),
          ]),
      ])
    #expect(comparison.count(.added) == 1 && comparison.count(.removed) == 1 && comparison.count(.changed) == 1)
  }

  @Test("finds nothing between a statement and itself")
  func same() {
    #expect(SoAComparison.compute(from: [line("a:1")], to: [line("a:1")]).lines.isEmpty)
  }
}
