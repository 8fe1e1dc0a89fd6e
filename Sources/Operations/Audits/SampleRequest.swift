import Domain
import RegisterKit
import Store

/// What is to be drawn.
public struct SampleRequest: Sendable {
  /// The register, and its list's filter as in the address bar.
  public var population: String
  public var filter: [(name: String, value: String)]
  public var method: Sample.Method
  /// The usual one if nil.
  public var size: Int?
  /// What the items follow from; made up if nil.
  public var seed: String?
  /// Field by which the population is divided.
  public var stratum: String?
  /// The records themselves, where somebody judges which to see.
  public var chosen: [String]
  /// Made of size and register if empty.
  public var title: String
  /// Id of the audit; that of the check if nil.
  public var audit: String?
  /// Id of the check for which it is drawn.
  public var check: String?
  /// Why these records; needed where somebody judges.
  public var reason: String

  public init(
    population: String, filter: [(name: String, value: String)] = [], method: Sample.Method = .random, size: Int? = nil,
    seed: String? = nil, stratum: String? = nil, chosen: [String] = [], title: String = "", audit: String? = nil,
    check: String? = nil, reason: String = ""
  ) {
    self.population = population
    self.filter = filter
    self.method = method
    self.size = size
    self.seed = seed
    self.stratum = stratum
    self.chosen = chosen
    self.title = title
    self.audit = audit
    self.check = check
    self.reason = reason
  }
}

/// A sample drawn once more from what is kept of it.
public struct SampleRedraw: Sendable {
  public let sample: StoredRecord
  /// Records at their revision, as kept and as drawn now.
  public let kept: [String]
  /// As `R-014@3`, in the order in which they are drawn.
  public let drawn: [String]
  /// As it is now.
  public let populationSize: Int
  /// The same records at the same revisions, from a population of the same size.
  public var isSame: Bool { kept == drawn && populationSize == sample.body["population_size"]?.int }
}

/// What somebody saw at an item of a sample.
public struct SampleResult: Sendable {
  /// Id of the item, not of the record that it shows.
  public var item: String
  public var result: SampleItem.Result
  /// Nil leaves what stands.
  public var note: String?
  /// Revision of the item that they had before them; nil for the one that stands.
  public var revision: Int?
  public init(item: String, result: SampleItem.Result, note: String? = nil, revision: Int? = nil) {
    self.item = item
    self.result = result
    self.note = note
    self.revision = revision
  }

  /// An item says already what this says.
  func isSaid(by item: SampleItem) -> Bool { result == item.result && (note ?? item.note) == item.note }
}
