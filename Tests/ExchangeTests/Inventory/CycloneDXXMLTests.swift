import Exchange
import Testing

@Suite("Bills of materials in XML")
struct CycloneDXXMLTests {
  static func bom(_ parts: String, version: String = "1.6", before: String = "<?xml version=\"1.0\"?>\n") -> [UInt8] {
    Array("\(before)<bom xmlns=\"http://cyclonedx.org/schema/bom/\(version)\" version=\"1\">\(parts)</bom>".utf8)
  }
  static let model = """
    <components><component type="machine-learning-model" bom-ref="m"><supplier><name>Anvil</name><url>https://a.example</url>
    <url>https://b.example</url></supplier><name>sorter</name><version>1</version><licenses><license><id>MIT</id></license></licenses>
    <purl>pkg:generic/sorter</purl><modelCard><modelParameters><approach><type>supervised</type></approach><task>sorting</task>
    <datasets><dataset><type>dataset</type><name>Tickets</name></dataset><ref>d</ref></datasets></modelParameters><considerations>
    <users><user>Agents</user></users></considerations><properties><property name="size">7B</property></properties></modelCard>
    </component><component type="data" bom-ref="d"><name>Mails</name><data><type>dataset</type><contents>
    <url>https://data.example</url></contents></data></component></components>
    """

  @Test("the same comes out of XML as of JSON")
  func same() throws {
    let json = CycloneDXTests.bom(
      #"""
      "components":[{"type":"machine-learning-model","bom-ref":"m","supplier":{"name":"Anvil","url":["https://a.example",
      "https://b.example"]},"name":"sorter","version":"1","licenses":[{"license":{"id":"MIT"}}],"purl":"pkg:generic/sorter",
      "modelCard":{"modelParameters":{"approach":{"type":"supervised"},"task":"sorting","datasets":[{"type":"dataset",
      "name":"Tickets"},{"ref":"d"}]},"considerations":{"users":["Agents"]},"properties":[{"name":"size","value":"7B"}]}},
      {"type":"data","bom-ref":"d","name":"Mails","data":[{"type":"dataset","contents":{"url":"https://data.example"}}]}]
      """#)
    let bytes = Self.bom(Self.model)
    #expect(CycloneDX.looksLike(bytes))
    let read = try CycloneDX.read(bytes, name: "bom.xml")
    #expect(try read == CycloneDX.read(json, name: "bom.json"))
    #expect(read.cell("models", "sorter", "training_data") == "Tickets; Mails")
  }

  @Test(
    "XML that is hostile, broken or something else is refused",
    arguments: [
      (bom("", before: "<!DOCTYPE bom [<!ENTITY a \"b\">]>"), "DOCTYPE"),
      (bom("", before: "<?xml version=\"1.0\" encoding=\"UTF-7\"?>"), "utf-7"),
      (bom("<components><component type=\"library\">"), "not valid XML"),
      (bom("<components><component type=\"library\"/></components>"), "components[0]"),
      (
        bom("<components><component type=\"library\"><name>a</name><name>b</name></component></components>"),
        "given twice"
      ),
      (bom("", version: "0.9"), "specVersion"),
      (bom(String(repeating: "<a>", count: 5_000) + String(repeating: "</a>", count: 5_000)), "deeper than 64"),
      (Array("<html xmlns=\"http://cyclonedx.org/schema/bom/1.6x\"/>".utf8), "outermost element"),
      ([0xFF, 0xFE, 0x3C, 0x00], "is not valid JSON"),
    ])
  func refused(bytes: [UInt8], reason: String) {
    let said = refusal { try CycloneDX.read(bytes, name: "bom.xml") }
    #expect(said?.contains(reason) == true, "\(said ?? "taken")")
  }
}
