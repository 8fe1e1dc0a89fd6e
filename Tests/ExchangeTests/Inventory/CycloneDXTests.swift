import Exchange
import Testing

@Suite("Bills of materials")
struct CycloneDXTests {
  static func bom(_ rest: String, version: String = "1.6") -> [UInt8] {
    Array(#"{"bomFormat":"CycloneDX","specVersion":"\#(version)","version":1,\#(rest)}"#.utf8)
  }

  /// A helpdesk with two models of one name, a dataset by reference, one inside a card and one inside a model.
  static let helpdesk = bom(
    #"""
    "metadata": {"tools": {"components": [{"type": "application", "name": "bom-writer"}]},
      "component": {"type": "application", "bom-ref": "app", "name": "Helpdesk", "version": "3.2", "description": "Sorts tickets.",
        "supplier": {"name": "Anvil GmbH", "contact": [{"name": "Sales", "email": "sales@anvil.example"}]}}},
    "components": [
      {"type": "machine-learning-model", "bom-ref": "m1", "name": "sorter", "group": "anvil", "version": "1.0",
       "publisher": "anvil gmbh", "licenses": [{"license": {"id": "MIT"}}], "purl": "pkg:generic/sorter@1.0",
       "hashes": [{"alg": "MD5", "content": "d41d8cd98f00b204e9800998ecf8427e"}],
       "modelCard": {
         "modelParameters": {"task": "text classification", "approach": {"type": "supervised"},
           "architectureFamily": "transformer",
           "datasets": [{"ref": "d1"}, {"type": "dataset", "name": "Old tickets", "sensitiveData": ["names"]}, {"ref": "gone"}]},
         "quantitativeAnalysis": {"performanceMetrics": [{"type": "F1", "value": "0.91", "slice": "German"}],
           "graphics": {"collection": [{"name": "curve", "image": {"contentType": "image/png", "content": "AAAA"}}]}},
         "considerations": {"users": ["Agents"], "technicalLimitations": ["Short texts only"],
           "fairnessAssessments": [{"groupAtRisk": "Non-native speakers"}]}}},
      {"type": "machine-learning-model", "bom-ref": "m2", "name": "sorter", "group": "other", "version": "2.0"},
      {"type": "data", "bom-ref": "d1", "name": "Tickets 2024", "data": [{"type": "dataset", "classification": "internal",
        "contents": {"url": "https://data.example/t"}}]},
      {"type": "data", "name": "settings", "data": [{"type": "configuration", "name": "app.ini"}]},
      {"type": "library", "name": "torch", "version": "2.1"}],
    "services": [{"name": "Mail"}]
    """#)

  @Test("systems, models, datasets and suppliers come out of it, tied by title")
  func helpdesk() throws {
    let file = try CycloneDX.read(Self.helpdesk, name: "bom.json")
    #expect(file.tables.map(\.name) == ["suppliers", "datasets", "models", "ai-systems"])
    #expect(file.titles("ai-systems") == ["Helpdesk"])
    #expect(file.titles("models") == ["anvil/sorter", "other/sorter"])
    // One organization, however it is spelled.
    #expect(file.titles("suppliers").map { $0.lowercased() } == ["anvil gmbh"])
    #expect(Set(file.titles("datasets")) == ["Tickets 2024", "Old tickets"])
    #expect(file.cell("ai-systems", "Helpdesk", "models") == "anvil/sorter; other/sorter")
    #expect(file.cell("ai-systems", "Helpdesk", "datasets") == "Tickets 2024; Old tickets")
    #expect(file.cell("ai-systems", "Helpdesk", "affected_people") == "Non-native speakers")
    #expect(file.cell("models", "anvil/sorter", "training_data") == "Tickets 2024; Old tickets")
    #expect(file.cell("models", "anvil/sorter", "result") == "F1: 0.91 (German)")
    #expect(file.cell("models", "anvil/sorter", "method") == "supervised; transformer")
    #expect(file.cell("models", "anvil/sorter", "note")?.contains("Licence: MIT") == true)
    let card = try #require(file.cell("models", "anvil/sorter", "model_card_text"))
    #expect(card.contains("Short texts only") && card.contains("in the file (image/png)") && !card.contains("AAAA"))
    #expect(file.cell("datasets", "Old tickets", "personal_data") == "names")
    #expect(file.cell("datasets", "Tickets 2024", "location") == "https://data.example/t")
  }

  @Test(
    "what no register takes is named with a reason",
    arguments: [
      "no dataset in this file has the reference “gone”", "“settings” is data of the kind configuration",
      "library “torch”",
      "1 service (“Mail”)", "1 tool that made the file",
    ])
  func leftOut(words: String) throws {
    #expect(try CycloneDX.read(Self.helpdesk, name: "bom.json").says(words))
  }

  @Test("an ordinary bill of materials is counted, and said to hold nothing for the inventory")
  func ordinary() throws {
    let libraries = (0..<218).map { #"{"type":"library","name":"l\#($0)"}"# }.joined(separator: ",")
    let file = try CycloneDX.read(Self.bom(#""components":[\#(libraries)]"#), name: "sbom.json")
    #expect(file.tables.isEmpty)
    #expect(file.says("218 libraries: an ordinary SBOM holds nothing for the AI inventory"))
    #expect(try CycloneDX.read(Self.bom(#""components":[]"#), name: "empty.json").says("no components"))
  }

  @Test("a program inside that needs a model is an AI system, one that doesn't is none")
  func needs() throws {
    let file = try CycloneDX.read(
      Self.bom(
        #"""
        "components":[{"type":"application","bom-ref":"a","name":"Chat"},{"type":"application","bom-ref":"b","name":"Shop"},
        {"type":"library","bom-ref":"l","name":"client"},{"type":"machine-learning-model","bom-ref":"m","name":"llm"},
        {"type":"container","name":"Box","components":[{"type":"machine-learning-model","name":"tiny","components":[
        {"type":"data","name":"crumbs"}]}]}],
        "dependencies":[{"ref":"a","dependsOn":["l"]},{"ref":"l","dependsOn":["m","a"]},{"ref":"b"}]
        """#), name: "bom.json")
    #expect(file.titles("ai-systems") == ["Chat", "Box"])
    #expect(file.cell("ai-systems", "Chat", "models") == "llm")
    #expect(file.cell("ai-systems", "Box", "models") == "tiny")
    #expect(file.cell("models", "tiny", "training_data") == "crumbs")
    #expect(file.says("application “Shop”"))
  }

  @Test("the next version of the file gives the same titles")
  func versions() throws {
    let text = String(decoding: Self.helpdesk, as: UTF8.self)
    let next = text.replacing(#""version": "1.0""#, with: #""version": "1.1""#).replacing(
      #""version": "3.2""#, with: #""version": "4.0""#)
    let (old, new) = (
      try CycloneDX.read(Self.helpdesk, name: "a"), try CycloneDX.read(Array(next.utf8), name: "b")
    )
    for register in ["ai-systems", "models", "datasets", "suppliers"] {
      #expect(old.titles(register) == new.titles(register))
    }
    #expect(try CycloneDX.read(Self.helpdesk, name: "a") == old)
  }

  @Test(
    "an invalid bill of materials is refused, and where it is so is named",
    arguments: [
      (#""components":[{"type":"library"}]"#, "1.6", "components[0]: “name” is missing"),
      (#""components":[{"name":"x"}]"#, "1.6", "components[0]: “type” is missing"),
      (#""components":[{"type":"wish","name":"x"}]"#, "1.6", "components[0].type: “wish”"),
      (#""components":[{"type":"data","name":"x"}]"#, "1.4", "needs CycloneDX 1.5; this is 1.4"),
      (#""components":{"type":"library","name":"x"}"#, "1.6", "components: a list"),
      (#""components":[{"type":"library","name":7}]"#, "1.6", "components[0].name: text"),
      (#""components":[]"#, "9.9", "“specVersion” is “9.9”"),
      (#""serialNumber":"urn:uuid:1""#, "1.5", "“serialNumber”"),
      (#""metadata":{"timestamp":"yesterday"}"#, "1.5", "metadata.timestamp"),
      (#""services":[{"name":"s","data":[{"flow":"up","classification":"x"}]}]"#, "1.6", "services[0].data[0].flow"),
      (#""components":[{"type":"file","name":"f","hashes":[{"alg":"MD5","content":"12"}]}]"#, "1.5", "32 hexadecimal"),
      (#""components":[{"type":"file","name":"f","licenses":[{"license":{}}]}]"#, "1.5", "“id” and “name”"),
      (
        #""components":[{"type":"file","name":"f","bom-ref":"r"},{"type":"file","name":"g","bom-ref":"r"}]"#, "1.5",
        "components[1].bom-ref: “r” already names components[0]"
      ),
      (
        #""components":[{"type":"machine-learning-model","name":"m","modelCard":{"modelParameters":{"approach":{"type":"magic"}}}}]"#,
        "1.6", "components[0].modelCard.modelParameters.approach.type: “magic”"
      ),
    ])
  func invalid(rest: String, version: String, reason: String) {
    let bytes = Self.bom(rest, version: version)
    #expect(CycloneDX.looksLike(bytes))
    #expect(refusal { try CycloneDX.read(bytes, name: "bom.json") }?.contains(reason) == true)
  }

  @Test(
    "what is no bill of materials is refused",
    arguments: [
      #"{"bomFormat":"SPDX","specVersion":"1.6"}"#, #"{"bomFormat":"CycloneDX"}"#, #"{"bomFormat":"CycloneDX","#,
      #"["bomFormat"]"#, "",
      #"{"bomFormat":"CycloneDX","specVersion":"1.6","components":"# + String(repeating: "[", count: 100_000),
    ])
  func noBOM(text: String) {
    #expect(refusal { try CycloneDX.read(Array(text.utf8), name: "x.json") } != nil)
  }

  @Test("a member that the format doesn't know is named, and refuses nothing")
  func unknown() throws {
    let file = try CycloneDX.read(
      Self.bom(#""components":[{"type":"machine-learning-model","name":"m","mood":"good"}]"#), name: "bom.json")
    #expect(file.titles("models") == ["m"])
    #expect(file.says("“component.mood” isn't part of CycloneDX 1.6"))
  }
}
