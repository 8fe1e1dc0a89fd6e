import Domain
import Exchange
import Testing

@Suite("Libraries in the format of CISO Assistant")
struct CISOAssistantTests {
  /// Written for these tests, with what real files have: keys of other programs, nulls, blanks, nodes without a
  /// reference or a name, references that another node has too.
  static let framework = """
    convert_library_version: v2
    urn: urn:example:risk:library:harbour-code
    locale: en
    ref_id: HC
    name: 'Harbour code '
    description: Rules for ships
    copyright: none
    version: 3
    publication_date: 2026-01-31
    provider: Harbour office
    packager: example
    translations:
      fr:
        name: Code du port
    dependencies:
    - urn:example:risk:library:sea-words
    objects:
      framework:
        urn: urn:example:risk:framework:harbour-code
        ref_id: HC
        name: Harbour code
        min_score: 0
        scores_definition:
        - {score: 0, name: none, description: null}
        requirement_nodes:
        - urn: urn:example:risk:req_node:harbour-code:node1
          assessable: false
          depth: 1
          name: Entering
          description: null
        - urn: urn:example:risk:req_node:harbour-code:h.1
          assessable: true
          depth: 2
          parent_urn: urn:example:risk:req_node:Harbour-Code:node1
          ref_id: H.1
          name: ' Call the pilot'
          description: Before entering, call.
          annotation: By radio.
          implementation_groups: [large]
          translations: {fr: {name: Appeler}}
        - urn: urn:example:risk:req_node:harbour-code:h.2
          assessable: true
          depth: 2
          parent_urn: urn:example:risk:req_node:harbour-code:node1
          ref_id: H 2
          name: null
          description: "Keep to the right.\\nAlways, and more so in fog."
        - urn: urn:example:risk:req_node:harbour-code:art5:1
          assessable: true
          depth: 1
          ref_id: H.1
          name: A second with that reference
        - urn: urn:example:risk:req_node:harbour-code:art5:2
          assessable: true
          depth: 1
      threats: []
    """

  static func mapping(_ entries: String, key: String = "requirement_mapping_set") -> String {
    """
    urn: urn:example:risk:library:map-harbour-iso
    name: Harbour code to ISO/IEC 27001
    version: 1
    dependencies:
    - urn:example:risk:library:harbour-code
    - urn:intuitem:risk:library:iso27001-2022
    objects:
      \(key):
    \(key.hasSuffix("s") ? "  - " : "    ")urn: urn:example:risk:req_mapping_set:map
        source_framework_urn: urn:example:risk:framework:harbour-code
        target_framework_urn: urn:intuitem:risk:framework:iso27001-2022
        requirement_mappings:
    \(entries)
    """
  }

  static func entry(_ source: String, _ target: String, _ rest: String = "relationship: equal") -> String {
    "    - {source_requirement_urn: 'urn:example:risk:req_node:harbour-code:\(source)', "
      + "target_requirement_urn: 'urn:intuitem:risk:req_node:iso27001-2022:\(target)', \(rest)}\n"
  }

  @Test("a framework becomes one here, with no code")
  func framework() throws {
    let (library, problems) = LibraryReader.read(Self.framework, file: "hc.yaml")
    #expect(problems == [])
    let read = try #require(library)
    #expect(
      (read.uid, read.title, read.version, read.provider) == ("harbour-code", "Harbour code", "3", "Harbour office"))
    #expect(read.dependsOn == ["sea-words"])
    let set = LibrarySet([read])
    let framework = try #require(set.framework("harbour-code"))
    #expect(framework.short == "HC")
    #expect(framework.requirements.map(\.id) == ["node1", "H.1", "H-2", "H.1-art5:1", "art5:2"])
    #expect(framework.requirements.map(\.kind) == [.group, .control, .control, .control, .control])
    #expect(framework.requirements.map(\.parent) == [nil, "node1", "node1", nil, nil])
    #expect(
      framework.requirements.map(\.title) == [
        "Entering", "Call the pilot", "Keep to the right.", "A second with that reference", "art5:2",
      ])
    let pilot = try #require(set.requirement("harbour-code:H.1"))
    #expect(pilot.summary == "Before entering, call.\n\nBy radio.")
    #expect(pilot.tags == ["large"])
    #expect(set.uid(named: "urn:example:risk:req_node:Harbour-Code:H.2") == "harbour-code:H-2")
    #expect(set.uid(named: "urn:example:risk:req_node:harbour-code:art5:1") == "harbour-code:H.1-art5:1")
  }

  @Test("a library that it builds on and that is not here is reported, and does not stop it")
  func missing() throws {
    let (library, problems) = LibraryReader.read(Self.framework, file: "hc.yaml", beside: Shipped.set)
    #expect(library != nil)
    #expect(problems.map(\.description) == ["hc.yaml:16: it builds on the library sea-words, which is not here"])
    #expect(problems.filter { !$0.isWarning } == [])
    let set = LibrarySet([try #require(library)])
    #expect(set.missing.map(\.needs) == ["sea-words"])
  }

  @Test(
    "a mapping set reaches the requirements that its urns mean",
    arguments: ["requirement_mapping_set", "requirement_mapping_sets"])
  func mappingSet(key: String) throws {
    let harbour = try #require(LibraryReader.read(Self.framework, file: "hc.yaml").0)
    let set = LibrarySet(Shipped.result.libraries + [harbour])
    let entries =
      Self.entry(
        "h.1", "a.5.1",
        "relationship: subset, strength_of_relationship: 10, rationale: semantic, annotation: Both ask for a rule.")
      + Self.entry(
        "h.1", "A.8.32", "relationship: intersect, strength_of_relationship: 4, rationale: semantic, annotation: ''")
      + Self.entry("h.2", "4.1", "relationship: superset, strength_of_relationship: 0")
      + Self.entry("art5:1", "9.2.1") + Self.entry("h.2", "a.5.2", "relationship: not_related")
    let (library, problems) = LibraryReader.read(Self.mapping(entries, key: key), file: "map.yaml", beside: set)
    #expect(problems == [])
    let all = LibrarySet(set.libraries + [try #require(library)])
    #expect(all.dangling == [])
    #expect(all.missing.map(\.needs) == ["sea-words"])
    // Public mappings to ISO/IEC 27001:2022 reach our own breakdown of it.
    let crosswalk = try #require(all.crosswalk(from: "harbour-code", to: "iso27001"))
    #expect(crosswalk.mappings.map(\.source) == ["harbour-code:H.1", "harbour-code:H-2", "harbour-code:H.1-art5:1"])
    #expect(crosswalk.pairs.map(\.target) == ["iso27001:A.5.1", "iso27001:A.8.32", "iso27001:4.1", "iso27001:9.2.1"])
    #expect(crosswalk.pairs.map(\.relation) == [.subset, .intersects, .superset, .equal])
    #expect(crosswalk.pairs.map(\.strength) == [3, 2, 1, 3])
    #expect(crosswalk.pairs.map(\.rationale) == ["Both ask for a rule.", "semantic", "", ""])
  }

  @Test("a framework of theirs with the same urn goes before our own breakdown")
  func definedFirst() throws {
    let text = Self.framework.replacing(
      "urn:example:risk:framework:harbour-code", with: "urn:intuitem:risk:framework:iso27001-2022"
    )
    .replacing("urn:example:risk:req_node:harbour-code:h.1", with: "urn:intuitem:risk:req_node:iso27001-2022:a.5.1")
    let set = LibrarySet(Shipped.result.libraries + [try #require(LibraryReader.read(text, file: "hc.yaml").0)])
    #expect(set.uid(named: "urn:intuitem:risk:req_node:iso27001-2022:a.5.1") == "iso27001-2022:H.1")
    #expect(set.uid(named: "iso27001:A.5.1") == "iso27001:A.5.1")
  }

  static let problems: [(String, line: Int?, reason: String)] = [
    (mapping(entry("h.1", "a.99.1")), 13, "there is no requirement urn:intuitem:risk:req_node:iso27001-2022:a.99.1"),
    (mapping(entry("h.9", "a.5.1")), 13, "there is no requirement urn:example:risk:req_node:harbour-code:h.9"),
    (mapping(entry("h.1", "a.5.1", "relationship: like")), 13, "mapping 1: “like” is no relationship"),
    (
      mapping(entry("h.1", "a.5.1", "strength_of_relationship: 9223372036854775807")), 13,
      "“strength_of_relationship” is a whole number from 0 to 10"
    ),
    (mapping("    - {relationship: equal}\n"), 13, "mapping 1 has no “source_requirement_urn”"),
    (mapping("      []\n"), 9, "has no mappings"),
    ("urn: urn:x:risk:library:x\nname: X\nobjects:\n  risk_matrix: []\n", 4, "holds no framework and no mapping set"),
    ("urn: urn:x:risk:library:x\nname: X\nobjects: null\n", 1, "neither a Concord library"),
    ("urn: urn:x:risk:library:x\nobjects:\n  framework:\n    name: X\n", 4, "framework has no “urn”"),
    (
      "urn: urn:x:risk:library:x\nobjects:\n  framework:\n    urn: urn:x:risk:framework:x\n", 4,
      "has no requirement nodes"
    ),
    (
      framework.replacing(
        "parent_urn: urn:example:risk:req_node:harbour-code:node1",
        with: "parent_urn: urn:example:risk:req_node:harbour-code:nowhere"), 44, "does not stand before it"
    ),
    (framework.replacing("harbour-code:art5:2", with: "harbour-code:art5:1"), 53, "requirement art5:1 stands twice"),
  ]

  @Test("what is wrong is said with line and reason", arguments: problems)
  func problem(_ text: String, line: Int?, reason: String) throws {
    let harbour = try #require(LibraryReader.read(Self.framework, file: "hc.yaml").0)
    let (_, problems) = LibraryReader.read(
      text, file: "x.yaml", beside: LibrarySet(Shipped.result.libraries + [harbour]))
    let problem = try #require(problems.first { $0.reason.contains(reason) }, "among \(problems.map(\.description))")
    #expect(problem.line == line, "\(problem)")
  }
}
