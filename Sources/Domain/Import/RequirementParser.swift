import RegisterKit

/// Reads a cell of requirements from left to right, each character once.
struct RequirementParser {
  private static let clauseWords: Set<String> = [
    "clause", "clauses", "cl", "kap", "kapitel", "abschnitt", "ziffer", "ziff", "section", "sections", "sec", "chapter",
    "chapitre", "article", "clausula", "apartado", "seccion", "punto", "clausola", "capitolo", "sezione", "hoofdstuk",
    "paragraaf", "klausel", "nr", "no", "requirement", "anforderung", "exigence", "normkapitel",
  ]
  private static let annexWords: Set<String> = [
    "annex", "anhang", "annexe", "anexo", "allegato", "bijlage", "control", "controls", "massnahme", "massnahmen",
    "mesure", "mesures", "controle", "controles", "controllo", "controlli", "beheersmaatregel", "appendix",
  ]
  private static let ranges: Set<String> = [
    "to", "bis", "through", "à", "au", "al", "hasta", "fino", "tot", "thru", "t/m",
  ]
  private static let joining: Set<String> = ["and", "und", "et", "y", "e", "en", "ed", "sowie", "or", "oder", "ou"]
  private static let nothing: Set<String> = [
    "na", "none", "keine", "keiner", "entfallt", "neant", "aucun", "aucune", "ninguno", "nessuno", "geen", "nil", "tbd",
    "sans objet", "so", "nv", "nvt", "nichtanwendbar", "notapplicable",
  ]

  private let scalars: [Unicode.Scalar]
  private let annex: Bool
  private var at = 0
  private var reading = RequirementIDs.Reading()
  private var standard: String?
  private var edition: String?
  /// What the words before a number say: a clause, or a control of the annex.
  private var isClause: Bool?
  /// The last id had its “A”, and nothing but a comma or the like has come since.
  private var carriesAnnex = false
  /// Names and words since the last separator.
  private var namesInPart = 0
  private var word = ""
  private var rest = ""
  private var depth = 0

  init(_ plain: String, annex: Bool) {
    scalars = Array(plain.unicodeScalars)
    self.annex = annex
  }

  mutating func read() -> RequirementIDs.Reading {
    if Self.nothing.contains(CellText.key(String(String.UnicodeScalarView(scalars.prefix(40))))), scalars.count <= 20 {
      return reading
    }
    while at < scalars.count {
      let before = at
      step()
      if at == before { at += 1 }
    }
    endPart()
    return reading
  }

  private func scalar(_ index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }
  private func isDigit(_ index: Int) -> Bool { scalar(index).map(CellText.isDigit) ?? false }
  private func isLetter(_ index: Int) -> Bool { scalar(index)?.properties.isAlphabetic ?? false }

  private mutating func step() {
    let current = scalars[at]
    switch current {
    case ";", "|", "\n", "•":
      endPart()
      at += 1
    case ",", "+", "&":
      if namesInPart > 0, nextIsName(after: at + 1) { endPart(soft: true) } else { note(current) }
      at += 1
    case "(", "[":
      depth += 1
      at += 1
    case ")", "]":
      depth = max(0, depth - 1)
      at += 1
    case " ", "-", ":", "/", ".", "_", "§":
      if current == "§" { isClause = true }
      at += 1
    default:
      if let found = id() {
        take(found)
      } else if CellText.isDigit(current) {
        number()
      } else {
        words()
      }
    }
  }

  private mutating func note(_ scalar: Unicode.Scalar) { rest.unicodeScalars.append(scalar) }

  /// An id at this place: where it ends, whether it has its “A”, and its numbers.
  private func id(_ start: Int? = nil) -> (end: Int, hasA: Bool, numbers: [Int])? {
    var index = start ?? at
    var hasA = false
    if let first = scalar(index), first == "A" || first == "a" {
      var next = index + 1
      while let mark = scalar(next), ".-_ ".unicodeScalars.contains(mark), next <= index + 3 { next += 1 }
      guard isDigit(next), first == "A" || next == index + 1 || scalar(index + 1) == "." else { return nil }
      (hasA, index) = (true, next)
    }
    var numbers: [Int] = []
    while isDigit(index) {
      var (value, digits) = (0, 0)
      while isDigit(index), digits < 4 {
        value = value * 10 + Int(scalars[index].value - 0x30)
        digits += 1
        index += 1
      }
      guard digits < 4, !isDigit(index), numbers.count < 4 else { return nil }
      numbers.append(value)
      let mark = scalar(index)
      guard mark == "." || (hasA && (mark == "_" || (mark == "-" && numbers.count == 1))), isDigit(index + 1) else {
        break
      }
      index += 1
    }
    // “5th” and “2FA” are no ids; “6.1.3d” is one, whose letter names a line of it.
    if isLetter(index), numbers.count < 2 || isLetter(index + 1) { return nil }
    if isLetter(index) { index += 1 }
    guard !numbers.isEmpty, numbers.allSatisfy({ $0 > 0 && $0 < 100 }) else { return nil }
    guard hasA || numbers.count > 1 else { return nil }
    return (index, hasA, numbers)
  }

  private func nextIsName(after index: Int) -> Bool {
    var next = index
    while scalar(next) == " " { next += 1 }
    return id(next) != nil || isDigit(next) || scalar(next) == "§" || isStandardWord(next)
  }

  private func isStandardWord(_ index: Int) -> Bool {
    let word = String(String.UnicodeScalarView(scalars[min(index, scalars.count)...].prefix(12))).lowercased()
    return word.hasPrefix("iso") || word.hasPrefix("annex") || word.hasPrefix("anhang") || word.hasPrefix("clause")
      || word.hasPrefix("kap") || word.hasPrefix("control")
  }

  private mutating func take(_ found: (end: Int, hasA: Bool, numbers: [Int])) {
    // In a title, a number without its “A” is part of the title.
    if namesInPart > 0, !found.hasA, !rest.isEmpty {
      at = found.end
      return
    }
    let isAnnex =
      found.hasA
      || (isClause == nil
        ? carriesAnnex && found.numbers.count == 2 && found.numbers[0] >= 5 || annex : isClause == false)
    var name = RequirementName(standard: standard, edition: edition, id: Self.text(found.numbers, isAnnex))
    at = found.end
    if let last = rangeEnd(found.numbers, isAnnex) { name.through = last }
    reading.names.append(name)
    namesInPart += 1
    carriesAnnex = found.hasA || (carriesAnnex && isAnnex)
    rest = ""
  }

  private static func text(_ numbers: [Int], _ isAnnex: Bool) -> String {
    (isAnnex ? "A." : "") + numbers.map(String.init).joined(separator: ".")
  }

  /// The end of a range that begins with the id just read: `–A.5.4`, `- 5.4`, ` bis A.5.4`, `-4`.
  private mutating func rangeEnd(_ first: [Int], _ isAnnex: Bool) -> String? {
    var index = at
    while scalar(index) == " " { index += 1 }
    if scalar(index) == "-" || (scalar(index) == "." && scalar(index + 1) == ".") || scalar(index) == "…" {
      while let mark = scalar(index), mark == "-" || mark == "." || mark == "…" { index += 1 }
    } else {
      var word = ""
      while let letter = scalar(index), letter.properties.isAlphabetic || letter == "/", word.utf8.count < 8 {
        word += String(letter)
        index += 1
      }
      // A Spanish “a” leads to an id with its “A”; a capital one is the “A” of the next id.
      guard Self.ranges.contains(word.lowercased()) || (word == "a" && scalar(index + 1) == "A"), scalar(index) == " "
      else { return nil }
    }
    while scalar(index) == " " { index += 1 }
    if let last = id(index), last.hasA || last.numbers.count == first.count,
      last.numbers.lexicographicallyPrecedes(first) == false,
      last.numbers != first
    {
      at = last.end
      return Self.text(last.numbers, isAnnex || last.hasA)
    }
    // `A.5.1-4`: the last number runs on.
    var (value, digits, end) = (0, 0, index)
    while isDigit(end), digits < 3 {
      value = value * 10 + Int(scalars[end].value - 0x30)
      (digits, end) = (digits + 1, end + 1)
    }
    guard (1...2).contains(digits), scalar(end) != ".", !isLetter(end), scalar(end) != " " || scalar(index - 1) == "-",
      let start = first.last, value > start, scalar(end) == nil || ",;|\n+)&".unicodeScalars.contains(scalars[end])
    else { return nil }
    at = end
    return Self.text(first.dropLast() + [value], isAnnex)
  }

  /// A number that is no id: that of a standard, a year, or a whole clause.
  private mutating func number() {
    var (figures, index) = ("", at)
    while isDigit(index), figures.utf8.count < 9 {
      figures.unicodeScalars.append(scalars[index])
      index += 1
    }
    at = index
    while isDigit(at) || (figures.utf8.count != 5 && scalar(at) == "." && isDigit(at + 1)) { at += 1 }
    if figures.utf8.count == 5 {
      name(standard: figures)
    } else if figures.utf8.count <= 2, let value = Int(figures), (4...18).contains(value), namesInPart == 0,
      rest.isEmpty,
      !isLetter(at), isClause == true || isWholePart(index)
    {
      take((at, false, [value]))
    } else {
      rest += figures
    }
  }

  private func isWholePart(_ end: Int) -> Bool {
    var index = end
    while let next = scalar(index), next == " " || next == "." { index += 1 }
    return scalar(index).map { ",;|\n+&".unicodeScalars.contains($0) } ?? true
  }

  private mutating func name(standard number: String) {
    let named = number == "27002" ? "27001" : number
    if number == "27002", isClause == nil { isClause = false }
    var year: String?
    if let mark = scalar(at), mark == ":" || mark == "-" || mark == "/" || mark == " " {
      let digits = scalars[min(at + 1, scalars.count)...].prefix { CellText.isDigit($0) }
      if digits.count == 4, !isLetter(at + 5), scalar(at + 5) != "." {
        let text = String(String.UnicodeScalarView(digits))
        if text.hasPrefix("20") || text.hasPrefix("19") {
          year = text
          at += 5
        }
      }
    }
    if depth > 0, namesInPart > 0, let last = reading.names.indices.last, reading.names[last].standard == nil {
      // “A.5.1 (ISO 27001)”: said behind it, for it alone.
      (reading.names[last].standard, reading.names[last].edition) = (named, year)
    } else {
      (standard, edition) = (named, year)
      carriesAnnex = false
    }
  }

  private mutating func words() {
    var found = ""
    let start = at
    while let letter = scalar(at), letter.properties.isAlphabetic || CellText.isMark(letter) || letter == "'" {
      found.unicodeScalars.append(letter)
      at += 1
    }
    guard at > start else {
      note(scalars[at])
      return
    }
    let key = CellText.key(found)
    // “ISO27k” and “ISO42k” as people write them.
    if key == "iso", isDigit(at), isDigit(at + 1), scalar(at + 2).map({ $0 == "k" || $0 == "K" }) == true {
      let number = String(String.UnicodeScalarView(scalars[at..<at + 2]))
      at += 3
      if number == "27" || number == "42" { name(standard: number + "001") }
      return
    }
    if ["iso", "iec", "en", "din", "bs", "nf", "une", "uni", "nen", "amd"].contains(key),
      namesInPart == 0 || key == "iso"
    {
      return
    }
    if Self.clauseWords.contains(key) || Self.annexWords.contains(key), namesInPart == 0 || nextIsName(after: at) {
      isClause = Self.clauseWords.contains(key)
      return
    }
    if Self.joining.contains(key), namesInPart > 0, nextIsName(after: at) {
      endPart(soft: true)
      return
    }
    if key == "a", isClause == false { return }
    if !rest.isEmpty { rest += " " }
    rest += found
  }

  /// Ends a part of the list. What holds no id was not read.
  private mutating func endPart(soft: Bool = false) {
    if namesInPart == 0, !rest.isEmpty { reading.unread.append(rest) }
    (rest, namesInPart) = ("", 0)
    if !soft { (isClause, carriesAnnex) = (nil, false) }
  }
}
