/// An ordered scale in the organization's own words, numbered from 1: likelihoods, impacts, competences.
public struct Scale: Sendable, Hashable {
  /// A step of the scale; the first is 1.
  public struct Level: Sendable, Hashable {
    public var name: String
    /// What the level stands for, in the organization's words; may be empty.
    public var meaning: String
    public init(_ name: String, _ meaning: String = "") {
      self.name = name
      self.meaning = meaning
    }
  }
  /// From the lowest, number 1, up.
  public var levels: [Level]
  public init(_ levels: [Level]) { self.levels = levels }
  public init(_ names: String...) { levels = names.map { Level($0) } }

  /// The name of a level numbered from 1; nil if the scale has no such level.
  public func name(of level: Int) -> String? {
    levels.indices.contains(level.previous) ? levels[level.previous].name : nil
  }

  /// Reads `4`, `likely` or `4 – likely`; nil if the scale has no such level.
  public func level(_ text: String) -> Int? {
    let folded = text.folded
    if let index = levels.firstIndex(where: { $0.name.folded == folded }) { return index + 1 }
    let number = Int(text.prefix { $0.isASCII && $0.isNumber })
    if let number, levels.indices.contains(number.previous) {
      let rest = text.drop { $0.isASCII && $0.isNumber }.trimmed(also: "-–—:.)")
      if rest.isEmpty || rest.folded == levels[number.previous].name.folded { return number }
    }
    return nil
  }
}

/// What a workspace decides about its own method and words. A value: rules receive it, never look it up.
public struct Settings: Sendable, Hashable {
  /// Scales by name; a `level` field names the one it uses.
  public var scales: [String: Scale]
  public var matrix: RiskMatrix
  /// ISO 4217 code in which money fields are kept.
  public var currency: String
  /// Frameworks in which a bare requirement id such as `A.5.1` is looked up, first match wins.
  public var frameworks: [String]

  public init(
    scales: [String: Scale] = [:], matrix: RiskMatrix = .standard, currency: String = "EUR",
    frameworks: [String] = ["iso27001", "iso42001"]
  ) {
    self.scales = scales
    self.matrix = matrix
    self.currency = currency
    self.frameworks = frameworks
  }

  /// The scale of that name, those of the risk matrix among them; an empty one where there is none.
  public func scale(_ name: String) -> Scale {
    switch name {
    case "likelihood": matrix.likelihood
    case "impact": matrix.impact
    default: scales[name] ?? Scale()
    }
  }
}

/// The organization's risk matrix: two scales and the bands that turn a score into a level
/// (ISO/IEC 27001:2022 6.1.2 a, ISO/IEC 42001:2023 6.1.2).
public struct RiskMatrix: Sendable, Hashable {
  /// A range of scores with a name; `rank` 1 is the lowest, and chooses the colour.
  public struct Band: Sendable, Hashable {
    public var name: String
    /// Lowest score of the band.
    public var from: Int
    /// Highest score of the band, included.
    public var to: Int
    /// Who may accept a risk of this level, in the organization's words.
    public var acceptance: String
    public init(_ name: String, _ from: Int, _ to: Int, acceptance: String = "") {
      self.name = name
      self.from = from
      self.to = to
      self.acceptance = acceptance
    }
  }
  public var likelihood: Scale
  public var impact: Scale
  /// From the lowest to the highest.
  public var bands: [Band]

  public init(likelihood: Scale, impact: Scale, bands: [Band]) {
    self.likelihood = likelihood
    self.impact = impact
    self.bands = bands
  }

  /// Likelihood × impact; nil while either is not judged or off its scale.
  public func score(_ likelihood: Int?, _ impact: Int?) -> Int? {
    guard let likelihood, let impact, self.likelihood.levels.indices.contains(likelihood.previous),
      self.impact.levels.indices.contains(impact.previous)
    else { return nil }
    return likelihood * impact
  }

  /// The band of a score, with its rank from 1.
  public func band(_ score: Int?) -> (rank: Int, band: Band)? {
    guard let score, let index = bands.firstIndex(where: { $0.from <= score && score <= $0.to }) else { return nil }
    return (index + 1, bands[index])
  }

  /// What is wrong with a matrix somebody configured; empty if it can be used: scales of 3 to 6 levels, every reachable
  /// score in exactly one band, bands rising.
  public var problems: [String] {
    var found: [String] = []
    for (name, scale) in [("Likelihood", likelihood), ("Impact", impact)] {
      if !(3...6).contains(scale.levels.count) { found.append("\(name) needs three to six levels.") }
      if Set(scale.levels.map(\.name.folded)).count != scale.levels.count {
        found.append("\(name) has two levels of the same name.")
      }
    }
    if bands.isEmpty { found.append("At least one level is needed.") }
    guard likelihood.levels.count <= 6, impact.levels.count <= 6 else { return found }
    // Beyond what a product of two scales comes to nothing is counted with.
    guard bands.count <= 36, bands.allSatisfy({ $0.from.magnitude <= 1000 && $0.to.magnitude <= 1000 }) else {
      return found + ["A level begins or ends where no score is."]
    }
    for l in 1...max(1, likelihood.levels.count) {
      for i in 1...max(1, impact.levels.count) {
        let count = bands.filter { $0.from <= l * i && l * i <= $0.to }.count
        if count == 0 { found.append("Score \(l * i) has no level.") }
        if count > 1 { found.append("Score \(l * i) has more than one level.") }
      }
    }
    for (a, b) in zip(bands, bands.dropFirst()) where a.to >= b.from {
      found.append("\(b.name) must begin above \(a.name).")
    }
    return Array(Set(found)).sorted()
  }

  /// The matrix of a new workspace, until the organization sets its own.
  public static let standard = RiskMatrix(
    likelihood: Scale("very rare", "rare", "possible", "likely", "very likely"),
    impact: Scale("negligible", "small", "medium", "large", "severe"),
    bands: [Band("low", 1, 4), Band("medium", 5, 9), Band("high", 10, 14), Band("very high", 15, 25)])
}
