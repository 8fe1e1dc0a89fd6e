import Domain
import RegisterKit
import Yams

/// The YAML in which MITRE publishes ATLAS: techniques and their sub-techniques become threats, under their tactics, each
/// with the mitigations that the publisher names. Case studies are examples, no threats.
extension FileReader {
  static func isATLAS(_ node: Node) -> Bool {
    node["matrices"]?.sequence?.contains { $0["techniques"] != nil && $0["tactics"] != nil } == true
  }

  mutating func atlas(_ node: Node) -> Library? {
    let id = node["id"]?.words ?? "ATLAS"
    let uid = Self.slug("mitre \(id)")
    let version = node["version"]?.words ?? ""
    var library = Library(
      uid: uid.isEmpty ? "mitre-atlas" : uid, title: node["name"]?.words ?? id, version: version, provider: "MITRE",
      dependsOn: [])
    var known: Set<String> = []
    for (index, matrix) in entries(node, "matrices", of: "ATLAS").enumerated() {
      library.threats += techniques(matrix, "matrix \(matrix["id"]?.words ?? String(index + 1))", &known)
    }
    if library.threats.isEmpty {
      problem(node["matrices"], "holds no techniques")
      return nil
    }
    return library
  }

  private mutating func techniques(_ matrix: Node, _ what: String, _ known: inout Set<String>) -> [LibraryThreat] {
    var tactics: [String: String] = [:]
    for tactic in entries(matrix, "tactics", of: what) {
      if let id = tactic["id"]?.words, let name = tactic["name"]?.words { tactics[id] = name }
    }
    let nodes = entries(matrix, "techniques", of: what)
    let mitigations = mitigations(matrix, what)
    var parents: [String: (name: String, tactics: [String])] = [:]
    for node in nodes where node["subtechnique-of"] == nil {
      if let id = node["id"]?.words, let name = node["name"]?.words {
        parents[id] = (name, (node["tactics"]?.sequence ?? []).compactMap(\.words))
      }
    }
    return nodes.compactMap { node -> LibraryThreat? in
      guard let id = text(node, "id", of: "a technique"), let name = text(node, "name", of: "technique \(id)") else {
        return nil
      }
      guard known.insert(id).inserted else {
        problem(node, "technique \(id) stands twice")
        return nil
      }
      let above = node["subtechnique-of"]?.words
      let parent = above.flatMap { parents[$0] }
      if let above, parent == nil { problem(node, "technique \(id): there is no technique \(above)", isWarning: true) }
      let own = (node["tactics"]?.sequence ?? []).compactMap(\.words)
      let under = (own.isEmpty ? parent?.tactics ?? [] : own).map { tactics[$0] ?? $0 }
      var parts = [Self.plain(node["description"]?.words ?? "")]
      if let helps = mitigations[id] { parts.append("Mitigations: \(helps.joined(separator: "; ")).") }
      let outside = [node["ATT&CK-reference"]?["id"]?.words].compactMap(\.self)
      return LibraryThreat(
        id: id, title: parent.map { "\($0.name): \(name)" } ?? name, domain: .ai,
        category: under.joined(separator: "; "), description: parts.filter { !$0.isEmpty }.joined(separator: "\n\n"),
        suggests: [], sources: outside)
    }
  }

  /// Names of the mitigations of each technique.
  private mutating func mitigations(_ matrix: Node, _ what: String) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for node in entries(matrix, "mitigations", of: what) {
      guard let id = node["id"]?.words, let name = node["name"]?.words else { continue }
      for technique in node["techniques"]?.sequence ?? [] {
        if let target = technique["id"]?.words ?? technique.words {
          found[target, default: []].append("\(name) (\(id))")
        }
      }
    }
    return found
  }

  /// The first paragraph, with links within ATLAS as their words.
  private static func plain(_ text: String) -> String {
    let paragraph = text.split(separator: "\n\n", maxSplits: 1).first.map(String.init) ?? text
    return MarkdownOutline.plain(paragraph.prefix(4_000).split(separator: "\n").joined(separator: " ")).plainText
  }
}
