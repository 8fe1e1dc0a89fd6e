import Domain
import RegisterKit

/// OSCAL's catalogs in JSON, 1.0 to 1.2: groups become headings, controls and their enhancements requirements. The other
/// documents of OSCAL are refused by name.
extension FileReader {
  /// What stands at the top of each kind of OSCAL document, and what it is.
  static let oscalKinds: [String: String] = [
    "catalog": "a catalog", "profile": "a profile, a selection out of catalogs; resolve it into a catalog first",
    "component-definition": "a component definition", "system-security-plan": "a system security plan",
    "assessment-plan": "an assessment plan", "assessment-results": "assessment results",
    "plan-of-action-and-milestones": "a plan of action and milestones",
    "mapping-collection": "a mapping collection",
  ]

  mutating func oscal(_ text: String) -> Library? {
    let root: Value
    do { root = try JSON.parse(text) } catch {
      let line = text.utf8.prefix(error.offset).count { $0 == 0x0A } + 1
      problems.append(LibraryProblem(file: file, line: line, reason: "is not valid JSON: \(error.reason)"))
      return nil
    }
    guard let kind = Self.oscalKinds.keys.sorted().first(where: { root[$0].object != nil }) else {
      problem(nil, "is JSON, but no OSCAL catalog: it has no “catalog” at its top")
      return nil
    }
    guard kind == "catalog" else {
      problem(nil, "is \(Self.oscalKinds[kind] ?? "another OSCAL document"); only an OSCAL catalog is a framework")
      return nil
    }
    return catalog(root["catalog"])
  }

  private mutating func catalog(_ catalog: Value) -> Library? {
    let metadata = catalog["metadata"]
    guard let title = metadata["title"].text?.oneLine, !title.isEmpty else {
      problem(nil, "catalog: “metadata.title” is missing")
      return nil
    }
    let version = metadata["oscal-version"].text ?? ""
    guard version.hasPrefix("1.") else {
      problem(nil, "catalog: “metadata.oscal-version” is “\(version.shortened(20))”; versions from 1.0 can be read")
      return nil
    }
    let uid = Self.slug(title)
    guard !uid.isEmpty else {
      problem(nil, "catalog: “metadata.title” has no letters")
      return nil
    }
    var reader = OSCALCatalog(framework: uid)
    reader.read(catalog, parent: nil, path: "catalog")
    problems += reader.problems.prefix(50).map { LibraryProblem(file: file, line: nil, reason: $0.0, isWarning: $0.1) }
    guard reader.requirements.contains(where: { $0.kind == .control }) else {
      problem(nil, "catalog: it has no controls")
      return nil
    }
    let provider = metadata["parties"].list.compactMap { $0["name"].text?.oneLine }.first { !$0.isEmpty } ?? ""
    var library = Library(
      uid: uid, title: title, version: metadata["version"].text?.oneLine ?? "", provider: provider, dependsOn: [])
    library.frameworks = [
      Framework(uid: uid, title: title, short: Self.short(title), requirements: reader.requirements)
    ]
    return library
  }

  /// `NIST SP 800-53 Rev 5` → `nist-sp-800-53-rev-5`.
  static func slug(_ title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return String(words.joined(separator: "-").prefix(80)).trimmed(also: "-")
  }

  /// A badge's worth of a title: the number of the standard, else its first words.
  private static func short(_ title: String) -> String {
    let words = title.split(separator: " ").map(String.init)
    return words.first { $0.filter(\.isNumber).count >= 3 }?.trimmed(also: ",.:") ?? title.shortened(24)
  }
}

/// Walks through groups and controls. Prose is kept, with the values that an organization sets named in their places.
struct OSCALCatalog {
  let framework: String
  private(set) var requirements: [Requirement] = []
  /// Sentences, each with whether the rest can be used as it is.
  private(set) var problems: [(String, Bool)] = []
  private var known: Set<String> = []
  private var parameters: [String: String] = [:]

  init(framework: String) { self.framework = framework }

  /// The groups and controls within a group or a control, in the order of the file.
  mutating func read(_ node: Value, parent: String?, path: String) {
    collectParameters(node)
    for (index, group) in node["groups"].list.enumerated() { add(group, .group, parent, "\(path).groups[\(index)]") }
    for (index, control) in node["controls"].list.enumerated() {
      add(control, .control, parent, "\(path).controls[\(index)]")
    }
  }

  private mutating func add(_ node: Value, _ kind: Requirement.Kind, _ parent: String?, _ path: String) {
    let isGroup = kind == .group
    guard node.object != nil, let title = node["title"].text?.oneLine, !title.isEmpty else {
      problems.append(("\(path): “title” is missing", false))
      return
    }
    let given = (node["id"].text ?? "").trimmed()
    // A group needs no id; a control does.
    guard !given.isEmpty || isGroup else {
      problems.append(("\(path): control “\(title.shortened(60))” has no “id”", false))
      return
    }
    let label =
      node["props"].list.filter { $0["name"].text == "label" && $0["class"].text == nil }.first?["value"].text
      ?? node["props"].list.first { $0["name"].text == "label" }?["value"].text
    var id = (label ?? (given.isEmpty ? title : given)).oneLine.split(separator: " ").joined(separator: "-").shortened(
      80)
    if known.contains(id) { id = given.split(separator: " ").joined(separator: "-") }
    guard !id.isEmpty, known.insert(id).inserted else {
      problems.append(("\(path): “\(id.shortened(60))” is given twice", false))
      return
    }
    collectParameters(node)
    // The publisher took it out and kept its number.
    let isWithdrawn = node["props"].list.contains {
      $0["name"].text == "status" && ["withdrawn", "Withdrawn"].contains($0["value"].text)
    }
    requirements.append(
      Requirement(
        framework: framework, id: id, kind: isWithdrawn ? .group : kind,
        title: isWithdrawn ? "\(title) (withdrawn)" : title,
        parent: parent, summary: prose(node),
        tags: [node["class"].text].compactMap(\.self).filter { !isGroup && !$0.isEmpty }))
    read(node, parent: id, path: path)
  }

  private mutating func collectParameters(_ node: Value) {
    for parameter in node["params"].list {
      guard let id = parameter["id"].text else { continue }
      let choices = parameter["select"]["choice"].texts.joined(separator: "; ")
      parameters[id] =
        (parameter["values"].texts.joined(separator: ", ").nonEmpty ?? parameter["label"].text ?? choices).shortened(
          500)
    }
  }

  /// Statement and guidance; what an assessor looks at is another catalog's subject.
  private func prose(_ node: Value) -> String {
    var lines: [String] = []
    func add(_ part: Value, _ depth: Int) {
      let name = part["name"].text ?? ""
      guard !name.hasPrefix("assessment"), name != "objective" else { return }
      let label = part["props"].list.first { $0["name"].text == "label" }?["value"].text.map { "\($0) " } ?? ""
      let text = [part["title"].text, part["prose"].text].compactMap(\.self).joined(separator: ": ").plainText
      if !text.isEmpty { lines.append(String(repeating: "  ", count: depth) + label + filled(text, 0)) }
      for child in part["parts"].list { add(child, depth + (label.isEmpty ? 0 : 1)) }
    }
    for part in node["parts"].list { add(part, 0) }
    return lines.joined(separator: "\n")
  }

  /// `{{ insert: param, ac-1_prm_1 }}` → `[organization-defined roles]`. A choice may hold further ones; those are followed
  /// no deeper, since a file may make them name each other.
  private func filled(_ text: String, _ depth: Int) -> String {
    guard depth < 2, text.contains("{{") else { return text }
    var out = ""
    var rest = Substring(text)
    while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
      out += rest[..<open.lowerBound]
      let id = rest[open.upperBound..<close.lowerBound].split(separator: ",").last?.trimmed() ?? ""
      out += "[\(filled(parameters[id]?.nonEmpty ?? id, depth + 1))]"
      rest = rest[close.upperBound...]
    }
    return out + rest
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
