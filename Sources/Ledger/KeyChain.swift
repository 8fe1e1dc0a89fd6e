/// The keys of an installation, one after the other: each successor is named in a statement that its predecessor signed, and
/// that it signed itself. Who trusts one of them can follow to the present one; how far that holds is as good as the
/// oldest key that is trusted was kept.
public struct KeyChain: Sendable, Hashable {
  /// The oldest first; the last is the present one.
  public let keys: [VerifyingKey]
  /// The statements, signed notes, one less than keys.
  public let notes: [String]

  /// Of a key that never had a predecessor.
  public init(_ key: VerifyingKey) { (keys, notes) = ([key], []) }

  /// Nil unless every statement is signed by both keys that it names and they lead, one after the other, to this key.
  public init?(notes: [String], current: VerifyingKey) {
    var keys: [VerifyingKey] = []
    for note in notes {
      guard let (old, new) = Self.read(note), keys.isEmpty || keys.last == old else { return nil }
      keys += keys.isEmpty ? [old, new] : [new]
    }
    if keys.isEmpty { keys = [current] }
    guard keys.last == current, Set(keys).count == keys.count else { return nil }
    (self.keys, self.notes) = (keys, notes)
  }

  /// The chain that statements make, whatever key it leads to; nil if they make none.
  public static func ending(_ notes: [String]) -> KeyChain? {
    notes.last.flatMap(read).flatMap { KeyChain(notes: notes, current: $0.new) }
  }

  /// The chain that other statements make, where it holds all keys of this one and goes on at either end; else this one. A
  /// successor is named by the key before it, and a predecessor by the one that took over, which signed the statement too.
  public func extended(by notes: [String]) -> KeyChain {
    guard notes.count > self.notes.count, let first = keys.first, let other = Self.ending(notes),
      let start = other.keys.firstIndex(of: first), other.keys[start...].starts(with: keys)
    else { return self }
    return other
  }

  /// The key that signs now.
  public var current: VerifyingKey { keys[keys.count - 1] }

  /// When each key but the present one was succeeded, as it is said in the statements.
  public var moments: [String] { notes.map { $0.split(separator: "\n").dropFirst(4).first.map(String.init) ?? "" } }

  private static let format = "concord-key-succession/1"

  /// The statement by which one key makes another its successor.
  /// - Parameter at: The moment, without line feed.
  public static func succession(from old: SigningKey, to new: SigningKey, at: String) -> String {
    let (from, to) = (old.verifyingKey.description, new.verifyingKey.description)
    return SignedNote.sign("\(format)\n\(old.name)\n\(from)\n\(to)\n\(at)\n", by: [old, new])
  }

  private static func read(_ note: String) -> (old: VerifyingKey, new: VerifyingKey)? {
    let lines = note.split(separator: "\n", omittingEmptySubsequences: false).prefix(6).map(String.init)
    guard lines.count == 6, lines[0] == format, lines[5].isEmpty, let old = VerifyingKey(lines[2]),
      let new = VerifyingKey(lines[3]), old.name == lines[1], new.name == old.name,
      SignedNote.text(of: note, signedBy: old) != nil, SignedNote.text(of: note, signedBy: new) != nil
    else { return nil }
    return (old, new)
  }

  /// A checkpoint that any of the keys signed, and which of them did, by their positions; nil if none did.
  public func checkpoint(_ note: String) -> (checkpoint: Checkpoint, signers: ClosedRange<Int>)? {
    let read = keys.indices.compactMap { index in Checkpoint(note: note, key: keys[index]).map { (index, $0) } }
    guard let first = read.first, let last = read.last else { return nil }
    return (first.1, first.0...last.0)
  }
}
