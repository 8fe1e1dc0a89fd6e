import Domain
import Exchange
import Foundation
import RegisterKit
import Testing

/// The dictionaries of the import as they ship.
@Suite("Words of the import")
struct ImportWordsTests {
  static let words = Shipped.set.importWords
  static let languages = Shipped.set.libraries.compactMap(\.importLanguage)

  @Test("are there for six languages, each with months, levels and yes and no")
  func complete() {
    #expect(Self.words.languages.sorted() == ["de", "en", "es", "fr", "it", "nl"])
    for language in Self.languages {
      #expect(language.months.count == 12 && language.levels.count == 5, "\(language.code)")
      for list in ImportLanguage.List.allCases {
        #expect(language.lists[list]?.isEmpty == false, "\(language.code) \(list)")
      }
    }
  }

  /// Made by the program, or of no use in a spreadsheet.
  static let unkept: Set<String> = [
    "soa-versions", "mapping-decisions", "judgements", "requirement-texts", "audit-reports", "sessions", "checks",
    "samples", "imports",
    "sample-items", "audit-requests", "room-looks", "integration-scores", "packs",
  ]

  @Test("name every register that people keep, in every language")
  func registers() {
    for language in Self.languages {
      let missing = Catalogue.registers.all.map(\.slug).filter {
        !Self.unkept.contains($0) && language.registers[$0]?.nouns.isEmpty != false
      }
      #expect(missing == [], "\(language.code)")
    }
  }

  @Test("name only what the catalogue has")
  func known() {
    for language in Self.languages { #expect(language.unknownNames.map(\.name) == [], "\(language.code)") }
  }

  /// Headings that mean two things, of which what stands below them decides.
  static let ambiguous: Set<String> = ["fr coverage Mesure"]

  @Test("give a heading of a register one field above all others")
  func unambiguous() throws {
    for language in Self.languages {
      let words = ImportWords(languages: [language])
      for (slug, said) in language.registers {
        let register = try #require(Catalogue.registers[slug])
        for (field, headings) in said.headings {
          let wanted = field == "code" ? "#" : field == "state" ? "~" : field
          for heading in headings where !Self.ambiguous.contains("\(language.code) \(slug) \(heading)") {
            let found = words.fields(heading: heading, in: register).sorted { $0.value > $1.value }
            let second = found.count > 1 ? found[1].value : 0
            #expect(
              found.first?.key == wanted && (found.first?.value ?? 0) > second,
              "\(language.code) \(slug).\(field): \(heading) means \(found)")
          }
        }
      }
    }
  }

  @Test("mean one field for a heading that is said in general")
  func unambiguousInGeneral() {
    for language in Self.languages {
      let words = ImportWords(languages: [language])
      for register in Catalogue.registers.all {
        for heading in language.headings.values.flatMap({ $0 }) {
          let found = words.fields(heading: heading, in: register).sorted { $0.value > $1.value }
          guard found.count > 1, found[0].value >= 0.75, found[0].value < 0.98 else { continue }
          #expect(found[0].value > found[1].value, "\(language.code) \(register.slug): \(heading) means \(found)")
        }
      }
    }
  }

  @Test("mean one option in a field and one state in a life cycle")
  func values() throws {
    for language in Self.languages {
      let words = ImportWords(languages: [language])
      for (slug, said) in language.registers {
        let register = try #require(Catalogue.registers[slug])
        for (state, texts) in said.states {
          for text in texts {
            #expect(words.state(text, in: register) == state, "\(language.code) \(slug): \(text)")
          }
        }
        for (field, options) in said.options {
          let spec = try #require(register.field(field))
          for (option, texts) in options {
            for text in texts {
              #expect(
                words.option(text, of: spec, in: slug, Self.options(spec)) == option,
                "\(language.code) \(slug).\(field): \(text)")
            }
          }
        }
      }
    }
  }

  static func options(_ field: FieldSpec) -> [ChoiceOption] {
    switch field.kind.control {
    case .choice(let options), .choices(let options): options
    default: []
    }
  }

  static func best(_ heading: String, _ slug: String) -> String? {
    guard let register = Catalogue.registers[slug] else { return "no register \(slug)" }
    return words.fields(heading: heading, in: register).max { $0.value < $1.value }?.key
  }
}

/// Headings as organizations write them, most of which stand in no dictionary like that.
@Suite("Headings of the import")
struct ImportHeadingTests {
  /// Register → heading → field; `-` for none that is sure.
  static func check(_ table: [String: [(String, String)]]) {
    for (slug, rows) in table {
      guard let register = Catalogue.registers[slug] else {
        Issue.record("no register \(slug)")
        continue
      }
      for (heading, field) in rows {
        let found = ImportWordsTests.words.fields(heading: heading, in: register)
        let best = found.max { $0.value < $1.value }
        if field == "-" {
          #expect((best?.value ?? 0) < 0.45, "\(slug): “\(heading)” means \(found)")
        } else {
          #expect(best?.key == field, "\(slug): “\(heading)” means \(found)")
          #expect((best?.value ?? 0) >= 0.45, "\(slug): “\(heading)” means \(found)")
        }
      }
    }
  }

  @Test func english() {
    Self.check([
      "risks": [
        ("Risk ID", "#"), ("Risk Title", "title"), ("Likelihood (1-5)", "inherent_likelihood"),
        ("Risk owner (name)", "owner"),
        ("3. Owner", "owner"), ("Owner / Verantwortlicher", "owner"), ("Asset / Process", "assets"),
        ("Threat", "cause"),
        ("Impact Financial", "-"), ("Impact Operational", "-"), ("Impact Legal/Regulatory", "-"),
        ("Impact (Financial)", "-"),
        ("Financial impact", "-"), ("Max Impact", "inherent_impact"), ("Inherent Score", "inherent_score"),
        ("Inherent Risk Level", "level"), ("Existing Controls", "controls"),
        ("Residual Likelihood", "current_likelihood"),
        ("Likelihood (residual)", "current_likelihood"), ("Residual risk / Likelihood", "current_likelihood"),
        ("Inherent risk: Impact", "inherent_impact"), ("Residual Max Impact", "current_impact"),
        ("Residual Score", "current_score"), ("Treatment Decision", "treatment"), ("Status", "~"),
        ("Risk Status*", "~"),
        ("Next Review Date", "next_review"), ("Date of last review", "last_review"), ("Risk owner role", "-"),
        ("RISK OWNER", "owner"), ("risk_owner", "owner"), ("riskOwner", "owner"), ("Likelihood x Impact", "score"),
        ("Likelihood rating", "inherent_likelihood"), ("Comments", "note"), ("Name of the risk", "title"),
        ("Supplier name", "-"), ("Description of risk:", "description"),
      ],
      "treatments": [
        ("Risk ID", "risks"), ("Action", "title"), ("Due Date", "due_on"), ("Budget (EUR)", "cost"), ("ID", "#"),
        ("Status", "status"), ("Residual Score After", "-"),
      ],
      "assets": [
        ("Asset Name", "name"), ("Type", "kind"), ("Asset owner", "owner"), ("Classification", "classification"),
        ("Confidentiality [1–4]", "confidentiality"), ("Criticality", "protection"), ("Description", "note"),
        ("Where?", "location"),
      ],
      "suppliers": [
        ("Vendor name", "name"), ("DPA signed?", "agreement_signed"), ("Contract end (date)", "contract_until"),
        ("Criticality", "tier"), ("Review Result", "assessment_result"), ("Next Review", "next_assessment"),
        ("Status", "note"),
      ],
      "coverage": [
        ("Control ID", "requirement"), ("Control Name", "title"), ("Applicable (Y/N)", "applicable"),
        ("Justification for exclusion", "justification"), ("Implementation Status", "status"),
      ],
      "incidents": [
        ("Reported At", "detected_at"), ("Resolved at (UTC)", "closed_on"), ("MTTR (h)", "-"), ("Root Cause", "cause"),
        ("Data Breach", "personal_data_breach"), ("Affected Assets", "assets"), ("Severity", "severity"),
      ],
      "corrective-actions": [
        ("Correction (Immediate)", "correction"), ("Corrective Action", "action"),
        ("Effectiveness Check", "effect_criterion"),
        ("Finding / Nonconformity", "action"), ("Finding", "sources"), ("Closure Date", "done_on"),
      ],
      "trainings": [("Next Refresh", "valid_until"), ("Person", "participants"), ("Training", "title")],
      "competences": [("Required Competence", "title"), ("Role", "role"), ("Proficiency Level", "required_level")],
      "documents": [
        ("Doc ID", "#"), ("Approver", "approved_by"), ("Next Review", "next_review"), ("Effective Date", "approved_on"),
      ],
      "changes": [("Requester", "requested_by"), ("Rollback Plan", "roll_back"), ("Actual Result", "test_result")],
      "interested-parties": [("Stakeholder", "party"), ("Need", "needs")],
      "obligations": [("Regulation", "name"), ("Next Review", "next_check"), ("Responsible", "owner")],
      "objectives": [("Objective", "title"), ("Metric", "indicator_text"), ("Current Value", "last_value")],
    ])
  }

  @Test func german() {
    Self.check([
      "risks": [
        ("Risiko-ID", "#"), ("Nr.", "#"), ("lfd. Nr.", "#"), ("Risikobezeichnung", "title"),
        ("Bezeichnung des Risikos", "title"),
        ("Eintrittswahrscheinlichkeit [1–5]", "inherent_likelihood"),
        ("Eintritts-\nwahrscheinlichkeit", "inherent_likelihood"),
        ("EW (1–5)", "inherent_likelihood"), ("Schadensausmaß", "inherent_impact"),
        ("Schadensausmass", "inherent_impact"),
        ("SCHADENSHÖHE (1-4)", "inherent_impact"), ("Schadenshoehe", "inherent_impact"),
        ("Auswirkung (finanziell)", "-"), ("Finanzielle Auswirkung", "-"),
        ("Eigentümer des Risikos", "owner"), ("Risikoeigentuemer", "owner"), ("Risiko-Eigner", "owner"),
        ("Verantwortlicher\n(Owner)", "owner"), ("Verantwortliche/r", "owner"), ("4. Risikoverantwortlicher", "owner"),
        ("Restrisiko – Eintrittswahrscheinlichkeit", "current_likelihood"), ("Restrisiko", "current_score"),
        ("Risikobehandlung", "treatment"), ("Behandlung des Risikos", "treatment"), ("Status der Bearbeitung", "~"),
        ("Bestehende Maßnahmen", "controls"), ("Geplante Maßnahme(n)", "plan"), ("Risikowert", "score"),
        ("Risikoklasse", "level"),
        ("Nächste Überprüfung am", "next_review"), ("Schwach\u{AD}stelle", "cause"), ("Lieferantenname", "-"),
      ],
      "suppliers": [
        ("Name des Lieferanten", "name"), ("Lieferantenname", "name"), ("Lieferanten-Nr.", "#"),
        ("Kritikalität", "tier"),
        ("AVV vorhanden (j/n)", "agreement_signed"), ("Vertragsende", "contract_until"),
        ("Erbrachte Leistungen", "service"),
        ("Nächste Bewertung fällig", "next_assessment"),
      ],
      "assets": [
        ("Assetbezeichnung", "name"), ("Schutzbedarf Vertraulichkeit", "confidentiality"),
        ("Verfügbarkeit (1-4)", "availability"),
        ("Asset-Eigentümer", "owner"), ("Art des Assets", "kind"), ("Schutzbedarf", "protection"),
      ],
      "coverage": [
        ("Anwendbar?", "applicable"), ("Begründung für Ausschluss", "justification"), ("Umsetzungsstand", "status"),
        ("Maßnahmentitel", "title"),
      ],
      "corrective-actions": [
        ("Korrekturmaßnahme", "action"), ("Fälligkeit", "due_on"), ("Wirksamkeit geprüft am", "effect_checked_on"),
        ("Ursachenanalyse", "cause"),
      ],
      "ai-systems": [
        ("KI-System", "name"), ("Zweck des Systems", "purpose"), ("Risikoklasse (KI-VO)", "law_class"),
        ("Betroffene", "affected_people"),
      ],
      "incidents": [("Vorfall-Nr.", "#"), ("Art des Vorfalls", "category"), ("Datum der Meldung", "detected_at")],
      "trainings": [("Teilnehmer", "participants"), ("Schulungsdatum", "date")],
      "treatments": [("Risiko-ID", "risks"), ("Kosten in EUR", "cost"), ("Maßnahme", "title"), ("Termin", "due_on")],
    ])
  }
}
