/// How a ledger differs from what was published of it.
enum Departure: Sendable, Hashable {
  /// It is shorter.
  case rolledBack(from: Int, to: Int)
  /// The entries that were published are others now.
  case rewritten(first: Int)
  /// There is no such ledger any more.
  case gone

  /// - Parameters:
  ///   - name: Of the ledger, where it does not stand beside the sentence.
  ///   - day: Until which it was published, where that is known.
  func sentence(_ name: String? = nil, by day: String? = nil) -> String {
    let (of, by) = (name.map { " of \($0)" } ?? "", day.map { " by \($0)" } ?? "")
    switch self {
    case .rolledBack(let published, let size):
      let entries = published == 1 ? "1 entry\(of) was" : "\(published) entries\(of) were"
      return "Rolled back: \(entries) published\(by), and the ledger has only \(size)."
    case .rewritten(first: 1):
      return "Rewritten: the first entry\(of) is not the one that was published\(by)."
    case .rewritten(let first):
      return "Rewritten: the first \(first) entries\(of) are not the ones that were published\(by)."
    case .gone:
      let ledger = name ?? "this ledger"
      return "Rolled back: a checkpoint of \(ledger) was published, and the installation no longer has it."
    }
  }
}
