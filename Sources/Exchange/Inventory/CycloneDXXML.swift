import Foundation
import RegisterKit

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Reads CycloneDX's XML into the shape that its JSON has, so that one reader understands both.
///
/// A stream of events, no document: nothing is fetched, and a file with a document type is refused before it is read.
enum CycloneDXXML {
  static func read(_ bytes: [UInt8]) throws(Unreadable) -> Value {
    try refuseDoctype(bytes)
    let events = XMLEvents()
    let parser = XMLParser(data: Data(bytes))
    parser.shouldProcessNamespaces = true
    parser.shouldResolveExternalEntities = false
    parser.delegate = events
    let isRead = parser.parse()
    if let refusal = events.refusal { throw refusal }
    guard isRead, let root = events.root else {
      let line = parser.lineNumber
      throw Unreadable("The file is not valid XML\(line > 0 ? " at line \(line)" : "").")
    }
    guard root.name == "bom", let space = root.space, space.contains("cyclonedx.org/schema/bom/") else {
      throw Unreadable("The file isn't CycloneDX: its outermost element is “\(root.name.shortened(40))”.")
    }
    guard case .object(var bom) = try value(root) else { throw Unreadable("The file holds nothing.") }
    bom["bomFormat"] = "CycloneDX"
    bom["specVersion"] = .text(space.split(separator: "/").last.map(String.init) ?? "")
    return .object(bom)
  }

  /// A document type may define entities that grow without bound or name other files; CycloneDX needs none.
  private static func refuseDoctype(_ bytes: [UInt8]) throws(Unreadable) {
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
      throw Unreadable("The file is not UTF-8 text.")
    }
    let declaration = String(decoding: bytes.prefix(200), as: UTF8.self)
    if declaration.contains("<?xml"), let found = declaration.range(of: "encoding") {
      let rest = declaration[found.upperBound...].drop { " =\"'".contains($0) }
      let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }.lowercased()
      guard ["utf-8", "us-ascii", "utf8"].contains(name) else {
        throw Unreadable("The file says that its encoding is \(name); only UTF-8 is read.")
      }
    }
    let data = Data(bytes)
    // A comment may speak of one; no bill of materials has to.
    for mark in ["<!DOCTYPE", "<!ENTITY", "<!doctype"] {
      if let found = data.range(of: Data(mark.utf8)) {
        let line = bytes[..<found.lowerBound].count { $0 == 0x0A } + 1
        throw Unreadable("Line \(line): a document type (\(mark.dropFirst(2))) is not allowed in a CycloneDX file.")
      }
    }
  }

  // MARK: The shape of JSON

  /// Elements that hold a list, by the names that JSON gives to the list.
  private static let lists: Set<String> = [
    "components", "services", "licenses", "hashes", "externalReferences", "properties", "datasets", "inputs", "outputs",
    "performanceMetrics", "collection", "users", "useCases", "technicalLimitations", "performanceTradeoffs",
    "ethicalConsiderations", "fairnessAssessments", "energyConsumptions", "energyProviders", "authors", "tags",
    "dependencies", "ancestors", "descendants", "variants", "custodians", "stewards", "owners", "endpoints",
  ]
  /// Elements of which there may be several side by side; JSON has them in a list of the same name.
  private static let repeated: Set<String> = ["url", "contact", "data", "sensitiveData"]
  /// Parts of which only the number of entries is told.
  private static let unread: Set<String> = [
    "vulnerabilities", "formulation", "annotations", "declarations", "definitions", "compositions", "citations",
    "tools",
    "evidence", "releaseNotes", "swid", "cryptoProperties", "lifecycles", "patches", "commits",
  ]

  private static func value(_ element: XMLEvents.Element) throws(Unreadable) -> Value {
    if unread.contains(element.name) { return .list(Array(repeating: .object([:]), count: element.children.count)) }
    if lists.contains(element.name) {
      var entries: [Value] = []
      for child in element.children { entries.append(try entry(child, of: element.name)) }
      return .list(entries)
    }
    if element.children.isEmpty, element.attributes.isEmpty { return .text(element.text.trimmed()) }
    var members: [String: Value] = [:]
    for (name, text) in element.attributes { members[name == "content-type" ? "contentType" : name] = .text(text) }
    if element.children.isEmpty {
      members["content"] = .text(element.text.trimmed())
      return .object(members)
    }
    var several: [String: [Value]] = [:]
    for child in element.children {
      // Another namespace is an extension; it is named as such.
      let name = child.space == element.space ? child.name : "\(child.space ?? ""):\(child.name)"
      let isRepeated =
        repeated.contains(name) && !(name == "url" && ["reference", "contents", "license"].contains(element.name))
      let read = isRepeated && name == "data" && element.name == "service" ? serviceData(child) : try value(child)
      if isRepeated {
        several[name, default: []] += read.list
      } else if members.updateValue(read, forKey: name) != nil, !name.contains(":") {
        throw Unreadable("Line \(child.line): “\(name)” is given twice in one “\(element.name)”.")
      }
    }
    for (name, values) in several { members[name] = .list(values) }
    return .object(members)
  }

  private static func entry(_ child: XMLEvents.Element, of list: String) throws(Unreadable) -> Value {
    switch (list, child.name) {
    case ("properties", _):
      var property: [String: Value] = ["value": .text(child.text.trimmed())]
      property["name"] = child.attributes["name"].map(Value.text)
      return .object(property)
    case ("licenses", "expression"): return ["expression": .text(child.text.trimmed())]
    case ("licenses", _): return .object([child.name: try value(child)])
    case ("datasets", "ref"): return ["ref": .text(child.text.trimmed())]
    case ("dependencies", _):
      let parts = child.children.filter { $0.name == "dependency" }.compactMap { $0.attributes["ref"] }
      var members: [String: Value] = ["dependsOn": Value(parts)]
      members["ref"] = child.attributes["ref"].map(Value.text)
      return .object(members)
    default: return try value(child)
    }
  }

  /// A service's data is a classification with a flow up to 1.4, and a list of flows later.
  private static func serviceData(_ element: XMLEvents.Element) -> Value {
    .list(
      element.children.map { child in
        let inner = child.children.first { $0.name == "classification" }
        let flow =
          child.attributes["flow"] ?? child.children.first { $0.name == "flow" }?.text ?? inner?.attributes["flow"]
        return ["classification": .text((inner ?? child).text.trimmed()), "flow": Value(flow ?? "unknown")]
      })
  }
}

/// Collects what a parser meets, within bounds.
final class XMLEvents: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let space: String?
    let attributes: [String: String]
    let line: Int
    var text = ""
    var children: [Element] = []
  }

  private(set) var root: Element?

  /// The outermost element of a text without a document type; nil if it can't be read.
  static func root(of data: Data) -> Element? {
    let (events, parser) = (XMLEvents(), XMLParser(data: data))
    parser.shouldProcessNamespaces = true
    parser.shouldResolveExternalEntities = false
    parser.delegate = events
    return parser.parse() && events.refusal == nil ? events.root : nil
  }

  private(set) var refusal: Unreadable?
  private var open: [Element] = []
  private var count = 0

  private func refuse(_ parser: XMLParser, _ reason: String) {
    if refusal == nil { refusal = Unreadable(reason) }
    parser.abortParsing()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    count += 1
    if open.count >= 64 { return refuse(parser, "Line \(parser.lineNumber): nested deeper than 64.") }
    if count > 1_000_000 { return refuse(parser, "The file has more than a million elements.") }
    let own = attributes.filter { !$0.key.hasPrefix("xmlns") && !$0.key.contains(":") }
    open.append(Element(name: name, space: namespaceURI, attributes: own, line: parser.lineNumber))
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard let element = open.popLast() else { return }
    if open.isEmpty {
      root = element
    } else {
      open[open.count - 1].children.append(element)
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if !open.isEmpty { open[open.count - 1].text += text }
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    if !open.isEmpty { open[open.count - 1].text += String(decoding: block, as: UTF8.self) }
  }

  func parser(_ parser: XMLParser, foundInternalEntityDeclarationWithName name: String, value: String?) {
    refuse(parser, "Line \(parser.lineNumber): an entity is not allowed in a CycloneDX file.")
  }

  func parser(
    _ parser: XMLParser, foundExternalEntityDeclarationWithName name: String, publicID: String?, systemID: String?
  ) {
    refuse(parser, "Line \(parser.lineNumber): an entity is not allowed in a CycloneDX file.")
  }
}
