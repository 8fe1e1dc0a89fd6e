import RegisterKit
import Store

// A record may stand below another of its register, such as a person below the one they report to, and never below itself.
extension Act {
  /// No chain of command is longer; one that is, was made to cost time.
  static let longestChain = 1000

  /// Refuses a value by which a record would come to stand below itself. A circle that is there already is not this
  /// record's matter unless it is part of it.
  func checkCircles(_ register: AnyRegister, _ body: Body, _ id: String, _ problems: inout Problems) throws {
    for field in register.fields where field.isAbove(in: register) {
      let chain = try Self.circle(from: id, field.name, body) { try scope.record($0)?.body }
      if let chain { problems.add(field.name, Self.circular(field, chain)) }
    }
  }

  /// The codes from a record back to itself; nil if they end elsewhere.
  static func circle(
    from id: String, _ field: String, _ body: Body, _ stored: (String) throws -> Body?
  ) rethrows -> [String]? {
    var (chain, next) = ([id], body[field]?.text)
    while let above = next, chain.count <= longestChain {
      chain.append(above)
      if above == id { return chain }
      next = try stored(above)?[field]?.text
    }
    return nil
  }

  static func circular(_ field: FieldSpec, _ chain: [String]) -> String {
    let shown = chain.count > 6 ? chain.prefix(3) + ["…"] + chain.suffix(2) : chain[...]
    return chain.count == 2
      ? "\(field.label): \(chain[0]) can't stand above itself."
      : "\(field.label): \(shown.joined(separator: " → ")) is a circle."
  }
}

extension FieldSpec {
  /// Names the one record of the same register that stands above.
  func isAbove(in register: AnyRegister) -> Bool { targets == [register.slug] && !isMany && !traits.derived }
}
