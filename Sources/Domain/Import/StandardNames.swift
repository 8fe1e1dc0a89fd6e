import RegisterKit

/// The requirements of all standards that a table may mean, by id and by title.
struct StandardNames: Sendable {
  struct Old: Sendable {
    let edition: Edition2013
    let line: Edition2013.Line
  }
  /// Where a title stands.
  enum Place {
    case present([String])
    case old(Old)
  }

  let frameworks: [Framework]
  let editions: [Edition2013]
  private let byID: [String: [Requirement]]
  private let titles: [String: TitleMatch]
  private let byTitle: [TitleMatch: [String]]
  private let byOldTitle: [TitleMatch: Old]

  init(_ frameworks: [Framework], _ editions: [String: Edition2013]) {
    self.frameworks = frameworks
    self.editions = frameworks.compactMap { editions[$0.uid] }
    let all = frameworks.flatMap(\.requirements)
    byID = Dictionary(grouping: all) { $0.id.lowercased() }
    titles = Dictionary(all.map { ($0.uid, TitleMatch($0.title)) }, uniquingKeysWith: { first, _ in first })
    byTitle = Dictionary(grouping: all.filter(\.isAssessed).map(\.uid)) { [titles] in titles[$0] ?? TitleMatch("") }
    byOldTitle = Dictionary(
      self.editions.flatMap { edition in
        edition.lines.map { (TitleMatch($0.title), Old(edition: edition, line: $0)) }
      }, uniquingKeysWith: { first, _ in first })
  }

  func candidates(_ id: String) -> [Requirement] { byID[id.lowercased()] ?? [] }

  func old(_ id: String) -> Old? {
    for edition in editions { if let line = edition.line(id) { return Old(edition: edition, line: line) } }
    return nil
  }

  func title(_ requirement: Requirement) -> TitleMatch { titles[requirement.uid] ?? TitleMatch("") }

  /// Where exactly this title stands, if it is the title of one thing.
  func titled(_ title: TitleMatch) -> Place? {
    guard !title.isEmpty else { return nil }
    if let uids = byTitle[title] { return uids.count == 1 ? .present(uids) : nil }
    return byOldTitle[title].map { .old($0) }
  }

  /// An id that is not built of numbers: `GOVERN-1.1`, `art-9`, with the framework before it or not.
  func exact(_ text: String) -> String? {
    let id = CellText.plain(text).lowercased()
    guard let found = byID[id] ?? byID[String(id.drop { $0 != ":" }.dropFirst())], found.count == 1 else { return nil }
    return found.first?.uid
  }

  /// The number by which people call a framework: `27001`.
  func short(_ framework: String) -> String? { frameworks.first { $0.uid == framework }?.short }

  func name(_ framework: String) -> String { frameworks.first { $0.uid == framework }?.title ?? framework }

  /// Words that name a standard without its number.
  private static let words = [
    "27001": [
      "isms", "smsi", "sgsi", "iso27k", "27002", "informationssicherheit", "informationssicherheitsmanagement",
      "informationsecurity", "infosec", "securitedelinformation", "seguridaddelainformacion", "informatiebeveiliging",
      "sicurezzadelleinformazioni",
    ],
    "42001": [
      "aims", "iso42k", "kimanagementsystem", "aimanagementsystem", "kims", "aimanagement", "kimanagement",
      "artificialintelligence", "kunstlicheintelligenz", "intelligenceartificielle", "inteligenciaartificial",
      "intelligenzaartificiale", "kunstmatigeintelligentie", "sgia", "smia", "ki", "ai", "ia",
    ],
  ]

  /// Uids of the frameworks that the hints name, and whether they name the year of an earlier edition.
  func hinted(_ hints: [String]) -> (frameworks: Set<String>, edition: String?, hint: String?) {
    var (found, edition, said): (Set<String>, String?, String?) = ([], nil, nil)
    for hint in hints.prefix(1000) where hint.utf8.count <= 500 {
      let words = CellText.words(hint)
      // Words alone and two and three together: “KI-Managementsystem”, “information security”.
      var runs = Set(words)
      for count in 2...3 where words.count >= count {
        for start in 0...(words.count - count) { runs.insert(words[start..<start + count].joined()) }
      }
      for framework in frameworks {
        let numbers = [framework.short, framework.uid] + framework.aliases.map { CellText.key($0) }
        let known = Set(numbers.map { $0.lowercased() } + (Self.words[framework.short] ?? []))
        guard
          !runs.isDisjoint(with: known) || runs.contains(where: { $0.hasPrefix("iso" + framework.short) })
            || runs.contains(where: { $0.hasPrefix("isoiec" + framework.short) })
        else { continue }
        found.insert(framework.uid)
        said = said ?? hint
        if let old = editions.first(where: { $0.framework == framework.uid }),
          words.contains(where: { $0.hasSuffix(old.edition) })
        {
          edition = framework.uid
        }
      }
    }
    return (found, edition, said)
  }

  /// Numbers without “A” are controls: more of them are the ids of controls alone than of clauses alone, or the table is
  /// called one of controls and none is a clause alone.
  func isAnnex(_ lines: [StandardLine], _ hints: [String]) -> Bool {
    var (controls, clauses, bare) = (0, 0, 0)
    for line in lines where line.isBare {
      bare += 1
      let (asClause, asControl) = (candidates(line.id), candidates("A." + line.id))
      let isOld = old("A." + line.id) != nil
      let clauseTitle = asClause.map { line.title.score(title($0)) }.max() ?? 0
      let controlTitle = max(
        asControl.map { line.title.score(title($0)) }.max() ?? 0,
        old("A." + line.id).map { line.title.score(TitleMatch($0.line.title)) } ?? 0)
      if max(clauseTitle, controlTitle) >= 0.7, clauseTitle != controlTitle {
        if clauseTitle > controlTitle { clauses += 1 } else { controls += 1 }
      } else if asClause.isEmpty, !asControl.isEmpty || isOld {
        controls += 1
      } else if !asClause.isEmpty, asControl.isEmpty, !isOld {
        clauses += 1
      }
    }
    guard bare > 0, controls + clauses == 0 else { return controls > clauses }
    let words = Set(hints.prefix(1000).flatMap { CellText.words($0.prefix(500)) })
    return !words.isDisjoint(with: [
      "soa", "annex", "anhang", "annexe", "anexo", "allegato", "bijlage", "control", "controls", "massnahme",
      "massnahmen", "applicability", "anwendbarkeit", "applicabilite", "mesure", "mesures", "27002",
    ])
  }
}
