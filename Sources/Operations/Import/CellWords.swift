import Foundation
import RegisterKit

// What the words of a cell or a heading say besides themselves.
extension String {
  /// Cut to a readable length, for messages.
  var cut: String { count > 60 ? "\(prefix(57))…" : self }

  /// A heading as the name of a value beside a record's fields, which has 120 characters at most: a longer one, which is
  /// rather a text that slipped into the header, costs no row.
  var asExtraName: String {
    let plain = unicodeScalars.contains { $0.properties.generalCategory == .control } ? cleaned : self
    return plain.count > 120 ? "\(plain.prefix(119))…" : plain
  }

  /// Yes or no as ``RegisterKit/FlagKind`` reads it; nil for other words.
  var asFlag: Bool? { (try? FlagKind().parse(self, Reading()))?.bool }

  /// How many levels a heading says its scale has: 5 for “Likelihood (1-5)”.
  var scaleSize: Int? {
    let numbers = split { !($0.isASCII && $0.isNumber) }.compactMap { Int($0) }
    for (first, last) in zip(numbers, numbers.dropFirst()) where (0...1).contains(first) && (2...100).contains(last) {
      guard let range = range(of: "\(first)"), let end = self[range.upperBound...].range(of: "\(last)") else {
        continue
      }
      let between = self[range.upperBound..<end.lowerBound].trimmed()
      if ["-", "–", "—", "..", "...", "…", "to", "bis", "à", "a", "/", "tot"].contains(between.lowercased()) {
        return last
      }
    }
    return nil
  }

  /// The number and the remark in `4.2% (2026-Q1)`; nil for anything else.
  var numberWithRemark: (number: String, remark: String)? {
    guard let open = firstIndex(of: "("), hasSuffix(")") else { return nil }
    let number = self[..<open].trimmed(also: "%€$£")
    guard !number.isEmpty, number.contains(where: \.isNumber), !number.contains(where: \.isLetter) else { return nil }
    return (number, String(self[open...]))
  }

  /// The number in `>= 95 %`, `< 5`, `max. 3`; nil where no comparison stands before it.
  var numberBehindComparison: String? {
    let text = trimmed()
    let sign = text.prefix { "<>=≤≥~≈".contains($0) }
    let word = sign.isEmpty ? text.prefix { $0.isLetter || $0 == "." } : ""
    guard !sign.isEmpty || Self.comparisons.contains(word.folded) else { return nil }
    let rest = text.dropFirst(sign.count + word.count).trimmed()
    guard rest.first?.isNumber == true || rest.first == "-" else { return nil }
    return rest.allSatisfy { $0.isNumber || ".,".contains($0) } ? rest : rest.numberBeforeUnit
  }
  private static let comparisons: Set<String> = [
    "min", "max", "mind", "maximum", "minimum", "mindestens", "höchstens", "maximal", "minimal", "minimaal", "maximaal",
    "mín", "máx", "massimo", "minimo", "máximo", "mínimo", "under", "over", "above", "below", "unter", "über",
  ]

  /// The number in `12 months` or `8.000 EUR`; nil where more than a unit stands behind it.
  var numberBeforeUnit: String? {
    let number = trimmed().prefix { $0.isNumber || ".,'’+- \u{A0}".contains($0) }
    let rest = trimmed().dropFirst(number.count).trimmed(also: ".()")
    guard number.contains(where: \.isNumber), rest.count <= 12, !rest.isEmpty,
      rest.allSatisfy({ $0.isLetter || "€$£%".contains($0) })
    else { return nil }
    return number.trimmed()
  }
}
