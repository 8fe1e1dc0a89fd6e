import RegisterKit

/// Version, days, owner and the like, where they stand in the first part of a document or under a heading that says so.
struct PolicyFacts {
  private(set) var title: String?
  private(set) var version: String?
  private(set) var owner: String?
  private(set) var classification: String?
  /// Days are written as `2026-03-01`; one whose order of day and month is open stays as it stands in the text.
  private(set) var nextReview: String?
  private(set) var effective: String?
  private(set) var dated: String?
  private(set) var approval: String?
  private(set) var number: String?

  /// - Parameters:
  ///   - sections: Lines of each section, the one before the first heading first.
  ///   - headings: Of these sections.
  init(_ sections: [[Substring]], headings: [String]) {
    var lines: [Substring] = []
    for (index, section) in sections.enumerated() {
      let isControl = Self.controlHeadings.contains { headings[index].folded.contains($0) }
      if isControl {
        lines += section.prefix(80)
      } else if lines.count < 60 {
        lines += section.prefix(60 - lines.count)
      }
    }
    for (name, value) in PolicyTables.pairs(lines) { take(name.folded, value) }
    if version == nil { version = lines.lazy.compactMap { Self.version(in: String($0.prefix(400))) }.first }
  }

  private static let controlHeadings = [
    "documentcontrol", "documentinformation", "documenthistory", "versionhistory", "revisionhistory",
    "dokumentenlenkung",
    "dokumenteninformation", "dokumentinformation", "änderungshistorie", "versionshistorie", "historique",
    "informationssurledocument",
    "versiebeheer", "controllodeldocumento", "controldedocumento", "storiadelleversioni",
  ]

  private mutating func take(_ name: String, _ value: String) {
    let value = value.oneLine
    guard !name.isEmpty, !value.isEmpty, !CardFacts.isNothing(value), !value.contains("{{") else { return }
    func isOne(of names: [String]) -> Bool { names.contains(name) }
    if isOne(of: Words.version) {
      if version == nil { version = Self.number(in: value) }
    } else if isOne(of: Words.owner) {
      if owner == nil { owner = value.shortened(300) }
    } else if isOne(of: Words.review) {
      if nextReview == nil { nextReview = PolicyDays.first(in: value) }
    } else if isOne(of: Words.effective) {
      if effective == nil { effective = PolicyDays.first(in: value) }
    } else if isOne(of: Words.dated) {
      if dated == nil { dated = PolicyDays.first(in: value) }
    } else if isOne(of: Words.approval) {
      let text = value.shortened(300)
      if approval?.contains(text) != true { approval = approval.map { "\($0); \(text)" } ?? text }
    } else if isOne(of: Words.level) {
      if classification == nil { classification = Self.level(value) }
    } else if isOne(of: Words.title) {
      if title == nil { title = value.shortened(300) }
    } else if isOne(of: Words.number) {
      if number == nil { number = value.shortened(100) }
    }
  }

  /// Names of what is looked for, folded.
  private enum Words {
    static let version = [
      "version", "versionnumber", "documentversion", "currentversion", "revision", "rev", "versionsnummer", "versionnr",
      "ausgabe", "édition", "edition", "issue", "versione", "versión", "versie", "revisione", "revisión",
      "numérodeversion",
    ]
    static let owner = [
      "owner", "documentowner", "policyowner", "processowner", "responsible", "responsibleperson", "verantwortlich",
      "verantwortlicher", "verantwortliche", "verantwortung", "eigentümer", "eigentümerin",
      "dokumentenverantwortlicher",
      "dokumentverantwortlicher", "dokumenteneigner", "dokumenteigentümer", "dokumenteneigentümer", "responsable",
      "propriétaire", "propriétairedudocument", "propietario", "responsabile", "proprietario", "eigenaar",
      "verantwoordelijke", "documenteigenaar", "responsabledudocument",
    ]
    static let review = [
      "nextreview", "nextreviewdate", "nextreviewdue", "reviewdue", "reviewdate", "reviewby", "dueforreview",
      "nextrevision",
      "nächsteprüfung", "nächsteüberprüfung", "nächstesreview", "nächsterevision", "überprüfungbis", "prüfungfälligam",
      "wiedervorlage", "prochainerevue", "prochainerévision", "datedeprochainerevue", "datedeprochainerévision",
      "próximarevisión", "fechadepróximarevisión", "prossimarevisione", "prossimoriesame", "volgendebeoordeling",
      "volgendereview", "volgendeherziening",
    ]
    static let effective = [
      "effective", "effectivedate", "effectivefrom", "effectiveasof", "validfrom", "inforcefrom", "inforcesince",
      "dateofeffect", "gültigab", "gültigseit", "inkraftab", "inkraftseit", "inkraftgetretenam", "inkrafttreten",
      "datumdesinkrafttretens", "datedeffet", "dateentréeenvigueur", "datedentréeenvigueur", "entréeenvigueur",
      "envigueurdepuis", "applicableàpartirdu", "applicableàcompterdu", "vigentedesde", "fechadeentradaenvigor",
      "entradaenvigor", "validodal", "invigoredal", "datadientratainvigore", "geldigvanaf", "ingangsdatum",
    ]
    static let dated = [
      "date", "stand", "datum", "lastupdated", "lastupdate", "lastrevised", "lastreviewed", "lastreview",
      "lastmodified",
      "asof", "issuedate", "dateofissue", "issued", "published", "publicationdate", "documentdate", "ausgabedatum",
      "erstelltam", "zuletztgeändert", "letzteänderung", "letzteaktualisierung", "letzteprüfung", "fecha", "data",
      "endatedu",
      "datededernièremiseàjour", "dernièremiseàjour", "miseàjour", "datededernièrerevue", "últimaactualización",
      "ultimoaggiornamento", "laatstgewijzigd", "versiedatum", "versionsdatum",
    ]
    static let approval = [
      "approvedby", "approvedon", "approvaldate", "approved", "approval", "approver", "freigegebenvon", "freigegebenam",
      "freigegebendurch", "freigabe", "freigabedurch", "genehmigtvon", "genehmigtdurch", "genehmigtam", "genehmigt",
      "approuvépar", "approuvéle", "approbation", "dateapprobation", "datedapprobation", "validépar", "aprobadopor",
      "fechadeaprobación", "approvatoda", "datadiapprovazione", "goedgekeurddoor", "goedgekeurdop",
    ]
    static let level = [
      "classification", "confidentiality", "klassifizierung", "klassifikation", "einstufung", "vertraulichkeit",
      "vertraulichkeitsstufe", "schutzklasse", "confidentialité", "clasificación", "classificazione", "classificatie",
      "securityclassification", "documentclassification",
    ]
    static let title = [
      "title", "documenttitle", "documentname", "titel", "dokumententitel", "dokumenttitel", "titre", "titredudocument",
      "título", "titolo", "policyname",
    ]
    static let number = [
      "documentnumber", "documentid", "documentno", "docid", "docno", "documentreference", "reference", "policynumber",
      "policyid", "dokumentnr", "dokumentennummer", "dokumentnummer", "dokumentid", "dokumentenid", "référence",
      "référencedudocument", "numérodedocument", "referencia", "codice", "código", "documentnummer",
    ]
    static let all = Set(version + owner + review + effective + dated + approval + level + title + number)
  }

  private static func level(_ value: String) -> String? {
    let text = value.folded
    let levels: [(String, [String])] = [
      (
        "secret",
        ["secret", "strictlyconfidential", "strengvertraulich", "geheim", "segreto", "secreto", "highlyconfidential"]
      ),
      (
        "confidential",
        ["confidential", "vertraulich", "confidentiel", "confidencial", "riservato", "vertrouwelijk", "confidenziale"]
      ),
      ("internal", ["internal", "intern", "interne", "interno", "interna", "nurfürdendienstgebrauch"]),
      ("public", ["public", "öffentlich", "publique", "público", "pubblico", "openbaar"]),
    ]
    return levels.first { $0.1.contains { text.hasPrefix($0) } }?.0
  }

  // MARK: Versions

  /// `2.1` out of `v2.1 (draft)`; nil where there is no number.
  static func number(in text: String) -> String? {
    let words = text.split { $0.isWhitespace || ",;()".contains($0) }
    for word in words.prefix(6) {
      let bare = word.lowercased().hasPrefix("v") ? word.dropFirst(word.lowercased().hasPrefix("v.") ? 2 : 1) : word
      guard let first = bare.first, first.isASCII, first.isNumber, bare.count <= 30,
        bare.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isLetter || ".-_/".contains($0)) })
      else { continue }
      return bare.trimmed(also: ".-_/")
    }
    return nil
  }

  /// The number behind the word, where it stands in a line: `Version 2.0 · Owner: …`.
  static func version(in text: String) -> String? {
    let words = text.split { $0.isWhitespace || "|,;·()*_".contains($0) }.map(String.init)
    for (index, word) in words.enumerated() {
      let lower = word.lowercased().trimmed(also: ":.")
      if ["version", "versione", "versión", "versie", "rev", "revision"].contains(lower), index + 1 < words.count,
        let number = number(in: words[index + 1]), number.count <= 12
      {
        return number
      }
      let digits = lower.dropFirst()
      if lower.hasPrefix("v"), digits.contains("."), digits.first?.isNumber == true,
        digits.allSatisfy({ $0.isNumber && $0.isASCII || $0 == "." })
      {
        return String(digits)
      }
    }
    return nil
  }

  /// `Access_policy_v2.1.docx`.
  static func version(inFile name: String) -> String? {
    version(in: PolicyText.fileTitle(name).map { $0 == "-" ? " " : String($0) }.joined())
  }

  /// A line that begins with a name that is looked for, without a colon: `Owner Anna Berg`. A sentence is none.
  private static func named(_ line: Substring) -> Substring {
    let words = line.split(separator: " ")
    guard !line.contains(":"), (2...7).contains(words.count), line.last != "." else { return line }
    for count in stride(from: min(3, words.count - 1), through: 1, by: -1) {
      let name = words[..<count].joined(separator: " ")
      if Words.all.contains(name.folded) { return "\(name): \(words[count...].joined(separator: " "))" }
    }
    return line
  }

  /// A line of a page set in columns, as names and values are in a PDF: `Owner      Anna Berg` → `Owner: Anna Berg`.
  static func columns(_ line: Substring) -> Substring {
    guard line.utf8.count < 400, !line.contains("|") else { return line }
    var parts: [Substring] = []
    var rest = line.drop { $0 == " " }
    while let gap = rest.firstRange(of: "  ") {
      parts.append(rest[..<gap.lowerBound])
      rest = rest[gap.upperBound...].drop { $0 == " " }
    }
    if !rest.isEmpty { parts.append(rest) }
    guard parts.count > 1 else { return named(line) }
    if parts.count == 2, !parts[0].contains(":") { return "\(parts[0]): \(parts[1])" }
    var out = ""
    for part in parts { out += out.isEmpty ? "" : out.hasSuffix(":") ? " " : " · "; out += part }
    return Substring(out)
  }
}
