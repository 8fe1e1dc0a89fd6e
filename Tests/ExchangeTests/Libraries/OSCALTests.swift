import Domain
import Exchange
import Testing

@Suite("OSCAL catalogs")
struct OSCALTests {
  static func catalog(_ parts: String, version: String = "1.1.2") -> String {
    #"{"catalog":{"uuid":"u","metadata":{"title":"Harbour code 12345","version":"2","oscal-version":"\#(version)","parties":[{"name":"Harbour office"}]},\#(parts)}}"#
  }
  static let good = catalog(
    #"""
    "params":[{"id":"p0","label":"the master"}],
    "groups":[{"id":"en","title":"Entering","controls":[
      {"id":"en-1","class":"HC","title":"Call the pilot","props":[{"name":"label","value":"EN-1"}],
       "params":[{"id":"p1","select":{"choice":["{{ insert: param, p0 }}","the owner"]}}],
       "parts":[{"name":"statement","parts":[{"name":"item","props":[{"name":"label","value":"a."}],"prose":"{{ insert: param, p1 }} calls."}]},
                {"name":"guidance","prose":"By radio."},{"name":"assessment-method","prose":"Ask them."}],
       "controls":[{"id":"en-1.1","title":"Twice"}]},
      {"id":"en-2","title":"Flags","props":[{"name":"status","value":"withdrawn"}]}]}],
    "controls":[{"id":"x-1","title":"Loose"}]
    """#)

  @Test(
    "groups, controls and enhancements become a framework with their prose", arguments: ["1.0.4", "1.1.2", "1.2.0"])
  func framework(version: String) throws {
    let text = Self.good.replacing("1.1.2", with: version)
    #expect(LibraryReader.looksLikeLibrary(Array(text.utf8), path: "c.json"))
    let (library, problems) = LibraryReader.read(text, file: "c.json")
    #expect(problems == [])
    let read = try #require(library)
    #expect((read.uid, read.version, read.provider) == ("harbour-code-12345", "2", "Harbour office"))
    let framework = try #require(read.frameworks.first)
    #expect(framework.short == "12345")
    #expect(framework.requirements.map(\.id) == ["en", "EN-1", "en-1.1", "en-2", "x-1"])
    #expect(framework.requirements.map(\.parent) == [nil, "en", "EN-1", "en", nil])
    #expect(framework.requirements.map(\.kind) == [.group, .control, .control, .group, .control])
    #expect(framework.requirements[1].summary == "a. [[the master]; the owner] calls.\nBy radio.")
  }

  @Test(
    "other documents of OSCAL are refused by name",
    arguments: [
      ("profile", "a profile"), ("component-definition", "a component definition"),
      ("system-security-plan", "a system security plan"), ("assessment-plan", "an assessment plan"),
      ("assessment-results", "assessment results"), ("plan-of-action-and-milestones", "a plan of action"),
    ])
  func others(kind: String, words: String) {
    let text = #"{ "\#(kind)" : {"uuid":"u","metadata":{"title":"T"}}}"#
    #expect(LibraryReader.looksLikeLibrary(Array(text.utf8), path: "x.json"))
    let (library, problems) = LibraryReader.read(text, file: "x.json")
    #expect(library == nil)
    #expect(problems.map(\.description).joined().contains("x.json: is \(words)"))
  }

  @Test(
    "a broken catalog says where",
    arguments: [
      (catalog(#""groups":[{"id":"g","controls":[]}]"#), "catalog.groups[0]: “title” is missing"),
      (catalog(#""controls":[{"title":"T"}]"#), "catalog.controls[0]: control “T” has no “id”"),
      (
        catalog(#""controls":[{"id":"a","title":"T"},{"id":"a","title":"U"}]"#),
        "catalog.controls[1]: “a” is given twice"
      ),
      (catalog(#""groups":[]"#), "it has no controls"), (catalog(#""controls":[]"#, version: "2.0"), "oscal-version"),
      (#"{"catalog":{"metadata":{"title":"T"#, "not valid JSON"),
    ])
  func broken(text: String, reason: String) {
    let (_, problems) = LibraryReader.read(text, file: "c.json")
    #expect(problems.contains { $0.reason.contains(reason) && !$0.isWarning })
  }

  @Test("parameters that name each other end")
  func circular() throws {
    let many = String(repeating: "{{ insert: param, b }}", count: 1_000)
    let text = Self.catalog(
      #""params":[{"id":"a","label":"\#(many)"},{"id":"b","label":"\#(many)"}],"controls":[{"id":"c","title":"T","parts":[{"name":"statement","prose":"{{ insert: param, a }}{{ open"}]}]"#
    )
    let summary = LibraryReader.read(text, file: "c.json").0?.frameworks.first?.requirements.first?.summary
    #expect((1..<20_000).contains(summary?.count ?? 0))
  }

  @Test("2.7 MB are read within three seconds")
  func large() throws {
    let prose = String(repeating: "The master keeps {{ insert: param, p }} at hand. ", count: 50)
    let controls = (0..<1_100).map {
      #"{"id":"c-\#($0)","title":"Control","parts":[{"name":"statement","prose":"\#(prose)"}]}"#
    }
    let text = Self.catalog(#""params":[{"id":"p","label":"a log"}],"controls":[\#(controls.joined(separator: ","))]"#)
    #expect(text.utf8.count > 2_700_000)
    let start = ContinuousClock.now
    let (library, _) = LibraryReader.read(text, file: "c.json")
    #expect(ContinuousClock.now - start < .seconds(3))
    #expect(library?.frameworks.first?.controls.count == 1_100)
  }
}
