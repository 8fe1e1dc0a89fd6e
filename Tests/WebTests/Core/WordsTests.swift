import Testing

@testable import Web

@Suite("Words")
struct WordsTests {
  @Test(
    "say a duration in hours and minutes", arguments: [(0, "0 min"), (59, "59 min"), (60, "1 h"), (125, "2 h 5 min")])
  func duration(minutes: Int, words: String) {
    #expect(Words.duration(minutes) == words)
  }

  @Test(
    "say a half-day, and leave what is none as it is",
    arguments: [
      ("2027-03-02/PM", "2 Mar 2027, afternoon"), ("2027-12-31/AM", "31 Dec 2027, morning"), ("Monday", "Monday"),
      ("2027-03-02/", "2027-03-02/"),
    ])
  func halfDay(text: String, words: String) {
    #expect(Words.halfDay(text) == words)
  }

  @Test("count one as one", arguments: [(0, "0 problems"), (1, "1 problem"), (2, "2 problems")])
  func count(number: Int, words: String) {
    #expect(Words.count(number, "problem", "problems") == words)
  }

  @Test("add to an address what was just done, in place of what was done before")
  func address() {
    #expect(WebAddress.adding([("done", "saved")], to: "/w/acme/soa") == "/w/acme/soa?done=saved")
    #expect(
      WebAddress.adding([("done", "changed"), ("count", "3")], to: "/w/acme/soa?show=all&done=saved&count=9")
        == "/w/acme/soa?show=all&done=changed&count=3")
  }
}
