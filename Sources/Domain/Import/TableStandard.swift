import RegisterKit

/// Which standard the ids of a table mean. A.5.2 stands in two annexes and in an edition that is no longer in force, so
/// the whole table decides: what names a standard, ids that one standard has alone, titles.
public struct TableStandard: Sendable {
  /// What an id of the table means.
  public enum Decision: Sendable, Equatable {
    case one(String)
    /// Several requirements are possible; somebody has to say.
    case open([String])
    case none
    /// A requirement of an earlier edition: its title there, and the uids of what it became.
    case otherEdition(title: String, now: [String])
  }

  /// Uid of the framework that the table is about; nil where it stays open and where the table mixes several.
  public let framework: String?
  /// Title of the earlier edition that the table is about; nil where it is about none.
  public let edition: String?
  /// Why, in a sentence for users.
  public let reason: String
  /// Numbers without “A” are controls of the annex.
  public let isAnnex: Bool

  private let names: StandardNames
  /// What each present control became from several lines of the table.
  private let merged: Set<String>

  /// - Parameters:
  ///   - lines: Ids of the table's rows as written, with titles where the table has a column of them.
  ///   - hints: What may name the standard: names of sheet and file, titles, headings, a column of standards.
  ///   - frameworks: The standards that may be meant, with their requirements in order.
  ///   - edition2013: Earlier editions by the uid of their framework.
  public init(
    _ lines: [(id: String, title: String?)], hints: [String] = [], frameworks: [Framework],
    edition2013: [String: Edition2013] = [:]
  ) {
    let names = StandardNames(frameworks, edition2013)
    let hinted = names.hinted(hints)
    var read = lines.prefix(20_000).compactMap { line -> StandardLine? in StandardLine(line.id, line.title) }
    let isAnnex = names.isAnnex(read, hints)
    if isAnnex { for index in read.indices { read[index].takeAsControl() } }
    var evidence = StandardEvidence(names)
    for line in read { evidence.add(line) }
    let verdict = evidence.verdict(hinted, lines: read)
    self.names = names
    self.isAnnex = isAnnex
    framework = verdict.framework
    edition = verdict.edition.flatMap { edition2013[$0]?.title }
    reason = verdict.reason
    let now = read.flatMap { line -> [String] in
      guard let old = names.old(line.id), verdict.edition != nil || names.candidates(line.id).isEmpty else { return [] }
      return old.edition.now(old.line)
    }
    var counts: [String: Int] = [:]
    for uid in now { counts[uid, default: 0] += 1 }
    merged = Set(counts.filter { $0.value > 1 }.keys)
  }

  /// What a row of the table means.
  public func uid(of id: String, title: String?) -> Decision {
    guard var line = StandardLine(id, title) else { return names.exact(id).map { .one($0) } ?? .none }
    if isAnnex { line.takeAsControl() }
    var candidates = names.candidates(line.id)
    var old = names.old(line.id)
    if let standard = line.standard {
      candidates = candidates.filter { names.short($0.framework) == standard }
      if let found = old, names.short(found.edition.framework) != standard { old = nil }
      if let found = old, line.edition == found.edition.edition { return .otherEdition(found) }
      if line.edition != nil, line.edition != old?.edition.edition { old = candidates.isEmpty ? old : nil }
    }
    // The title decides where it is that of one of them.
    let scored = candidates.map { ($0, line.title.score(names.title($0))) }
    let best = scored.map(\.1).max() ?? 0
    let oldScore = old.map { line.title.score(TitleMatch($0.line.title)) } ?? 0
    if let old, oldScore >= 0.7, oldScore > best { return .otherEdition(old) }
    if best >= 0.7 {
      let titled = scored.filter { $0.1 == best }.map(\.0)
      if titled.count == 1, let only = titled.first { return .one(only.uid) }
      candidates = titled
    } else if let elsewhere = names.titled(line.title), line.standard == nil {
      // The title of another number: the row contradicts itself.
      if case .old(let found) = elsewhere { return .otherEdition(found) }
      if case .present(let uids) = elsewhere { return .open(candidates.map(\.uid) + uids) }
    }
    if let old, edition != nil, line.standard == nil || candidates.isEmpty { return .otherEdition(old) }
    if let own = candidates.first(where: { $0.framework == framework }) { return .one(own.uid) }
    if candidates.count == 1, let only = candidates.first {
      // An id of one standard alone. The earlier edition may have it too, but nothing speaks for that one.
      return .one(only.uid)
    }
    if candidates.count > 1 { return .open(candidates.map(\.uid)) }
    if let old { return .otherEdition(old) }
    return .none
  }

  /// The one requirement that a row of an earlier edition became; nil where it became several or where others of the
  /// table became the same, so that one would overwrite the other.
  public func soleSuccessor(of id: String, title: String?) -> String? {
    guard case .otherEdition(_, let now) = uid(of: id, title: title), now.count == 1, let only = now.first,
      !merged.contains(only)
    else { return nil }
    return only
  }
}

extension TableStandard.Decision {
  fileprivate static func otherEdition(_ old: StandardNames.Old) -> Self {
    .otherEdition(title: old.line.title, now: old.edition.now(old.line))
  }
}

/// A row of the table, its id evened out.
struct StandardLine {
  var id: String
  var standard: String?
  var edition: String?
  let title: TitleMatch
  private let isControl: Bool

  /// Nil if there is no id in the text.
  init?(_ text: String, _ title: String?) {
    guard text.utf8.count <= 2000, let name = RequirementIDs.parse(text).names.first else { return nil }
    (id, standard, edition) = (name.id, name.standard, name.edition)
    isControl = RequirementIDs.parse(text, annex: true).names.first?.id != name.id
    if let title, !title.trimmed().isEmpty {
      self.title = TitleMatch(title)
    } else {
      // A title may stand in the same cell, behind the id.
      self.title = TitleMatch(text.drop { !$0.isNumber }.drop { !$0.isLetter && $0 != "\n" }.trimmed())
    }
  }

  /// A number without “A” whose column holds controls; a clause that is called one stays one.
  mutating func takeAsControl() { if isControl { id = "A." + id } }
  var isBare: Bool { isControl }
}
