import RegisterKit

/// A grade that is proposed for a finding because it came again.
public struct RaisedGrade: Sendable, Hashable {
  public let standard: Standard
  /// The grade that the earlier finding had for this standard.
  public let before: Finding.Grade
  /// One higher; there is none above a major nonconformity.
  public let proposed: Finding.Grade

  /// In a clause, such as “major nonconformity for 27001”.
  public var words: String { "\(proposed.label.lowercased()) for \(standard.number)" }
}

extension Finding {
  /// What counts for more because it repeats an earlier finding within twelve months: for each standard for which both are
  /// nonconformities, one grade above the earlier one, where it is not graded so already. Only proposed; whoever grades
  /// decides. Own rule for 10.2 of both standards: what was done about it the first time did not last.
  /// - Parameters:
  ///   - earlier: The finding that it repeats.
  ///   - day: When this one is raised, if it does not say so itself.
  public func raisedGrades(repeating earlier: Finding, on day: Day) -> [RaisedGrade] {
    guard let then = earlier.raisedOn, then <= raisedOn ?? day, then.adding(months: 12) >= raisedOn ?? day else {
      return []
    }
    return standards.compactMap { standard in
      guard isNonconformity(for: standard), earlier.isNonconformity(for: standard) else { return nil }
      let before = earlier.grade(for: standard)
      let proposed = before.higher
      return grade(for: standard).rank < proposed.rank
        ? RaisedGrade(standard: standard, before: before, proposed: proposed) : nil
    }
  }
}

extension Finding.Grade {
  /// The next graver one; the gravest itself.
  var higher: Finding.Grade {
    let all = Finding.Grade.allCases
    return all.indices.contains(rank + 1) ? all[rank + 1] : self
  }
}
