import Foundation
import RegisterKit
import Testing
import Yams

@Suite("The JSON Schema of libraries")
struct SchemaTests {
  static func schema() throws -> Schema {
    let file = Shipped.folder.appendingPathComponent("schema/library.schema.json")
    return Schema(root: try JSON.parse([UInt8](try Data(contentsOf: file))))
  }

  static func value(_ text: String) throws -> Value { Schema.value(try #require(try Yams.compose(yaml: text))) }

  @Test("fits every file that ships", arguments: Shipped.files)
  func shipped(_ file: String) throws {
    let text = try String(contentsOf: Shipped.folder.appendingPathComponent(file), encoding: .utf8)
    let problems = try Self.schema().problems(try Self.value(text))
    #expect(problems == [])
  }

  @Test("uses no word that this validator passes over")
  func vocabulary() throws {
    let unknown = try Self.schema().unknownKeywords()
    #expect(unknown == [])
  }

  static let wrong: [(String, String)] = [
    ("{}", "$: lacks library"),
    (Broken.head, "$: fits none of anyOf"),
    (Broken.head + "threats: []\n", "$.threats: fewer than 1"),
    (Broken.head + "threats: [{id: T, title: T, domain: weather}]\n", "$.threats[0].domain: none of the choices"),
    (Broken.head + "threats: [{id: T, title: T, domain: ai, colour: red}]\n", "$.threats[0]: has colour"),
    (
      Broken.head + "threats: [{id: T, title: T, domain: ai, suggests: [A.5.1]}]\n",
      "$.threats[0].suggests[0]: does not match"
    ),
    (
      Broken.head + "threats: [{id: T, title: T, domain: ai, suggests: ['a:1', 'a:1']}]\n",
      "$.threats[0].suggests: holds one twice"
    ),
    (
      Broken.head + "framework: {uid: O O, title: O, short: O, requirements: [{id: a, kind: group, title: A}]}\n",
      "$.framework.uid: does not match"
    ),
    (
      Broken.head + "framework: {uid: o, title: '', short: O, requirements: [{id: a, kind: group, title: A}]}\n",
      "$.framework.title: shorter than 1"
    ),
    (
      Broken.head + "framework: {uid: o, title: O, short: O, requirements: [{id: a, kind: group, title: 7}]}\n",
      "$.framework.requirements[0].title: no string"
    ),
    (
      Broken.head
        + "steps: [{id: S, title: S, tasks: [{id: T, title: T, what: w, done_when: d, serves: ['a:1'], role: r, conditions: [{register: risks}]}]}]\n",
      "$.steps[0].tasks[0].conditions[0]: fits 0 of oneOf"
    ),
    (Broken.head + "steps: [{id: S, title: S, typical_weeks: 0, tasks: []}]\n", "$.steps[0].typical_weeks: below 1"),
  ]

  @Test("says no to what is wrong", arguments: wrong)
  func refused(_ text: String, _ problem: String) throws {
    let problems = try Self.schema().problems(try Self.value(text))
    #expect(problems.contains { $0.hasPrefix(problem) }, "among \(problems)")
  }
}

/// A validator for the part of JSON Schema 2020-12 that the libraries' schema uses.
struct Schema {
  let root: Value

  static let known: Set<String> = [
    "$schema", "$defs", "$ref", "title", "description", "type", "required", "additionalProperties", "properties",
    "items",
    "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "uniqueItems", "anyOf",
    "oneOf",
  ]

  func problems(_ value: Value) -> [String] { check(value, root, "$") }

  func unknownKeywords() -> [String] { unknown(root) }

  private func unknown(_ schema: Value) -> [String] {
    guard let members = schema.object else { return [] }
    var found = members.keys.filter { !Self.known.contains($0) }
    for key in ["properties", "$defs"] { for part in (members[key]?.object ?? [:]).values { found += unknown(part) } }
    for key in ["items", "additionalProperties"] { if let part = members[key] { found += unknown(part) } }
    for key in ["anyOf", "oneOf"] { for part in members[key]?.list ?? [] { found += unknown(part) } }
    return found
  }

  private func check(_ value: Value, _ schema: Value, _ path: String) -> [String] {
    var found: [String] = []
    if let name = schema["$ref"].text?.split(separator: "/").last.map(String.init) {
      found += check(value, root["$defs"][name], path)
    }
    if let type = schema["type"].text, !Self.is(value, type) { return found + ["\(path): no \(type)"] }
    if !schema["enum"].isEmpty, !schema["enum"].list.contains(value) { found.append("\(path): none of the choices") }
    if !schema["const"].isEmpty, schema["const"] != value { found.append("\(path): not the one value") }
    if let text = value.text {
      if let pattern = schema["pattern"].text, text.range(of: pattern, options: .regularExpression) == nil {
        found.append("\(path): does not match \(pattern)")
      }
      if let least = schema["minLength"].int, text.unicodeScalars.count < least {
        found.append("\(path): shorter than \(least)")
      }
      if let most = schema["maxLength"].int, text.unicodeScalars.count > most {
        found.append("\(path): longer than \(most)")
      }
    }
    if let number = value.double {
      if let least = schema["minimum"].double, number < least { found.append("\(path): below \(Int(least))") }
      if let most = schema["maximum"].double, number > most { found.append("\(path): above \(Int(most))") }
    }
    if case .list(let list) = value {
      if let least = schema["minItems"].int, list.count < least { found.append("\(path): fewer than \(least)") }
      if schema["uniqueItems"].bool == true, Set(list).count < list.count { found.append("\(path): holds one twice") }
      if schema["items"].object != nil {
        for (index, item) in list.enumerated() { found += check(item, schema["items"], "\(path)[\(index)]") }
      }
    }
    if let members = value.object {
      for name in schema["required"].texts where members[name] == nil { found.append("\(path): lacks \(name)") }
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        if let part = schema["properties"].object?[name] {
          found += check(member, part, "\(path).\(name)")
        } else if schema["additionalProperties"] == .bool(false) {
          found.append("\(path): has \(name)")
        } else if schema["additionalProperties"].object != nil {
          found += check(member, schema["additionalProperties"], "\(path).\(name)")
        }
      }
    }
    if !schema["anyOf"].isEmpty, !schema["anyOf"].list.contains(where: { check(value, $0, path).isEmpty }) {
      found.append("\(path): fits none of anyOf")
    }
    let fitting = schema["oneOf"].list.count { check(value, $0, path).isEmpty }
    if !schema["oneOf"].isEmpty, fitting != 1 { found.append("\(path): fits \(fitting) of oneOf") }
    return found
  }

  private static func `is`(_ value: Value, _ type: String) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .list), ("string", .text), ("boolean", .bool), ("integer", .int),
      ("number", .int), ("number", .double):
      true
    default: false
    }
  }

  /// A YAML node as JSON has it, by YAML's core rules for plain scalars.
  static func value(_ node: Node) -> Value {
    switch node {
    case .mapping(let mapping):
      .object(
        Dictionary(
          mapping.map { ($0.key.scalar?.string ?? "", value($0.value)) }, uniquingKeysWith: { first, _ in first }))
    case .sequence(let sequence): .list(sequence.map(value))
    case .alias: .null
    case .scalar(let scalar):
      if scalar.style != .plain {
        .text(scalar.string)
      } else if let number = Int(scalar.string) {
        .int(number)
      } else if let number = Double(scalar.string) {
        .double(number)
      } else if ["true", "false"].contains(scalar.string) {
        .bool(scalar.string == "true")
      } else if ["", "null", "~"].contains(scalar.string) {
        .null
      } else {
        .text(scalar.string)
      }
    }
  }
}
