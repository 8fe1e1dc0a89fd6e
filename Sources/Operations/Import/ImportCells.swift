import Domain
import Exchange
import RegisterKit
import Store

// What words mean another record or a requirement of a standard, in a table and among everything that there is.
extension ImportRun {
  /// What the words of a cell come to: ids, and what nobody is.
  struct Resolved {
    var ids: [String] = []
    /// Words, each with why they mean nothing here and the refused row whose record they would be.
    /// Settled is what nobody has to be asked about.
    var lost: [(words: String, reason: String, cause: Int?, isSettled: Bool)] = []
    /// Words that are kept beside the field because somebody decided so, or because they say more than the record's name.
    var kept: [String] = []
  }

  func listed(_ text: String, _ slugs: [String]) -> [String] {
    CellList.parts(text, conjunctions: words.conjunctions) { part in
      if case .none = (try? names.find(slugs, part)) ?? .none { return false }
      return true
    }
  }

  mutating func resolve(_ text: String, _ field: FieldSpec, _ source: Source) throws -> Resolved {
    let key = ResolvedKey(text: text, targets: field.targets, isMany: field.isMany, part: source.part)
    if let known = resolved[key], known.lost.isEmpty { return known }
    var resolution = Resolved()
    if words.isNothing(text) {
      if case .none = try names.find(field.targets, text) { return resolution }
    }
    for words in field.isMany ? listed(text, field.targets) : [text] {
      try resolve(words, field, source, &resolution)
    }
    resolved[key] = resolution
    return resolution
  }

  private func resolve(_ text: String, _ field: FieldSpec, _ source: Source, _ into: inout Resolved) throws {
    let decided = source.decision.reference(text)
    let isKept = decided == TableDecision.keep
    let asked = decided.flatMap { $0 == TableDecision.make || isKept ? nil : $0 } ?? text
    switch try names.find(field.targets, asked) {
    case .one(let id):
      if !into.ids.contains(id) { into.ids.append(id) }
      return
    case .several where isKept:
      into.lost.append((text, "Kept as words.", nil, true))
      return
    case .several(let ids):
      let some = ids.prefix(5).joined(separator: ", ")
      into.lost.append((text, "“\(text.cut)” could be \(some); write the code.", nil, false))
      return
    case .none: break
    }
    // “Information Security Officer with Head of Data and AI”: the first is the one who answers; the words are kept.
    for separator in [" with ", " and ", " & ", " und ", " et ", ", ", ";", " (", " / ", "/", "\n"] {
      guard let cut = text.range(of: separator) else { continue }
      let first = String(text[..<cut.lowerBound])
      guard !first.isEmpty, case .one(let id) = try names.find(field.targets, first) else { continue }
      if !into.ids.contains(id) { into.ids.append(id) }
      into.kept.append(text)
      return
    }
    if let id = try standIn(text, field) {
      if !into.ids.contains(id) { into.ids.append(id) }
      into.kept.append(text)
      return
    }
    if isKept {
      into.lost.append((text, "Kept as words.", nil, true))
      return
    }
    if words.isUndecided(text) {
      into.lost.append((text, "“\(text.cut)” says that nobody knows yet; the words are kept.", nil, true))
      return
    }
    let kinds = field.targets.compactMap { scope.registers[$0]?.one.lowercased() }.joined(separator: " or ")
    into.lost.append((text, "No \(kinds) named “\(text.cut)”.", names.refused(field.targets, text), false))
  }

  /// The one person who holds the role or heads the unit that is named where a person is asked for.
  private func standIn(_ text: String, _ field: FieldSpec) throws -> String? {
    for register in scope.registers.all {
      guard let holders = register.fields.first(where: { $0.traits.standsIn && $0.targets == field.targets }) else {
        continue
      }
      let named = try names.stored(register.slug, text)
      guard named.count == 1, let id = named.first, let record = try scope.record(id) else { continue }
      let people = record.body[holders.name]?.texts ?? []
      if people.count == 1 { return people[0] }
    }
    return nil
  }

  /// The uid that an id in a table's cell means; nil if it means none for certain.
  func uid(_ text: String, _ source: Source, title: String?) -> String? {
    if let whole = installation.libraries.requirement(text.trimmed()) { return whole.uid }
    let names = RequirementIDs.parse(text, annex: source.isAnnex).names
    guard names.count == 1, let name = names.first else { return nil }
    switch requirement(name, source, title: title) {
    case .one(let uid), .moved(let uid, _): return uid
    case .several, .earlier, .none: return nil
    }
  }

  /// The requirements that a cell names.
  struct Named {
    var uids: [String] = []
    /// Words that name none, each with the reason.
    var lost: [(words: String, reason: String)] = []
    /// Why only a person can say which is meant; of two standards it is asked once.
    var open: [(reason: String, about: ImportReport.Rejected.Cause)] = []
    /// What was decided, in sentences.
    var said: [String] = []
  }

  /// What one id of a table's cell means.
  enum Meant {
    case one(String)
    /// Of an earlier edition, and one today: which, and what is to be said.
    case moved(String, String)
    /// In several standards; only a person can say.
    case several(String)
    /// Of an earlier edition, and nobody knows which today.
    case earlier(String)
    case none(String)
  }

  func requirement(_ name: RequirementName, _ source: Source, title: String?) -> Meant {
    let libraries = installation.libraries
    if let hint = name.standard {
      let uid = libraries.requirement(name.id, in: settings.frameworks.filter { $0.hasSuffix(hint) })
      return uid.map(Meant.one) ?? .none("No standard here with the number \(hint) has a requirement \(name.id).")
    }
    if let decided = source.decision.standard {
      if let uid = libraries.requirement(name.id, in: [decided]) { return .one(uid) }
      return .none("\(libraries.framework(decided)?.short ?? decided) has no requirement \(name.id).")
    }
    guard let standard = source.standard else {
      return libraries.requirement(name.id, in: settings.frameworks).map(Meant.one)
        ?? .none("No standard here has a requirement \(name.id).")
    }
    switch standard.uid(of: name.id, title: title) {
    case .one(let uid): return .one(uid)
    case .open(let uids):
      let standards = uids.compactMap { libraries.requirement($0).flatMap { libraries.framework($0.framework)?.title } }
      return .several(
        "\(name.id) exists in \(standards.joined(separator: " and ")); say once which of them the table means.")
    case .none: return .none("No standard here has a requirement \(name.id).")
    case .otherEdition(let old, let now):
      if let uid = standard.soleSuccessor(of: name.id, title: title), let today = libraries.requirement(uid) {
        return .moved(
          uid, "\(name.id) “\(old)” of the 2013 edition was taken as \(today.id) \(today.title).")
      }
      let today = now.compactMap { libraries.requirement($0).map { "\($0.id) \($0.title)" } }.joined(separator: ", ")
      return .earlier(
        "\(name.id) “\(old)” is of the 2013 edition of ISO/IEC 27001\(today.isEmpty ? "" : "; today it is \(today)")."
      )
    }
  }

  /// The requirements that a cell names.
  mutating func requirements(
    in text: String, _ source: Source, title: String?
  ) -> Named {
    let key = ResolvedKey(text: "\(text)\u{1F}\(title ?? "")", targets: [], isMany: true, part: source.part)
    if let known = named[key] { return known }
    var found = Named()
    // As Concord itself writes them.
    let whole = text.parts.map { installation.libraries.requirement($0)?.uid }
    if !whole.isEmpty, !whole.contains(nil) {
      for uid in whole.compactMap(\.self) where !found.uids.contains(uid) { found.uids.append(uid) }
      named[key] = found
      return found
    }
    let parsed = RequirementIDs.parse(text, annex: source.isAnnex)
    for name in parsed.names {
      for one in expanded(name, source) {
        switch requirement(one, source, title: parsed.names.count == 1 ? title : nil) {
        case .one(let uid): if !found.uids.contains(uid) { found.uids.append(uid) }
        case .moved(let uid, let words):
          if !found.uids.contains(uid) { found.uids.append(uid) }
          found.said.append(words)
        case .none(let reason): found.lost.append((one.id, reason))
        case .several(let reason): found.open.append((reason, .standard))
        case .earlier(let reason): found.open.append((reason, .other))
        }
      }
    }
    for rest in parsed.unread { found.lost.append((rest, "No standard here has a requirement “\(rest.cut)”.")) }
    named[key] = found
    return found
  }

  /// The ids of a range such as A.5.1–A.5.4.
  private func expanded(_ name: RequirementName, _ source: Source) -> [RequirementName] {
    guard name.through != nil else { return [name] }
    let hinted = name.standard.map { hint in settings.frameworks.filter { $0.hasSuffix(hint) } } ?? []
    for uid in hinted + [source.decision.standard, source.standard?.framework].compactMap(\.self) + settings.frameworks
    {
      guard let framework = installation.libraries.framework(uid) else { continue }
      let ids = name.ids(among: framework.requirements.map(\.id))
      if ids.count > 1 { return ids.map { RequirementName(standard: name.standard, edition: name.edition, id: $0) } }
    }
    return [name]
  }
}

/// A cell that was looked up before.
struct ResolvedKey: Hashable {
  let text: String
  let targets: [String]
  let isMany: Bool
  let part: Int
}
