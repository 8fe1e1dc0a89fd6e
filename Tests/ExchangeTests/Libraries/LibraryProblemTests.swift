import Domain
import Exchange
import Foundation
import Testing

/// A library with something wrong in it, and where the reader must see it.
struct Broken: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let line: Int?
  let reason: String
  var isWarning = false
  var testDescription: String { name }

  static let head = """
    library:
      uid: ours
      title: Ours
      version: '1'
      provider: Us
      licence: CC0-1.0

    """

  /// The head takes lines 1 to 6.
  init(
    _ name: String, _ line: Int?, _ reason: String, isWarning: Bool = false, head: String = Broken.head, _ text: String
  ) {
    (self.name, self.line, self.reason, self.isWarning) = (name, line, reason, isWarning)
    self.text = head + text
  }
}

@Suite("What is wrong with a library is said with file, line and reason")
struct LibraryProblemTests {
  static let framework = """
    framework:
      uid: ours
      title: Ours
      short: O
      requirements:
      - id: '1'
        kind: group
        title: First

    """

  static let broken: [Broken] = [
    Broken("an empty file", nil, "not a YAML mapping", head: "", ""),
    Broken("a list", nil, "not a YAML mapping", head: "", "- a\n- b\n"),
    Broken("a word", nil, "not a YAML mapping", head: "", "library"),
    Broken("neither format", 1, "neither a Concord library", head: "", "name: x\n"),
    Broken("a bracket left open", 3, "not valid YAML", head: "", "library:\n  uid: [a\n  title: x\n"),
    Broken("a tab for indentation", 2, "not valid YAML", head: "", "library:\n\tuid: a\n"),
    Broken("a key twice", 3, "“title” stands twice", head: "", "library:\n  uid: a\n  title: b\n  title: c\n"),
    Broken("an anchor that is not there", 2, "not valid YAML", head: "", "library:\n  uid: *a\n"),
    Broken("a control character", 2, "not valid YAML", head: "", "library:\n  uid: a\u{1}b\n"),
    Broken("no uid", 2, "library has no “uid”", head: "", "library:\n  title: x\n"),
    Broken("an empty title", 3, "library has no “title”", head: "", "library:\n  uid: a\n  title: ''\n"),
    Broken("nothing in it", 2, "holds nothing", ""),
    Broken(
      "an audit point without a question", 9, "AP asks nothing",
      "audit_points:\n  points:\n  - {id: AP, title: A, cadence: cycle, primary: ['iso27001:4.1'], minutes: {iso27001: 5, integrated: 5}}\n"
    ),
    Broken(
      "an audit point that is longer together than apart", 9, "lie between",
      "audit_points:\n  points:\n  - {id: AP, title: A, cadence: cycle, primary: ['iso27001:4.1'], minutes: {iso27001: 5, integrated: 6}, questions: [{text: Q, standards: [iso27001]}]}\n"
    ),
    Broken(
      "a requirement primary in two audit points", 8, "is primary in both A and B",
      "audit_points:\n  points:\n"
        + ["A", "B"].map {
          "  - {id: \($0), title: A, cadence: cycle, primary: ['iso27001:4.1'], minutes: {iso27001: 5, integrated: 5}, questions: [{text: Q, standards: [iso27001]}]}\n"
        }.joined()),
    Broken(
      "rows of audit time that fall", 12, "rows rise; 5 stands after 10",
      "audit_time:\n  tables:\n  - standard: iso27001\n    rows:\n    - {up_to: 10, days: {initial: 5}}\n    - {up_to: 5, days: {initial: 4}}\n"
    ),
    Broken("a key nobody reads", 7, "“frameworks” is not understood", isWarning: true, "frameworks: []\n"),
    Broken("dependencies that are no list", 7, "“depends_on” is a list", "  depends_on: iso27001\n" + framework),
    Broken("no requirements", 8, "has no requirements", "framework:\n  uid: ours\n  title: Ours\n"),
    Broken(
      "requirements that are a mapping", 11, "“requirements” is a list",
      "framework:\n  uid: ours\n  title: Ours\n  requirements:\n    a: b\n"),
    Broken(
      "a requirement without a title", 15, "requirement 2 has no “title”",
      framework + "  - id: '2'\n    kind: control\n"),
    Broken(
      "a kind that is none", 16, "“wish” is no kind", framework + "  - id: '2'\n    kind: wish\n    title: Second\n"),
    Broken(
      "a requirement twice", 15, "requirement 1 stands twice",
      framework + "  - id: '1'\n    kind: control\n    title: Second\n"),
    Broken(
      "a parent that comes later", 18, "its parent 3 does not stand before it",
      framework
        + "  - id: '2'\n    kind: control\n    title: Second\n    parent: '3'\n  - id: '3'\n    kind: group\n    title: Third\n"
    ),
    Broken(
      "a parent of itself", 18, "its parent 2 does not stand before it",
      framework + "  - id: '2'\n    kind: control\n    title: Second\n    parent: '2'\n"),
    Broken(
      "a blank in an id", 15, "an id has no blanks", framework + "  - id: Annex A\n    kind: group\n    title: Annex\n"),
    Broken(
      "a day that is none", 18, "“2026-02-30” is no day",
      framework + "  - id: '2'\n    kind: control\n    title: Second\n    applies_from: 2026-02-30\n"),
    Broken(
      "a mistyped key", 18, "“sumary” is not understood", isWarning: true,
      framework + "  - id: '2'\n    kind: control\n    title: Second\n    sumary: x\n"),
    Broken(
      "a tag that is a list", 18, "“tags” is a list of texts",
      framework + "  - id: '2'\n    kind: control\n    title: Second\n    tags: [[a]]\n"),
    Broken("a phase without an event", 16, "a phase needs a date", framework + "  phases:\n  - date: '2026-08-02'\n"),
    Broken("a phase on no day", 16, "“soon” is no day", framework + "  phases:\n  - date: soon\n    event: x\n"),
    Broken("a crosswalk from nowhere", 8, "crosswalk has no “source”", "crosswalk:\n  target: iso27001\n"),
    Broken("a relation that is none", 13, "“same” is no relation", pair("relation: same", "strength: 1")),
    Broken("a strength out of range", 14, "strength is 1, 2 or 3", pair("relation: equal", "strength: 4")),
    Broken(
      "a strength beyond all numbers", 14, "strength is 1, 2 or 3",
      pair("relation: equal", "strength: 99999999999999999999")),
    Broken("no strength", 12, "strength is 1, 2 or 3", pair("relation: equal", "rationale: x")),
    Broken(
      "a pair with a requirement that is not there", 12, "there is no requirement iso27001:A.9.99",
      pair("relation: equal", "strength: 1", target: "iso27001:A.9.99")),
    Broken(
      "a mapping of a requirement that is not there", 11, "there is no requirement iso42001:Z.1",
      pair("relation: equal", "strength: 1", source: "iso42001:Z.1")),
    Broken(
      "a mapping twice", 12, "mapping of iso42001:4.1 stands twice",
      "crosswalk:\n  source: iso42001\n  target: iso27001\n  mappings:\n  - source: iso42001:4.1\n  - source: iso42001:4.1\n"
    ),
    Broken(
      "an overlay's relevance", 13, "“huge” is no relevance",
      "crosswalk:\n  source: iso42001\n  target: iso27001\n  mappings: [{source: 'iso42001:4.1'}]\n  overlays:\n  - {target: 'iso27001:A.5.1', note: x, sources: [],\n     relevance: huge}\n"
    ),
    Broken(
      "a threat of no kind", 10, "“weather” is no domain", "threats:\n- id: T-1\n  title: Storm\n  domain: weather\n"),
    Broken(
      "a threat twice", 11, "threat T-1 stands twice",
      "threats:\n- id: T-1\n  title: Storm\n  domain: ai\n- id: T-1\n  title: Storm\n  domain: ai\n"),
    Broken(
      "a threat's control that is not there", 12, "threat T-1: there is no requirement iso27001:A.0",
      "threats:\n- id: T-1\n  title: Storm\n  domain: ai\n  suggests:\n  - iso27001:A.0\n"),
    Broken(
      "a rule without a register", 8, "rule r has no “register”", "attention:\n- id: r\n  title: R\n  severity: bad\n"),
    Broken(
      "a rule's filter that is a list", 12, "“query” is a mapping",
      "attention:\n- id: r\n  title: R\n  severity: bad\n  register: risks\n  query: [a]\n"),
    Broken(
      "a library that is not here", 8, "builds on the library elsewhere", isWarning: true,
      "  depends_on:\n  - elsewhere\n" + framework),
    Broken("a step without tasks", 8, "step S1 has no tasks", "steps:\n- id: S1\n  title: First\n"),
    Broken(
      "a task without conditions", 11, "would always be done",
      "steps:\n- id: S1\n  title: First\n  tasks:\n  - {id: S1-1, title: T}\n"),
    Broken(
      "a task that waits for a later one", 11, "S1-2 that it depends on does not stand before it",
      task("depends_on: [S1-2]")),
    Broken(
      "a task that waits for itself", 11, "S1-1 that it depends on does not stand before it", task("depends_on: [S1-1]")
    ),
    Broken(
      "a task that waits for its step", 11, "S1 that it depends on does not stand before it", task("depends_on: [S1]")),
    Broken(
      "a register that is none", 13, "there is no register “wishes”", task("conditions: [{register: wishes, min: 1}]")),
    Broken("a condition that any number fulfils", 13, "needs “min” or “max”", task("conditions: [{register: risks}]")),
    Broken(
      "a number that is none", 13, "“min” is a whole number from 1 to 1000000, not “many”",
      task("conditions: [{register: risks, min: many}]")),
    Broken(
      "a way to judge that is none", 13, "“guess” is no way to judge", task("conditions: [{judged: guess, what: x}]")),
    Broken("nothing to judge", 13, "what is judged has no “what”", task("conditions: [{judged: by_hand}]")),
  ]

  static func pair(_ a: String, _ b: String, source: String = "iso42001:4.1", target: String = "iso27001:4.1") -> String
  {
    """
    crosswalk:
      source: iso42001
      target: iso27001
      mappings:
      - source: \(source)
        targets: [{target: '\(target)',
          \(a),
          \(b)}]

    """
  }

  static func task(_ line: String) -> String {
    // The line stands where the reader will point: conditions on line 13, anything else on line 11.
    line.hasPrefix("conditions")
      ? "steps:\n- id: S1\n  title: First\n  tasks:\n  - id: S1-1\n    title: T\n    \(line)\n"
      : "steps:\n- id: S1\n  title: First\n  tasks:\n  - {\(line), id: S1-1, title: T, conditions: [{register: risks, min: 1}]}\n"
  }

  @Test("each kind of error", arguments: broken)
  func problem(_ broken: Broken) throws {
    let (_, problems) = LibraryReader.read(broken.text, file: "ours.yaml", beside: Shipped.set)
    let problem = try #require(
      problems.first { $0.reason.contains(broken.reason) }, "among \(problems.map(\.description))")
    #expect(problem.file == "ours.yaml")
    #expect(problem.line == broken.line, "\(problem)")
    #expect(problem.isWarning == broken.isWarning)
    #expect(problem.description.hasPrefix(broken.line.map { "ours.yaml:\($0): " } ?? "ours.yaml: "))
  }

  @Test("all of a file's problems at once, in the order of its lines")
  func all() {
    let text =
      Broken.head + Self.framework + """
          - id: '2'
            kind: wish
            title: Second
          - id: '3'
            kind: control
          - id: '1'
            kind: control
            title: Again
        threats:
        - id: T-1
          title: Storm
          domain: weather
        """
    let (library, problems) = LibraryReader.read(text, file: "ours.yaml", beside: Shipped.set)
    #expect(problems.compactMap(\.line) == [16, 18, 20, 26])
    // What is good of it is there all the same.
    #expect(library?.frameworks.first?.requirements.map(\.id) == ["1"])
  }

  @Test("a good library has none, and its keys may be left out or null")
  func good() throws {
    let text =
      Broken.head + Self.framework
      + "  - {id: a.1, kind: control, title: ' Second ', summary: null, parent: '1', tags: ~}\n"
    let (library, problems) = LibraryReader.read(text, file: "ours.yaml", beside: Shipped.set)
    #expect(problems == [])
    let requirement = try #require(library?.frameworks.first?.requirements.last)
    #expect((requirement.uid, requirement.title, requirement.summary) == ("ours:a.1", "Second", ""))
    #expect((requirement.parent, requirement.tags) == ("1", []))
  }

  @Test("a file larger than allowed is refused unread")
  func tooLarge() {
    let (library, problems) = LibraryReader.read(
      String(repeating: "#", count: LibraryReader.largest + 1), file: "big.yaml")
    #expect(library == nil)
    #expect(problems.map(\.description) == ["big.yaml: is larger than 20 MB"])
  }

  @Test("brackets nested without end are refused, not followed", arguments: ["[", "{a: ", "- "])
  func nesting(_ open: String) {
    let (library, problems) = LibraryReader.read(
      "library: " + String(repeating: open, count: 200_000), file: "deep.yaml")
    #expect(library == nil)
    #expect(problems.count == 1)
  }

  @Test("a folder: files that are no text, two of one uid, and none at all")
  func folder() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "libraries-\(UInt64.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(LibraryReader.read(folder: folder).problems.map(\.reason) == ["there is no such folder"])
    try FileManager.default.createDirectory(at: folder.appendingPathComponent("sub"), withIntermediateDirectories: true)
    try Data([0xFF, 0xFE, 0x00]).write(to: folder.appendingPathComponent("a.yaml"))
    let good = Data((Broken.head + Self.framework).utf8)
    try good.write(to: folder.appendingPathComponent("b.yml"))
    try good.write(to: folder.appendingPathComponent("sub/c.yaml"))
    try good.write(to: folder.appendingPathComponent("d.txt"))
    let (libraries, problems) = LibraryReader.read(folder: folder)
    #expect(libraries.map(\.uid) == ["ours", "ours"])
    #expect(
      problems.map(\.description) == [
        "a.yaml: can't be read as UTF-8 text",
        "sub/c.yaml: library ours stands in b.yml too; this file is the one used",
      ])
  }

  @Test("libraries of another folder count as there")
  func beside() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "libraries-\(UInt64.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let text = Broken.head + "  depends_on: [iso27001-2022]\n" + Self.pair("relation: equal", "strength: 1")
    try Data(text.utf8).write(to: folder.appendingPathComponent("ours.yaml"))
    #expect(LibraryReader.read(folder: folder).problems.count == 3)
    #expect(LibraryReader.read(folder: folder, beside: Shipped.result.libraries).problems == [])
  }
}
