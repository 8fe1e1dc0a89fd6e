import Domain
import RegisterKit
import Store

// What keeps a row out, and what is said of one that comes in.
extension ImportRun {
  /// Whether the row's record can be written at all: its code, where it stands, who may.
  func standing(_ row: Row, _ register: AnyRegister) throws -> [Trouble] {
    guard let existing = row.existing else {
      if Act.isCode(row.id) { return [] }
      return [
        .init(
          field: Self.code, value: row.id,
          reason: "“\(row.id)” can't be a code: letters, digits, points, hyphens and underscores, 40 at most.")
      ]
    }
    guard options.updates else { return [] }
    guard Policy.allows(actor, .edit, existing.envelope) else {
      return [
        .init(field: Self.code, value: row.id, reason: "\(actor.role.label)s may not change \(row.id).")
      ]
    }
    return []
  }

  /// What only one record may have, among the rows before this one and what is stored.
  mutating func claim(_ body: Body, _ row: inout Row, _ index: Int, _ register: AnyRegister) throws -> [Trouble] {
    if let first = claims.codes[row.id] {
      if saysNothingElse(body, row, than: rows[first]) {
        row.isRepeated = true
        complete(first, with: row, register)
        return []
      }
      // Two rows may come to the same record by its code, or by what names it.
      let part = report.parts[row.part]
      let names = register.fields.filter { $0.traits.unique } + register.fields.filter { $0.traits.key }
      let named = names.first { row.texts[$0.name]?.isEmpty == false } ?? register.titleField
      let hasCode = part.match?.columns.contains(.code) == true
      let value = hasCode ? row.reference ?? row.id : row.texts[named.name] ?? row.id
      return [
        .init(
          field: hasCode ? Self.code : named.name, value: value,
          reason: "“\(value)” stands in \(place(first, seenFrom: row)) already.")
      ]
    }
    var troubles: [Trouble] = []
    var held: [String: String] = [:]
    for field in register.fields where field.traits.unique {
      guard let text = body[field.name]?.text else { continue }
      let key = NameIndex.key(text)
      held[field.name] = key
      if let first = claims.values[[register.slug, field.name, key]] {
        troubles.append(
          .init(
            field: field.name,
            reason: "\(place(first, seenFrom: row, isFirst: true)) has the same \(field.label.lowercased())."))
        continue
      }
      let others = (try names.names(register.slug).uniques[key]?.all ?? []).filter { other in
        other != row.id && claims.left[other].map { $0[field.name] == key } != false
      }
      if let other = others.min() {
        troubles.append(.init(field: field.name, reason: "\(other) has the same \(field.label.lowercased())."))
      }
    }
    guard troubles.isEmpty else { return troubles }
    claims.codes[row.id] = index
    claims.left[row.id] = held
    for (name, key) in held { claims.values[[register.slug, name, key]] = index }
    return []
  }

  /// What a row says more of a record than the row before it that says the same.
  private mutating func complete(_ first: Int, with row: Row, _ register: AnyRegister) {
    guard row.part != rows[first].part else { return }
    var more = row.patch.filter { name, value in
      name != AnyRegister.extra && !value.isEmpty && (rows[first].patch[name] ?? .null).isEmpty
    }
    var words = rows[first].patch[AnyRegister.extra]?.object ?? [:]
    words.merge(row.patch[AnyRegister.extra]?.object ?? [:]) { own, _ in own }
    if rows[first].existing == nil, rows[first].next == nil, let state = row.next {
      // One table knows who approved it and when; what the other could not say is said.
      rows[first].next = state
      rows[first].lost.removeAll { $0.field == Self.state }
      words[Self.stateWords] = nil
    }
    guard !more.isEmpty || words != rows[first].patch[AnyRegister.extra]?.object ?? [:] else { return }
    if !words.isEmpty { more[AnyRegister.extra] = .object(words) }
    rows[first].patch.merge(more) { $1 }
    // What the register makes of both together is what is shown and what is written.
    var problems = Problems()
    let existing = rows[first].existing
    let hand: AnyRegister.Hand = existing == nil ? .history : .entry
    let body = register.admit(rows[first].patch, to: existing?.body ?? [:], by: hand, reading(), &problems)
    guard let existing else {
      rows[first].admitted = problems.isEmpty ? body : nil
      return
    }
    rows[first].isChange = body != existing.body || rows[first].next != existing.state
    if options.mostChanges > 0 { rows[first].changed = body }
  }

  /// A row that says of a record what another row says of it already, such as the same register as CSV and as a sheet. What
  /// one of them says more is no contradiction, unless it says it of itself: two rows of one table that differ do.
  private func saysNothingElse(_ body: Body, _ row: Row, than first: Row) -> Bool {
    guard row.register == first.register else { return false }
    let other = first.admitted ?? first.patch
    func plain(_ body: Body) -> Body { body.filter { $0.key != AnyRegister.extra && !$0.value.isEmpty } }
    let (mine, theirs) = (plain(row.existing == nil ? body : row.patch), plain(other))
    guard row.part != first.part else { return mine == theirs && row.extra == first.extra && row.state == first.state }
    return mine.allSatisfy { name, value in
      scope.registers[row.register]?.field(name)?.traits.derived == true || theirs[name] == nil || theirs[name] == value
    }
  }

  /// Where another row stands, as seen from one: “row 3”, with its file and sheet where they are others.
  private func place(_ index: Int, seenFrom row: Row, isFirst: Bool = false) -> String {
    let other = rows[index]
    let part = report.parts[other.part]
    let word = "\(isFirst ? "Row" : "row") \(other.number)"
    if other.part == row.part { return word }
    return "\(word) of \(part.path)\(part.sheet.map { ", \($0)," } ?? "")"
  }

  /// Keeps a row out and says where and why.
  mutating func reject(_ index: Int, _ troubles: [Trouble]) {
    rows[index].isRejected = true
    let row = rows[index]
    // Another row may have the code rightly.
    if claims.codes[row.id] == nil { names.refuse(row.id, row: index) }
    resolved.removeAll(keepingCapacity: true)
    // A record that a row brings along is no row of the file.
    guard !row.isBrought else {
      for trouble in troubles { report.parts[row.part].warnings.append(said(trouble, of: row)) }
      return
    }
    for trouble in troubles { report.parts[row.part].rejected.append(said(trouble, of: row)) }
  }

  /// Says of which cells the words were kept beside the field.
  mutating func warn(of row: Row) {
    for trouble in row.kept + row.lost { report.parts[row.part].warnings.append(said(trouble, of: row)) }
  }

  private func said(_ trouble: Trouble, of row: Row) -> ImportReport.Rejected {
    let part = report.parts[row.part]
    let register = register(of: row)
    let column = trouble.field.flatMap { name in
      part.match?.columns.firstIndex {
        switch $0 {
        case .code: name == Self.code
        case .state: name == Self.state
        case .field(let field, _): name == field
        default: false
        }
      }.map { part.header[$0] } ?? register?.field(name)?.label
    }
    return .init(
      row: row.number, column: trouble.heading ?? column,
      value: trouble.value ?? trouble.field.flatMap { row.texts[$0] } ?? "", reason: trouble.reason,
      follows: trouble.cause.map { place($0, seenFrom: row) }, cause: trouble.about)
  }

  /// What is needed and nowhere said is asked for once, however many rows lack it; records that nobody knows likewise.
  mutating func askAboutMissing() {
    for index in report.parts.indices {
      let part = report.parts[index]
      guard let register = part.register.flatMap({ scope.registers[$0] }) else { continue }
      for field in register.fields where field.traits.required {
        let count = part.rejected.count { $0.cause == .missing(field.name) }
        guard count > 0, part.match?.columns.contains(where: { $0.word == field.name }) != true else { continue }
        if field.traits.title, !part.unknown.isEmpty {
          // The names stand somewhere, under a heading that nobody knows.
          report.parts[index].questions.append(
            .init(
              .column, field: field.name, "\(field.label): which column says it? None was recognised.",
              choices: part.unknown))
          continue
        }
        let choices: [String] =
          switch field.kind.control {
          case .choice(let options), .choices(let options): options.map(\.name)
          default: []
          }
        report.parts[index].questions.append(
          .init(
            .missing, field: field.name,
            "\(field.label): no column says it. What is it for \(count == 1 ? "the row" : "all \(count) rows")?",
            choices: choices))
      }
      var unknown: [String: [String: Int]] = [:]
      for warning in part.warnings where warning.cause != .settled {
        guard let heading = warning.column,
          let column = part.header.firstIndex(of: heading), let match = part.match,
          register.field(match.columns[column].word)?.targets.isEmpty == false
        else { continue }
        unknown[heading, default: [:]][warning.value, default: 0] += 1
      }
      for (heading, words) in unknown.sorted(by: { $0.key < $1.key }) {
        let field = part.header.firstIndex(of: heading).flatMap { part.match?.columns[$0].word }
        let common = words.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        report.parts[index].questions.append(
          .init(
            .reference, heading: heading, field: field, words: Array(common.prefix(200)),
            "\(heading): there is no record named \(common.prefix(4).map { "“\($0.cut)”" }.joined(separator: ", "))\(common.count > 4 ? " and \(common.count - 4) more" : ""). The words are kept beside the field."
          ))
      }
      if part.rejected.contains(where: { $0.cause == .standard }) {
        report.parts[index].questions.append(
          .init(
            .standard, "Which standard do the ids of this table mean?",
            choices: settings.frameworks))
      }
    }
  }
}
