import RegisterKit

/// A card's head, sections and lists of names and values, without what is only a placeholder.
struct CardFacts {
  let head: CardHead
  let outline: MarkdownOutline
  /// What the file is called.
  let file: String
  /// Own text of each section, cleaned.
  private let texts: [String]
  private let pairs: [String: String]

  init(_ outline: MarkdownOutline, _ head: CardHead, name: String) {
    self.head = head
    self.outline = outline
    file = name
    texts = outline.sections.map { Self.cleaned($0.lines) }
    var pairs: [String: String] = [:]
    for section in outline.sections.prefix(60) {
      for (name, value) in MarkdownOutline.pairs(section.lines.prefix(60), links: true) {
        let key = name.folded
        if pairs[key] == nil, !Self.isNothing(value) { pairs[key] = value.oneLine }
      }
    }
    self.pairs = pairs
  }

  /// A text that stands where something is still to be written.
  static func isNothing(_ text: String) -> Bool {
    let plain = text.trimmed(also: "[]*_`-.:")
    return plain.utf8.count < 60 && (plain.isEmpty || Names.saysNothing(plain))
  }

  /// Without comments, placeholders and embedded pictures.
  static func cleaned(_ lines: [Substring]) -> String {
    var out: [Substring] = []
    var isComment = false
    for line in lines {
      if isComment || line.hasPrefix("<!--") {
        isComment = !line.contains("-->")
        continue
      }
      if line.utf8.count < 300 {
        let value = line.firstIndex(of: ":").map { line[line.index(after: $0)...] }
        let isBullet = line.drop { $0 == " " }.first.map { "-*+".contains($0) } ?? false
        if isNothing(String(line)), !line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
        if isBullet, let value, isNothing(String(value)) { continue }
        out.append(line)
      } else {
        out.append(Substring(withoutPictures(line)))
      }
    }
    return out.joined(separator: "\n").plainText
  }

  /// Pictures that are written out in the text (`data:image/png;base64,…`) are named, not kept.
  static func withoutPictures(_ line: Substring) -> String {
    var out = ""
    var rest = line
    while let start = rest.utf8.firstIndex(of: UInt8(ascii: "d")) {
      out += rest[..<start]
      rest = rest[start...]
      if rest.hasPrefix("data:"), let mark = rest.utf8.prefix(200).firstIndex(of: UInt8(ascii: ",")),
        rest[..<mark].hasSuffix("base64")
      {
        out += "embedded-file"
        rest = rest[mark...].dropFirst().drop { ($0.isLetter || $0.isNumber) && $0.isASCII || "+/=".contains($0) }
      } else {
        out += "d"
        rest = rest.dropFirst()
      }
    }
    return out + rest
  }

  // MARK: Names

  /// A name that the text gives to what it describes, without “Model Card for”; nil where it is a placeholder.
  var heading: String? {
    guard var title = outline.title else { return nil }
    for beginning in [
      "model card for", "model card:", "model card -", "model card –", "model card of", "model card",
      "dataset card for",
      "dataset card:", "dataset card", "data card for", "data card:", "data card", "datasheet for", "system card for",
      "model details:", "modellkarte für", "modellkarte:", "datensatzkarte für", "datensatzkarte:",
    ] where title.lowercased().hasPrefix(beginning) {
      title = title.dropFirst(beginning.count).trimmed(also: "\"“”'`:")
      break
    }
    let isPlaceholder = title.hasPrefix("[") && ["datasetname", "modelname", "nameofthedataset"].contains(title.folded)
    title = title.trimmed(also: "[]\"“”'` ")
    return title.isEmpty || isPlaceholder || Self.isNothing(title) ? nil : title.oneLine.shortened(300)
  }

  /// What the file is called, without its ending.
  var fileTitle: String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    let bare = name.lowercased().hasSuffix(".md") ? String(name.dropLast(3)) : name
    return bare.trimmed().isEmpty ? "Card" : bare.oneLine.shortened(300)
  }

  // MARK: Sections and values

  /// The value of the first of these names that has one: `Developed by`.
  func value(_ names: String...) -> String? {
    for name in names { if let value = pairs[name.folded] { return value } }
    return nil
  }

  /// The address in the value of the first of these names that has one.
  func address(_ names: String...) -> String? {
    for name in names {
      guard let value = pairs[name.folded], let start = value.firstRange(of: "http") else { continue }
      return String(value[start.lowerBound...].prefix { !$0.isWhitespace && !"()<>;".contains($0) })
    }
    return nil
  }

  /// Index of the first section whose heading begins so, in the order of the beginnings.
  func index(_ beginnings: [String]) -> Int? {
    for beginning in beginnings {
      let folded = beginning.folded
      if let index = outline.sections.firstIndex(where: { $0.heading.folded.hasPrefix(folded) }) { return index }
    }
    return nil
  }

  /// The text of a section with all below it, those under their headings; empty where there is none.
  func text(under index: Int) -> String {
    let sections = outline.sections
    var parts = [texts[index]]
    for other in sections.indices.dropFirst(index + 1) {
      guard sections[other].level > sections[index].level else { break }
      if !texts[other].isEmpty { parts.append("**\(sections[other].heading)**\n\n\(texts[other])") }
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The text of the first section whose heading begins so; nil where it says nothing.
  func section(_ beginnings: String...) -> String? {
    guard let index = index(beginnings) else { return nil }
    let text = text(under: index)
    return text.isEmpty ? nil : text
  }

  /// What a section itself says, in one line without signs of Markdown.
  func line(_ beginnings: String...) -> String? {
    guard let index = index(beginnings) else { return nil }
    var isCode = false
    let first = texts[index].split(separator: "\n").first { line in
      if line.hasPrefix("```") { isCode.toggle() }
      return !isCode && !line.hasPrefix("|") && !line.hasPrefix("```")
    }
    let plain = first.map { MarkdownOutline.plain($0.prefix(2_000)).trimmed(also: "-") } ?? ""
    return plain.isEmpty ? nil : plain.oneLine
  }

  /// Own text of a section.
  func ownText(_ index: Int) -> String { texts[index] }

  /// The head and the text as they are, pictures in the text left out. A text that no field holds is cut, and that is said.
  func whole(_ most: Int, _ leftOut: inout [String]) -> String {
    var parts: [String] = []
    let body = outline.body.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line.count < 300 ? String(Substring(line)) : Self.withoutPictures(Substring(line))
    }.joined(separator: "\n").plainText
    parts.append(body)
    if let head = outline.head, !head.isEmpty { parts.append("```yaml\n\(head.plainText)\n```") }
    let text = parts.joined(separator: "\n\n")
    guard text.count > most else { return text }
    leftOut.append(
      "The card has \(text.count) characters, more than a field holds; its first \(most - 100) are kept. Keep the file itself as evidence."
    )
    return text.prefix(most - 100) + "\n\n…"
  }
}
