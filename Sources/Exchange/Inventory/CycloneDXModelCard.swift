import RegisterKit

/// What a model card inside a bill of materials says, in the fields of a model and as a text.
struct CycloneDXModelCard {
  let value: Value

  private var parameters: Value { value["modelParameters"] }
  private var considerations: Value { value["considerations"] }

  var task: String? { CycloneDXText.words(parameters["task"]) }

  /// `supervised; transformer; GraniteForCausalLM`.
  var method: String {
    [parameters["approach"]["type"], parameters["architectureFamily"], parameters["modelArchitecture"]]
      .compactMap(CycloneDXText.words).joined(separator: "; ")
  }

  /// `accuracy: 0.91 (test set, 0.89–0.93); F1: 0.88`.
  var result: String {
    value["quantitativeAnalysis"]["performanceMetrics"].list.compactMap { metric in
      guard let result = CycloneDXText.words(metric["value"]) else { return nil }
      let interval = metric["confidenceInterval"]
      let bounds = [interval["lowerBound"], interval["upperBound"]].compactMap(CycloneDXText.words)
      let limits = [CycloneDXText.words(metric["slice"]), bounds.isEmpty ? nil : bounds.joined(separator: "–")]
        .compactMap(\.self).joined(separator: ", ")
      let type = CycloneDXText.words(metric["type"]).map { "\($0): " } ?? ""
      return type + result + (limits.isEmpty ? "" : " (\(limits))")
    }.joined(separator: "; ")
  }

  var users: [String] { considerations["users"].list.compactMap(CycloneDXText.words) }
  var useCases: [String] { considerations["useCases"].list.compactMap(CycloneDXText.words) }
  var groupsAtRisk: [String] {
    considerations["fairnessAssessments"].list.compactMap { CycloneDXText.words($0["groupAtRisk"]) }
  }
  var datasets: [Value] { parameters["datasets"].list }

  /// The whole card in Markdown; empty where there is none.
  func markdown(_ title: String) -> String {
    var parts: [String] = []
    func add(_ heading: String, _ value: Value, _ order: [String] = []) {
      let lines = CycloneDXText.outline(value, order)
      if !lines.isEmpty { parts.append("## \(heading)\n\n" + lines.joined(separator: "\n")) }
    }
    add(
      "Model parameters", parameters,
      ["task", "approach", "architectureFamily", "modelArchitecture", "datasets", "inputs", "outputs"])
    for (key, heading) in [
      ("users", "Intended users"), ("useCases", "Use cases"), ("technicalLimitations", "Technical limitations"),
      ("performanceTradeoffs", "Performance trade-offs"), ("ethicalConsiderations", "Ethical considerations"),
      ("fairnessAssessments", "Fairness"), ("environmentalConsiderations", "Environment"),
    ] {
      add(heading, considerations[key])
    }
    add("Quantitative analysis", value["quantitativeAnalysis"], ["performanceMetrics", "graphics"])
    add("Properties", value["properties"])
    return parts.isEmpty ? "" : "# \(title)\n\n" + parts.joined(separator: "\n\n")
  }
}
