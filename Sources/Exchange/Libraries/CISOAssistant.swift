import Domain
import RegisterKit
import Yams

/// The YAML in which CISO Assistant publishes frameworks and mapping sets. Keys that we don't know are passed over.
extension FileReader {
  mutating func cisoAssistant(_ node: Node) -> Library? {
    guard let urn = node["urn"]?.words, let objects = node["objects"], !objects.isNull else {
      problem(node, "is neither a Concord library (“library”) nor a CISO Assistant library (“urn” and “objects”)")
      return nil
    }
    let dependencies = entries(node, "dependencies", of: "library")
    for entry in dependencies { if let urn = entry.words { mention(entry, library: Self.name(urn)) } }
    var library = Library(
      uid: Self.name(urn), title: node["name"]?.words ?? urn, version: node["version"]?.words ?? "",
      provider: node["provider"]?.words ?? "", dependsOn: dependencies.compactMap { $0.words.map(Self.name) })
    for node in objects["framework"].map({ [$0] }) ?? entries(objects, "frameworks", of: "library") {
      if let framework = publicFramework(node, &library.names) { library.frameworks.append(framework) }
    }
    let sets =
      objects["requirement_mapping_set"].map { [$0] } ?? entries(objects, "requirement_mapping_sets", of: "library")
    for node in sets { if let crosswalk = mappingSet(node) { library.crosswalks.append(crosswalk) } }
    if library.frameworks.isEmpty, library.crosswalks.isEmpty {
      problem(objects, "holds no framework and no mapping set; other kinds of objects are not taken")
      return nil
    }
    return library
  }

  private mutating func publicFramework(_ node: Node, _ names: inout [String: String]) -> Framework? {
    guard let urn = text(node, "urn", of: "framework") else { return nil }
    let uid = Self.name(urn)
    var requirements: [Requirement] = []
    var ids: [String: String] = [:]
    var known: Set<String> = []
    for (index, entry) in entries(node, "requirement_nodes", of: "framework \(uid)").enumerated() {
      guard let nodeURN = text(entry, "urn", of: "requirement node \(index + 1)") else { continue }
      let reference = entry["ref_id"]?.words ?? ""
      // A node without a reference gets the last part of its urn, which its publisher keeps stable; so does one whose
      // reference another has.
      let last = Self.node(nodeURN)
      var id = (reference.isEmpty ? last : reference).replacingBlanks
      if known.contains(id) { id = reference.isEmpty ? id : "\(id)-\(last)" }
      guard known.insert(id).inserted, ids.updateValue(id, forKey: nodeURN.lowercased()) == nil else {
        problem(entry, "requirement \(id) stands twice")
        continue
      }
      names[nodeURN.lowercased()] = "\(uid):\(id)"
      let parent = entry["parent_urn"]?.words.flatMap { $0.isEmpty ? nil : $0.lowercased() }
      if let parent, ids[parent] == nil || ids[parent] == id {
        problem(entry["parent_urn"], "requirement \(id): its parent \(parent) does not stand before it")
      }
      let description = entry["description"]?.words ?? ""
      let title = entry["name"]?.words ?? ""
      let summary = [description, entry["annotation"]?.words ?? ""].filter { !$0.isEmpty }.joined(separator: "\n\n")
      requirements.append(
        Requirement(
          framework: uid, id: id, kind: entry["assessable"]?.bool == true ? .control : .group,
          title: title.isEmpty ? Self.firstWords(description, id) : title, parent: parent.flatMap { ids[$0] },
          summary: summary, tags: (entry["implementation_groups"]?.sequence ?? []).compactMap(\.words)))
    }
    if requirements.isEmpty { problem(node, "framework \(uid) has no requirement nodes") }
    return Framework(
      uid: uid, title: node["name"]?.words ?? uid, short: node["ref_id"]?.words ?? uid, requirements: requirements)
  }

  /// Pairs keep the urns of both sides; ``Domain/LibrarySet`` finds the requirements that they mean.
  private mutating func mappingSet(_ node: Node) -> Crosswalk? {
    guard let source = text(node, "source_framework_urn", of: "mapping set"),
      let target = text(node, "target_framework_urn", of: "mapping set")
    else { return nil }
    var order: [String] = []
    var pairs: [String: [CrosswalkPair]] = [:]
    for (index, entry) in entries(node, "requirement_mappings", of: "mapping set").enumerated() {
      let what = "mapping \(index + 1)"
      guard let from = text(entry, "source_requirement_urn", of: what)?.lowercased(),
        let to = text(entry, "target_requirement_urn", of: what)?.lowercased()
      else { continue }
      let relation: Relation
      switch entry["relationship"]?.words {
      case "equal": relation = .equal
      case "subset": relation = .subset
      case "superset": relation = .superset
      case "intersect", nil: relation = .intersects
      case "not_related": continue
      case .some(let other):
        problem(entry["relationship"], "\(what): “\(other)” is no relationship")
        continue
      }
      mention(entry["source_requirement_urn"], requirement: from, by: what)
      mention(entry["target_requirement_urn"], requirement: to, by: what)
      // Theirs goes from 0 to 10.
      let strength = number(entry, "strength_of_relationship", in: 0...10, of: what).map {
        min(max(($0 + 2) / 3, 1), 3)
      }
      if pairs[from] == nil { order.append(from) }
      pairs[from, default: []].append(
        CrosswalkPair(
          source: from, target: to, relation: relation, strength: strength ?? (relation == .equal ? 3 : 2),
          rationale: [entry["annotation"]?.words, entry["rationale"]?.words].compactMap(\.self).first { !$0.isEmpty }
            ?? ""))
    }
    if order.isEmpty { problem(node, "mapping set \(Self.name(source)) – \(Self.name(target)) has no mappings") }
    return Crosswalk(
      source: Self.name(source), target: Self.name(target),
      mappings: order.map { .init(source: $0, integration: "", pairs: pairs[$0] ?? [], addition: nil) })
  }

  /// The last part of a urn: `urn:intuitem:risk:framework:nist-csf-2.0` → `nist-csf-2.0`.
  static func name(_ urn: String) -> String { urn.split(separator: ":").last.map(String.init) ?? urn }

  /// What names a node within its framework: `urn:intuitem:risk:req_node:gdpr:art5:1` → `art5:1`.
  static func node(_ urn: String) -> String {
    let parts = urn.split(separator: ":", omittingEmptySubsequences: false)
    return (parts.count >= 6 ? parts[5...].joined(separator: ":") : name(urn)).replacingBlanks
  }

  /// A title for a node that has only a text: its first sentence or line, at most 120 characters.
  static func firstWords(_ text: String, _ id: String) -> String {
    guard let line = text.split(whereSeparator: \.isNewline).first?.trimmed(), !line.isEmpty else { return id }
    guard line.count > 120 else { return line }
    let cut = line.prefix(120)
    return (cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut).trimmed() + " …"
  }
}

extension String {
  fileprivate var replacingBlanks: String { String(map { $0.isWhitespace ? "-" : $0 }) }
}
