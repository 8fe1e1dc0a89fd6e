import RegisterKit

/// Says where a bill of materials breaks the rules of its format.
struct CycloneDXChecker {
  /// In XML numbers and truth values are written as text.
  let isXML: Bool
  /// Sentences on what the file holds beyond the format: not read, no reason to refuse it.
  var unknownMembers: [String] {
    unknown.sorted { $0.key < $1.key }.prefix(50).map { name, count in
      "“\(name)”\(count > 1 ? " (\(count) times)" : "") isn't part of CycloneDX \(version); it was not read."
    }
  }
  private var version = ""
  private var unknown: [String: Int] = [:]

  init(isXML: Bool) { self.isXML = isXML }

  mutating func check(_ bom: Value) throws(Unreadable) {
    guard let members = bom.object else { throw Unreadable("The file isn't CycloneDX: it is not a JSON object.") }
    guard members["bomFormat"] == "CycloneDX" else {
      let given = members["bomFormat"]?.text.map { "“\($0.shortened(40))”" } ?? "missing"
      throw Unreadable("The file isn't CycloneDX: “bomFormat” is \(given).")
    }
    guard let version = members["specVersion"]?.text, CycloneDX.versions.contains(version) else {
      let given = members["specVersion"]?.text.map { "“\($0.shortened(40))”" } ?? "missing"
      throw Unreadable("“specVersion” is \(given); CycloneDX 1.4 to 1.7 can be read.")
    }
    self.version = version
    if let serial = members["serialNumber"]?.text, !Self.isSerial(serial) {
      throw Unreadable("“serialNumber” is “\(serial.shortened(60))”, not urn:uuid: and a UUID.")
    }
    try check(bom, .part("bom"), "")
    if let stamp = bom["metadata"]["timestamp"].text, Instant(stamp) == nil {
      throw Unreadable("metadata.timestamp: “\(stamp.shortened(40))” isn't a date and time.")
    }
  }

  private func at(_ path: String, _ reason: String) -> Unreadable {
    Unreadable("\(path.isEmpty ? "The file" : path): \(reason)")
  }

  private mutating func check(_ value: Value, _ shape: CycloneDXShape, _ path: String) throws(Unreadable) {
    switch shape {
    case .any: break
    case .text:
      // An empty element with attributes still stands for a text.
      guard value.text != nil || isXML && value["content"].text != nil else { throw at(path, "text is expected here.") }
    case .flag:
      guard value.bool != nil || isXML && ["true", "false", "1", "0"].contains(value.text) else {
        throw at(path, "true or false is expected here.")
      }
    case .number:
      guard let number = value.int ?? (isXML ? value.text.flatMap { Int($0) } : nil), number >= 1 else {
        throw at(path, "a whole number from 1 is expected here.")
      }
    case .oneOf(let names):
      guard let text = value.text, names.contains(text) else {
        throw at(path, "“\(value.text?.shortened(40) ?? "")” is not one of \(names.joined(separator: ", ")).")
      }
    case .list(let element):
      // An element without children is an empty list.
      if isXML, value.text?.isEmpty == true { return }
      guard case .list(let entries) = value else { throw at(path, "a list is expected here.") }
      for (index, entry) in entries.enumerated() { try check(entry, element, "\(path)[\(index)]") }
    case .dataset:
      try check(value, .part(value.object?["ref"] != nil ? "dataset reference" : "data"), path)
    case .part(let name):
      if isXML, value.text?.isEmpty == true { return try check(.object([:]), shape, path) }
      guard let members = value.object, let known = CycloneDXShape.parts[name] else {
        throw at(path, "an object is expected here.")
      }
      for needed in CycloneDXShape.required[name] ?? [] {
        guard let found = members[needed], found != .null else { throw at(path, "“\(needed)” is missing.") }
        if found.text?.trimmed().isEmpty == true, name != "property", needed != "content" {
          throw at(path, "“\(needed)” is empty.")
        }
      }
      for (key, member) in members.sorted(by: { $0.key < $1.key }) {
        if let shape = known[key] {
          try check(member, shape, path.isEmpty ? key : "\(path).\(key)")
        } else {
          unknown["\(name == "bom" ? "" : "\(name).")\(key.shortened(60))", default: 0] += 1
        }
      }
      try checkRules(members, name, path)
    }
  }

  /// What can't be said by the shape of a part alone.
  private func checkRules(_ members: [String: Value], _ part: String, _ path: String) throws(Unreadable) {
    switch part {
    case "component":
      let type = members["type"]?.text ?? ""
      guard let since = CycloneDXShape.types.first(where: { $0.value.contains(type) })?.key else {
        throw at("\(path).type", "“\(type.shortened(40))” is no type of component.")
      }
      if since > version { throw at("\(path).type", "“\(type)” needs CycloneDX \(since); this is \(version).") }
    case "hash":
      let algorithm = members["alg"]?.text ?? ""
      let content = members["content"]?.text ?? ""
      guard let length = CycloneDXShape.hashLengths[algorithm] else {
        throw at("\(path).alg", "“\(algorithm.shortened(40))” is no algorithm for hashes.")
      }
      guard content.utf8.count == length, content.allSatisfy(\.isHexDigit) else {
        throw at("\(path).content", "a hash by \(algorithm) has \(length) hexadecimal digits.")
      }
    case "license choice":
      if members["license"] == nil, members["expression"] == nil {
        throw at(path, "“license” or “expression” is missing.")
      }
      if members["license"] != nil, members["expression"] != nil {
        throw at(path, "“license” and “expression” exclude each other.")
      }
    case "license":
      if (members["id"] == nil) == (members["name"] == nil) {
        throw at(path, "exactly one of “id” and “name” is needed.")
      }
    default: break
    }
  }

  private static func isSerial(_ text: String) -> Bool {
    guard text.hasPrefix("urn:uuid:") else { return false }
    let parts = text.dropFirst(9).split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.allSatisfy { $0.isHexDigit && $0.isASCII } }
  }
}
