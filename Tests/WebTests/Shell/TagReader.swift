/// A start tag found in a page: enough of HTML to check our own output with.
struct FoundTag {
  var name: String
  var attributes: [String: String]
}

/// Reads the start tags of a page in order. Understands what `HTML` writes: attributes in double quotes or bare flags.
func startTags(in page: String) -> [FoundTag] {
  var tags: [FoundTag] = []
  var rest = page[...]
  while let open = rest.firstIndex(of: "<") {
    rest = rest[rest.index(after: open)...]
    guard let first = rest.first, first.isLetter else { continue }
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
    rest = rest[name.endIndex...]
    var attributes: [String: String] = [:]
    while let next = rest.first, next != ">" {
      if next == " " || next == "/" || next == "\n" {
        rest = rest.dropFirst()
        continue
      }
      let key = rest.prefix { $0 != "=" && $0 != " " && $0 != ">" }
      rest = rest[key.endIndex...]
      guard rest.hasPrefix("=\"") else {
        attributes[String(key)] = ""
        continue
      }
      rest = rest.dropFirst(2)
      let value = rest.prefix { $0 != "\"" }
      attributes[String(key)] = String(value)
      rest = rest[value.endIndex...].dropFirst()
    }
    tags.append(FoundTag(name: String(name), attributes: attributes))
  }
  return tags
}
