import RegisterKit

/// What the rows of a table say about which standard they mean.
struct StandardEvidence {
  struct Verdict {
    var framework: String?
    /// Uid of the framework whose earlier edition it is.
    var edition: String?
    var reason: String
  }

  private let names: StandardNames
  /// First id that only one standard has, and how many, by uid of the framework.
  private var alone: [String: (id: String, count: Int)] = [:]
  /// Rows whose title fits one standard alone.
  private var titled: [String: (id: String, count: Int)] = [:]
  /// Rows whose standard is named with them.
  private var said: Set<String> = []
  private var oldAlone: [String: (id: String, count: Int)] = [:]
  private var oldTitled: [String: (id: String, count: Int)] = [:]

  init(_ names: StandardNames) { self.names = names }

  mutating func add(_ line: StandardLine) {
    if let standard = line.standard {
      let found = names.frameworks.first { $0.short == standard }
      if let found, names.editions.contains(where: { $0.framework == found.uid && $0.edition == line.edition }) {
        Self.count(&oldAlone, found.uid, line.id)
      } else if let found {
        said.insert(found.uid)
      }
      return
    }
    let candidates = names.candidates(line.id)
    let old = names.old(line.id)
    if candidates.count == 1, old == nil, let only = candidates.first {
      Self.count(&alone, only.framework, line.id)
    } else if candidates.isEmpty, let old {
      Self.count(&oldAlone, old.edition.framework, line.id)
    }
    let scores = candidates.map { ($0.framework, line.title.score(names.title($0))) }
    let best = scores.map(\.1).max() ?? 0
    let oldScore = old.map { line.title.score(TitleMatch($0.line.title)) } ?? 0
    guard max(best, oldScore) >= 0.7, best != oldScore else { return }
    if let old, oldScore > best {
      Self.count(&oldTitled, old.edition.framework, line.id)
    } else {
      let fitting = scores.filter { $0.1 == best }
      if fitting.count == 1, let only = fitting.first { Self.count(&titled, only.0, line.id) }
    }
  }

  private static func count(_ counts: inout [String: (id: String, count: Int)], _ uid: String, _ id: String) {
    counts[uid] = (counts[uid]?.id ?? id, (counts[uid]?.count ?? 0) + 1)
  }

  func verdict(
    _ hinted: (frameworks: Set<String>, edition: String?, hint: String?), lines: [StandardLine]
  ) -> Verdict {
    let present = Set(alone.keys).union(titled.keys).union(said)
    let earlier = Set(oldAlone.keys).union(oldTitled.keys)
    if let uid = earlier.first ?? hinted.edition, earlier.count <= 1 {
      let isOld = present.isEmpty || isMostly(uid)
      if isOld, let edition = names.editions.first(where: { $0.framework == uid }) {
        let why =
          oldAlone[uid].map { "\($0.id) is in \(edition.title) only." }
          ?? oldTitled[uid].map { "The title of \($0.id) is that of \(edition.title)." }
          ?? "“\(hinted.hint ?? "")” names \(edition.title)."
        return Verdict(framework: uid, edition: uid, reason: why)
      }
    }
    if present.count > 1 {
      let titles = present.sorted().map(names.name).joined(separator: " and ")
      return Verdict(reason: "The table mixes \(titles): each row is decided by its title and its id.")
    }
    if let uid = present.first {
      // What the table is called and what stands in it disagree: only what is certain is decided.
      if !hinted.frameworks.isEmpty, !hinted.frameworks.contains(uid) {
        return Verdict(
          reason: "“\(hinted.hint ?? "")” does not name \(names.name(uid)), to which rows of the table belong.")
      }
      return Verdict(framework: uid, reason: reason(uid))
    }
    if hinted.frameworks.count == 1, let uid = hinted.frameworks.first {
      return Verdict(framework: uid, reason: "“\(hinted.hint ?? "")” names \(names.name(uid)).")
    }
    let held = names.frameworks.filter { framework in lines.contains { has(framework, $0.id) } }
    if held.count == 1, let only = held.first {
      return Verdict(framework: only.uid, reason: "The ids are in \(only.title) only.")
    }
    let whole = names.frameworks.filter { framework in
      let controls = framework.controls.map(\.id)
      return controls.count > 1 && Set(lines.map(\.id)).intersection(controls).count == controls.count
    }
    if whole.count == 1, let only = whole.first {
      return Verdict(framework: only.uid, reason: "The table has all \(only.controls.count) controls of \(only.title).")
    }
    // An id of one present standard alone says which, where nothing speaks for an earlier edition that had it too.
    let only = lines.compactMap { line -> (String, String)? in
      let candidates = names.candidates(line.id)
      return candidates.count == 1 ? candidates.first.map { ($0.framework, line.id) } : nil
    }
    if let first = only.first, only.allSatisfy({ $0.0 == first.0 }) {
      return Verdict(framework: first.0, reason: "\(first.1) is in \(names.name(first.0)) only.")
    }
    return Verdict(
      reason: held.isEmpty
        ? "No id of the table is in a standard that is here."
        : "The ids are in \(held.map(\.title).joined(separator: " and ")), and nothing says which is meant.")
  }

  private func has(_ framework: Framework, _ id: String) -> Bool {
    names.candidates(id).contains { $0.framework == framework.uid }
  }

  /// More rows speak for the earlier edition of a framework than for all present ones.
  private func isMostly(_ uid: String) -> Bool {
    let old = (oldAlone[uid]?.count ?? 0) + (oldTitled[uid]?.count ?? 0)
    return old > (alone.values.map(\.count) + titled.values.map(\.count)).reduce(0, +)
  }

  private func reason(_ uid: String) -> String {
    if let found = alone[uid] { return "\(found.id) is in \(names.name(uid)) only." }
    if let found = titled[uid] { return "The title of \(found.id) is that of \(names.name(uid))." }
    return "\(names.name(uid)) is named with the ids."
  }
}
