import Domain
import RegisterKit
import Store

/// Checks that the entries of an export could have been written by Concord. Matching hashes prove nothing: whoever makes an
/// archive can compute them too. What passes can be shown, counted on and changed like what was written here.
struct ArchivedLedger {
  private let registers: Registers
  private var last: (seq: Int, batch: Int) = (0, 0)
  /// Register and revision of each record so far.
  private var records: [String: (kind: String, version: Int)] = [:]
  /// Where each record that is not archived points, as its last entry says, by field.
  private var pointing: [String: [(field: String, to: [String])]] = [:]

  init(_ registers: Registers) { self.registers = registers }

  /// A workspace's name is part of its address.
  static func isSlug(_ slug: String) -> Bool {
    (1...60).contains(slug.utf8.count) && slug.first != "-"
      && slug.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
      }
  }

  /// Takes the next entry.
  /// - Throws: ``Failure/malformed(_:)`` with its position and what is wrong with it.
  mutating func take(_ entry: Revision) throws {
    func refuse(_ reason: String) -> Failure {
      .malformed("Entry \(entry.seq.magnitude) of the export isn't valid: \(reason)")
    }
    guard entry.seq == last.seq.next else { throw refuse("the one before it is \(last.seq).") }
    // An act begins with its own first entry.
    guard entry.batch == entry.seq || (entry.batch == last.batch && last.seq > 0) else {
      throw refuse("its act is neither its own nor that of the entry before it.")
    }
    guard Instant(entry.at) != nil else { throw refuse("“\(entry.at.cut)” isn't a date and time.") }
    guard entry.actor.utf8.count <= Revision.longestActor, entry.note.utf8.count <= Revision.longestNote else {
      throw refuse("its author or note is too long.")
    }
    try checkRecord(entry, refuse)
    guard let json = entry.json, let body = try? JSON.parse(json), body.object != nil else {
      throw refuse("its content isn't an object.")
    }
    guard Self.isBounded(body) else { throw refuse("a number in it is too large.") }
    if entry.kind == Installation.settingsKind, let problem = Self.problem(Settings(body: body.object ?? [:])) {
      throw refuse("no workspace can be run by these settings: \(problem)")
    }
    if entry.action.isContent { pointing[entry.record] = references(entry, body.object ?? [:]) }
    last = (entry.seq, entry.batch)
  }

  private func references(_ entry: Revision, _ body: Body) -> [(field: String, to: [String])]? {
    guard entry.action != .archived else { return nil }
    return registers[entry.kind]?.fields.compactMap { field -> (field: String, to: [String])? in
      guard case .reference = field.kind.control, let value = body[field.name], !value.texts.isEmpty else { return nil }
      return (field.name, value.texts)
    }
  }

  /// After the last entry.
  /// - Throws: ``Failure/malformed(_:)`` where a record points at one that the export does not hold.
  func finish() throws {
    for (record, fields) in pointing.sorted(by: { $0.key < $1.key }) {
      for (field, targets) in fields {
        guard let missing = targets.first(where: { records[$0] == nil }) else { continue }
        throw Failure.malformed(
          "An entry of the export isn't valid: \(record) points at “\(missing.cut)” in \(field), and the export has no such record."
        )
      }
    }
  }

  private mutating func checkRecord(_ entry: Revision, _ refuse: (String) -> Failure) throws {
    let isSettings = entry.record == Installation.settingsID && entry.kind == Installation.settingsKind
    guard isSettings || Act.isCode(entry.record) else { throw refuse("“\(entry.record.cut)” isn't a code.") }
    let register = registers[entry.kind]
    guard isSettings || register != nil else { throw refuse("there is no register “\(entry.kind.cut)”.") }
    if let state = entry.state, let lifecycle = register?.lifecycle, lifecycle.state(state) == nil {
      throw refuse("\(register?.many ?? "") have no state “\(state.cut)”.")
    }
    let known = records[entry.record]
    if let known, known.kind != entry.kind { throw refuse("\(entry.record) is one of \(known.kind).") }
    guard (known == nil) == (entry.action == .created) else {
      throw refuse(known == nil ? "\(entry.record) doesn't exist yet." : "\(entry.record) exists already.")
    }
    let version = (known?.version ?? 0) + (entry.action.isContent ? 1 : 0)
    guard entry.version == version else { throw refuse("\(entry.record) should be at revision \(version).") }
    records[entry.record] = (entry.kind, version)
  }

  /// What is wrong with a method, as on the page where it is decided: every list is held by what a page can show.
  private static func problem(_ settings: Settings) -> String? {
    if let problem = settings.matrix.problems.first { return problem }
    let isLong = settings.scales.values.contains { $0.levels.count > 20 } || settings.frameworks.count > 50
    return isLong ? "a scale or the list of frameworks is too long." : nil
  }

  /// No number in it is beyond what the fields of registers can hold.
  private static func isBounded(_ value: Value) -> Bool {
    switch value {
    case .int(let int): int.magnitude <= 1_000_000_000_000_000
    case .double(let double): double.isFinite && double.magnitude <= 1e15
    case .list(let values): values.allSatisfy(isBounded)
    case .object(let members): members.values.allSatisfy(isBounded)
    case .null, .bool, .text: true
    }
  }
}
