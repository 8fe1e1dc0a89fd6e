/// An earlier edition of a standard: its controls, and the controls that they became.
///
/// ISO/IEC 27001:2013 had 114 of them; which of 2022 each became is a fact of ISO/IEC 27002:2022 Annex B.
public struct Edition2013: Sendable {
  /// A control of the earlier edition, or a heading over some.
  public struct Line: Sendable, Hashable {
    /// `A.9.2.3`.
    public let id: String
    public let title: String
    /// Ids of the present edition; empty for a heading.
    public let now: [String]

    public init(id: String, title: String, now: [String] = []) {
      self.id = id
      self.title = title
      self.now = now
    }
  }

  /// Uid of the framework that is the present edition: `iso27001`.
  public let framework: String
  /// `ISO/IEC 27001:2013`.
  public let title: String
  /// `2013`.
  public let edition: String
  public let lines: [Line]
  private let byID: [String: Int]

  public init(framework: String, title: String, edition: String, lines: [Line]) {
    self.framework = framework
    self.title = title
    self.edition = edition
    self.lines = lines
    byID = Dictionary(lines.enumerated().map { ($1.id.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The line of that id, in capitals or not; nil if the edition had none such.
  public func line(_ id: String) -> Line? { byID[id.lowercased()].map { lines[$0] } }

  /// Uids of what a line became; for a heading, of what the lines under it became.
  public func now(_ line: Line) -> [String] {
    let ids = line.now.isEmpty ? lines.filter { $0.id.hasPrefix(line.id + ".") }.flatMap(\.now) : line.now
    var seen: Set<String> = []
    return ids.filter { seen.insert($0).inserted }.map { "\(framework):\($0)" }
  }
}
