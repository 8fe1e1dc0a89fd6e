import Domain
import Exchange
import Foundation
import RegisterKit
import Testing

/// What the dictionaries of the import have to know, worked out from the catalogue: a field, an option or a state that is
/// added there needs its words in every language.
@Suite("Coverage of the words of the import")
struct ImportWordsCoverageTests {
  /// Registers that are made by the program or kept with an audit in it, never in a spreadsheet of the organization.
  static let unkept: Set<String> = ImportWordsTests.unkept

  static let kept = Catalogue.registers.all.filter { !unkept.contains($0.slug) }

  /// Fields that no spreadsheet has, with the reason.
  static let skipped: [String: String] = {
    var skipped: [String: String] = [:]
    let reasons: [(reason: String, fields: [String])] = [
      ("a file itself, not what it is called", ["documents.file", "evidence.file"]),
      ("picked in a calendar", ["units.closed_half_days", "auditors.available_half_days"]),
      (
        "settings of the planning of an audit",
        ["audits.cooling_off_months", "audits.point_units", "audits.forbidden", "audits.points"]
      ),
      (
        "what the planning asks of auditors beside their competence in the standards",
        [
          "auditors.competence_security_technology", "auditors.competence_secure_development",
          "auditors.competence_machine_learning", "auditors.competence_model_testing",
          "auditors.competence_ai_security", "auditors.competence_data_governance",
          "auditors.competence_physical_security", "auditors.units_owned", "auditors.controls_owned",
          "auditors.ai_systems_touched",
        ]
      ),
      (
        "filled in while an audit is held in the program",
        ["findings.checks", "findings.proofs", "findings.grade_42001", "findings.due_on_42001"]
      ),
      (
        "questions of a form, answered one below the other",
        [
          "corrective-actions.why_1", "corrective-actions.why_2", "corrective-actions.why_3",
          "corrective-actions.why_4", "corrective-actions.why_5", "corrective-actions.fishbone_people",
          "corrective-actions.fishbone_procedure", "corrective-actions.fishbone_technology",
          "corrective-actions.fishbone_data", "corrective-actions.fishbone_measurement",
          "corrective-actions.fishbone_environment",
        ]
      ),
      ("long texts that stand in a document of their own", ["models.model_card_text", "ai-systems.ai_act_first_view"]),
    ]
    for (reason, fields) in reasons { for field in fields { skipped[field] = reason } }
    return skipped
  }()

  static func isAsked(_ field: FieldSpec, of register: AnyRegister) -> Bool {
    field.isEntered && skipped["\(register.slug).\(field.name)"] == nil
  }

  @Test("a name of every register", arguments: ImportWordsTests.languages.map(\.code))
  func names(_ code: String) throws {
    let (language, words) = try Self.language(code)
    for register in Self.kept {
      let said = language.registers[register.slug]
      let names = (said?.names ?? []) + (said?.nouns ?? [])
      #expect(
        names.contains { words.registers(named: $0).first?.slug == register.slug },
        "\(code): no name means \(register.slug)")
    }
  }

  @Test("a heading of every field", arguments: ImportWordsTests.languages.map(\.code))
  func headings(_ code: String) throws {
    let (language, words) = try Self.language(code)
    for register in Self.kept {
      for field in register.fields where Self.isAsked(field, of: register) {
        var phrases = language.registers[register.slug]?.headings[field.name] ?? []
        phrases += language.headings[field.name] ?? []
        if field.traits.title {
          phrases += (language.headings["title"] ?? []) + (language.registers[register.slug]?.nouns ?? [])
        }
        if field.traits.owner { phrases += language.headings["owner"] ?? [] }
        if field.traits.state { phrases += language.headings["state"] ?? [] }
        if code == "en" { phrases += [field.label] + field.traits.synonyms }
        #expect(
          phrases.contains { Self.isBest(field.name, of: words.fields(heading: $0, in: register)) },
          "\(code): no heading means \(register.slug).\(field.name) (\(field.label); \(phrases))")
      }
    }
  }

  @Test("a word for every option", arguments: ImportWordsTests.languages.map(\.code))
  func options(_ code: String) throws {
    let (language, words) = try Self.language(code)
    for register in Self.kept {
      for field in register.fields where field.isEntered || field.traits.state {
        let options = ImportWordsTests.options(field)
        for option in options {
          var texts = language.registers[register.slug]?.options[field.name]?[option.name] ?? []
          texts += language.options[option.name] ?? []
          if code == "en" { texts += [option.label] + option.synonyms }
          #expect(
            texts.contains { words.option($0, of: field, in: register.slug, options) == option.name },
            "\(code): no word means \(register.slug).\(field.name) \(option.name) (\(option.label); \(texts))")
        }
      }
    }
  }

  @Test("a word for every state", arguments: ImportWordsTests.languages.map(\.code))
  func states(_ code: String) throws {
    let (language, words) = try Self.language(code)
    for register in Self.kept {
      for state in register.lifecycle?.states ?? [] {
        var texts = language.registers[register.slug]?.states[state.name] ?? []
        texts += language.options[state.name] ?? []
        if code == "en" { texts += [state.label] + state.synonyms }
        #expect(
          texts.contains { words.state($0, in: register) == state.name },
          "\(code): no word means the state \(register.slug) \(state.name) (\(state.label); \(texts))")
      }
    }
  }

  /// Headings of which what stands below them decides: in one language a document, in another the control's number.
  static let shared: Set<String> = ["coverage reference", "coverage Référence", "coverage Mesure"]

  @Test("no heading that another language takes away", arguments: ImportWordsTests.languages.map(\.code))
  func mergedHeadings(_ code: String) throws {
    let (language, _) = try Self.language(code)
    for (slug, said) in language.registers {
      let register = try #require(Catalogue.registers[slug])
      for (field, headings) in said.headings {
        let wanted = field == "code" ? "#" : field == "state" ? "~" : field
        for heading in headings where !Self.shared.contains("\(slug) \(heading)") {
          let found = ImportWordsTests.words.fields(heading: heading, in: register)
          #expect(Self.isBest(wanted, of: found), "\(code) \(slug).\(field): “\(heading)” means \(found)")
        }
      }
    }
  }

  @Test("no value that another language takes away", arguments: ImportWordsTests.languages.map(\.code))
  func mergedValues(_ code: String) throws {
    let (language, _) = try Self.language(code)
    let words = ImportWordsTests.words
    for (slug, said) in language.registers {
      let register = try #require(Catalogue.registers[slug])
      for (state, texts) in said.states {
        for text in texts { #expect(words.state(text, in: register) == state, "\(code) \(slug): \(text)") }
      }
      for (name, options) in said.options {
        let field = try #require(register.field(name))
        let all = ImportWordsTests.options(field)
        for (option, texts) in options {
          for text in texts {
            #expect(words.option(text, of: field, in: slug, all) == option, "\(code) \(slug).\(name): \(text)")
          }
        }
      }
    }
  }

  @Test("skips only fields that there are")
  func skips() {
    for name in Self.skipped.keys {
      let parts = name.split(separator: ".").map(String.init)
      #expect(Catalogue.registers[parts[0]]?.field(parts[1]) != nil, "there is no field \(name)")
    }
  }

  static func language(_ code: String) throws -> (ImportLanguage, ImportWords) {
    let language = try #require(ImportWordsTests.languages.first { $0.code == code })
    return (language, ImportWords(languages: [language]))
  }

  static func isBest(_ name: String, of fields: [String: Double]) -> Bool {
    let found = fields.sorted { $0.value > $1.value }
    guard let best = found.first, best.key == name, best.value >= 0.75 else { return false }
    return found.dropFirst().first.map { $0.value < best.value } ?? true
  }
}
