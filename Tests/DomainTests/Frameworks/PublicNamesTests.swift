import Domain
import Testing

@Suite("Names of other publishers")
struct PublicNamesTests {
  static func library(_ uid: String, _ ids: [String], aliases: [String] = [], names: [String: String] = [:]) -> Library
  {
    var library = Library(uid: uid, title: uid, version: "1", provider: "", dependsOn: [])
    library.frameworks = [
      Framework(
        uid: uid, title: uid, short: uid, aliases: aliases,
        requirements: ids.map { Requirement(framework: uid, id: $0, kind: .control, title: $0) })
    ]
    library.names = names
    return library
  }

  static let set = LibrarySet([
    library("iso27001", ["A.5.1", "4.1"], aliases: ["iso27001-2022"]),
    library("port", ["P:1"], aliases: ["harbour", "iso27001"], names: ["urn:x:risk:req_node:elsewhere:q": "port:P:1"]),
  ])

  @Test(
    "mean a requirement by its urn, or by its framework's name and its id",
    arguments: [
      ("iso27001:A.5.1", "iso27001:A.5.1"),
      ("urn:anyone:risk:req_node:iso27001-2022:a.5.1", "iso27001:A.5.1"),
      ("URN:anyone:risk:req_node:ISO27001-2022:A.5.1", "iso27001:A.5.1"),
      // A framework's own uid goes before another's alias.
      ("urn:anyone:risk:req_node:iso27001:4.1", "iso27001:4.1"),
      ("urn:anyone:risk:req_node:harbour:p:1", "port:P:1"),
      ("urn:x:risk:req_node:elsewhere:Q", "port:P:1"),
      ("urn:x:risk:req_node:elsewhere:r", nil),
      ("urn:anyone:risk:req_node:iso27001-2022:a.5.2", nil),
      ("urn:anyone:risk:req_node:iso27001-2022", nil),
      ("urn:::::", nil),
      ("A.5.1", nil),
      ("", nil),
    ] as [(String, String?)])
  func resolved(name: String, uid: String?) { #expect(Self.set.uid(named: name) == uid) }

  @Test("count as the library that is asked for")
  func dependencies() {
    #expect(Self.set.has(library: "iso27001-2022") && Self.set.has(library: "port"))
    #expect(!Self.set.has(library: "iso27001-2013"))
  }

  @Test("stay as they are in a crosswalk where nothing has them, and are reported")
  func dangling() throws {
    var library = Library(uid: "map", title: "Map", version: "1", provider: "", dependsOn: ["port", "nowhere"])
    let (known, unknown) = ("urn:a:risk:req_node:iso27001-2022:4.1", "urn:a:risk:req_node:harbour:z")
    library.crosswalks = [
      Crosswalk(
        source: "harbour", target: "iso27001-2022",
        mappings: [
          .init(
            source: unknown, integration: "",
            pairs: [CrosswalkPair(source: unknown, target: known, relation: .equal, strength: 3, rationale: "")],
            addition: nil)
        ])
    ]
    let set = LibrarySet(Self.set.libraries + [library])
    let crosswalk = try #require(set.crosswalk(from: "port", to: "iso27001"))
    #expect(crosswalk.pairs(to: "iso27001:4.1").map(\.source) == [unknown])
    #expect(set.dangling == [unknown])
    #expect(set.missing.map(\.needs) == ["nowhere"])
  }
}
