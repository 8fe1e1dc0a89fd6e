import Domain
import RegisterKit
import Yams

extension FileReader {
  /// The YAML in which CISO Assistant publishes frameworks and mapping sets. Keys that we don't know are passed over.
  mutating func cisoAssistant(_ node: Node) -> Library? {
    guard let urn = text(node, "urn", of: "library"), let objects = node["objects"] else {
      problem(node, "is neither a Concord library (“library”) nor a CISO Assistant library (“urn” and “objects”)")
      return nil
    }
    var library = Library(
      uid: Self.name(urn), title: node["name"]?.scalar?.string ?? urn, version: node["version"]?.scalar?.string ?? "",
      provider: node["provider"]?.scalar?.string ?? "",
      dependsOn: (node["dependencies"]?.sequence ?? []).compactMap { $0.scalar.map { Self.name($0.string) } })
    let frameworks = objects["framework"].map { [$0] } ?? Array(objects["frameworks"]?.sequence ?? [])
    for node in frameworks { publicFramework(node).map { library.frameworks.append($0) } }
    let sets = objects["requirement_mapping_set"].map { [$0] } ?? Array(objects["requirement_mapping_sets"]?.sequence ?? [])
    for node in sets { mappingSet(node).map { library.crosswalks.append($0) } }
    if library.frameworks.isEmpty, library.crosswalks.isEmpty {
      problem(node, "holds no framework and no mapping set; other kinds of objects are not taken")
      return nil
    }
    return library
  }

  private mutating func publicFramework(_ node: Node) -> Framework? {
    guard let urn = text(node, "urn", of: "framework") else { return nil }
    let uid = Self.name(urn)
    var requirements: [Requirement] = []
    var ids: [String: String] = [:]
    for (index, entry) in (node["requirement_nodes"]?.sequence ?? []).enumerated() {
      guard let nodeURN = text(entry, "urn", of: "requirement node \(index + 1)") else { continue }
      let reference = entry["ref_id"]?.scalar?.string.trimmed() ?? ""
      // A node without a reference gets the last part of its urn, which its publisher keeps stable.
      var id = (reference.isEmpty ? Self.name(nodeURN) : reference).replacingBlanks
      if ids.values.contains(id) { id = "\(id)-\(Self.name(nodeURN).replacingBlanks)" }
      if ids.values.contains(id) {
        problem(entry, "requirement \(id) stands twice")
        continue
      }
      ids[nodeURN.lowercased()] = id
      let parentURN = entry["parent_urn"]?.scalar?.string.lowercased()
      if let parentURN, ids[parentURN] == nil { problem(entry, "requirement \(id): its parent \(parentURN) does not stand before it") }
      let description = entry["description"]?.scalar?.string ?? ""
      let title = entry["name"]?.scalar?.string ?? ""
      requirements.append(
        Requirement(
          framework: uid, id: id, kind: entry["assessable"]?.bool == true ? .control : .group,
          title: title.isEmpty ? String(description.prefix(120)).trimmed() : title,
          parent: parentURN.flatMap { ids[$0] }, summary: description))
    }
    if requirements.isEmpty { problem(node, "framework \(uid) has no requirement nodes") }
    return Framework(
      uid: uid, title: node["name"]?.scalar?.string ?? uid, short: node["ref_id"]?.scalar?.string ?? uid, requirements: requirements)
  }

  private mutating func mappingSet(_ node: Node) -> Crosswalk? {
    guard let source = text(node, "source_framework_urn", of: "mapping set"),
      let target = text(node, "target_framework_urn", of: "mapping set")
    else { return nil }
    var pairs: [String: [CrosswalkPair]] = [:]
    for entry in node["requirement_mappings"]?.sequence ?? [] {
      guard let from = text(entry, "source_requirement_urn", of: "mapping"),
        let to = text(entry, "target_requirement_urn", of: "mapping")
      else { continue }
      let relation: Relation =
        switch entry["relationship"]?.scalar?.string {
        case "equal": .equal
        case "subset": .subset
        case "superset": .superset
        default: .intersects
        }
      let strength = entry["strength_of_relationship"]?.int.map { max(1, min(3, ($0 + 2) / 3)) } ?? 2
      let sourceUID = "\(Self.name(source)):\(Self.name(from))"
      pairs[sourceUID, default: []].append(
        CrosswalkPair(
          source: sourceUID, target: "\(Self.name(target)):\(Self.name(to))", relation: relation, strength: strength,
          rationale: entry["rationale"]?.scalar?.string ?? ""))
    }
    return Crosswalk(
      source: Self.name(source), target: Self.name(target),
      mappings: pairs.sorted { $0.key < $1.key }.map { .init(source: $0.key, integration: "", pairs: $0.value, addition: nil) })
  }

  /// The last part of a urn: `urn:intuitem:risk:framework:nist-csf-2.0` → `nist-csf-2.0`.
  static func name(_ urn: String) -> String { urn.split(separator: ":").last.map(String.init) ?? urn }
}

extension String {
  fileprivate var replacingBlanks: String { String(map { $0.isWhitespace ? "-" : $0 }) }
}
