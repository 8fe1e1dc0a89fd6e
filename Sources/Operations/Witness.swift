import Ledger
import RegisterKit
import Store

/// What an installation knows of the ledger of another, as its witness.
public struct WitnessedLedger: Sendable, Hashable {
  /// The key by which the other signs now.
  public var key: VerifyingKey
  /// The newest checkpoint that was shown.
  public var note: String
  /// When it was taken.
  public var at: String

  var value: Value { ["key": .text(key.description), "note": .text(note), "at": .text(at)] }

  init?(_ value: Value) {
    guard let key = value["key"].text.flatMap({ VerifyingKey($0) }), let note = value["note"].text,
      let at = value["at"].text, Checkpoint(note: note, key: key) != nil
    else { return nil }
    (self.key, self.note, self.at) = (key, note, at)
  }

  init(key: VerifyingKey, note: String, at: String) { (self.key, self.note, self.at) = (key, note, at) }

  /// Follows what is published, line by line, as long as each says more than the one before and contains it.
  /// - Throws: ``Failure/conflict(_:)`` in a sentence where the ledger is not what it was.
  mutating func follow(_ lines: [CheckpointLine], at: String) throws {
    guard var held = Checkpoint(note: note, key: key) else { return }
    var last = held
    for line in lines {
      let (checkpoint, signer) = try Self.open(line, trusting: key)
      guard checkpoint.origin == held.origin else { continue }
      last = checkpoint
      if checkpoint.size < held.size { continue }
      guard checkpoint.size > held.size else {
        guard checkpoint.root == held.root else { throw Self.rewritten(held) }
        (key, note) = (signer, line.note)
        continue
      }
      guard held.size == 0 || line.since == held.size else {
        throw Failure.malformed(
          "There is no proof from the \(held.size.of("entry", "entries")) known so far. Ask for one: concord checkpoint show --since \(held.size)"
        )
      }
      guard
        held.size == 0
          || Merkle.verifyConsistency(held.size, held.root, checkpoint.size, checkpoint.root, proof: line.proof)
      else { throw Self.rewritten(held) }
      (key, note, self.at, held) = (signer, line.note, at, checkpoint)
    }
    guard last.size >= held.size else {
      throw Failure.conflict(
        "Rolled back: \(held.origin) had \(held.size.of("entry", "entries")) on \(self.at.prefix(10)) and now has only \(last.size)."
      )
    }
  }

  private static func rewritten(_ held: Checkpoint) -> Failure {
    .conflict(
      "Rewritten: the first \(held.size.of("entry", "entries")) of \(held.origin) are not the ones that were shown before."
    )
  }

  /// A line's checkpoint and the key that it leads to, if that is the one that is trusted or follows from it.
  static func open(_ line: CheckpointLine, trusting key: VerifyingKey) throws -> (Checkpoint, VerifyingKey) {
    if let checkpoint = Checkpoint(note: line.note, key: key) { return (checkpoint, key) }
    let known = (0...line.succession.count).reversed().compactMap { count -> KeyChain? in
      KeyChain.ending(Array(line.succession.prefix(count)))
    }
    for chain in known where chain.keys.contains(key) {
      if let checkpoint = Checkpoint(note: line.note, key: chain.current) { return (checkpoint, chain.current) }
    }
    throw Failure.conflict("A checkpoint is not signed by \(key.description), nor by a successor of it.")
  }
}

extension Installation {
  /// Takes what another installation published and keeps the newest of each of its ledgers.
  /// - Parameter trusted: The other's key, had by another way; needed once.
  /// - Returns: The newest checkpoints, signed by this installation too.
  /// - Throws: ``Failure/conflict(_:)`` in a sentence where a ledger is shorter than before or another; then what was held
  ///   stays.
  public func witness(_ lines: [CheckpointLine], trusted: VerifyingKey?) async throws -> [String] {
    let now = now
    return try await database.write { connection in
      let held = try connection.witnessed()
      var notes: [String] = []
      for origin in Self.origins(lines) {
        let of = lines.filter { Self.origin(of: $0.note) == origin }
        guard var ledger = try held[origin] ?? Self.begin(of, trusted, now) else {
          throw Failure.malformed(
            "\(origin) is not known yet. Give its key with --key; get it by another route than the checkpoints.")
        }
        if let trusted, held[origin] != nil, trusted != ledger.key {
          throw Failure.conflict("\(origin) is known by another key: \(ledger.key.description).")
        }
        try ledger.follow(of, at: "\(now)")
        try connection.keep(ledger, origin)
        notes.append(SignedNote.adding(key, to: ledger.note))
      }
      return notes
    }
  }

  private static func begin(_ lines: [CheckpointLine], _ trusted: VerifyingKey?, _ now: Instant) throws
    -> WitnessedLedger?
  {
    guard let trusted, let first = lines.first else { return nil }
    let (_, key) = try WitnessedLedger.open(first, trusting: trusted)
    return WitnessedLedger(key: key, note: first.note, at: "\(now)")
  }

  private static func origin(of note: String) -> String { note.split(separator: "\n").first.map(String.init) ?? "" }

  private static func origins(_ lines: [CheckpointLine]) -> [String] {
    var seen: Set<String> = []
    return lines.map { origin(of: $0.note) }.filter { seen.insert($0).inserted }
  }

  /// The ledgers of others that this installation is a witness of, by their names.
  public func witnessed() async throws -> [String: WitnessedLedger] { try await database.read { try $0.witnessed() } }
}

extension Connection {
  /// - Throws: ``Failure/conflict(_:)`` if what is kept was altered by hand.
  fileprivate func witnessed() throws -> [String: WitnessedLedger] {
    guard try !brokenSeals().contains(where: { $0.name == KeySetting.witnessed || $0.name == "all" }) else {
      throw Failure.conflict("What this installation knew of other ledgers was altered by hand; see concord verify.")
    }
    let kept = try setting(KeySetting.witnessed).flatMap { try? JSON.parse($0).object } ?? [:]
    return kept.compactMapValues { WitnessedLedger($0) }
  }

  fileprivate func keep(_ ledger: WitnessedLedger, _ origin: String) throws {
    var all = try witnessed()
    all[origin] = ledger
    try setSealed(KeySetting.witnessed, JSON.text(.object(all.mapValues(\.value))))
  }
}
