import Domain
import Exchange
import Foundation
import RegisterKit

/// How the cells of one column are read: worked out once from all of them, since one alone says too little. `03/04/2026`
/// is a day in March or in April, `2` a level of a scale of three or five.
struct ColumnReading {
  /// What a cell comes to.
  enum Cell: Equatable {
    /// A text that the field's kind reads.
    case text(String)
    /// Nobody knows what the words mean for this field; they are kept beside it.
    case words(reason: String)
    /// A text that the field's kind reads, beside words that say more and are kept.
    case remarked(String, reason: String)
    /// Wrong, and no matter of words: the row is refused.
    case wrong(reason: String)
    case nothing
  }

  /// Only what differs from the cell itself.
  private(set) var known: [String: Cell] = [:]
  /// What was decided for the whole column, in a sentence.
  private(set) var note: String?
  /// What only a person can say.
  private(set) var question: ImportReport.Question?
  /// The file's words → what they were taken for, where that is not plain: shown, and kept in a profile.
  private(set) var mapping: [String: String] = [:]

  /// None of the cells is anything that the field could hold, so that the heading must mean something else.
  private(set) var readsNothing = false

  func read(_ cell: String) -> Cell { known[cell] ?? (cell.isEmpty ? .nothing : .text(cell)) }

  /// What the columns of a table share.
  struct Table {
    let register: AnyRegister
    let decision: TableDecision
    let settings: Settings
    let words: ImportWords
    let reading: Reading
    /// Order of day, month and year that other columns of the table leave no doubt about.
    var days: DayColumn.Order?
    /// What the file says of the scale of the column.
    var explained: ExplainedScale?
  }

  /// - Parameter cells: Every different cell of the column, the commonest first.
  init(_ field: FieldSpec, heading: String, _ cells: [String], _ table: Table) {
    switch field.kind.control {
    case .choice(let options): readChoice(field, heading, cells, options, table, isMany: false)
    case .choices(let options): readChoice(field, heading, cells, options, table, isMany: true)
    case .flag: readFlag(field, heading, cells, table)
    case .level(let scale): readLevel(field, heading, cells, table.settings.scale(scale), table)
    case .day: readDays(field, heading, cells, table)
    case .instant: readInstants(field, heading, cells, table)
    case .number: readNumbers(field, heading, cells, table)
    case .line, .prose: readTexts(field, cells, table)
    case .file, .reference, .requirement, .halfDay: break
    }
    let isJudged =
      switch field.kind.control {
      case .choice, .choices, .flag, .level, .day, .instant, .number: true
      default: false
      }
    readsNothing =
      isJudged && !cells.isEmpty
      && cells.allSatisfy { cell in
        if case .words = known[cell] {
          table.decision.value(of: field.name, cell) == nil
        } else {
          known[cell] == .nothing
        }
      } && cells.contains { known[$0] != .nothing }
  }

  /// The column of the states of a life cycle.
  init(states lifecycle: Lifecycle, heading: String, _ cells: [String], _ table: Table) {
    var unknown: [String] = []
    for cell in cells {
      if let decided = table.decision.value(of: "~", cell) {
        known[cell] = decided == TableDecision.keep ? .words(reason: "Kept as words.") : .text(decided)
      } else if lifecycle.state(meantBy: cell) != nil {
        continue
      } else if let state = table.words.state(cell, in: table.register) {
        (known[cell], mapping[cell]) = (.text(state), state)
      } else if table.words.isNothing(cell) {
        known[cell] = .nothing
      } else {
        let states = lifecycle.states.map(\.label).joined(separator: ", ")
        known[cell] = .words(reason: "“\(cell.cut)” is not one of the states \(states).")
        unknown.append(cell)
      }
    }
    ask("~", "State", heading, unknown, lifecycle.states.map(\.name))
  }

  private mutating func ask(
    _ field: String, _ label: String, _ heading: String, _ unknown: [String], _ choices: [String]
  ) {
    guard !unknown.isEmpty else { return }
    let shown = unknown.prefix(5).map { "“\($0.cut)”" }.joined(separator: ", ")
    question = .init(
      .value, heading: heading, field: field, words: Array(unknown.prefix(50)),
      "\(label): what \(unknown.count == 1 ? "does" : "do") \(shown)\(unknown.count > 5 ? " and \(unknown.count - 5) more" : "") mean?",
      choices: choices)
  }

  /// - Returns: The option's name; nil if the words mean none.
  private static func option(
    _ cell: String, _ field: FieldSpec, _ options: [ChoiceOption], _ table: Table
  ) -> String? {
    if let decided = table.decision.value(of: field.name, cell), options.named(decided) != nil { return decided }
    if let plain = try? ChoiceKind(options: options).parse(cell, table.reading) { return plain.text }
    if let known = table.words.option(cell, of: field, in: table.register.slug, options) { return known }
    let clean = cell.cleaned
    return clean == cell ? nil : options.called(clean)?.name
  }

  private mutating func readChoice(
    _ field: FieldSpec, _ heading: String, _ cells: [String], _ options: [ChoiceOption], _ table: Table, isMany: Bool
  ) {
    var unknown: [String] = []
    for cell in cells {
      if table.decision.value(of: field.name, cell) == TableDecision.keep {
        known[cell] = .words(reason: "Kept as words.")
        continue
      }
      if isMany {
        // Several, so that the leading words of a cell are not all of it.
        let parts = CellList.parts(cell, conjunctions: table.words.conjunctions) { part in
          options.called(part) != nil || table.decision.value(of: field.name, part) != nil
        }
        let found = parts.compactMap { Self.option($0, field, options, table) }
        if !parts.isEmpty, found.count == parts.count {
          known[cell] = .text(found.joined(separator: "; "))
          continue
        }
      } else if let option = Self.option(cell, field, options, table) {
        if options.called(cell) == nil { mapping[cell] = option }
        known[cell] = .text(option)
        continue
      }
      if table.words.isNothing(cell) {
        known[cell] = .nothing
        continue
      }
      unknown.append(cell)
      let labels = options.map(\.label).joined(separator: ", ")
      known[cell] = .words(reason: "“\(cell.cut)” is not one of \(labels).")
    }
    ask(field.name, field.label, heading, unknown, options.map(\.name))
  }

  private mutating func readFlag(_ field: FieldSpec, _ heading: String, _ cells: [String], _ table: Table) {
    var unknown: [String] = []
    for cell in cells {
      let decided = table.decision.value(of: field.name, cell)
      if decided == TableDecision.keep {
        known[cell] = .words(reason: "Kept as words.")
      } else if let flag = (decided ?? cell).asFlag ?? table.words.flag(cell) {
        known[cell] = .text(flag ? "yes" : "no")
        if cell.asFlag == nil { mapping[cell] = flag ? "yes" : "no" }
      } else if table.words.isNothing(cell) {
        known[cell] = .nothing
      } else {
        unknown.append(cell)
        known[cell] = .words(reason: "“\(cell.cut)” is neither yes nor no.")
      }
    }
    ask(field.name, field.label, heading, unknown, ["yes", "no"])
  }

  private mutating func readLevel(
    _ field: FieldSpec, _ heading: String, _ cells: [String], _ scale: Scale, _ table: Table
  ) {
    let words = table.words
    let asked = cells.filter { !words.isNothing($0) && table.decision.value(of: field.name, $0) == nil }
    let explained = table.explained
    func spoken(_ cell: String) -> String { explained?.spoken(cell) ?? cell }
    let column = LevelColumn(asked.map(spoken), scale: scale, headingSize: explained?.size ?? heading.scaleSize) {
      words.level($0)
    }
    note = column.note.map { "\(heading): \($0)" }
    if let explained {
      let levels = asked.sorted().compactMap { cell in column.level(spoken(cell)).map { (cell, $0) } }
      if levels.contains(where: { scale.level($0.0) != $0.1 }) { note = explained.note(heading, levels) }
    }
    var unknown: [String] = []
    for cell in cells {
      if let decided = table.decision.value(of: field.name, cell) {
        known[cell] = decided == TableDecision.keep ? .words(reason: "Kept as words.") : .text(decided)
      } else if words.isNothing(cell) {
        known[cell] = .nothing
      } else if let level = column.level(spoken(cell)) {
        known[cell] = .text("\(level)")
        if scale.level(cell) != level { mapping[cell] = "\(level)" }
      } else {
        let names = scale.levels.map(\.name).joined(separator: ", ")
        let reason = "“\(cell.cut)” is not on the scale 1 to \(scale.levels.count) (\(names))."
        let isNumber = cell.trimmed().allSatisfy { $0.isNumber || ".,-+".contains($0) }
        known[cell] = isNumber ? .wrong(reason: reason) : .words(reason: reason)
        if !isNumber { unknown.append(cell) }
      }
    }
    ask(field.name, field.label, heading, unknown, scale.levels.indices.map { "\($0 + 1)" })
  }

  private mutating func readDays(_ field: FieldSpec, _ heading: String, _ cells: [String], _ table: Table) {
    let words = table.words
    let days = cells.filter { !words.isNothing($0) }
    var column = DayColumn(
      days, months: words.months, order: table.decision.days.flatMap(DayColumn.Order.init(rawValue:)))
    let isAsked = column.isAmbiguous && table.days == nil
    if column.isAmbiguous, let order = table.days { column = DayColumn(days, months: words.months, order: order) }
    var notes: [String] = []
    for cell in cells {
      if words.isNothing(cell) {
        known[cell] = .nothing
      } else if let read = column.read(cell) {
        known[cell] = .text("\(read.day)")
        if let note = read.note { notes.append(note) }
      } else if column.isBroken(cell) {
        known[cell] = .wrong(reason: "“\(cell.cut)” isn't a date.")
      } else if isAsked, column.isNumbers(cell) {
        known[cell] = .wrong(reason: Self.ambiguous(cell))
      } else {
        known[cell] = .words(reason: "“\(cell.cut)” isn't a date.")
      }
    }
    if isAsked { askForOrder(field, heading, column) }
    note(notes, heading)
  }

  private mutating func readInstants(_ field: FieldSpec, _ heading: String, _ cells: [String], _ table: Table) {
    let order = table.decision.days.flatMap(DayColumn.Order.init(rawValue:)) ?? table.days
    let column = InstantColumn(cells.filter { !table.words.isNothing($0) }, months: table.words.months, order: order)
    let isAsked = column.days.isAmbiguous && order == nil
    var notes: [String] = []
    for cell in cells {
      if table.words.isNothing(cell) {
        known[cell] = .nothing
      } else if let instant = column.read(cell) {
        known[cell] = .text("\(instant.instant)")
        if let note = instant.note { notes.append(note) }
      } else if column.isBroken(cell) {
        known[cell] = .wrong(reason: "“\(cell.cut)” isn't a date and time.")
      } else if isAsked, column.isNumbers(cell) {
        known[cell] = .wrong(reason: Self.ambiguous(cell))
      } else {
        known[cell] = .words(reason: "“\(cell.cut)” isn't a date and time.")
      }
    }
    if isAsked { askForOrder(field, heading, column.days) }
    note(notes, heading)
  }

  private static func ambiguous(_ cell: String) -> String {
    "“\(cell.cut)” can be read with the day or the month first; choose the order of the dates."
  }

  private mutating func askForOrder(_ field: FieldSpec, _ heading: String, _ days: DayColumn) {
    question = .init(
      .days, heading: heading, field: field.name, words: days.example.map { [$0] } ?? [],
      "\(heading): is the day or the month written first, as in “\(days.example ?? "")”?", choices: ["dmy", "mdy"])
  }

  private mutating func note(_ notes: [String], _ heading: String) {
    guard !notes.isEmpty else { return }
    let more = notes.count > 3 ? " And \(notes.count - 3) more." : ""
    note = "\(heading): \(notes.prefix(3).joined(separator: " "))\(more)"
  }

  private mutating func readNumbers(_ field: FieldSpec, _ heading: String, _ cells: [String], _ table: Table) {
    var levels: LevelColumn?
    // “High” for a number from 1 to 5 is a level of a scale without names.
    if let kind = field.kind as? NumberKind, kind.range.count <= 11 {
      let words = cells.filter { cell in !table.words.isNothing(cell) && (try? kind.parse(cell, table.reading)) == nil }
      let scale = Scale(kind.range.map { Scale.Level("\($0)") })
      if !words.isEmpty {
        levels = LevelColumn(words, scale: scale, headingSize: heading.scaleSize) { table.words.level($0) }
      }
      if let note = levels?.note { self.note = "\(heading): \(note)" }
    }
    for cell in cells {
      if let decided = table.decision.value(of: field.name, cell) {
        known[cell] = decided == TableDecision.keep ? .words(reason: "Kept as words.") : .text(decided)
        continue
      }
      if let kind = field.kind as? NumberKind, (try? kind.parse(cell, table.reading)) == nil,
        let level = levels?.level(cell), kind.range.contains(kind.range.lowerBound + level - 1),
        !cell.allSatisfy({ $0.isNumber || ".,-+".contains($0) })
      {
        let number = "\(kind.range.lowerBound + level - 1)"
        (known[cell], mapping[cell]) = (.text(number), number)
        continue
      }
      do throws(Refusal) { _ = try field.kind.parse(cell, table.reading) } catch {
        if table.words.isNothing(cell) {
          known[cell] = .nothing
        } else if (try? DecimalKind().parse(cell, table.reading)) != nil {
          // A number, and not one that the field can have.
          known[cell] = .wrong(reason: error.reason)
        } else if let (number, _) = cell.numberWithRemark, (try? field.kind.parse(number, table.reading)) != nil {
          known[cell] = .remarked(number, reason: "Read as \(number); the words are kept.")
        } else if let number = cell.numberBehindComparison, (try? field.kind.parse(number, table.reading)) != nil {
          known[cell] = .remarked(number, reason: "Read as \(number); the words are kept.")
        } else if let number = cell.numberBeforeUnit, (try? field.kind.parse(number, table.reading)) != nil {
          known[cell] = .text(number)
        } else {
          known[cell] = .words(reason: error.reason)
        }
      }
    }
  }

  private mutating func readTexts(_ field: FieldSpec, _ cells: [String], _ table: Table) {
    for cell in cells {
      if field.traits.unique || field.traits.title, table.words.isNothing(cell) {
        known[cell] = .nothing
        continue
      }
      if field.traits.unique, let address = NameIndex.address(in: cell) {
        let plain = address.hasPrefix("mailto:") ? String(address.dropFirst(7)) : address
        if plain != cell { known[cell] = .text(plain) }
        continue
      }
      do throws(Refusal) { _ = try field.kind.parse(cell, table.reading) } catch {
        known[cell] = cell.count > 300 ? .words(reason: error.reason) : .wrong(reason: error.reason)
      }
    }
  }
}
