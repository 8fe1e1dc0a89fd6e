import Ledger
import RegisterKit
import Store

/// What an installation knows of the ledger of another, as its witness.
public struct WitnessedLedger: Sendable, Hashable {
  /// The key by which the other signs now, after those before it: what it published stays, also the lines that a former key
  /// alone signed, and they are read each time.
  private var chain: KeyChain
  /// The newest checkpoint that was shown.
  public private(set) var note: String
  /// When it was taken.
  public private(set) var at: String

  /// The key by which the other signs now.
  public var key: VerifyingKey { chain.current }

  var value: Value {
    var value: Body = ["key": .text(key.description), "note": .text(note), "at": .text(at)]
    if !chain.notes.isEmpty { value["succession"] = Value(chain.notes) }
    return .object(value)
  }

  init?(_ value: Value) {
    guard let key = value["key"].text.flatMap({ VerifyingKey($0) }), let note = value["note"].text,
      let at = value["at"].text, let chain = KeyChain(notes: value["succession"].texts, current: key),
      Checkpoint(note: note, key: key) != nil
    else { return nil }
    (self.chain, self.note, self.at) = (chain, note, at)
  }

  /// Begins with the first line that the trusted key or a successor of it signed; what former keys signed came before.
  /// - Throws: ``Failure/conflict(_:)`` if there is none.
  init(_ lines: [CheckpointLine], trusting key: VerifyingKey, at: String) throws {
    let whole = Self.joined(KeyChain(key), lines)
    let trusted = whole.keys.firstIndex(of: key) ?? 0
    for line in lines {
      guard let (_, signers) = whole.checkpoint(line.note), signers.upperBound >= trusted,
        let chain = whole.up(to: signers.upperBound)
      else { continue }
      (self.chain, self.note, self.at) = (chain, line.note, at)
      return
    }
    throw Self.stranger(key)
  }

  /// The chain with what lines say of keys before and after it.
  private static func joined(_ known: KeyChain, _ lines: [CheckpointLine]) -> KeyChain {
    var seen: Set<[String]> = []
    return lines.map(\.succession).filter { seen.insert($0).inserted }.reduce(known) { $0.extended(by: $1) }
  }

  /// Whether a key is the one that is known, or one before or after it, as lines say.
  func knows(_ key: VerifyingKey, _ lines: [CheckpointLine]) -> Bool { Self.joined(chain, lines).keys.contains(key) }

  /// Follows what is published, line by line, as long as each says more than the one before and contains it.
  /// - Throws: ``Failure/conflict(_:)`` in a sentence where the ledger is not what it was.
  mutating func follow(_ lines: [CheckpointLine], at: String) throws {
    let whole = Self.joined(chain, lines)
    guard var held = Checkpoint(note: note, key: key), var signer = whole.keys.firstIndex(of: key) else {
      throw Self.stranger(key)
    }
    var last = held
    for line in lines {
      guard let (checkpoint, signers) = whole.checkpoint(line.note) else { throw Self.stranger(key) }
      guard checkpoint.origin == held.origin else { continue }
      last = checkpoint
      // The beginning of what is held, whichever of the keys signed it then.
      if checkpoint.size < held.size { continue }
      guard checkpoint.size > held.size else {
        guard checkpoint.root == held.root else { throw Self.rewritten(held) }
        if signers.upperBound >= signer { (signer, note) = (signers.upperBound, line.note) }
        continue
      }
      guard signers.upperBound >= signer else {
        throw Failure.conflict(
          "A checkpoint of \(checkpoint.size.of("entry", "entries")) is signed by a former key, which was replaced at entry \(held.size) or before."
        )
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
      (signer, note, self.at, held) = (signers.upperBound, line.note, at, checkpoint)
    }
    guard last.size >= held.size else {
      throw Failure.conflict(
        Departure.rolledBack(from: held.size, to: last.size).sentence(held.origin, by: "\(self.at.prefix(10))"))
    }
    chain = whole.up(to: signer) ?? chain
  }

  private static func rewritten(_ held: Checkpoint) -> Failure {
    .conflict(Departure.rewritten(first: held.size).sentence(held.origin))
  }

  private static func stranger(_ key: VerifyingKey) -> Failure {
    .conflict("A checkpoint is not signed by \(key.description), nor by a predecessor or successor of it.")
  }
}

extension KeyChain {
  /// As it was when the key at that position signed.
  fileprivate func up(to position: Int) -> KeyChain? {
    guard keys.indices.contains(position) else { return nil }
    return KeyChain(notes: Array(notes.prefix(position)), current: keys[position])
  }
}

extension Installation {
  /// Takes what another installation published and keeps the newest of each of its ledgers.
  /// - Parameter trusted: The other's key, had by another way; needed once. A former one is as good as the present one.
  /// - Returns: The newest checkpoints, signed by this installation too.
  /// - Throws: ``Failure/conflict(_:)`` in a sentence where a ledger is shorter than before or another; then what was held
  ///   stays.
  public func witness(_ lines: [CheckpointLine], trusted: VerifyingKey?) async throws -> [String] {
    let now = now
    return try await database.write { connection in
      let held = try connection.witnessed()
      var notes: [String] = []
      for origin in Self.origins(lines) {
        let of = lines.filter { $0.origin == origin }
        guard var ledger = try held[origin] ?? Self.begin(of, trusted, now) else {
          throw Failure.malformed(
            "\(origin) is not known yet. Give its key with --key; get it by another route than the checkpoints.")
        }
        if let trusted, !ledger.knows(trusted, of) {
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
    guard let trusted else { return nil }
    return try WitnessedLedger(lines, trusting: trusted, at: "\(now)")
  }

  private static func origins(_ lines: [CheckpointLine]) -> [String] {
    var seen: Set<String> = []
    return lines.map(\.origin).filter { seen.insert($0).inserted }
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
