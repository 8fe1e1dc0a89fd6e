import Domain
import RegisterKit
import Testing

/// Names, values and headings of the other languages, as organizations write them.
@Suite("Values of the import")
struct ImportValueTests {
  private let words = ImportWordsTests.words

  @Test(arguments: [
    ("Risikoregister 2026 v3 final", "risks"), ("05_Lieferantenverzeichnis_NEU.xlsx", "suppliers"),
    ("Registre des risques", "risks"),
    ("Anwendbarkeitserklärung", "coverage"), ("Statement of Applicability v2", "coverage"),
    ("Risikobehandlungsplan", "treatments"),
    ("Inventario de activos 2026", "assets"), ("Registro dei rischi", "risks"), ("Risicoregister Q3", "risks"),
    ("Déclaration d'applicabilité", "coverage"), ("CAPA register", "corrective-actions"),
    ("Audit findings", "findings"),
    ("ISMS Asset Inventory (draft)", "assets"), ("KI-Inventar", "ai-systems"), ("Liste des fournisseurs", "suppliers"),
  ])
  func registers(_ text: String, _ slug: String) {
    let found = words.registers(named: text)
    #expect(found.first?.slug == slug && (found.first?.strength ?? 0) >= 0.75, "\(found)")
  }

  @Test(arguments: ["RACI matrix", "Vulnerability register", "Sheet1", "Tabelle1", "2026", ""])
  func noRegister(_ text: String) { #expect((words.registers(named: text).first?.strength ?? 0) < 0.6) }

  @Test(
    arguments: [
      ("Ja", true), ("nein", false), ("Oui", true), ("sí", true), ("SÌ", true), ("x", true), ("✓", true),
      ("Nein (nur NDA)", false),
      ("Ja, seit 2020", true), ("wahr", true), ("nee", false), ("No data", nil), ("vielleicht", nil), ("", nil),
      ("n/a", nil),
    ] as [(String, Bool?)])
  func flags(_ text: String, _ flag: Bool?) { #expect(words.flag(text) == flag) }

  @Test(
    arguments: [
      ("very low", 0), ("gering", 0.25), ("mittel", 0.5), ("Moyen", 0.5), ("HOCH", 0.75), ("kritisch", 1),
      ("3 – likely", 0.75),
      ("nahezu sicher", 1), ("selten", 0.25), ("élevé (4)", 0.75), ("muy alto", 1), ("zeer laag", 0), ("7", nil),
      ("blue", nil),
    ] as [(String, Double?)])
  func levels(_ text: String, _ level: Double?) { #expect(words.level(text) == level) }

  @Test(arguments: ["-", "–", "n/a", "N/A", "k.A.", "entfällt", "néant", "n.v.t."])
  func nothing(_ text: String) { #expect(words.isNothing(text)) }

  @Test(arguments: ["TBD", "noch offen", "?", "à définir"])
  func undecided(_ text: String) { #expect(words.isUndecided(text) && !words.isNothing(text)) }

  @Test(
    arguments: [
      ("risks", "treatment", "Mitigieren", "modify"), ("risks", "treatment", "Accepter", "retain"),
      ("risks", "treatment", "Übertragen", "share"),
      ("coverage", "status", "Teilweise umgesetzt", "partial"), ("coverage", "status", "Nicht umgesetzt", "planned"),
      ("coverage", "status", "Mis en œuvre", "implemented"), ("coverage", "applicable", "Ja", "yes"),
      ("coverage", "applicable", "Exclu", "no"),
      ("documents", "classification", "Streng vertraulich", "secret"), ("assets", "kind", "Anwendung", "application"),
      ("assets", "kind", "Standort", "site"), ("suppliers", "tier", "kritisch", "critical"),
      ("documents", "kind", "Richtlinie", "policy"),
      ("findings", "grade", "Nebenabweichung", "minor_nonconformity"), ("risks", "treatment", "purple", nil),
    ] as [(String, String, String, String?)])
  func options(_ slug: String, _ field: String, _ text: String, _ option: String?) throws {
    let spec = try #require(Catalogue.registers[slug]?.field(field))
    #expect(words.option(text, of: spec, in: slug, ImportWordsTests.options(spec)) == option)
  }

  @Test(
    arguments: [
      ("risks", "Under Treatment", "in_treatment"), ("documents", "Veröffentlicht", "approved"),
      ("incidents", "clos", "closed"),
      ("corrective-actions", "In Bearbeitung", "in_progress"), ("documents", "En vigueur", "approved"),
      ("risks", "banana", nil),
    ] as [(String, String, String?)])
  func states(_ slug: String, _ text: String, _ state: String?) throws {
    #expect(words.state(text, in: try #require(Catalogue.registers[slug])) == state)
  }

  @Test func months() {
    #expect(
      words.months["märz"] == 3 && words.months["août"] == 8 && words.months["aout"] == 8 && words.months["dic"] == 12)
  }

  @Test func whatUsersTaughtGoesFirst() throws {
    var taught = ImportLanguage(code: "taught")
    var said = ImportLanguage.Words()
    said.headings = ["note": ["Owner"]]
    said.options = ["treatment": ["avoid": ["Mitigieren"]]]
    taught.registers["risks"] = said
    let words = words.adding(taught)
    let risks = try #require(Catalogue.registers["risks"])
    #expect(words.fields(heading: "Owner", in: risks).max { $0.value < $1.value }?.key == "note")
    let treatment = try #require(risks.field("treatment"))
    #expect(words.option("Mitigieren", of: treatment, in: "risks", ImportWordsTests.options(treatment)) == "avoid")
  }

  @Test func headingsAreToldFromValues() {
    #expect(words.isHeading("Eigentümer") && words.isHeading("Risk ID") && words.isHeading("Échéance"))
    #expect(
      !words.isHeading("Anna Weber") && !words.isHeading("2026-03-01") && !words.isHeading("Ransomware on file servers")
    )
  }

  @Test func otherLanguages() {
    ImportHeadingTests.check([
      "risks": [
        ("Propriétaire du risque", "owner"), ("Vraisemblance (1-4)", "inherent_likelihood"),
        ("Gravité [1–4]", "inherent_impact"),
        ("Niveau de risque", "level"), ("Vraisemblance résiduelle", "current_likelihood"),
        ("Date revue", "next_review"),
        ("Échéance", "treatment_due"), ("Réf. risque", "#"), ("Impact financier", "-"), ("Statut du risque", "~"),
        ("Probabilidad (1-5)", "inherent_likelihood"), ("Propietario del riesgo", "owner"),
        ("Riesgo residual", "current_score"),
        ("Probabilità (1-5)", "inherent_likelihood"), ("Rischio residuo", "current_score"),
        ("Kans (1-5)", "inherent_likelihood"),
        ("Restrisico", "current_score"), ("Risico-eigenaar", "owner"), ("Bestaande beheersmaatregelen", "controls"),
      ],
      "suppliers": [
        ("Nom du fournisseur", "name"), ("Nombre del proveedor", "name"), ("Nome fornitore", "name"),
        ("Naam van de leverancier", "name"),
        ("Criticité", "tier"), ("Fin de contrat", "contract_until"),
        ("Verwerkersovereenkomst getekend?", "agreement_signed"),
      ],
      "assets": [
        ("Confidentialité", "confidentiality"), ("Disponibilidad", "availability"),
        ("Beschikbaarheid (1-3)", "availability"),
        ("Riservatezza", "confidentiality"), ("Type d'actif", "kind"),
      ],
      "coverage": [
        ("Applicable (oui/non)", "applicable"), ("Justification de l'exclusion", "justification"),
        ("Van toepassing?", "applicable"),
        ("Aplica (sí/no)", "applicable"), ("Stato di attuazione", "status"),
      ],
    ])
  }
}
