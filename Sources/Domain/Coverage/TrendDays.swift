import RegisterKit

/// At which days a trend has its points: today, and before it days, weeks or month ends, the finest of them with which
/// the points still reach back to the beginning.
public enum TrendDays {
  /// In order; none from before `first`, and `most` at most.
  public static func days(from first: Day, to today: Day, most: Int = 12) -> [Day] {
    guard most > 0, first <= today else { return [] }
    let span = today - first
    func back(_ steps: Int) -> Day {
      if span < most { return today + -steps }
      if span < 7 * most { return today + -7 * steps }
      return steps == 0 ? today : monthEnd(today, steps)
    }
    return (0..<most).map(back).filter { $0 >= first }.reversed()
  }

  /// The last day of the month so many before that of a day.
  static func monthEnd(_ day: Day, _ months: Int) -> Day {
    let first = day + (1 - day.parts.day)
    return first.adding(months: 1 - months) + -1
  }
}
