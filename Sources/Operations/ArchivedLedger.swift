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
    guard entry.seq == last.seq + 1 else { throw refuse("the one before it is \(last.seq).") }
    // An act begins with its own first entry.
    guard entry.batch == entry.seq || (entry.batch == last.batch && last.seq > 0) else {
      throw refuse("its act is neither its own nor that of the entry before it.")
    }
    guard Instant(entry.at) != nil else { throw refuse("“\(entry.at.cut)” isn't a date and time.") }
    guard entry.actor.utf8.count <= 500, entry.note.utf8.count <= 10_000 else {
      throw refuse("its author or note is too long.")
    }
    try checkRecord(entry, refuse)
    guard let json = entry.json, let body = try? JSON.parse(json), body.object != nil else {
      throw refuse("its content isn't an object.")
    }
    guard Self.isBounded(body) else { throw refuse("a number in it is too large.") }
    last = (entry.seq, entry.batch)
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
