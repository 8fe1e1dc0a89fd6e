import Domain
import RegisterKit
import Yams

/// Reads one file and collects what is wrong with it.
struct FileReader {
  /// A name that stands somewhere in the file and must be known to some library.
  struct Mention {
    enum Kind { case requirement, library }
    let kind: Kind
    let name: String
    let by: String
    let line: Int?
  }

  let file: String
  var problems: [LibraryProblem] = []
  private(set) var mentions: [Mention] = []

  init(file: String) { self.file = file }

  mutating func read(_ text: String) -> Library? {
    guard text.utf8.count <= LibraryReader.largest else {
      problem(nil, "is larger than \(LibraryReader.largest / 1_000_000) MB")
      return nil
    }
    if Self.isJSON(text), Self.isOSCAL(text) { return oscal(text) }
    if let refusal = YAMLBounds.refusal(text, aliases: true) {
      problems.append(LibraryProblem(file: file, line: refusal.line, reason: refusal.reason))
      return nil
    }
    do {
      // Values are read as they are written, so what type YAML would give them need not be found out, which is slow.
      guard let node = try Yams.compose(yaml: text, .basic), case .mapping = node else {
        problem(nil, "is not a YAML mapping")
        return nil
      }
      if node["library"] != nil { return library(node) }
      return Self.isATLAS(node) ? atlas(node) : cisoAssistant(node)
    } catch let error as YamlError { problem(error) } catch { problem(nil, "can't be read: \(error)") }
    return nil
  }

  // MARK: Problems

  mutating func problem(_ node: Node?, _ reason: String, isWarning: Bool = false) {
    problems.append(LibraryProblem(file: file, line: node?.mark?.line, reason: reason, isWarning: isWarning))
  }

  private mutating func problem(_ error: YamlError) {
    let (line, reason): (Int?, String) =
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        (mark.line, problem)
      case .duplicatedKeysInMapping(let duplicates, let context):
        (context.mark.line, "\(duplicates.map { "“\($0)”" }.joined(separator: ", ")) stands twice in one mapping")
      case .reader(let problem, let offset, _, let yaml):
        (offset.map { offset in yaml.utf8.prefix(offset).count { $0 == 0x0A } + 1 }, problem)
      default: (nil, "\(error)")
      }
    problems.append(LibraryProblem(file: file, line: line, reason: "is not valid YAML: \(reason)"))
  }

  /// What the file names and no library has.
  func unresolved(in libraries: LibrarySet) -> [LibraryProblem] {
    mentions.compactMap { mention in
      switch mention.kind {
      case .requirement:
        guard libraries.uid(named: mention.name) == nil else { return nil }
        return LibraryProblem(
          file: file, line: mention.line, reason: "\(mention.by): there is no requirement \(mention.name)")
      case .library:
        guard !libraries.has(library: mention.name) else { return nil }
        return LibraryProblem(
          file: file, line: mention.line, reason: "it builds on the library \(mention.name), which is not here",
          isWarning: true)
      }
    }
  }

  mutating func mention(_ node: Node?, requirement name: String, by: String) {
    mentions.append(Mention(kind: .requirement, name: name, by: by, line: node?.mark?.line))
  }

  mutating func mention(_ node: Node?, library name: String) {
    mentions.append(Mention(kind: .library, name: name, by: "", line: node?.mark?.line))
  }

  // MARK: Values

  mutating func text(_ node: Node, _ key: String, of what: String) -> String? {
    guard let text = node[key]?.words, !text.isEmpty else {
      problem(node[key] ?? node, "\(what) has no “\(key)”")
      return nil
    }
    return text
  }

  mutating func choice<T: RawRepresentable<String>>(_ node: Node, _ key: String, of what: String) -> T? {
    guard let text = text(node, key, of: what) else { return nil }
    guard let value = T(rawValue: text) else {
      problem(node[key], "\(what): “\(text)” is no \(key)")
      return nil
    }
    return value
  }

  /// A day that may be left out.
  mutating func day(_ node: Node, _ key: String, of what: String) -> Day? {
    guard let text = node[key]?.words, !text.isEmpty else { return nil }
    guard let day = Day(text) else {
      problem(node[key], "\(what): “\(text)” is no day such as 2026-08-02")
      return nil
    }
    return day
  }

  /// A whole number that may be left out.
  mutating func number(_ node: Node, _ key: String, in range: ClosedRange<Int>, of what: String) -> Int? {
    guard let text = node[key]?.words, !text.isEmpty else { return nil }
    guard let number = Int(text), range.contains(number) else {
      problem(
        node[key], "\(what): “\(key)” is a whole number from \(range.lowerBound) to \(range.upperBound), not “\(text)”")
      return nil
    }
    return number
  }

  /// The entries of a list that may be left out; anything else in its place is a problem.
  mutating func entries(_ node: Node, _ key: String, of what: String) -> [Node] {
    guard let found = node[key], !found.isNull else { return [] }
    guard let sequence = found.sequence else {
      problem(found, "\(what): “\(key)” is a list")
      return []
    }
    return Array(sequence)
  }

  mutating func texts(_ node: Node, _ key: String, of what: String) -> [String] {
    entries(node, key, of: what).compactMap { entry in
      guard let text = entry.words, !text.isEmpty else {
        problem(entry, "\(what): “\(key)” is a list of texts")
        return nil
      }
      return text
    }
  }

  /// A list of requirements; each must be known.
  mutating func requirements(_ node: Node, _ key: String, of what: String) -> [String] {
    entries(node, key, of: what).compactMap { entry in
      guard let uid = entry.words, !uid.isEmpty else {
        problem(entry, "\(what): “\(key)” is a list of requirements such as iso27001:A.8.32")
        return nil
      }
      mention(entry, requirement: uid, by: what)
      return uid
    }
  }

  /// A list's filter: names and values.
  mutating func query(_ node: Node, _ key: String, of what: String) -> [String: String] {
    guard let found = node[key], !found.isNull else { return [:] }
    guard let mapping = found.mapping else {
      problem(found, "\(what): “\(key)” is a mapping of filters to values")
      return [:]
    }
    var query: [String: String] = [:]
    for (name, value) in mapping {
      guard let name = name.words, let text = value.words else {
        problem(value, "\(what): a filter is a name and a value")
        continue
      }
      query[name] = text
    }
    return query
  }

  /// Says which keys of our own format nothing reads: a mistyped one would be lost in silence.
  mutating func keys(_ node: Node, _ known: Set<String>, of what: String) {
    for (key, _) in node.mapping ?? [:] where !known.contains(key.scalar?.string ?? "") {
      problem(key, "\(what): “\(key.scalar?.string ?? "")” is not understood", isWarning: true)
    }
  }
}

extension Node {
  /// `key:` and `key: null` say the same as no key.
  var isNull: Bool {
    guard let scalar, scalar.style == .plain || scalar.style == .any else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// A single value as it is written, without blanks around it; nil for null, lists and mappings.
  var words: String? { isNull ? nil : scalar?.string.trimmed() }
}
