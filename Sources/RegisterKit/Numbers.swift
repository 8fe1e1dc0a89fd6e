/// Arithmetic on numbers that somebody else chose: it never ends the process, and what it gives is looked at like the number
/// itself. `scripts/lint` refuses the plain operators on such numbers.
extension Int {
  /// One more; the greatest stays what it is.
  public var next: Int { self == .max ? self : self &+ 1 }
  /// One less; the least stays what it is.
  public var previous: Int { self == .min ? self : self &- 1 }

  /// A whole number near to one with a fraction: what is beyond the ends is the end, and what is no number is 0.
  public init(saturating number: Double, _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero) {
    let whole = number.rounded(rule)
    self = Int(exactly: whole) ?? (whole.isNaN ? 0 : whole < 0 ? .min : .max)
  }
}
