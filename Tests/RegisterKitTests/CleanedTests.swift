import RegisterKit
import Testing

/// Blanks never decide whether a name is found.
@Suite struct CleanedTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("  a  b ", "a b"), ("\u{A0}a\u{202F}b\u{2007}", "a b"), ("a\u{200B}b\u{FEFF}", "ab"),
    ("\u{2060}x", "x"),
    ("co\u{AD}op", "coop"), ("a\tb", "a b"), ("one \n two", "one\ntwo"), ("\n\na\n\n", "a"),
    ("Müller,\u{A0} Anna", "Müller, Anna"),
    ("\u{3000}全角\u{3000}", "全角"), ("a\u{200D}b", "ab"), ("\u{1}x", "x"),
    // Part of the spelling.
    ("👩\u{200D}💻", "👩\u{200D}💻"), ("می\u{200C}خواهم", "می\u{200C}خواهم"),
  ])
  func blanksAreAsAPersonSeesThem(_ text: String, _ clean: String) {
    #expect(Array(text.cleaned.unicodeScalars) == Array(clean.unicodeScalars))
  }

  @Test(arguments: [
    ("- a\n  - b\n", "- a\n  - b"), (" a  \nb ", "a  \nb"), ("x\u{A0}y\n\u{200B}z", "x y\nz"),
    ("\tcode\n\tmore", "code\n\tmore"),
  ])
  func proseKeepsItsLinesAndIndents(_ text: String, _ clean: String) { #expect(text.cleanedProse == clean) }

  @Test func aLongTextTakesNoLong() {
    let text = String(repeating: "\u{A0} \n", count: 300_000) + "x"
    #expect(text.cleaned == "x")
  }

  /// Each word once copied all before it: a text of a megabyte took minutes.
  @Test func aLongTextTakesTimeByItsLength() {
    let text = String(repeating: "für jeden\u{A0}Tag  ein ", count: 100_000)
    let clock = ContinuousClock()
    var cleaned = ""
    #expect(clock.measure { cleaned = text.cleaned } < .seconds(60))
    #expect(cleaned == String(repeating: "für jeden Tag ein ", count: 100_000).dropLast())
  }
}
