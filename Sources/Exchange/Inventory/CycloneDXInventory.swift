import RegisterKit

/// Sorts the components of a checked bill of materials: which is a model, a dataset, an AI system, and which is none.
struct CycloneDXInventory {
  let bom: Value
  var components: [CycloneDXComponent] = []
  /// Indices by `bom-ref`.
  var byReference: [String: Int] = [:]
  var leftOut: [String] = []
  /// Components that others are parts of or depend on: indices of the models and datasets in each AI system.
  var contents: [Int: [Int]] = [:]

  init(_ bom: Value) { self.bom = bom }

  /// - Throws: ``Unreadable`` if two components have one `bom-ref`.
  mutating func read() throws(Unreadable) -> BroughtFile {
    try collect(bom["metadata"]["component"], "metadata.component", parent: nil)
    for (index, component) in bom["components"].list.enumerated() {
      try collect(component, "components[\(index)]", parent: nil)
    }
    for index in components.indices { components[index].role = components[index].ownRole }
    findSystems()
    nameThem()
    if !components.contains(where: { $0.role != .none }) {
      sayWhatIsNoAI()
      sayOtherParts()
      if leftOut.isEmpty { leftOut.append("The file lists no components.") }
      leftOut.append("The file names no model and no dataset; there is nothing in it for the AI inventory.")
      return BroughtFile(leftOut: leftOut)
    }
    var rows = CycloneDXRows(self)
    let tables = rows.tables()
    leftOut += rows.leftOut
    sayWhatIsNoAI()
    sayOtherParts()
    return BroughtFile(tables: tables, leftOut: leftOut)
  }

  /// A component and all within it, in the order of the file.
  private mutating func collect(_ value: Value, _ path: String, parent: Int?) throws(Unreadable) {
    guard value.object != nil else { return }
    let component = CycloneDXComponent(value: value, path: path, parent: parent)
    let index = components.count
    if let reference = component.reference {
      if let first = byReference[reference] {
        let other = components[first]
        guard other.name == component.name, other.type == component.type else {
          throw Unreadable("\(path).bom-ref: “\(reference.shortened(80))” already names \(other.path).")
        }
        // Tools list the subject of the file again among its parts.
        leftOut.append("\(path): “\(component.name.shortened(80))” is \(other.path) again; it is taken once.")
        try collectParts(value, path, parent: first)
        return
      }
      byReference[reference] = index
    }
    components.append(component)
    for data in value["data"].list {
      if let reference = data["bom-ref"].text, byReference[reference] == nil { byReference[reference] = index }
    }
    try collectParts(value, path, parent: index)
  }

  private mutating func collectParts(_ value: Value, _ path: String, parent: Int) throws(Unreadable) {
    for (position, part) in value["components"].list.enumerated() {
      try collect(part, "\(path).components[\(position)]", parent: parent)
    }
  }

  // MARK: Systems

  /// A program with a model in it is an AI system: nested in it, needed by it, or, for the subject of the whole file,
  /// listed beside it.
  private mutating func findSystems() {
    let taken = components.indices.filter { components[$0].role != .none }
    guard taken.contains(where: { components[$0].role == .model }) else { return }
    var inside: [Int: Set<Int>] = [:]
    for index in taken {
      var parent = components[index].parent
      while let above = parent {
        if components[above].mayBeSystem { inside[above, default: []].insert(index) }
        parent = components[above].parent
      }
    }
    if components.first?.path == "metadata.component", components[0].mayBeSystem { inside[0] = Set(taken) }
    addNeeded(&inside)
    for (index, parts) in inside where parts.contains(where: { components[$0].role == .model }) {
      components[index].role = .system
      contents[index] = parts.sorted()
    }
  }

  /// Follows the dependencies of every program. Bounded, since a file may tie everything to everything.
  private mutating func addNeeded(_ inside: inout [Int: Set<Int>]) {
    var needs: [Int: [Int]] = [:]
    for dependency in bom["dependencies"].list {
      guard let index = dependency["ref"].text.flatMap({ byReference[$0] }) else { continue }
      needs[index, default: []] += dependency["dependsOn"].texts.compactMap { byReference[$0] }
    }
    var steps = 0
    for start in components.indices where components[start].mayBeSystem && needs[start] != nil {
      var seen: Set<Int> = [start]
      var open = [start]
      while let index = open.popLast() {
        for next in needs[index] ?? [] where seen.insert(next).inserted {
          steps += 1
          guard steps < 1_000_000 else {
            leftOut.append(
              "The dependencies are too many to be followed; only parts that are listed in a program count.")
            return
          }
          if components[next].role != .none { inside[start, default: []].insert(next) }
          open.append(next)
        }
      }
    }
  }

  // MARK: Names

  /// Gives every row a name that no other of its register has, and that the next version of the file gives it again: the
  /// component's own; with group, version or reference only where that is not enough.
  private mutating func nameThem() {
    for role in [CycloneDXComponent.Role.model, .dataset, .system] {
      let indices = components.indices.filter { components[$0].role == role }
      let ways: [(CycloneDXComponent) -> String] = [
        { $0.name },
        { component in CycloneDXText.words(component.value["group"]).map { "\($0)/\(component.name)" } ?? component.name
        },
        { component in
          CycloneDXText.words(component.value["version"]).map { "\(component.name) \($0)" } ?? component.name
        },
        { "\($0.name) (\($0.reference ?? $0.path))" },
      ]
      var open = indices
      var used: Set<String> = []
      for way in ways {
        let groups = Dictionary(grouping: open) { Self.title(way(components[$0])).folded }
        var rest: [Int] = []
        for index in open {
          let title = Self.title(way(components[index]))
          if groups[title.folded]?.count == 1, !used.contains(title.folded) {
            components[index].title = title
          } else {
            rest.append(index)
          }
        }
        for index in open where !components[index].title.isEmpty { used.insert(components[index].title.folded) }
        open = rest
      }
      for index in open {
        components[index].title = "\(components[index].name.shortened(200)) (\(components[index].path))"
      }
    }
  }

  /// One line, without the sign that separates references.
  static func title(_ text: String) -> String {
    String(text.oneLine.map { $0 == ";" ? "," : $0 }).shortened(300)
  }

  // MARK: What is left out

  private mutating func sayWhatIsNoAI() {
    let isOrdinary = !components.contains { $0.role != .none }
    var counts: [(type: String, names: [String])] = []
    for component in components where component.role == .none {
      if component.type == "data" {
        let kinds = Set(component.value["data"].list.compactMap { $0["type"].text }).sorted().joined(separator: " and ")
        leftOut.append("\(component.path): “\(component.name.shortened(80))” is data of the kind \(kinds), no dataset.")
      } else if let index = counts.firstIndex(where: { $0.type == component.type }) {
        counts[index].names.append(component.name)
      } else {
        counts.append((component.type, [component.name]))
      }
    }
    for (type, names) in counts {
      let kind = type.split(separator: "-").joined(separator: " ")
      let reason =
        isOrdinary ? "an ordinary SBOM holds nothing for the AI inventory" : "no model, no dataset and none inside"
      if names.count <= 3 {
        leftOut += names.map { "\(kind) “\($0.shortened(80))”: \(reason)." }
      } else {
        leftOut.append("\(names.count) \(Self.many(kind)): \(reason).")
      }
    }
  }

  private static func many(_ kind: String) -> String {
    switch kind {
    case "library": "libraries"
    case "firmware": "components of firmware"
    default: kind + "s"
    }
  }

  private mutating func sayOtherParts() {
    let services = bom["services"].list.compactMap { $0["name"].text?.oneLine.shortened(80) }
    if !services.isEmpty {
      let names = services.prefix(3).map { "“\($0)”" }.joined(separator: ", ") + (services.count > 3 ? " …" : "")
      leftOut.append("\(services.count.of("service", "services")) (\(names)): services are not taken from a BOM.")
    }
    let tools = bom["metadata"]["tools"]
    let count = tools.object == nil ? tools.list.count : tools["components"].list.count + tools["services"].list.count
    if count > 0 { leftOut.append("\(count.of("tool", "tools")) that made the file: not part of what it describes.") }
    for key in ["vulnerabilities", "formulation", "annotations", "declarations", "definitions", "citations"] {
      let part = bom[key]
      let entries = part.object?.values.reduce(0) { $0 + $1.list.count } ?? part.list.count
      if entries > 0 { leftOut.append("“\(key)” (\(entries.of("entry", "entries"))): not taken from a BOM.") }
    }
    if let maker = CycloneDXText.words(bom["metadata"]["manufacturer"]["name"]) {
      leftOut.append("“\(maker.oneLine.shortened(80))” made the file; it is not taken as a supplier for that.")
    }
  }
}
