import RegisterKit

/// A requirement as somebody wrote it, evened out.
public struct RequirementName: Sendable, Hashable {
  /// The number of the standard that was named with it, `27001` or `42001`; nil where none was. What names ISO/IEC 27002
  /// means Annex A of 27001.
  public var standard: String?
  /// The year that was named with the standard, `2013`.
  public var edition: String?
  /// `A.5.3`, `6.1.2`; the number alone where nothing says whether a clause or the annex is meant.
  public var id: String
  /// The last id of a range that begins with ``id``.
  public var through: String?

  public init(standard: String? = nil, edition: String? = nil, id: String, through: String? = nil) {
    self.standard = standard
    self.edition = edition
    self.id = id
    self.through = through
  }

  /// The ids that it stands for; those of a range in the order of `ids`, or its two ends where they are not in there.
  /// - Parameter ids: The ids of the standard that is meant, in its order.
  public func ids(among ids: [String]) -> [String] {
    guard let through else { return [id] }
    guard let first = ids.firstIndex(of: id), let last = ids.firstIndex(of: through), first <= last else {
      return [id, through]
    }
    return Array(ids[first...last])
  }
}

/// Reads the ids of requirements in a cell: `A.5.3`, `A 5.3`, `5.03`, `A.5.1–A.5.4`, `ISO 27001 A.5.1`, `Clause 6.1.2`,
/// with titles behind them and in lists of any kind.
public enum RequirementIDs {
  /// What stands in a cell.
  public struct Reading: Sendable, Equatable {
    public var names: [RequirementName] = []
    /// Parts in which there is no id.
    public var unread: [String] = []
  }

  /// - Parameter annex: A number without “A” is a control of the annex: the column holds controls.
  public static func parse(_ text: String, annex: Bool = false) -> Reading {
    let plain = CellText.plain(text, lines: true)
    // “5,3” is how a German spreadsheet shows 5.3.
    let halves = plain.split(separator: ",", omittingEmptySubsequences: false)
    if halves.count == 2, halves.allSatisfy({ (1...2).contains($0.utf8.count) && $0.allSatisfy(\.isNumber) }) {
      return parse(halves.joined(separator: "."), annex: annex)
    }
    var parser = RequirementParser(plain, annex: annex)
    return parser.read()
  }
}
