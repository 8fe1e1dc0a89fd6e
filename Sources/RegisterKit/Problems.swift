/// One thing that is wrong with what was entered, in words for the person who entered it.
public struct Problem: Hashable, Sendable {
  /// The field's name, or nil where it concerns the whole record.
  public let field: String?
  public let message: String

  public init(_ field: String?, _ message: String) {
    self.field = field
    self.message = message
  }
}

/// All problems of one record, in the order found, at most one of the same words a field.
public struct Problems: Sendable, Equatable {
  public private(set) var all: [Problem] = []

  public init() {}
  public var isEmpty: Bool { all.isEmpty }

  /// Notes a problem once, however often it is found.
  /// - Parameter field: The field's name; nil where it concerns the whole record.
  public mutating func add(_ field: String?, _ message: String) {
    let problem = Problem(field, message)
    if !all.contains(problem) { all.append(problem) }
  }

  /// What is wrong with one field, in the order found.
  public func messages(for field: String) -> [String] { all.filter { $0.field == field }.map(\.message) }
}

/// Why one value can't be taken; becomes a ``Problem`` at its field.
public struct Refusal: Error, Equatable {
  public let reason: String
  public init(_ reason: String) { self.reason = reason }
}
