import Domain
import Exchange
import Testing

@Suite("MITRE ATLAS")
struct ATLASTests {
  /// Written for these tests in the shape of the published file.
  static let text = """
    ---
    id: ATLAS
    name: Threats to parrots
    version: 5.0.0
    matrices:
    - id: ATLAS
      tactics:
      - {id: AML.TA01, name: Listening}
      - {id: AML.TA02, name: Speaking}
      techniques:
      - id: AML.T01
        name: Whispering
        description: "Somebody whispers, see [Shouting](/techniques/AML.T02).\\n\\nMore of it."
        tactics: [AML.TA01, AML.TA02]
        ATT&CK-reference: {id: T1000, url: https://example.com}
      - id: AML.T01.000
        name: At night
        description: In the dark.
        subtechnique-of: AML.T01
      - {id: AML.T02, name: Shouting, description: Loud., tactics: [AML.TA02]}
      mitigations:
      - id: AML.M01
        name: Cover the cage
        techniques: [{id: AML.T01, use: At night.}, {id: AML.T02, use: Always.}]
    case-studies:
    - {id: AML.CS01, name: A parrot}
    """

  @Test("techniques become threats under their tactics, with what helps")
  func threats() throws {
    #expect(LibraryReader.looksLikeLibrary(Array(Self.text.utf8), path: "ATLAS.yaml"))
    let (library, problems) = LibraryReader.read(Self.text, file: "ATLAS.yaml")
    #expect(problems == [])
    let read = try #require(library)
    #expect((read.uid, read.version, read.provider) == ("mitre-atlas", "5.0.0", "MITRE"))
    #expect(read.threats.map(\.id) == ["AML.T01", "AML.T01.000", "AML.T02"])
    #expect(read.threats.map(\.title) == ["Whispering", "Whispering: At night", "Shouting"])
    #expect(read.threats.map(\.category) == ["Listening; Speaking", "Listening; Speaking", "Speaking"])
    #expect(read.threats[0].description == "Somebody whispers, see Shouting.\n\nMitigations: Cover the cage (AML.M01).")
    #expect(read.threats[0].sources == ["T1000"] && read.threats.allSatisfy { $0.domain == .ai })
  }

  @Test(
    "what is wrong in it is named with its line",
    arguments: [
      ("- {id: AML.T02, name: Shouting", "- {id: AML.T01, name: Shouting", "technique AML.T01 stands twice"),
      ("subtechnique-of: AML.T01", "subtechnique-of: AML.T09", "there is no technique AML.T09"),
      ("name: Whispering\n", "naem: Whispering\n", "technique AML.T01 has no “name”"),
    ])
  func wrong(old: String, new: String, reason: String) {
    let (_, problems) = LibraryReader.read(Self.text.replacing(old, with: new), file: "a.yaml")
    #expect(problems.contains { $0.reason.contains(reason) && $0.line != nil })
  }

  @Test(
    "libraries are told from other files",
    arguments: [
      ("library:\n  uid: a\nframework:\n  uid: a\n", "a.yaml", true), (CISOAssistantTests.framework, "b.yaml", true),
      (#"{"bomFormat":"CycloneDX"}"#, "c.json", false), ("risks:\n- title: library\n", "d.yaml", false),
      ("library: books\n# text", "e.md", false), ("urn: x\nobjects: {}\n", "f.csv", false),
      (#"{"name":"x","catalog":[1]}"#, "g.json", false), ("", "h.yaml", false),
    ])
  func told(text: String, path: String, isLibrary: Bool) {
    #expect(LibraryReader.looksLikeLibrary(Array(text.utf8), path: path) == isLibrary)
  }

  @Test("every library that ships is told by its content")
  func shipped() throws {
    for file in Shipped.files {
      let text = try String(contentsOf: Shipped.folder.appendingPathComponent(file), encoding: .utf8)
      guard text.contains("\nlibrary:") || text.hasPrefix("library:") else { continue }
      #expect(LibraryReader.looksLikeLibrary(Array(text.utf8), path: file), "\(file)")
    }
  }

  @Test("a library nested without end is refused, not followed", arguments: ["[", "- "])
  func nested(sign: String) {
    let (library, problems) = LibraryReader.read(
      "library: \n  " + String(repeating: sign, count: 200_000), file: "n.yaml")
    #expect(library == nil)
    #expect(problems.first?.reason.contains("nested deeper") == true)
  }
}
