import Domain
import Foundation
import RegisterKit
import Yams

/// What is wrong with a library file, and where.
public struct LibraryProblem: Error, Sendable, Hashable, CustomStringConvertible {
  public let file: String
  /// From 1; nil where the whole file is meant.
  public let line: Int?
  public let reason: String
  public var description: String { line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)" }
}

/// Reads libraries: our own format (`Libraries/schema/library.schema.json`) and the YAML of CISO Assistant's public
/// libraries. Every problem of a file is reported, not just the first.
public enum LibraryReader {
  /// All `*.yaml` files of a folder and its sub-folders, in the order of their paths.
  public static func read(folder: URL) -> (libraries: [Library], problems: [LibraryProblem]) {
    var (libraries, problems): ([Library], [LibraryProblem]) = ([], [])
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    for file in files.filter({ ["yaml", "yml"].contains($0.pathExtension) }).sorted(by: { $0.path < $1.path }) {
      let name = file.path.hasPrefix(folder.path + "/") ? String(file.path.dropFirst(folder.path.count + 1)) : file.path
      guard let data = try? Data(contentsOf: file), let text = String(validating: data, as: UTF8.self) else {
        problems.append(LibraryProblem(file: name, line: nil, reason: "can't be read as UTF-8 text"))
        continue
      }
      let (library, found) = read(text, file: name)
      if let library { libraries.append(library) }
      problems += found
    }
    return (libraries, problems)
  }

  /// One file. The library is nil if it can't be used; problems may come with a library of which parts were left out.
  public static func read(_ text: String, file: String) -> (Library?, [LibraryProblem]) {
    var reader = FileReader(file: file)
    guard text.utf8.count <= 20_000_000 else {
      reader.problem(nil, "is larger than 20 MB")
      return (nil, reader.problems)
    }
    do {
      guard let node = try Yams.compose(yaml: text), case .mapping = node else {
        reader.problem(nil, "is not a YAML mapping")
        return (nil, reader.problems)
      }
      let library = node["library"] != nil ? reader.library(node) : reader.cisoAssistant(node)
      return (library, reader.problems)
    } catch let error as YamlError {
      reader.problem(nil, "is not valid YAML: \(error)")
    } catch { reader.problem(nil, "can't be read: \(error)") }
    return (nil, reader.problems)
  }
}

/// Reads one file and collects what is wrong with it.
struct FileReader {
  let file: String
  var problems: [LibraryProblem] = []

  mutating func problem(_ node: Node?, _ reason: String) {
    problems.append(LibraryProblem(file: file, line: node?.mark?.line, reason: reason))
  }

  mutating func text(_ node: Node, _ key: String, of what: String) -> String? {
    guard let text = node[key]?.scalar?.string, !text.isEmpty else {
      problem(node, "\(what) has no “\(key)”")
      return nil
    }
    return text
  }

  private mutating func choice<T: RawRepresentable<String>>(_ node: Node, _ key: String, of what: String) -> T? {
    guard let text = text(node, key, of: what) else { return nil }
    guard let value = T(rawValue: text) else {
      problem(node[key], "\(what): “\(text)” is no \(key)")
      return nil
    }
    return value
  }

  private func texts(_ node: Node?) -> [String] { node?.sequence?.compactMap { $0.scalar?.string } ?? [] }

  mutating func library(_ node: Node) -> Library? {
    guard let head = node["library"], let uid = text(head, "uid", of: "library"), let title = text(head, "title", of: "library")
    else { return nil }
    var library = Library(
      uid: uid, title: title, version: head["version"]?.scalar?.string ?? "", provider: head["provider"]?.scalar?.string ?? "",
      dependsOn: texts(head["depends_on"]))
    if let node = node["framework"] { library.frameworks = framework(node).map { [$0] } ?? [] }
    if let node = node["crosswalk"] { library.crosswalks = crosswalk(node).map { [$0] } ?? [] }
    for node in node["threats"]?.sequence ?? [] { threat(node).map { library.threats.append($0) } }
    for node in node["attention"]?.sequence ?? [] { rule(node).map { library.rules.append($0) } }
    return library
  }

  private mutating func framework(_ node: Node) -> Framework? {
    guard let uid = text(node, "uid", of: "framework"), let title = text(node, "title", of: "framework") else { return nil }
    var requirements: [Requirement] = []
    var known: Set<String> = []
    for entry in node["requirements"]?.sequence ?? [] {
      guard let id = text(entry, "id", of: "requirement"), let title = text(entry, "title", of: "requirement \(id)"),
        let kind: Requirement.Kind = choice(entry, "kind", of: "requirement \(id)")
      else { continue }
      guard known.insert(id).inserted else {
        problem(entry, "requirement \(id) stands twice")
        continue
      }
      let parent = entry["parent"]?.scalar?.string
      if let parent, !known.contains(parent) { problem(entry, "requirement \(id): its parent \(parent) does not stand before it") }
      requirements.append(
        Requirement(
          framework: uid, id: id, kind: kind, title: title, parent: parent, summary: entry["summary"]?.scalar?.string ?? "",
          theme: entry["theme"]?.scalar?.string, pdca: entry["pdca"]?.scalar?.string, tags: texts(entry["tags"]),
          appliesFrom: entry["applies_from"]?.scalar.flatMap { Day($0.string) }))
    }
    if requirements.isEmpty { problem(node, "framework \(uid) has no requirements") }
    var phases: [Phase] = []
    for entry in node["phases"]?.sequence ?? [] {
      guard let date = text(entry, "date", of: "phase").flatMap({ Day($0) }), let event = text(entry, "event", of: "phase") else {
        problem(entry, "a phase needs a date (2026-08-02) and an event")
        continue
      }
      phases.append(
        Phase(date: date, event: event, reference: entry["ref"]?.scalar?.string ?? "", isVerified: entry["verified"]?.bool ?? false))
    }
    return Framework(
      uid: uid, title: title, short: node["short"]?.scalar?.string ?? title, requirements: requirements, phases: phases)
  }

  private mutating func crosswalk(_ node: Node) -> Crosswalk? {
    guard let source = text(node, "source", of: "crosswalk"), let target = text(node, "target", of: "crosswalk") else { return nil }
    var mappings: [Crosswalk.Mapping] = []
    for entry in node["mappings"]?.sequence ?? [] {
      guard let from = text(entry, "source", of: "mapping") else { continue }
      var pairs: [CrosswalkPair] = []
      for pair in entry["targets"]?.sequence ?? [] {
        guard let to = text(pair, "target", of: "pair of \(from)"),
          let relation: Relation = choice(pair, "relation", of: "pair \(from) – \(to)")
        else { continue }
        guard let strength = pair["strength"]?.int, (1...3).contains(strength) else {
          problem(pair, "pair \(from) – \(to): strength is 1, 2 or 3")
          continue
        }
        pairs.append(
          CrosswalkPair(
            source: from, target: to, relation: relation, strength: strength,
            rationale: pair["rationale"]?.scalar?.string ?? ""))
      }
      mappings.append(
        Crosswalk.Mapping(
          source: from, integration: entry["integration"]?.scalar?.string ?? "", pairs: pairs,
          addition: entry["addition"]?.scalar?.string))
    }
    return Crosswalk(source: source, target: target, mappings: mappings)
  }

  private mutating func threat(_ node: Node) -> LibraryThreat? {
    guard let id = text(node, "id", of: "threat"), let title = text(node, "title", of: "threat \(id)"),
      let domain: Risk.Domain = choice(node, "domain", of: "threat \(id)")
    else { return nil }
    return LibraryThreat(
      id: id, title: title, domain: domain, category: node["category"]?.scalar?.string ?? "",
      description: node["description"]?.scalar?.string ?? "", suggests: texts(node["suggests"]), sources: texts(node["sources"]))
  }

  private mutating func rule(_ node: Node) -> AttentionRule? {
    guard let id = text(node, "id", of: "rule"), let title = text(node, "title", of: "rule \(id)"),
      let severity: AttentionRule.Severity = choice(node, "severity", of: "rule \(id)"),
      let register = text(node, "register", of: "rule \(id)")
    else { return nil }
    var query: [String: String] = [:]
    for (name, value) in node["query"]?.mapping ?? [:] { query[name.scalar?.string ?? ""] = value.scalar?.string ?? "" }
    return AttentionRule(
      id: id, title: title, why: node["why"]?.scalar?.string ?? "", severity: severity,
      requirements: texts(node["requirements"]), register: register, query: query)
  }
}
