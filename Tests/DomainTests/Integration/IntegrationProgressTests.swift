import Domain
import Testing

@Suite("Progress on the path of integration")
struct IntegrationProgressTests {
  static func task(_ id: String, _ conditions: [IntegrationCondition], after: [String] = []) -> IntegrationTask {
    IntegrationTask(
      id: id, step: String(id.prefix(2)), title: id, what: "", doneWhen: "", conditions: conditions, serves: [],
      role: "",
      supportedBy: [], dependsOn: after)
  }

  static func some(_ register: String, _ min: Int = 1) -> IntegrationCondition {
    .records(RecordCondition(register: register, query: [:], min: min, max: nil))
  }

  static func none(_ register: String) -> IntegrationCondition {
    .records(RecordCondition(register: register, query: ["owner.empty": "true"], min: nil, max: 0))
  }

  static let steps = [
    IntegrationStep(
      id: "S1", title: "First", goals: [], typicalWeeks: 6, exit: "",
      tasks: [
        task("S1-1", [some("a", 2), none("a")]),
        task("S1-2", [some("b"), .judged("Look.")], after: ["S1-1"]),
      ]),
    IntegrationStep(
      id: "S2", title: "Second", goals: [], typicalWeeks: nil, exit: "",
      tasks: [task("S2-1", [some("c")], after: ["S1-2"])]),
  ]

  static func progress(_ counts: [String: Int], judged: Set<String> = []) -> IntegrationProgress {
    IntegrationProgress(steps, judged: judged) { condition in
      counts[condition.max == 0 ? "\(condition.register) without owner" : condition.register] ?? 0
    }
  }

  static let cases: [([String: Int], judged: Set<String>, states: [IntegrationProgress.State], next: [String])] = [
    ([:], [], [.open, .open, .open], ["S1-1"]),
    (["a": 1], [], [.open, .open, .open], ["S1-1"]),
    (["a": 2], [], [.done, .open, .open], ["S1-2"]),
    (["a": 5, "a without owner": 1], [], [.open, .open, .open], ["S1-1"]),
    (["a": 2, "b": 1], [], [.done, .toJudge, .open], ["S1-2"]),
    (["a": 2, "b": 1], ["S1-2"], [.done, .done, .open], ["S2-1"]),
    // A judgement does not stand in for records.
    (["a": 2], ["S1-2"], [.done, .open, .open], ["S1-2"]),
    // What comes later can be ready before, but is not done before.
    (["c": 1], [], [.open, .open, .waiting], ["S1-1"]),
    (["a": 0, "b": 1, "c": 1], ["S1-2"], [.open, .waiting, .waiting], ["S1-1"]),
    (["a": 2, "b": 1, "c": 1], ["S1-2"], [.done, .done, .done], []),
  ]

  @Test("follows from what the registers hold", arguments: cases)
  func states(counts: [String: Int], judged: Set<String>, states: [IntegrationProgress.State], next: [String]) {
    let progress = Self.progress(counts, judged: judged)
    #expect(progress.tasks.map(\.state) == states)
    #expect(progress.next.map(\.task.id) == next)
  }

  @Test("says which figures keep a task open, and where the organization is")
  func figures() throws {
    let progress = Self.progress(["a": 3, "a without owner": 1])
    let task = try #require(progress.tasks.first)
    #expect(task.figures.map(\.count) == [3, 1])
    #expect(task.failing.map(\.condition.max) == [0])
    #expect(progress.tasks[1].waitsFor == ["S1-1"])
    #expect(progress.current?.step.id == "S1")
    #expect(Self.progress(["a": 2, "b": 1], judged: ["S1-2"]).current?.step.id == "S2")
    #expect(Self.progress(["a": 2, "b": 1, "c": 1], judged: ["S1-2"]).current == nil)
    #expect(Self.progress(["a": 2]).steps.map(\.done) == [1, 0])
  }

  @Test(
    "a condition holds between its bounds",
    arguments: [
      (1, nil, 0, false), (1, nil, 1, true), (nil, 0, 0, true), (nil, 0, 1, false), (2, 3, 2, true), (2, 3, 4, false),
      (nil, nil, 7, true),
    ]
      as [(Int?, Int?, Int, Bool)])
  func bounds(min: Int?, max: Int?, count: Int, holds: Bool) {
    #expect(RecordCondition(register: "a", query: [:], min: min, max: max).holds(count) == holds)
  }
}
