import Operations
import RegisterKit

/// What a person changed in the form of a table. Each control is sent with what was proposed, as `was:NAME`: only what
/// differs becomes a decision, so that the rest can still be proposed anew.
struct ImportEntries {
  private var values: [String: [String]] = [:]
  private var was: [String: String] = [:]

  /// Nothing was entered.
  init() {}

  init(_ form: FormData) {
    for (name, value) in form.fields {
      // A browser sends line breaks as CR LF, in names too.
      let (name, value) = (Self.plain(name), Self.plain(value))
      if name.hasPrefix("was:") {
        was[String(name.dropFirst(4))] = value
      } else {
        values[name, default: []].append(value)
      }
    }
  }

  private static func plain(_ text: String) -> String {
    text.contains("\r\n") ? String(text.map { $0 == "\r\n" ? "\n" : $0 }) : text
  }

  /// What somebody entered; nil where they left what was proposed.
  func changed(_ name: String) -> String? {
    guard let before = was[name] else { return nil }
    let given = values[name] ?? []
    // The same words may stand under two headings, each with a control of this name: one answer goes for both.
    let isShared = ["how:", "reference:", "value:"].contains { name.hasPrefix($0) }
    let now =
      isShared ? given.first { $0 != before } ?? before : given.filter { !$0.isEmpty }.joined(separator: "; ")
    return now == before ? nil : now
  }

  /// What a control shows: what was entered and could not be kept, or what is proposed.
  func value(_ name: String, _ proposed: String) -> String { changed(name) ?? proposed }

  /// What was decided before with what was changed now.
  /// - Parameter header: Headings of the table as they were shown.
  /// - Returns: The decision, and the last part of the page in which something was changed.
  /// - Throws: ``Failure/malformed(_:)`` for a row that is no number.
  func decision(over before: TableDecision, header: [String]) throws -> (decision: TableDecision, section: String?) {
    var decision = before
    var sections: Set<ImportTablePage.Section> = []
    if let register = changed("register") {
      // What was said of another register's fields says nothing here.
      decision.register = register.isEmpty ? nil : register
      (decision.columns, decision.values, decision.defaults) = ([:], [:], [:])
      sections.insert(.what)
    }
    let isOther = changed("register") != nil
    let isMoved = changed("header-first") != nil || changed("header-last") != nil
    if isMoved {
      decision.header = try headerRows()
      sections.insert(.sheet)
    }
    for name in was.keys.sorted() {
      guard let text = changed(name) else { continue }
      let parts = name.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      let subject = parts.count > 1 ? String(name.dropFirst(parts[0].count + 1)) : ""
      let section = try apply(text, parts, subject, header, isOther: isOther, isMoved: isMoved, &decision)
      if let section { sections.insert(section) }
    }
    return (decision, sections.max()?.rawValue)
  }

  private func apply(
    _ text: String, _ parts: [String], _ subject: String, _ header: [String], isOther: Bool, isMoved: Bool,
    _ decision: inout TableDecision
  ) throws -> ImportTablePage.Section? {
    switch parts[0] {
    case "last-row":
      decision.lastRow = text.isEmpty ? nil : try row(text)
      return .sheet
    case "hidden":
      decision.takesHidden = !text.isEmpty
      return .sheet
    case "standard":
      decision.standard = text.isEmpty ? nil : text
      return .what
    case "days":
      decision.days = ["dmy", "mdy", "ymd"].contains(text) ? text : nil
      return .what
    case "column" where !isOther:
      decision.columns[subject] = text.isEmpty ? nil : text
      return .columns
    case "named" where !isOther:
      if !text.isEmpty { decision.columns[text] = subject }
      return .columns
    case "value" where !isOther && parts.count == 3:
      decision.values[parts[1], default: [:]][parts[2]] = text.isEmpty ? nil : text
      if decision.values[parts[1]]?.isEmpty == true { decision.values[parts[1]] = nil }
      return .values
    case "reference":
      decision.references[subject] = text.isEmpty ? nil : text.trimmed()
      return .references
    case "how" where changed("reference:\(subject)")?.isEmpty != false:
      decision.references[subject] = text.isEmpty ? nil : text
      return .references
    case "how-all":
      // For all names that nobody decided about one by one.
      for name in was.keys where name.hasPrefix("how:") {
        let words = String(name.dropFirst(4))
        if was[name] == "", was["reference:\(words)"] == "", changed(name) == nil, changed("reference:\(words)") == nil
        {
          decision.references[words] = text
        }
      }
      return .references
    case "default" where !isOther:
      decision.defaults[subject] = text.isEmpty ? nil : text
      return .defaults
    case "mend" where !isMoved && parts.count == 3:
      guard let row = Int(parts[1]), let column = Int(parts[2]), header.indices.contains(column) else { return nil }
      decision.mended[row, default: [:]][header[column]] = text
      return .problems
    case "leave":
      guard let row = Int(subject) else { return nil }
      if text.isEmpty { decision.leftOut.remove(row) } else { decision.leftOut.insert(row) }
      return .problems
    default: return nil
    }
  }

  private func headerRows() throws -> ClosedRange<Int>? {
    let first = value("header-first", was["header-first"] ?? "").trimmed()
    let last = value("header-last", was["header-last"] ?? "").trimmed()
    guard !first.isEmpty else { return nil }
    let from = try row(first)
    let through = last.isEmpty ? from : try row(last)
    guard from <= through else {
      throw Failure.malformed("The header can’t end in row \(through), before it begins in row \(from).")
    }
    guard through - from < 10 else { throw Failure.malformed("A header has ten rows at most.") }
    return from...through
  }

  private func row(_ text: String) throws -> Int {
    guard let number = Int(text.trimmed()), (1...10_000_000).contains(number) else {
      throw Failure.malformed("“\(text)” isn’t the number of a row.")
    }
    return number
  }
}
