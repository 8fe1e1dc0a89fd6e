/// Pictures drawn on the server as SVG: pure functions from plain values, each with a table that says the same.
///
/// Colours are classes of the stylesheet; the same colour stands as an attribute too, for readers of the SVG that
/// don't know the stylesheet (paper, other programs).
public enum Picture {
  /// A number for an SVG attribute: at most two decimals, no exponent, point as separator.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let hundredths = Int((abs(value) * 100).rounded())
    let fraction = hundredths % 100
    let sign = value < 0 && hundredths > 0 ? "-" : ""
    guard fraction != 0 else { return "\(sign)\(hundredths / 100)" }
    let digits = fraction % 10 == 0 ? "\(fraction / 10)" : fraction < 10 ? "0\(fraction)" : "\(fraction)"
    return "\(sign)\(hundredths / 100).\(digits)"
  }
}
