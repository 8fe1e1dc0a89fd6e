import Domain
import Testing

@Suite("Names of people") struct PersonNameTests {
  static let same: [(String, String)] = [
    ("Müller, Anna", "Anna Müller"), ("Dr. Anna Müller", "MÜLLER Anna"), ("Anna Mueller", "Anna Müller"),
    ("Anna Muller", "Müller, Anna"), ("Anna Mu\u{308}ller", "Anna Mueller"), ("  Anna\u{A0} Müller ", "anna müller"),
    ("Anna Müller <anna@example.com>", "ANNA@EXAMPLE.COM"), ("mailto:anna@example.com", "anna@example.com"),
    ("Anna Müller (CISO)", "Müller, Anna"), ("Prof. Dr.-Ing. Anna Müller", "Anna Müller"), ("Zoë Nuñez", "Nunez Zoe"),
    ("Sean O'Brien", "O’BRIEN, Sean"), ("Søren Ås", "Soeren Aas"), ("Jean-Luc Picard", "Picard, Jean Luc"),
    ("Mme Claire Dupré", "DUPRE Claire"), ("Ольга Иванова", "Иванова Ольга"), ("Groß, Eva", "Eva Gross"),
    ("Frau Müller", "Müller"), ("Anna\u{200B} Müller", "Anna Müller"),
  ]

  @Test("agree in every order and spelling", arguments: same)
  func agree(_ one: String, _ other: String) {
    #expect(!PersonName.keys(one).isDisjoint(with: PersonName.keys(other)))
  }

  static let different: [(String, String)] = [
    ("Anna Müller", "Anne Müller"), ("Anna Müller", "Anna Maria Müller"), ("A. Müller", "Anna Müller"),
    ("Michael Nowak", "Michal Nowak"), ("anna@example.com", "anna@example.org"), ("", ""), ("---", "---"),
    ("Anna Müller", "Müller"),
  ]

  @Test("differ where two people may be meant", arguments: different)
  func differ(_ one: String, _ other: String) {
    #expect(PersonName.keys(one).isDisjoint(with: PersonName.keys(other)))
  }

  static let near: [(String, String)] = [
    ("A. Müller", "Anna Müller"), ("Müller A.", "Anna Müller"), ("Anna Müller", "Anna Maria Müller"),
    ("Anna Mueller", "Anna Muller"), ("anna.mueller@example.com", "Müller, Anna"),
  ]

  @Test("have weak keys for what is worth a proposal", arguments: near)
  func weak(_ one: String, _ other: String) {
    #expect(!PersonName.weakKeys(one).isDisjoint(with: PersonName.weakKeys(other)))
    #expect(PersonName.weakKeys(one).isDisjoint(with: PersonName.weakKeys("Bernd Mayer")))
  }

  @Test("are none where a text is too long")
  func huge() {
    #expect(PersonName.keys(String(repeating: "Anna ", count: 100_000)).isEmpty)
    #expect(PersonName.weakKeys(String(repeating: "a b ", count: 40)).isEmpty)
  }
}
