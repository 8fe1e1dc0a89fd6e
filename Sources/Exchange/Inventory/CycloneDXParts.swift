import RegisterKit

/// A component of a bill of materials, and what it becomes.
struct CycloneDXComponent {
  enum Role { case model, dataset, system, none }
  let value: Value
  /// Where it stands: `components[3]`.
  let path: String
  /// Index of the component that it is a part of.
  let parent: Int?
  var role = Role.none
  /// Its name in the inventory.
  var title = ""

  var type: String { value["type"].text ?? "" }
  var name: String { (value["name"].text ?? "").oneLine }
  var reference: String? { value["bom-ref"].text.flatMap { $0.isEmpty ? nil : $0 } }

  /// What a component is in the inventory by itself; whether a program is a system depends on what it contains.
  var ownRole: Role {
    switch type {
    case "machine-learning-model": .model
    case "data":
      value["data"].list.isEmpty || value["data"].list.contains { $0["type"].text == "dataset" } ? .dataset : .none
    default: .none
    }
  }
  /// A program or a device, which is an AI system if a model is in it.
  var mayBeSystem: Bool { ["application", "platform", "container", "device", "firmware"].contains(type) }
}

/// Texts out of the parts that all kinds of components have.
enum CycloneDXText {
  /// The text of a member, unless it says nothing.
  static func words(_ value: Value) -> String? {
    guard let text = (value.text ?? value["content"].text)?.plainText, !Names.saysNothing(text) else { return nil }
    return text
  }

  /// `Apache-2.0; MIT OR Apache-2.0`.
  static func licences(_ component: Value) -> String {
    component["licenses"].list.compactMap { entry in
      let licence = entry["license"]
      guard let name = words(entry["expression"]) ?? words(licence["id"]) ?? words(licence["name"]) else {
        return nil
      }
      return [name, words(licence["url"])].compactMap(\.self).joined(separator: ", ")
    }.joined(separator: "; ")
  }

  /// The address behind the first reference of one of these types, in the order of the types.
  static func address(_ component: Value, _ types: [String]) -> String? {
    for type in types {
      for reference in component["externalReferences"].list where reference["type"].text == type {
        if let url = words(reference["url"]) { return url }
      }
    }
    return nil
  }

  /// What identifies a component and says where it is from, one line for each.
  static func facts(_ component: Value, without: Set<String> = []) -> String {
    var lines: [String] = []
    func add(_ label: String, _ text: String?) {
      if let text, !text.isEmpty, !without.contains(label) { lines.append("- \(label): \(text.oneLine)") }
    }
    add("Group", words(component["group"]))
    add("Version", words(component["version"]))
    add("Licence", licences(component))
    add("Copyright", words(component["copyright"]))
    add("Package URL", words(component["purl"]))
    add("CPE", words(component["cpe"]))
    let authors = component["authors"].list.compactMap { words($0["name"]) ?? words($0["email"]) }
    add("Authors", authors.isEmpty ? words(component["author"]) : authors.joined(separator: "; "))
    for hash in component["hashes"].list { add(hash["alg"].text ?? "Hash", words(hash["content"])) }
    for reference in component["externalReferences"].list {
      let comment = words(reference["comment"]).map { " (\($0))" } ?? ""
      add((reference["type"].text ?? "reference").camelAsLabel, words(reference["url"]).map { $0 + comment })
    }
    add("Tags", component["tags"].texts.joined(separator: "; "))
    add("Release", words(component["releaseNotes"]["title"]))
    for property in component["properties"].list { add(property["name"].text ?? "", words(property["value"])) }
    return lines.joined(separator: "\n")
  }

  /// Values of the properties whose name ends in this word: `ibm:dataset:languages` for `languages`.
  static func property(_ component: Value, _ words: String...) -> String? {
    for property in component["properties"].list {
      let last = (property["name"].text ?? "").split { ":./".contains($0) }.last.map(String.init) ?? ""
      if words.contains(where: { $0.folded == last.folded }), let value = Self.words(property["value"]) { return value }
    }
    return nil
  }

  /// Any part as a Markdown list, its members by their labels. Pictures are named, not copied.
  static func outline(_ value: Value, _ order: [String] = [], depth: Int = 0) -> [String] {
    let indent = String(repeating: "  ", count: depth)
    switch value {
    case .object(let members):
      let keys = order.filter { members[$0] != nil } + members.keys.filter { !order.contains($0) }.sorted()
      return keys.flatMap { key -> [String] in
        guard let member = members[key], !member.isEmpty else { return [] }
        if ["image", "attachment"].contains(key) {
          let type = member["contentType"].text.map { " (\($0.oneLine.shortened(60)))" } ?? ""
          return ["\(indent)- \(key.camelAsLabel): in the file\(type)"]
        }
        if let text = plain(member) { return ["\(indent)- \(key.camelAsLabel): \(text)"] }
        return ["\(indent)- \(key.camelAsLabel):"] + outline(member, depth: depth + 1)
      }
    case .list(let entries):
      return entries.flatMap { entry -> [String] in
        if let text = plain(entry) { return ["\(indent)- \(text)"] }
        if let name = entry["name"].text, let value = plain(entry["value"]), entry.object?.count == 2 {
          return ["\(indent)- \(name.oneLine): \(value)"]
        }
        let lines = outline(entry, ["type", "name", "value"], depth: depth + 1)
        return lines.isEmpty ? [] : ["\(indent)- \(lines[0].trimmed().dropFirst(2))"] + lines.dropFirst()
      }
    default: return plain(value).map { ["\(indent)- \($0)"] } ?? []
    }
  }

  private static func plain(_ value: Value) -> String? {
    switch value {
    case .text(let text): text.oneLine
    case .int(let number): String(number)
    case .double(let number): "\(number)"
    case .bool(let isSo): isSo ? "yes" : "no"
    default: nil
    }
  }
}
