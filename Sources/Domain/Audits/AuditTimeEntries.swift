import RegisterKit

/// The tables entry by entry, and what an organization sets in place of an entry.
extension AuditTimeTables {
  /// One figure of the tables that can be changed, with the name under which it is.
  public struct Entry: Sendable, Hashable {
    /// Names the entry for good: `days/iso27001/45/initial`, `share/surveillance`, `step/20`.
    public let key: String
    /// What it belongs to, such as the table's source.
    public let group: String
    public let label: String
    /// As it is written and read: `8.5`, `1/3`, `-10 to -5`.
    public let text: String
    public let origin: Origin
  }

  /// A figure that an organization sets itself, because its licensed copy or its certification body says so.
  public struct OwnEntry: Sendable, Hashable {
    /// Names the entry that it stands in place of, as ``Entry/key``.
    public var key: String
    /// The figure as people write it, in the form of ``Entry/text``.
    public var text: String
    /// Where it stands: the licensed copy, or what the certification body wrote.
    public var source: String
    /// Somebody compared it with its source.
    public var isVerified: Bool
    public init(key: String, text: String, source: String, isVerified: Bool) {
      self.key = key
      self.text = text
      self.source = source
      self.isVerified = isVerified
    }
    var origin: Origin { Origin(isVerified: isVerified, source: source, isOwn: true) }
  }

  /// Every entry that can be changed, in order.
  public var entries: [Entry] {
    var entries: [Entry] = []
    for table in tables {
      for row in table.rows {
        for (column, figure) in row.figures.sorted(by: { $0.key < $1.key }) {
          let label =
            "Up to \(row.upTo) \(table.counts)\(table.columns.count > 1 ? ", \(column.asLabel.lowercased())" : "")"
          entries.append(entry("days/\(table.standard)/\(row.upTo)/\(column)", table.source, "\(label): days", figure))
        }
      }
      entries.append(
        entry(
          "reduction/\(table.standard)", table.source, "Taken off for circumstances at most: percent",
          table.largestReduction))
      for change in table.scores?.changes ?? [] {
        entries.append(
          Entry(
            key: "change/\(table.standard)/\(change.business)/\(change.it)", group: table.source,
            label: "Business \(change.business), IT \(change.it): percent",
            text: "\(Self.text(change.from)) to \(Self.text(change.to))", origin: change.origin))
      }
    }
    for share in shares {
      entries.append(
        Entry(
          key: "share/\(share.audit)", group: "Shares of the initial audit", label: share.audit.asLabel,
          text: "\(share.parts)/\(share.of)", origin: share.origin))
    }
    for step in steps {
      entries.append(
        entry(
          "step/\(Self.text(step.above))", "Reduction of an integrated audit (IAF MD 11)",
          "Integration or ability above \(Self.text(step.above)) %: percent", step.percent))
    }
    entries.append(entry("round", "Rounding", "Part of a day", roundTo))
    return entries
  }

  private func entry(_ key: String, _ group: String, _ label: String, _ figure: Figure) -> Entry {
    Entry(key: key, group: group, label: label, text: Self.text(figure.value), origin: figure.origin)
  }

  /// The tables with an organization's own figures in place. A row of a table may be new.
  /// - Returns: The tables, and the keys for which there is no place in them (any more).
  public func with(_ own: [OwnEntry]) -> (tables: AuditTimeTables, left: [String]) {
    var (tables, left) = (self, [String]())
    for entry in own {
      do { try tables.set(entry) } catch { left.append(entry.key) }
    }
    return (tables, left)
  }

  /// - Throws: ``Refusal`` saying what the entry should look like.
  public mutating func set(_ own: OwnEntry) throws(Refusal) {
    let parts = own.key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch (parts.first, parts.count) {
    case ("days", 4): try setDays(parts[1], parts[2], parts[3], own)
    case ("reduction", 2):
      let index = try tableIndex(parts[1])
      tables[index].largestReduction = .init(try Self.number(own.text, 0...100, "percent"), own.origin)
    case ("change", 4): try setChange(parts[1], parts[2], parts[3], own)
    case ("share", 2):
      guard let index = shares.firstIndex(where: { $0.audit == parts[1] }) else { throw Self.nowhere(own.key) }
      let fraction = own.text.split(separator: "/").map { Int($0.trimmed()) }
      guard fraction.count == 2, let part = fraction[0], let of = fraction[1], (1...100).contains(part),
        (1...100).contains(of)
      else { throw Refusal("A share is written like 1/3.") }
      (shares[index].parts, shares[index].of, shares[index].origin) = (part, of, own.origin)
    case ("step", 2):
      guard let index = steps.firstIndex(where: { Self.text($0.above) == parts[1] }) else {
        throw Self.nowhere(own.key)
      }
      steps[index].percent = .init(try Self.number(own.text, 0...100, "percent"), own.origin)
    case ("round", 1):
      roundTo = .init(try Self.number(own.text, 0.05...1, "part of a day"), own.origin)
    default: throw Self.nowhere(own.key)
    }
  }

  private mutating func setDays(_ standard: String, _ upTo: String, _ column: String, _ own: OwnEntry) throws(Refusal) {
    let index = try tableIndex(standard)
    guard let persons = Int(upTo), (1...10_000_000).contains(persons) else {
      throw Refusal("“Up to” is a number of persons from 1 to 10,000,000.")
    }
    guard tables[index].columns.contains(column) else { throw Self.nowhere(own.key) }
    let figure = Figure(try Self.number(own.text, 0.1...1000, "days"), own.origin)
    if let row = tables[index].rows.firstIndex(where: { $0.upTo == persons }) {
      tables[index].rows[row].figures[column] = figure
    } else {
      tables[index].rows.append(Row(upTo: persons, figures: [column: figure]))
      tables[index].rows.sort { $0.upTo < $1.upTo }
    }
  }

  private mutating func setChange(
    _ standard: String, _ business: String, _ it: String, _ own: OwnEntry
  ) throws(Refusal) {
    let index = try tableIndex(standard)
    guard
      let at = tables[index].scores?.changes.firstIndex(where: { $0.business == business && $0.it == it })
    else { throw Self.nowhere(own.key) }
    let range = own.text.replacing("−", with: "-").components(between: " to ").map { Double($0.trimmed()) }
    guard let from = range.first ?? nil, let to = range.last ?? nil, range.count <= 2, from <= to,
      (-100.0...200).contains(from), to <= 200
    else { throw Refusal("A range of percent is written like -10 to -5.") }
    tables[index].scores?.changes[at].from = from
    tables[index].scores?.changes[at].to = to
    tables[index].scores?.changes[at].origin = own.origin
  }

  private func tableIndex(_ standard: String) throws(Refusal) -> Int {
    guard let index = tables.firstIndex(where: { $0.standard == standard }) else {
      throw Refusal("There is no table for \(standard).")
    }
    return index
  }

  private static func nowhere(_ key: String) -> Refusal { Refusal("The tables have no entry “\(key)”.") }

  private static func number(_ text: String, _ range: ClosedRange<Double>, _ what: String) throws(Refusal) -> Double {
    let plain = text.trimmed().replacing(",", with: ".").replacing("−", with: "-")
    guard let value = Double(plain), value.isFinite, range.contains(value) else {
      throw Refusal(
        "“\(text)” is no number of \(what) from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound)).")
    }
    return value
  }
}

extension String {
  fileprivate func components(between separator: String) -> [String] {
    var (parts, rest) = ([String](), self[...])
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}

// Kept in the workspace's settings, so the names of members never change.
extension AuditTimeTables.OwnEntry {
  /// The member of the settings that holds the list.
  public static let setting = "audit_time"

  /// The figures that an organization set, from its settings; entries that can't be read are left out.
  public static func read(_ settings: Body) -> [Self] {
    (settings[setting]?.list ?? []).compactMap { entry in
      guard let key = entry["key"].text, let text = entry["value"].text else { return nil }
      return Self(key: key, text: text, source: entry["source"].text ?? "", isVerified: entry["verified"].bool ?? false)
    }
  }

  /// As kept in the settings, what ``read(_:)`` reads back.
  public var value: Value {
    ["key": .text(key), "value": .text(text), "source": .text(source), "verified": .bool(isVerified)]
  }
}
