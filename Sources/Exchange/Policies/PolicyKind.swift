import RegisterKit

/// What a document is for, by the words of its title.
enum PolicyKind {
  /// Parts of words, in lower case, in the languages in which documents come.
  private static let words: [(String, String)] = [
    ("scope statement", "scope_statement"), ("statement of scope", "scope_statement"),
    ("isms scope", "scope_statement"),
    ("geltungsbereich", "scope_statement"), ("anwendungsbereich", "scope_statement"), ("périmètre", "scope_statement"),
    ("domaine d'application", "scope_statement"), ("domaine d’application", "scope_statement"),
    ("campo di applicazione", "scope_statement"), ("ámbito", "scope_statement"),
    ("toepassingsgebied", "scope_statement"),
    ("policy", "policy"), ("policies", "policy"), ("richtlinie", "policy"), ("leitlinie", "policy"),
    ("politik", "policy"),
    ("politique", "policy"), ("politica", "policy"), ("política", "policy"), ("beleid", "policy"),
    ("charter", "policy"),
    ("charte", "policy"), ("acceptable use", "policy"), ("code of conduct", "policy"),
    ("procedure", "procedure"), ("verfahren", "procedure"), ("anweisung", "procedure"), ("prozess", "procedure"),
    ("process", "procedure"), ("procédure", "procedure"), ("processus", "procedure"), ("procedura", "procedure"),
    ("procedimiento", "procedure"), ("runbook", "procedure"), ("playbook", "procedure"),
    ("work instruction", "procedure"),
    ("werkinstructie", "procedure"), ("instruction", "procedure"), ("ablauf", "procedure"),
    ("method", "method"), ("methodik", "method"), ("méthod", "method"), ("metodo", "method"), ("método", "method"),
    ("methode", "method"), ("metodolog", "method"),
    ("plan", "plan"), ("piano", "plan"), ("programm", "plan"), ("konzept", "plan"), ("roadmap", "plan"),
    ("record", "record"), ("protokoll", "record"), ("minutes", "record"), ("nachweis", "record"),
    ("aufzeichnung", "record"), ("bericht", "record"), ("report", "record"), ("rapport", "record"),
    ("procès-verbal", "record"), ("compte rendu", "record"), ("registro", "record"), ("verbale", "record"),
    ("notulen", "record"), ("verslag", "record"), ("log", "record"),
    ("guideline", "other"), ("guide", "other"), ("leitfaden", "other"), ("handbuch", "other"), ("manual", "other"),
    ("handboek", "other"), ("manuel", "other"), ("manuale", "other"), ("richtlijn", "policy"), ("merkblatt", "other"),
  ]
  /// What stands before them is the document, what stands behind them its subject.
  private static let prepositions = [
    " for ", " on ", " of ", " to ", " zur ", " zum ", " für ", " über ", " von ", " de ", " des ", " du ", " d'",
    " d’",
    " sur ", " relative ", " per ", " sulla ", " para ", " sobre ", " voor ", " van ", " – ", " - ", ": ",
  ]

  /// The name of a choice of the register of documents; `other` where no word tells.
  static func guess(title: String, file: String, opening: String) -> String {
    if let kind = inTitle(title) ?? inTitle(PolicyText.fileTitle(file).map { $0 == "-" ? " " : String($0) }.joined()) {
      return kind
    }
    let code = PolicyText.fileTitle(file).lowercased().prefix { $0.isLetter }
    if let kind = codes[String(code)] { return kind }
    // “This policy …”, “Diese Richtlinie …”: whichever comes first.
    let text = opening.lowercased()
    return matches(text).first { match in
      let before = text[..<match.at].suffix(40).split { !$0.isLetter }.suffix(2)
      return before.contains { pointing.contains(String($0)) }
    }?.kind ?? "other"
  }

  /// Beginnings of the codes that organizations give to documents: `POL-02`.
  private static let codes = [
    "pol": "policy", "pro": "procedure", "proc": "procedure", "prc": "procedure", "sop": "procedure", "wi": "procedure",
    "va": "procedure", "aa": "procedure", "pln": "plan", "rl": "policy", "rec": "record",
  ]
  /// Words by which a document speaks of itself.
  private static let pointing: Set<String> = [
    "this", "diese", "dieses", "dieser", "vorliegende", "cette", "présente", "présent", "questa", "questo", "esta",
    "este", "presente", "deze", "dit",
  ]

  private static func inTitle(_ title: String) -> String? {
    let lower = " \(title.lowercased()) "
    let cuts = prepositions.compactMap { lower.firstRange(of: $0)?.lowerBound }
    if let cut = cuts.min(), let kind = matches(String(lower[..<cut]) + " ").last?.kind { return kind }
    let all = matches(lower)
    return cuts.isEmpty ? all.last?.kind : all.first?.kind
  }

  /// Every word found, in the order of the text. Short ones only at the end of a word: “plan”, not “planet”; “log”, not
  /// “login”.
  private static func matches(_ text: String) -> [(kind: String, at: String.Index)] {
    var found: [(kind: String, at: String.Index)] = []
    for (word, kind) in words {
      var rest = text[...]
      while let range = rest.firstRange(of: word) {
        let next = text[range.upperBound...].first
        let after = text[range.upperBound...].prefix { $0.isLetter }
        let isWhole = next.map { !$0.isLetter } ?? true || ["s", "en", "n", "e", "es", "er"].contains(String(after))
        let before = text[..<range.lowerBound].last
        // “log” in “catalog” is none; German puts its words together.
        let isAlone = word != "log" && word != "report" || before.map { !$0.isLetter } ?? true
        if word.count > 7 || isWhole, isAlone { found.append((kind, range.lowerBound)) }
        rest = rest[range.upperBound...]
      }
    }
    return found.sorted { $0.at < $1.at }
  }
}
