import Ledger
import RegisterKit

/// Checkpoints that were kept where an insider does not reach: each says how long a ledger was and what it held.
public struct PublishedCheckpoints: Sendable {
  struct Item {
    let checkpoint: Checkpoint
    /// Position in the chain of the newest key that signed it.
    let signer: Int
  }
  private var items: [Item] = []
  private var unknown = 0

  init(_ notes: [String], _ chain: KeyChain) {
    for note in notes {
      if let (checkpoint, signers) = chain.checkpoint(note) {
        items.append(Item(checkpoint: checkpoint, signer: signers.upperBound))
      } else {
        unknown += 1
      }
    }
  }

  /// The notes in a text: one as it is signed, or lines of JSON as ``CheckpointLine`` writes them.
  /// - Throws: ``Failure/malformed(_:)`` with the line that is neither.
  public static func notes(_ text: String) throws -> [String] {
    guard text.first(where: { !$0.isWhitespace }) == "{" else { return [text] }
    return try CheckpointLine.read(text).map(\.note)
  }

  func of(_ origin: String) -> [Item] { items.filter { $0.checkpoint.origin == origin } }

  /// - Parameter known: Names of the ledgers that are here.
  func problems(known: Set<String>) -> [Verification.Problem] {
    var problems: [Verification.Problem] = []
    if unknown > 0 {
      let what = unknown == 1 ? "A checkpoint is" : "\(unknown) checkpoints are"
      problems.append(
        .init(what: "checkpoint", name: "from outside", problem: "\(what) not signed by this installation."))
    }
    for origin in Set(items.map(\.checkpoint.origin)).subtracting(known).sorted() {
      problems.append(.init(what: "checkpoint", name: origin, problem: Departure.gone.sentence()))
    }
    return problems
  }
}

/// The checkpoints of one ledger, compared with it while its entries are counted.
struct CheckpointCheck {
  private let name: String
  private var own: [Int: Checkpoint] = [:]
  private var published: [Int: [Hash]] = [:]
  /// The smallest number of entries for which the ledger is not what was published.
  private var rewritten: Int?
  private var problems: [Verification.Problem] = []
  /// Of the installation's own.
  private(set) var valid = 0

  /// - Parameters:
  ///   - signed: The installation's own, by size.
  ///   - origin: Name of the ledger in them.
  ///   - name: Of the workspace, for whoever reads the problems.
  init(
    _ signed: [(size: Int, note: String)], _ outside: PublishedCheckpoints, _ chain: KeyChain, origin: String,
    name: String
  ) {
    self.name = name
    var newest = 0
    // For each key the number of entries at which a later one took over.
    var succeeded: [Int: Int] = [:]
    for (size, note) in signed {
      guard let (checkpoint, signers) = chain.checkpoint(note), checkpoint.size == size, checkpoint.origin == origin
      else {
        add(size, "The signature or the text is not what this installation signed.")
        continue
      }
      if signers.upperBound < newest { add(size, "It is signed by a former key, after that key was replaced.") }
      newest = max(newest, signers.upperBound)
      for key in 0..<newest where succeeded[key] == nil { succeeded[key] = size }
      own[size] = checkpoint
      valid += 1
    }
    for item in outside.of(origin) {
      let size = item.checkpoint.size
      if let end = succeeded[item.signer], size > end {
        add(size, "The published checkpoint is signed by a former key, which was replaced at entry \(end).")
      }
      published[size, default: []].append(item.checkpoint.root)
    }
  }

  private mutating func add(_ size: Int, _ problem: String) {
    problems.append(.init(what: "checkpoint", name: "\(name) at \(size)", problem: problem))
  }

  /// Compares what is signed over that many entries.
  mutating func check(_ size: Int, _ root: @autoclosure () -> Hash) {
    if let checkpoint = own.removeValue(forKey: size), checkpoint.root != root() {
      add(size, "The ledger up to here is not the one that was signed.")
    }
    if let roots = published.removeValue(forKey: size), !roots.allSatisfy({ $0 == root() }) {
      rewritten = rewritten ?? size
    }
  }

  /// All that is wrong, once the ledger is at its end.
  mutating func end(_ size: Int) -> [Verification.Problem] {
    for (signed, _) in own.sorted(by: { $0.key < $1.key }) {
      add(signed, "It was signed over \(signed) entries; the ledger has only \(size).")
    }
    if let rewritten { add(rewritten, Departure.rewritten(first: rewritten).sentence()) }
    if let most = published.keys.max() { add(most, Departure.rolledBack(from: most, to: size).sentence()) }
    return problems
  }
}
