import Domain
import RegisterKit
import Yams

/// The path of integration: steps, their tasks, and the lists that show whether a task is done.
extension FileReader {
  mutating func integrationSteps(_ nodes: [Node]) -> [IntegrationStep] {
    var known: Set<String> = []
    return nodes.compactMap { node in
      guard let id = text(node, "id", of: "step"), let title = text(node, "title", of: "step \(id)") else { return nil }
      let what = "step \(id)"
      keys(node, ["id", "title", "goals", "typical_weeks", "exit", "tasks"], of: what)
      guard known.insert(id).inserted else {
        problem(node, "\(what) stands twice")
        return nil
      }
      let tasks = entries(node, "tasks", of: what).compactMap { task($0, id, &known) }
      if tasks.isEmpty { problem(node, "\(what) has no tasks") }
      return IntegrationStep(
        id: id, title: title, goals: texts(node, "goals", of: what),
        typicalWeeks: number(node, "typical_weeks", in: 1...520, of: what), exit: node["exit"]?.words ?? "",
        tasks: tasks)
    }
  }

  private mutating func task(_ node: Node, _ step: String, _ known: inout Set<String>) -> IntegrationTask? {
    guard let id = text(node, "id", of: "task"), let title = text(node, "title", of: "task \(id)") else { return nil }
    let name = "task \(id)"
    keys(
      node, ["id", "title", "what", "done_when", "conditions", "serves", "role", "supported_by", "depends_on"], of: name
    )
    // A task that waits for one that comes later, or for itself, would never be done.
    var dependsOn: [String] = []
    for entry in entries(node, "depends_on", of: name) {
      guard let other = entry.words, known.contains(other), other != step else {
        problem(entry, "\(name): the task \(entry.words ?? "") that it depends on does not stand before it")
        continue
      }
      dependsOn.append(other)
    }
    guard known.insert(id).inserted else {
      problem(node, "\(name) stands twice")
      return nil
    }
    let conditions = entries(node, "conditions", of: name).compactMap { condition($0, name) }
    if conditions.isEmpty { problem(node, "\(name) has no conditions, so it would always be done") }
    return IntegrationTask(
      id: id, step: step, title: title, what: node["what"]?.words ?? "", doneWhen: node["done_when"]?.words ?? "",
      conditions: conditions, serves: requirements(node, "serves", of: name), role: node["role"]?.words ?? "",
      supportedBy: texts(node, "supported_by", of: name), dependsOn: dependsOn)
  }

  private mutating func condition(_ node: Node, _ task: String) -> IntegrationCondition? {
    if let judged = node["judged"]?.words {
      keys(node, ["judged", "what"], of: task)
      guard judged == "by_hand" else {
        problem(node["judged"], "\(task): “\(judged)” is no way to judge; by_hand is")
        return nil
      }
      return text(node, "what", of: "\(task): what is judged").map(IntegrationCondition.judged)
    }
    keys(node, ["register", "query", "min", "max", "says"], of: task)
    guard let register = text(node, "register", of: "\(task): condition") else { return nil }
    guard Catalogue.registers[register] != nil else {
      problem(node["register"], "\(task): there is no register “\(register)”")
      return nil
    }
    let (min, max) = (
      number(node, "min", in: 1...1_000_000, of: task), number(node, "max", in: 0...1_000_000, of: task)
    )
    guard min != nil || max != nil else {
      problem(node, "\(task): a condition on \(register) needs “min” or “max”")
      return nil
    }
    let says = node["says"] == nil ? nil : text(node, "says", of: "\(task): condition on \(register)")
    return .records(
      RecordCondition(register: register, query: query(node, "query", of: task), min: min, max: max, says: says))
  }
}
