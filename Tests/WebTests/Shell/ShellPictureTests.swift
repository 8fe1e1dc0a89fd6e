import Testing

@testable import Web

@Suite("Shell: pictures")
struct ShellPictureTests {
  @Test(
    "numbers for SVG",
    arguments: [
      (0.0, "0"), (1, "1"), (1.5, "1.5"), (1.005, "1"), (1.25, "1.25"), (0.05, "0.05"), (-0.5, "-0.5"), (-0.001, "0"),
      (99.999, "100"),
      (.nan, "0"), (.infinity, "0"), (1e300, "0"), (33.333, "33.33"),
    ])
  func numbers(value: Double, expected: String) {
    #expect(Picture.number(value) == expected)
  }

  @Test(
    "axes have round steps that enclose the values",
    arguments: [(0.0, 96.0), (91, 96), (3, 3), (0, 0), (-5, 12), (0.1, 0.4), (1200, 90_000), (.nan, 1)])
  func axes(low: Double, high: Double) {
    let ticks = Picture.ticks(low, high)
    #expect((2...12).contains(ticks.count), "\(ticks)")
    #expect(ticks == ticks.sorted())
    if low.isFinite { #expect(ticks[0] <= low && ticks[ticks.count - 1] >= high, "\(ticks)") }
  }

  @Test func everyPictureIsNamedAndHasATable() {
    let page = Gallery.pictures.string
    let tags = startTags(in: page)
    for svg in tags where svg.name == "svg" && svg.attributes["aria-hidden"] == nil {
      #expect(["img", "group"].contains(svg.attributes["role"]))
      #expect(svg.attributes["aria-label"]?.isEmpty == false)
    }
    let figures = tags.filter { $0.name == "figure" }.count
    #expect(figures >= 4)
    #expect(page.split(separator: "class=\"as-table\"").count - 1 == figures)
  }

  @Test func textFromOutsideIsEscapedInPictures() {
    let evil = "</title><script>\"'"
    let pictures: [HTML] = [
      Picture.donut(evil, [Picture.Slice(evil, 1, .good, href: evil)], unit: evil),
      Picture.stackedBar(evil, [Picture.Slice(evil, 1, .good)]),
      Picture.trend(
        Picture.Trend(title: evil, times: [evil], series: [Picture.Trend.Series(evil, .isms, [1])], unit: evil)),
      Picture.coverage(evil, [Picture.CoverageGroup(evil, [Picture.CoverageCell(evil, evil, .covered, href: evil)])]),
      Picture.graph(
        Picture.Graph(
          title: evil, layers: [evil], nodes: [Picture.Graph.Node("a", evil, note: evil, layer: 0, href: evil)],
          edges: [])),
      Picture.heatMap(
        Picture.HeatMap(
          title: evil, rows: [evil], columns: [evil], colours: [[1]],
          spots: [Picture.HeatMap.Spot(row: 0, column: 0, .ai, count: 1, href: evil)])),
      Picture.readiness(
        .other(evil), name: evil, percent: 1, parts: [Picture.Part(evil, 1, .full, href: evil)], href: evil),
    ]
    for picture in pictures {
      #expect(!picture.string.contains("<script"))
      #expect(!picture.string.contains("</title><" + "script"))
    }
  }

  @Test func emptyAndOddValuesDraw() {
    _ = Picture.donut("none", [], unit: "risks")
    _ = Picture.stackedBar("none", [Picture.Slice("a", -3, .good)])
    _ = Picture.heatMap(Picture.HeatMap(title: "none", rows: [], columns: [], colours: [], spots: []))
    let outside = Picture.HeatMap.Spot(row: 9, column: -1, .ai, count: 1)
    _ = Picture.heatMap(Picture.HeatMap(title: "odd", rows: ["a"], columns: ["b"], colours: [], spots: [outside]))
    _ = Picture.heatMapTable(Picture.HeatMap(title: "odd", rows: ["a"], columns: ["b"], colours: [], spots: [outside]))
    _ = Picture.trend(
      Picture.Trend(title: "none", times: [], series: [Picture.Trend.Series("a", .isms, [1, .nan, nil])]))
    _ = Picture.trendTable(
      Picture.Trend(title: "none", times: ["a", "b", "c"], series: [Picture.Trend.Series("a", .isms, [1])]))
    _ = Picture.coverage("none", [])
    _ = Picture.graph(Picture.Graph(title: "none", layers: [], nodes: [], edges: [Picture.Graph.Edge("a", "b")]))
    #expect(
      Picture.graph(
        Picture.Graph(title: "far", layers: [], nodes: [Picture.Graph.Node("a", "A", layer: 900)], edges: [])
      ).bytes.count > 0)
  }

  @Test func layoutKeepsNodesApartAndUncrossesTwoPairs() {
    let graph = Picture.Graph(
      title: "g", layers: ["l", "r"],
      nodes: [
        Picture.Graph.Node("a", "a", layer: 0), Picture.Graph.Node("b", "b", layer: 0),
        Picture.Graph.Node("y", "y", layer: 1),
        Picture.Graph.Node("x", "x", layer: 1),
      ], edges: [Picture.Graph.Edge("a", "x"), Picture.Graph.Edge("b", "y")])
    let places = GraphLayout(graph).places
    #expect(places.count == 4)
    guard let a = places["a"], let b = places["b"], let x = places["x"], let y = places["y"] else { return }
    #expect((a.position < b.position) == (x.position < y.position))
    #expect(a.position != b.position && x.position != y.position)
  }
}

@Suite("Shell: differences")
struct ShellDifferenceTests {
  @Test(
    arguments: [
      ("", "", "<span class=\"code\">–</span>"), ("a b", "a b", "a b"), ("", "new", "<ins>new</ins>"),
      ("old", "", "<del>old</del>"),
      ("a b c", "a x c", "a <del>b </del><ins>x </ins>c"), ("a c", "a b c", "a <ins>b </ins>c"),
      ("<i>", "<b>", "<del>&lt;i&gt;</del><ins>&lt;b&gt;</ins>"),
    ])
  func words(before: String, after: String, expected: String) {
    #expect(UI.wordDiff(before, after).string == expected)
  }

  @Test func bothTextsCanBeReadFromTheDifference() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let words = ["a", "b", "c ", "d\n", "  e"]
      let old = (0..<Int.random(in: 0...12, using: &generator)).map { _ in words.randomElement(using: &generator) ?? ""
      }.joined(separator: " ")
      let new = (0..<Int.random(in: 0...12, using: &generator)).map { _ in words.randomElement(using: &generator) ?? ""
      }.joined(separator: " ")
      let pieces = TextDifference.words(old, new)
      #expect(pieces.filter { $0.kind != .new }.map(\.text).joined() == old)
      #expect(pieces.filter { $0.kind != .gone }.map(\.text).joined() == new)
    }
  }

  @Test func longTextsAreReplacedWhole() {
    let old = (0..<3_000).map { "a\($0)" }.joined(separator: " ")
    let new = (0..<3_000).map { "b\($0)" }.joined(separator: " ")
    #expect(TextDifference.words(old, new).map(\.kind) == [.gone, .new])
  }
}
