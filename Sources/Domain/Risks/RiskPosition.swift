import RegisterKit

extension Risk {
  /// When a risk is looked at: before treatment, as it counts now, as it is aimed for.
  public enum Stage: String, Sendable, CaseIterable {
    case inherent, current, target

    public var label: String {
      switch self {
      case .inherent: "Before treatment"
      case .current: "Now"
      case .target: "Target"
      }
    }

    /// The fields, entered or worked out, that hold a risk's place on the matrix and its score. A figure of the heat map
    /// counts by them and its link filters by them, so the two can't differ.
    public var fields: (likelihood: String, impact: String, score: String) {
      switch self {
      case .inherent: ("inherent_likelihood", "worst_impact", "inherent_score")
      case .current: ("standing_likelihood", "standing_impact", "score")
      case .target: ("target_likelihood", "target_impact", "target_score")
      }
    }
  }

  /// Where it stands now: after controls where that was judged, where it was before them otherwise. Nil while neither is
  /// judged, or off the matrix.
  public func standing(_ matrix: RiskMatrix) -> (likelihood: Int, impact: Int)? {
    for case (let likelihood?, let impact?) in [(currentLikelihood, currentImpact), (inherentLikelihood, worstImpact)]
    where matrix.score(likelihood, impact) != nil {
      return (likelihood, impact)
    }
    return nil
  }
}
