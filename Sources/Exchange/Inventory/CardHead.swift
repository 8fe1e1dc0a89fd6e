import RegisterKit
import Yams

/// The head of a card. Values that are nothing, and those of another shape than expected, are passed over.
struct CardHead {
  let node: Node?

  init(_ node: Node?) { self.node = node }

  /// A single value as it is written; nil for placeholders.
  func text(_ key: String) -> String? {
    guard let words = node?[key]?.words?.plainText, !CardFacts.isNothing(words) else { return nil }
    return words
  }

  /// The values of a list, or one value that stands for a list of one.
  func texts(_ key: String) -> [String] {
    let found = node?[key]
    let all = found?.sequence.map { $0.compactMap(\.words) } ?? found?.words.map { [$0] } ?? []
    return all.map(\.oneLine).filter { !CardFacts.isNothing($0) }
  }

  /// The licence with its name and address where it is one of its own.
  var licence: String? {
    let parts = texts("license") + texts("license_name") + texts("license_link")
    let said = parts.filter { $0 != "other" }
    return said.isEmpty ? (parts.isEmpty ? nil : "other") : said.joined(separator: "; ")
  }

  /// Names of the results' model, its tasks, what was measured and what is wrong with the list.
  struct Results {
    var model: String?
    var tasks: [String] = []
    var figures: [String] = []
    var problems: [String] = []
  }

  /// `accuracy 0.9 on Beans (test)`. An entry that breaks the rules of hubs is read as far as it goes, and named.
  var results: Results {
    var read = Results()
    guard let index = node?["model-index"] else { return read }
    guard let models = index.sequence else {
      read.problems.append("The head's “model-index” is no list; its results were not read.")
      return read
    }
    for model in models.prefix(20) {
      guard model.mapping != nil else {
        read.problems.append("The head's “model-index” has an entry without names; it was not read.")
        continue
      }
      if read.model == nil, let name = model["name"]?.words, !CardFacts.isNothing(name) { read.model = name.oneLine }
      guard let results = model["results"]?.sequence else {
        if model["results"]?.isNull == false {
          read.problems.append("The head's “results” are no list; they were not read.")
        }
        continue
      }
      for (position, result) in results.prefix(500).enumerated() { add(result, position + 1, to: &read) }
      if results.count > 500 {
        read.problems.append("The head lists \(results.count) results; the first 500 were read.")
      }
    }
    return read
  }

  private func add(_ result: Node, _ number: Int, to read: inout Results) {
    let task = result["task"]?["type"]?.words ?? result["task"]?["name"]?.words
    if let task, !read.tasks.contains(task.oneLine) { read.tasks.append(task.oneLine) }
    let dataset = result["dataset"]?["name"]?.words ?? result["dataset"]?["type"]?.words
    let split = result["dataset"]?["split"]?.words
    if dataset == nil {
      read.problems.append("Result \(number) of the head's “model-index” names no dataset; it is kept without one.")
    }
    let metrics = result["metrics"]?.sequence.map(Array.init) ?? []
    if metrics.isEmpty { read.problems.append("Result \(number) of the head's “model-index” has no metrics.") }
    for metric in metrics {
      guard let value = metric["value"]?.words, !value.isEmpty else {
        read.problems.append("Result \(number) of the head's “model-index” has a metric without a value.")
        continue
      }
      let name = metric["name"]?.words ?? metric["type"]?.words ?? "value"
      let on = dataset.map { " on \($0)" } ?? ""
      read.figures.append("\(name) \(value)\(on)\(split.map { " (\($0))" } ?? "")".oneLine)
    }
  }
}
