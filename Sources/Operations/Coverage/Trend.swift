import Domain
import RegisterKit
import Store

/// How ready an organization was for its standards at the end of a day.
public struct ReadinessPoint: Sendable, Hashable {
  public let day: Day
  /// From 0 to 1, by the uid of the framework.
  public let readiness: [String: Double]
}

extension Installation {
  /// Beyond so many entries a look back would cost more than it shows.
  static let mostEntriesOfTrend = 10_000

  /// Readiness of standards since the ledger began, worked out from the records as they stood then; the last point is
  /// the present. Empty for those who see only a part, and for very large ledgers.
  public func readinessTrend(_ frameworks: [String], _ scope: Scope) throws -> [ReadinessPoint] {
    let size = try scope.ledgerSize
    guard !scope.sharedOnly, size <= Self.mostEntriesOfTrend, let first = try scope.moment(of: 1) else { return [] }
    let frameworks = frameworks.compactMap { libraries.framework($0) }
    return try cached("trend \(frameworks.map(\.uid))", scope) {
      try TrendDays.days(from: first.day, to: today).map { day in
        let past = try day == today ? nil : pastReadiness(frameworks, Instant(endOf: day), scope)
        let readiness = try past ?? frameworks.map { try gap($0.uid, scope).readiness }
        return ReadinessPoint(
          day: day, readiness: Dictionary(zip(frameworks.map(\.uid), readiness)) { first, _ in first })
      }
    }
  }

  /// What stood at a position of the ledger stays so: it is worked out once, whatever is written later.
  private func pastReadiness(_ frameworks: [Framework], _ moment: Instant, _ scope: Scope) throws -> [Double] {
    let key = AnswerCache.Key(
      workspace: scope.workspace.id, position: try scope.position(asOf: moment), day: 0, audience: .members,
      question: "readiness \(frameworks.map(\.uid))")
    return try cache.answer(key) {
      let facts = try facts(scope, asOf: moment)
      return frameworks.map { Gap.compute($0, facts, libraries).readiness }
    }
  }
}
