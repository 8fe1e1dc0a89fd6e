import Domain
import RegisterKit
import Yams

/// The words of a language for what stands in other people's spreadsheets.
extension FileReader {
  mutating func importLanguage(_ node: Node) -> ImportLanguage? {
    guard let code = text(node, "language", of: "import") else { return nil }
    let what = "import of \(code)"
    keys(
      node, ["language", "noun", "compounds", "words", "months", "levels", "headings", "options", "registers"], of: what
    )
    var language = ImportLanguage(code: code)
    switch node["noun"]?.words {
    case "first": language.nounStandsFirst = true
    case "last", nil: break
    case let other?: problem(node["noun"], "\(what): “noun” is first or last, not “\(other)”")
    }
    switch node["compounds"]?.words {
    case "true": language.hasCompounds = true
    case "false", nil: break
    case let other?: problem(node["compounds"], "\(what): “compounds” is true or false, not “\(other)”")
    }
    for (name, words) in wordLists(node, "words", of: what) {
      guard let list = ImportLanguage.List(rawValue: name) else {
        problem(node["words"], "\(what): there is no list “\(name)”")
        continue
      }
      language.lists[list] = words
    }
    language.months = rows(node, "months", 12, of: what)
    language.levels = rows(node, "levels", 5, of: what)
    language.headings = wordLists(node, "headings", of: what)
    language.options = wordLists(node, "options", of: what)
    for (slug, entry) in named(node, "registers", of: what) {
      language.registers[slug] = registerWords(entry, of: "\(what), \(slug)")
    }
    checkNames(language, node, of: what)
    return language
  }

  private mutating func registerWords(_ node: Node, of what: String) -> ImportLanguage.Words {
    keys(node, ["names", "nouns", "headings", "options", "states"], of: what)
    var words = ImportLanguage.Words()
    words.names = texts(node, "names", of: what)
    words.nouns = texts(node, "nouns", of: what)
    words.headings = wordLists(node, "headings", of: what)
    words.states = wordLists(node, "states", of: what)
    for (field, _) in named(node, "options", of: what) {
      guard let entry = node["options"] else { continue }
      words.options[field] = wordLists(entry, field, of: what)
    }
    return words
  }

  /// A list of so many lists of words, or nothing.
  private mutating func rows(_ node: Node, _ key: String, _ count: Int, of what: String) -> [[String]] {
    let rows = entries(node, key, of: what)
    guard rows.isEmpty || rows.count == count else {
      problem(node[key], "\(what): “\(key)” is \(count) lists of words, not \(rows.count)")
      return []
    }
    return rows.map { row in
      guard let sequence = row.sequence else {
        problem(row, "\(what): “\(key)” is \(count) lists of words")
        return []
      }
      return words(Array(sequence), key, of: what)
    }
  }

  /// Lists of words by name.
  private mutating func wordLists(_ node: Node, _ key: String, of what: String) -> [String: [String]] {
    var lists: [String: [String]] = [:]
    for (name, entry) in named(node, key, of: what) {
      guard let sequence = entry.sequence else {
        problem(entry, "\(what): “\(name)” is a list of words")
        continue
      }
      lists[name] = words(Array(sequence), name, of: what)
    }
    return lists
  }

  private mutating func words(_ nodes: [Node], _ key: String, of what: String) -> [String] {
    nodes.compactMap { entry in
      // A word is what is written, even if YAML would read it as nothing: ~ stands in cells.
      guard let words = entry.scalar?.string.trimmed(), !words.isEmpty else {
        problem(entry, "\(what): “\(key)” is a list of words")
        return nil
      }
      return words
    }
  }

  /// The entries of a mapping that may be left out.
  private mutating func named(_ node: Node, _ key: String, of what: String) -> [(String, Node)] {
    guard let found = node[key], !found.isNull else { return [] }
    guard let mapping = found.mapping else {
      problem(found, "\(what): “\(key)” is a mapping")
      return []
    }
    return mapping.compactMap { name, entry in name.scalar.map { ($0.string, entry) } }
  }

  /// Says which registers, fields, options and states are named and not there: words for them would never be used.
  private mutating func checkNames(_ language: ImportLanguage, _ node: Node, of what: String) {
    for (name, place) in language.unknownNames {
      problem(node[place], "\(what): \(name)", isWarning: true)
    }
  }
}
