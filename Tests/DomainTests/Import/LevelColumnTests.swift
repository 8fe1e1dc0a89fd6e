import Domain
import RegisterKit
import Testing

@Suite("Levels of a column") struct LevelColumnTests {
  static let five = Scale("very rare", "rare", "possible", "likely", "very likely")
  static let places = [
    "verylow": 0, "low": 0.25, "gering": 0.25, "medium": 0.5, "moderate": 0.5, "high": 0.75, "critical": 1,
    "severe": 0.9,
    "remote": 0, "unlikely": 0.25,
  ]
  static func place(_ word: String) -> Double? { places[word.folded] }

  struct Sample: CustomTestStringConvertible, Sendable {
    let values: [String]
    var size: Int?
    let levels: [Int?]
    var count = 5
    var testDescription: String { "\(values) of \(size ?? 0) on \(count)" }
  }

  static let samples: [Sample] = [
    // The scale's own.
    Sample(values: ["1", "4", "4,0", "5.00"], levels: [1, 4, 4, 5]),
    Sample(values: ["4 – likely", "likely", "Very Likely", "possible (3)"], levels: [4, 4, 5, 3]),
    Sample(values: ["9", "3", "0", "-1", "3.5", "100000000000000000000"], levels: [nil, 3, nil, nil, nil, nil]),
    // Words.
    Sample(values: ["Low", "medium", "HIGH", ""], levels: [2, 3, 4, nil]),
    Sample(values: ["low", "critical", "medium", "very low", "high"], levels: [2, 5, 3, 1, 4]),
    Sample(values: ["L", "M", "H"], levels: [2, 3, 4]),
    Sample(values: ["medium", "moderate", "low", "gering"], levels: [3, 3, 2, 2]),
    Sample(values: ["low", "medium", "high"], levels: [1, 2, 3], count: 3),
    Sample(values: ["very low", "low", "medium", "high", "critical"], levels: [1, 1, 2, 3, 3], count: 3),
    Sample(values: ["low", "medium", "high"], levels: [2, 3, 4], count: 4),
    Sample(values: ["High", "bananas", "n/a"], levels: [4, nil, nil]),
    // Another size.
    Sample(values: ["1", "2", "3"], size: 3, levels: [1, 3, 5]),
    Sample(values: ["1", "2", "3", "4"], size: 4, levels: [1, 2, 4, 5]),
    Sample(values: ["1", "2", "9", "10", "11"], size: 10, levels: [1, 1, 5, 5, nil]),
    Sample(values: ["0", "2", "4"], size: 5, levels: [1, 3, 5]),
    Sample(values: ["0", "2", "4"], size: 4, levels: [1, 3, 5]),
    Sample(values: ["2/3", "3 / 3", "1 von 3"], levels: [3, 5, 1]),
    Sample(values: ["4/5", "5 out of 5"], levels: [4, 5]),
    Sample(values: ["1 - low", "2 - medium", "3 - high"], size: 3, levels: [1, 3, 5]),
    // Words that say another level than their numbers.
    Sample(values: ["3 – likely"], levels: [4]),
    Sample(values: ["1 - Low", "2 - Medium", "3 - High"], levels: [2, 3, 4]),
    Sample(values: ["1 - remote", "2 - unlikely", "5 - severe"], levels: [1, 2, 5]),
    Sample(values: ["High (4)", "Low (2)"], levels: [4, 2]),
    // Percentages, if all are; Roman numbers, if all are.
    Sample(values: ["50 %", "0%", "100%", "20,5%"], levels: [3, 1, 5, 2]),
    Sample(values: ["IV", "I", "ii"], levels: [4, 1, 2]),
    Sample(values: ["Level 4", "Stufe 2"], levels: [4, 2]),
    Sample(values: ["4th", String(repeating: "x", count: 100_000)], levels: [nil, nil]),
    Sample(values: ["1", "high"], levels: [nil, nil], count: 0),
  ]

  @Test("are mapped with the whole column in view", arguments: samples)
  func mapped(_ sample: Sample) {
    let scale = sample.count == 5 ? Self.five : Scale((0..<sample.count).map { Scale.Level("level\($0)") })
    let column = LevelColumn(sample.values, scale: scale, headingSize: sample.size, position: Self.place)
    #expect(sample.values.map { column.level($0) } == sample.levels)
    #expect(sample.values.allSatisfy { column.mapping[$0] == column.level($0) || $0.utf8.count > 1000 })
  }

  @Test("are said where they are not the scale's own")
  func note() {
    let words = LevelColumn(["high", "low", "medium"], scale: Self.five, position: Self.place)
    #expect(words.note == "3 values were mapped to 5 levels: low → 2, medium → 3, high → 4.")
    #expect(LevelColumn(["4 – likely", "2", "possible"], scale: Self.five, position: Self.place).note == nil)
    let unknown = LevelColumn(["4", "green", "9"], scale: Self.five, position: Self.place)
    #expect(unknown.unknown == ["green", "9"] && unknown.note == nil)
  }

  @Test("never lose their order, whatever the sizes", arguments: 2...12, 2...12)
  func order(_ size: Int, _ count: Int) {
    let scale = Scale((1...count).map { Scale.Level("level\($0)") })
    let column = LevelColumn((1...size).map(String.init), scale: scale, headingSize: size)
    let levels = (1...size).compactMap { column.level("\($0)") }
    #expect(levels.count == size && levels == levels.sorted())
    #expect(levels.allSatisfy { (1...count).contains($0) } && levels.last == count)
    if size <= count { #expect(Set(levels).count == size) }
  }
}
