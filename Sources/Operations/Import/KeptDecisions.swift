import Exchange
import Ledger
import RegisterKit
import Store

// How a table was read once is kept with the workspace's settings, in the ledger, by the set of its headings: the next
// file of the same shape is read alike, whatever its name and the order of its columns.
extension ImportRun {
  /// How a table with these headings was read before, if that still makes sense.
  func kept(for header: [String]) -> TableDecision? {
    let shape = ImportProfile.shape(header)
    if let given = options.profiles[shape] { return given }
    guard let kept = stored?.body[ImportProfile.member]?[shape], !kept.isEmpty,
      let decision = try? TableDecision(kept), let slug = decision.register, scope.registers[slug] != nil
    else { return nil }
    return decision
  }

  /// Keeps how tables were matched: before the rows, as an act of its own, so that undoing the import leaves it.
  func keepDecisions() throws {
    guard options.keepsMatches else { return }
    var body = stored?.body ?? [:]
    keep(in: &body)
    if body == stored?.body ?? [:] { return }
    let appender = try Appender(scope, actor: actor.name, at: now)
    try appender.append(
      NewRevision(
        record: Installation.settingsID, kind: Installation.settingsKind, version: (stored?.version ?? 0) + 1,
        action: stored == nil ? .created : .changed, state: nil, body: body, note: "How files are read"))
    try appender.finish()
  }

  /// Whoever imports has seen which words mean nothing here and are kept; they are not asked about again.
  private func accept(_ part: ImportReport.Part, into decision: inout TableDecision) {
    for question in part.questions {
      switch (question.about, question.field) {
      case (.value, let field?):
        for word in question.words where decision.value(of: field, word) == nil {
          decision.values[field, default: [:]][word] = TableDecision.keep
        }
      case (.reference, _):
        for word in question.words where decision.reference(word) == nil {
          decision.references[word] = TableDecision.keep
        }
      default: break
      }
    }
  }

  /// What was mended goes for the same rows of the next file.
  private func keepCorrections(of source: Source, in decision: inout TableDecision) {
    guard !source.decision.mended.isEmpty, let register = scope.registers[source.match.register] else { return }
    let columns = source.match.columns
    let keys = [columns.firstIndex { $0.word == register.titleField.name }, columns.firstIndex(of: .code)]
    decision.keepCorrections(
      of: source.decision.mended, in: source.found.laidOut(source.decision, words), keys: keys.compactMap(\.self))
  }

  /// Where the header is, if somebody had to say it, is kept by the headings that would be found without.
  private func keepHeader(of source: Source, in kept: inout [String: Value]) {
    guard let header = source.decision.header else { return }
    let found = source.found.laidOut(TableDecision(), words).header
    guard found.map(\.folded) != source.table.header.map(\.folded) else { return }
    var decision = TableDecision()
    (decision.header, decision.register) = (header, source.match.register)
    var profile = decision.value.object ?? [:]
    profile["name"] = .text("\(source.found.sheet ?? source.path.fileStem) (header)")
    (profile["headings"], profile["on"]) = (Value(found), .text("\(now.day)"))
    kept[ImportProfile.shape(found)] = .object(profile)
  }

  /// Keeps what was decided about tables or read by their content; what the tables say themselves needs no keeping.
  private func keep(in body: inout Body) {
    var kept = body[ImportProfile.member]?.object ?? [:]
    for source in sources {
      let header = source.table.header
      // Headings that stand twice, or not at all, can't be told apart the next time.
      guard !source.found.isIncidental, !header.contains(ImportFile.bodyHeading),
        Set(header.map(\.folded)).count == header.count
      else { continue }
      var decision = source.decision.lasting
      keepHeader(of: source, in: &kept)
      decision.header = nil
      for (index, heading) in header.enumerated() {
        if source.match.byContent.contains(index) { decision.columns[heading] = source.match.columns[index].word }
      }
      accept(report.parts[source.part], into: &decision)
      keepCorrections(of: source, in: &decision)
      let known = Set(header.map(\.folded))
      decision.columns = decision.columns.filter { heading, _ in known.contains(heading.folded) }
      guard !decision.isEmpty else { continue }
      decision.register = source.match.register
      let shape = ImportProfile.shape(header)
      let before = kept[shape]?.object ?? [:]
      var profile = before.filter { ["name", "headings", "on", "by"].contains($0.key) }
      profile.merge(decision.value.object ?? [:]) { $1 }
      if profile.filter({ $0.key != "on" }) == before.filter({ $0.key != "on" }) { continue }
      profile["headings"] = Value(header)
      profile["name"] = profile["name"] ?? .text(source.found.sheet ?? source.path.fileStem)
      profile["on"] = .text("\(now.day)")
      kept[shape] = .object(profile)
    }
    while kept.count > ImportProfile.most,
      let oldest = kept.min(by: { ($0.value["on"].text ?? "", $0.key) < ($1.value["on"].text ?? "", $1.key) })
    {
      kept[oldest.key] = nil
    }
    body[ImportProfile.member] = kept.isEmpty ? nil : .object(kept)
  }
}
