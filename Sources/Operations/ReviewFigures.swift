import Domain
import RegisterKit
import Store

/// The input of a management review with its lists counted.
public struct ReviewFigures: Sendable {
  public let period: ReviewPeriod
  public let input: ReviewInput
  /// Records of each list of the input.
  public let counts: [ReviewList: Int]
  /// The first corrective actions that are overdue, the longest overdue before the others.
  public let overdue: [StoredRecord]
}

extension Installation {
  /// What the registers say to a management review; worked out once for each position of the ledger.
  public func reviewFigures(_ review: StoredRecord, _ scope: Scope) throws -> ReviewFigures {
    let today = today
    return try cached("review \(review.id)", scope) {
      let others = try scope.records(of: review.kind).filter { $0.id != review.id }
      let period = ReviewPeriod(
        of: ManagementReview.register.decode(review.body),
        others: others.compactMap { ManagementReview.register.decode($0.body).date }, today: today)
      let input = ReviewInput(period, matrix: try settings(scope).matrix)
      var counts: [ReviewList: Int] = [:]
      for list in (input.byStandard + input.together).flatMap(\.lists) {
        counts[list] = try query(list).map { try scope.count($0, today: today) }
      }
      var named = try query(ReviewInput.overdue)
      named?.sort = [.init(field: "due_on", descending: false)]
      named?.limit = 10
      return ReviewFigures(
        period: period, input: input, counts: counts,
        overdue: try named.map { try scope.list($0, today: today).records } ?? [])
    }
  }

  /// Nil where the register is not among those of this installation.
  private func query(_ list: ReviewList) throws -> ListQuery? {
    guard let register = registers[list.register] else { return nil }
    return try ListQuery(list.items.map { ($0.name, $0.value) }, register: register, among: registers)
  }
}
