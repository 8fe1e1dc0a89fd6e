/// What a row says of its fields, by field name. A short list: a hundred thousand rows are held at once, and a dictionary
/// for each takes twice the room.
struct ImportTexts: Collection, ExpressibleByDictionaryLiteral {
  private var pairs: [(key: String, value: String)] = []

  init(dictionaryLiteral elements: (String, String)...) {
    for (name, text) in elements { self[name] = text }
  }

  var startIndex: Int { pairs.startIndex }
  var endIndex: Int { pairs.endIndex }
  func index(after index: Int) -> Int { index + 1 }
  subscript(position: Int) -> (key: String, value: String) { pairs[position] }

  subscript(name: String) -> String? {
    get { pairs.first { $0.key == name }?.value }
    set {
      let index = pairs.firstIndex { $0.key == name }
      switch (index, newValue) {
      case (let index?, let text?): pairs[index].value = text
      case (let index?, nil): pairs.remove(at: index)
      case (nil, let text?): pairs.append((name, text))
      case (nil, nil): break
      }
    }
  }
}
