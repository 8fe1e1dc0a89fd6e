import Domain
import Exchange
import RegisterKit
import Testing

/// Headings and values of files that people work with, which were read wrongly or not at all before.
@Suite("Headings and values of real files")
struct ImportHeadingMissesTests {
  @Test func germanHeadings() {
    ImportHeadingTests.check([
      "documents": [
        ("Dok.-Nr.", "#"), ("Dok.-ID", "#"), ("Lfd. Nr.", "#"), ("Nächste Prüfung", "next_review"),
      ],
      "changes": [("Änderungs-Nr.", "#"), ("Geplanter Start", "-")],
      "risks": [("Lfd. Nr.", "#"), ("Nächste Prüfung", "next_review"), ("Was wir tun", "plan")],
      "suppliers": [("Ausstiegsplan vorhanden", "has_exit_plan"), ("Nächste Prüfung", "next_assessment")],
      "objectives": [("Richtung", "direction"), ("Messung", "frequency")],
      "ai-systems": [("Nächste Prüfung", "next_review"), ("Grund der Einstufung", "law_reason")],
      "incidents": [
        ("Behörde informiert", "notified"), ("Behörde informiert (am)", "notified"),
        ("Behörde informiert am", "notified"),
      ],
      "coverage": [("Umsetzung / Nachweis", "note"), ("Umsetzung und Nachweis", "note"), ("Nachweis", "evidence")],
      "corrective-actions": [("Feststellung / Abweichung", "action")],
    ])
  }

  @Test func frenchHeadings() {
    ImportHeadingTests.check([
      "coverage": [
        ("Référentiel", "-"), ("Intitulé", "title"), ("État", "status"), ("État de mise en œuvre", "status"),
      ],
      "trainings": [
        ("Formation", "title"), ("Formations", "title"), ("FORMATION", "title"), ("Format", "format"),
        ("Thème", "topic"), ("Forme", "format"), ("Inscrits", "invited"), ("Réussite", "passed"),
      ],
      "incidents": [
        ("Personnes touchées", "people_affected"), ("Autorité informée le", "notified"),
        ("Date de déclaration", "detected_at"),
      ],
      "documents": [("Date d'entrée en vigueur", "approved_on"), ("Prochaine révision le", "next_review")],
      "suppliers": [("Contrat jusqu'au", "contract_until"), ("Prochaine évaluation prévue", "next_assessment")],
      "objectives": [("Sens", "direction"), ("Fréquence de mesure", "frequency")],
      "ai-systems": [("Motif du classement", "law_reason"), ("Classement", "law_class")],
    ])
    let coverage = Catalogue.registers["coverage"]
    let mesure = coverage.map { ImportWordsTests.words.fields(heading: "Mesure", in: $0) } ?? [:]
    #expect(mesure["title"] == mesure["requirement"] && mesure["title"] != nil, "Mesure means \(mesure)")
  }

  @Test func otherHeadings() {
    ImportHeadingTests.check([
      "suppliers": [
        ("Servizio di IA", "provides_ai"), ("Servicio de IA", "provides_ai"), ("AI-dienst", "provides_ai"),
      ],
      "objectives": [("Sentido", "direction"), ("Direzione", "direction"), ("Richting", "direction")],
      "risks": [("What we do about it", "plan")],
      "changes": [
        ("Planned Start", "-"), ("CAB Date", "approved_on"), ("CAB Decision", "note"), ("Change no.", "#"),
      ],
      "interested-parties": [("Covered By", "-"), ("Covered by ISMS", "met_by_system")],
      "obligations": [("Requirement", "note")],
      "corrective-actions": [("Finding / Nonconformity", "action")],
    ])
  }

  /// Register, field, the words and the option that they mean.
  static let options: [(String, String, String, [String])] = [
    (
      "suppliers", "assessment_result", "acceptable_with_actions",
      [
        "geeignet mit Auflagen", "Satisfaisant avec réserves", "apto con condiciones", "idoneo con prescrizioni",
        "geschikt onder voorwaarden", "suitable with conditions",
      ]
    ),
    ("suppliers", "assessment_result", "acceptable", ["geeignet", "satisfaisant", "apto", "idoneo", "geschikt"]),
    ("suppliers", "assessment_result", "not_acceptable", ["nicht geeignet", "non satisfaisant", "no apto"]),
    ("suppliers", "tier", "routine", ["Ordinario", "Ordinaria"]),
    (
      "objectives", "direction", "at_least",
      ["mindestens", "min.", "higher is better", "au moins", "al menos", "almeno", "minstens"]
    ),
    (
      "objectives", "direction", "at_most",
      ["höchstens", "max.", "lower is better", "au plus", "como máximo", "al massimo", "hoogstens"]
    ),
    (
      "nonconformities", "source", "self",
      ["selbst festgestellt", "Auto-contrôle", "autocontrol", "autocontrollo", "zelf vastgesteld"]
    ),
    ("nonconformities", "source", "review", ["Revue de direction", "Managementbewertung", "Management review"]),
    ("nonconformities", "source", "complaint", ["Réclamation", "Reklamation", "Reclamo", "Klacht"]),
    ("ai-systems", "stage", "production", ["im Betrieb", "en exploitation", "in esercizio", "en uso", "in gebruik"]),
    ("ai-systems", "stage", "idea", ["À l'étude", "A l’étude", "allo studio", "en estudio"]),
    (
      "ai-systems", "law_class", "not_decided",
      ["nicht entschieden", "non décidé", "no decidido", "non deciso", "niet besloten", "not decided"]
    ),
    ("audits", "conclusion_27001", "with_exceptions", ["konform mit Ausnahmen", "conforme avec réserves"]),
    ("findings", "grade_42001", "minor_nonconformity", ["Nebenabweichung", "NC mineure", "NC menor", "Minor NC"]),
  ]

  @Test("options, whatever the language", arguments: options.indices)
  func option(_ index: Int) throws {
    let (slug, name, option, texts) = Self.options[index]
    let field = try #require(Catalogue.registers[slug]?.field(name))
    for text in texts {
      let found = ImportWordsTests.words.option(text, of: field, in: slug, ImportWordsTests.options(field))
      #expect(found == option, "\(slug).\(name): “\(text)” means \(found ?? "nothing")")
    }
  }

  @Test("kinds of change that are not ours mean nothing", arguments: ["Normal", "Standard", "Emergency"])
  func kindOfChange(_ text: String) throws {
    let field = try #require(Catalogue.registers["changes"]?.field("kind"))
    #expect(ImportWordsTests.words.option(text, of: field, in: "changes", ImportWordsTests.options(field)) == nil)
  }

  @Test(
    "states, whatever the language",
    arguments: ["in Überarbeitung", "en cours de révision", "in aggiornamento", "in herziening", "Draft"])
  func draft(_ text: String) throws {
    let register = try #require(Catalogue.registers["documents"])
    #expect(ImportWordsTests.words.state(text, in: register) == "draft", "\(text)")
  }

  @Test("Published and Live documents are approved", arguments: ["Published", "Live", "publié", "veröffentlicht"])
  func approved(_ text: String) throws {
    let register = try #require(Catalogue.registers["documents"])
    #expect(ImportWordsTests.words.state(text, in: register) == "approved", "\(text)")
  }

  @Test("levels of competence rise")
  func levels() {
    for words in [
      ["Basic", "Intermediate", "Advanced", "Expert"], ["Grundkenntnisse", "Anwender", "Fortgeschritten", "Experte"],
      ["débutant", "intermédiaire", "avancé", "expert"], ["básico", "intermedio", "avanzado", "experto"],
      ["base", "intermedio", "avanzato", "esperto"], ["basis", "praktijkkennis", "gevorderd", "deskundig"],
    ] {
      let levels = words.map { ImportWordsTests.words.level($0) }
      #expect(levels == [0.25, 0.5, 0.75, 1], "\(words) are \(levels)")
    }
  }

  @Test(
    "every language knows the words beside a level of a risk",
    arguments: [
      ("Bruttorisiko", ImportLanguage.List.before), ("vor Maßnahmen", .before), ("Nettorisiko", .after),
      ("heute", .after),
      ("Zielrisiko", .target), ("brut", .before), ("avant traitement", .before), ("résiduel", .after),
      ("cible", .target),
      ("inherent", .before), ("residual", .after), ("target", .target), ("lordo", .before), ("residuo", .after),
      ("bruto", .before), ("residual", .after), ("doel", .target), ("obiettivo", .target), ("objetivo", .target),
    ])
  func stages(_ word: String, _ list: ImportLanguage.List) {
    let found = ImportWordsTests.languages.filter { $0.lists[list]?.contains(word) == true }
    #expect(!found.isEmpty, "\(word) is in no list \(list.rawValue)")
    let others = [ImportLanguage.List.before, .after, .target].filter { $0 != list }
    for language in found {
      for other in others { #expect(language.lists[other]?.contains(word) != true, "\(language.code) \(word)") }
    }
  }
}
