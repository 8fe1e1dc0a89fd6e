import Foundation
import RegisterKit

/// Makes the rows of the inventory out of sorted components.
struct CycloneDXRows {
  private let inventory: CycloneDXInventory
  private(set) var leftOut: [String] = []
  private var supplierNames = Names()
  private var suppliers = BroughtRows("suppliers", ["name", "service", "provides_ai", "country", "note"])
  private var datasets = BroughtRows(
    "datasets",
    [
      "name", "used_for", "ai_systems", "content", "origin", "collected", "personal_data", "rights", "languages",
      "known_gaps", "preparation", "location", "retention",
    ])
  private var models = BroughtRows(
    "models",
    [
      "name", "ai_systems", "type", "origin", "version", "supplier", "training_data", "method", "result", "location",
      "model_card", "model_card_text", "note",
    ])
  private var systems = BroughtRows(
    "ai-systems",
    ["name", "purpose", "users", "affected_people", "suppliers", "models", "datasets", "note"])
  private var rowOfSupplier: [String: Int] = [:]
  /// Titles of datasets that stand inside a model's card, by what they say.
  private var inPlace: [Value: String] = [:]
  private var datasetTitles: Set<String> = []
  /// Titles of the datasets of each model, in order.
  private var trainingData: [Int: [String]] = [:]
  /// Titles of the models that a dataset is given to.
  private var usedBy: [String: [String]] = [:]
  private var supplierOf: [Int: String] = [:]
  private var systemsOf: [Int: [String]] = [:]
  /// Titles of the datasets within a component; those within none under nil.
  private var datasetsIn: [Int?: [String]] = [:]

  init(_ inventory: CycloneDXInventory) {
    self.inventory = inventory
    for component in inventory.components where component.role == .dataset {
      datasetTitles.insert(component.title.folded)
      datasetsIn[component.parent, default: []].append(component.title)
    }
    for (system, parts) in inventory.contents.sorted(by: { $0.key < $1.key }) {
      for part in parts { systemsOf[part, default: []].append(inventory.components[system].title) }
    }
  }

  mutating func tables() -> [BroughtTable] {
    let all = inventory.components
    for index in all.indices where all[index].role == .model { findDatasets(index) }
    for index in all.indices {
      switch all[index].role {
      case .model: addModel(index)
      case .dataset: addDataset(index)
      case .system, .none: break
      }
    }
    // Last, since they name what is behind their models.
    for index in all.indices where all[index].role == .system { addSystem(index) }
    return [suppliers.table, datasets.table, models.table, systems.table].compactMap(\.self)
  }

  // MARK: Suppliers

  /// The organizations behind a component: who supplies it, who made it, who published it.
  private mutating func organizations(_ index: Int) -> (supplier: String?, all: [String], origin: String) {
    let component = inventory.components[index]
    let value = component.value
    var supplier = value["supplier"]
    if supplier == .null, index == 0, component.path == "metadata.component" { supplier = bomSupplier }
    let (from, maker) = (keep(supplier, component), keep(value["manufacturer"], component))
    let publisher = keep(["name": value["publisher"]], component)
    var all: [String] = []
    for name in [from, maker, publisher].compactMap(\.self) where !all.contains(name) { all.append(name) }
    let origin = [
      maker.map { "made by \($0)" }, publisher.map { "published by \($0)" }, from.map { "supplied by \($0)" },
    ].compactMap(\.self).joined(separator: ", ")
    return (from ?? maker ?? publisher, all, origin.prefix(1).uppercased() + origin.dropFirst())
  }

  private var bomSupplier: Value { inventory.bom["metadata"]["supplier"] }

  private mutating func keep(_ organization: Value, _ component: CycloneDXComponent) -> String? {
    guard let words = CycloneDXText.words(organization["name"]), let name = supplierNames.keep(words) else {
      return nil
    }
    let row: Int
    if let known = rowOfSupplier[name] {
      row = known
    } else {
      row = suppliers.rows.count
      rowOfSupplier[name] = row
      suppliers.rows.append((nil, ["name": name]))
    }
    var cells = suppliers.rows[row].cells
    if component.role == .model || component.role == .system { cells["provides_ai"] = "yes" }
    if cells["country"] == nil, let country = CycloneDXText.words(organization["address"]["country"]) {
      cells["country"] = country.oneLine.shortened(300)
    }
    let what =
      "\(component.role == .model ? "Model" : component.role == .dataset ? "Dataset" : "Application") \(component.title)"
    let services = cells["service"]?.components(separatedBy: "; ") ?? []
    let service = (services + [what]).joined(separator: "; ")
    if !services.contains(what), service.count <= 1000 { cells["service"] = service }
    var lines = cells["note"]?.split(separator: "\n").map(String.init) ?? []
    let contacts = organization["contact"].list.map { contact in
      ["name", "email", "phone"].compactMap { CycloneDXText.words(contact[$0]) }.joined(separator: ", ")
    }
    for line in organization["url"].list.compactMap(CycloneDXText.words) + contacts where !line.isEmpty {
      if !lines.contains("- \(line.oneLine)"), lines.count < 200 { lines.append("- \(line.oneLine)") }
    }
    cells["note"] = lines.joined(separator: "\n")
    suppliers.rows[row].cells = cells
    return name
  }

  /// What the file says of its subject beside the component itself.
  private func addFileProperties(_ index: Int, _ cells: inout [String: String]) {
    guard inventory.components[index].path == "metadata.component" else { return }
    for part in [inventory.bom["metadata"], inventory.bom] {
      cells.append("note", CycloneDXText.facts(["properties": part["properties"], "licenses": part["licenses"]]))
    }
  }

  // MARK: Models

  private mutating func addModel(_ index: Int) {
    let component = inventory.components[index]
    let value = component.value
    let card = CycloneDXModelCard(value: value["modelCard"])
    let (supplier, _, origin) = organizations(index)
    var cells: [String: String] = ["name": component.title]
    if let description = CycloneDXText.words(value["description"]) { cells.append("note", description) }
    cells["ai_systems"] = systemsOf[index]?.joined(separator: "; ")
    cells.setLine("type", card.task ?? CycloneDXText.property(value, "task", "primaryPurpose") ?? "", rest: "note")
    cells.setLine("origin", origin, rest: "note")
    cells.setLine("version", CycloneDXText.words(value["version"]) ?? "", rest: "note")
    cells["supplier"] = supplier
    supplierOf[index] = supplier
    cells["training_data"] = trainingData[index]?.joined(separator: "; ")
    let ancestors = value["pedigree"]["ancestors"].list.compactMap { CycloneDXText.words($0["name"]) }
    let base = ancestors.isEmpty ? nil : "based on \(ancestors.joined(separator: ", "))"
    cells.setLine(
      "method", [card.method, base ?? ""].filter { !$0.isEmpty }.joined(separator: "; "), max: 1000, rest: "note")
    cells.setLine("result", card.result, max: 1000, rest: "note")
    let address = CycloneDXText.address(value, ["distribution", "website", "vcs"])
    cells.setLine("location", address ?? CycloneDXText.words(value["purl"]) ?? "", rest: "note")
    cells.setLine("model_card", CycloneDXText.address(value, ["model-card"]) ?? "", rest: "note")
    cells["model_card_text"] = card.markdown(component.title)
    cells.append("note", CycloneDXText.facts(value, without: ["Version"]))
    addFileProperties(index, &cells)
    models.rows.append((nil, cells))
    for relation in ["ancestors", "descendants", "variants"] {
      for other in value["pedigree"][relation].list {
        let name = (other["name"].text ?? "").oneLine.shortened(80)
        leftOut.append(
          "“\(name)” is among the \(relation) of “\(component.title)”: "
            + (relation == "ancestors"
              ? "kept in its method, no model of its own." : "no part of what the file describes."))
      }
    }
  }

  /// Which datasets a model's card names or holds, and which stand inside the model or, for the subject of the file,
  /// beside it.
  private mutating func findDatasets(_ index: Int) {
    let model = inventory.components[index]
    var (titles, known): ([String], Set<String>) = ([], [])
    func add(_ title: String) { if known.insert(title).inserted { titles.append(title) } }
    for (position, data) in CycloneDXModelCard(value: model.value["modelCard"]).datasets.enumerated() {
      let path = "\(model.path).modelCard.modelParameters.datasets[\(position)]"
      if let reference = data["ref"].text {
        guard let found = inventory.byReference[reference], inventory.components[found].role == .dataset else {
          leftOut.append("\(path): no dataset in this file has the reference “\(reference.shortened(80))”.")
          continue
        }
        add(inventory.components[found].title)
      } else if data["type"].text == "dataset" {
        add(inPlace[data] ?? addDataset(data, of: index, path))
      } else {
        let name = data["name"].text?.oneLine.shortened(80) ?? ""
        leftOut.append("\(path): “\(name)” is data of the kind \(data["type"].text ?? ""), no dataset.")
      }
    }
    for title in datasetsIn[index] ?? [] { add(title) }
    if model.path == "metadata.component" { for title in datasetsIn[nil] ?? [] { add(title) } }
    trainingData[index] = titles
    for title in titles { usedBy[title.folded, default: []].append(model.title) }
  }

  // MARK: Datasets

  private mutating func addDataset(_ index: Int) {
    let component = inventory.components[index]
    let (_, _, origin) = organizations(index)
    var cells = ["name": component.title]
    cells["ai_systems"] = systemsOf[index]?.joined(separator: "; ")
    fill(&cells, component.value, component.value["data"].list.filter { $0["type"].text == "dataset" })
    cells.append("origin", origin)
    cells.append("content", CycloneDXText.facts(component.value, without: ["Licence"]))
    datasets.rows.append((nil, cells))
    for data in component.value["data"].list where data["type"].text != "dataset" {
      let name = data["name"].text?.oneLine.shortened(80) ?? ""
      leftOut.append("\(component.path): “\(name)” in it is data of the kind \(data["type"].text ?? ""), no dataset.")
    }
  }

  /// A dataset that only a model's card describes; answers its title.
  private mutating func addDataset(_ data: Value, of index: Int, _ path: String) -> String {
    let model = inventory.components[index]
    let own = CycloneDXText.words(data["name"]).map(CycloneDXInventory.title) ?? "Data of \(model.title)"
    var title = own
    if datasetTitles.contains(title.folded) { title = CycloneDXInventory.title("\(own) (\(model.title))") }
    if datasetTitles.contains(title.folded) { title = CycloneDXInventory.title("\(own) (\(path))") }
    datasetTitles.insert(title.folded)
    inPlace[data] = title
    var cells = ["name": title]
    cells["ai_systems"] = systemsOf[index]?.joined(separator: "; ")
    usedBy[title.folded] = [model.title]
    fill(&cells, .null, [data])
    datasets.rows.append((nil, cells))
    return title
  }

  private func fill(_ cells: inout [String: String], _ component: Value, _ parts: [Value]) {
    let models = usedBy[cells["name"]?.folded ?? ""] ?? []
    let stage = CycloneDXText.property(component, "stage", "usage", "used_for", "purpose")
    let use = [stage, models.isEmpty ? nil : "model \(models.joined(separator: ", "))"].compactMap(\.self)
    cells.setLine("used_for", use.joined(separator: "; "), rest: "content")
    for text in [component["description"]] + parts.map({ $0["description"] }) {
      if let words = CycloneDXText.words(text), cells["content"]?.contains(words) != true {
        cells.append("content", words)
      }
    }
    var sensitive: [String] = []
    for part in parts {
      let name = CycloneDXText.words(part["name"]) ?? ""
      if parts.count > 1 || !component.isEmpty, !name.isEmpty { cells.append("content", "- \(name.oneLine)") }
      if let level = CycloneDXText.words(part["classification"]) {
        cells.append("content", "Classification: \(level.oneLine)")
      }
      sensitive += part["sensitiveData"].list.compactMap(CycloneDXText.words)
      let contents = CycloneDXText.outline(["contents": part["contents"], "graphics": part["graphics"]])
      cells.append("content", contents.joined(separator: "\n"))
      let people = CycloneDXText.outline(part["governance"])
      if !people.isEmpty { cells.append("rights", "Governance:\n" + people.joined(separator: "\n")) }
    }
    let personal = sensitive.isEmpty ? CycloneDXText.property(component, "personal_data", "pii", "sensitive") : nil
    cells.setLine("personal_data", personal ?? sensitive.joined(separator: "; "), rest: "content")
    let licence = CycloneDXText.licences(component)
    if !licence.isEmpty { cells.append("rights", "Licence: \(licence)") }
    cells.setLine("languages", CycloneDXText.property(component, "languages", "language") ?? "", rest: "content")
    cells.setLine(
      "collected", CycloneDXText.property(component, "date_obtained", "collected", "date_collected") ?? "",
      rest: "content")
    let urls = parts.compactMap { CycloneDXText.words($0["contents"]["url"]) }
    let address = urls.first ?? CycloneDXText.address(component, ["distribution", "website", "vcs"])
    cells.setLine("location", address ?? CycloneDXText.words(component["purl"]) ?? "", rest: "content")
  }

  // MARK: AI systems

  private mutating func addSystem(_ index: Int) {
    let component = inventory.components[index]
    let (_, suppliers, origin) = organizations(index)
    let parts = inventory.contents[index] ?? []
    let all = inventory.components
    var cells = ["name": component.title]
    let purpose =
      CycloneDXText.words(component.value["description"])
      ?? (component.path == "metadata.component"
        ? CycloneDXText.property(inventory.bom["metadata"], "primaryPurpose", "purpose") : nil)
    if let purpose { cells.append("purpose", purpose) }
    var (users, people, data): ([String], [String], [String]) = ([], [], [])
    func add(_ texts: [String], to list: inout [String]) {
      for text in texts where !list.contains(text) { list.append(text) }
    }
    for part in parts where all[part].role == .model {
      let card = CycloneDXModelCard(value: all[part].value["modelCard"])
      add(card.users, to: &users)
      add(card.groupsAtRisk, to: &people)
      add(trainingData[part] ?? [], to: &data)
    }
    add(parts.filter { all[$0].role == .dataset }.map { all[$0].title }, to: &data)
    cells.setLine("users", users.joined(separator: "; "), max: 1000, rest: "note")
    cells["affected_people"] = people.joined(separator: "; ").plainText
    var behind = suppliers
    for part in parts where all[part].role == .model { add([supplierOf[part]].compactMap(\.self), to: &behind) }
    cells["suppliers"] = behind.joined(separator: "; ")
    cells["models"] = parts.filter { all[$0].role == .model }.map { all[$0].title }.joined(separator: "; ")
    cells["datasets"] = data.joined(separator: "; ")
    cells.append("note", origin)
    cells.append("note", CycloneDXText.facts(component.value))
    addFileProperties(index, &cells)
    systems.rows.append((nil, cells))
  }
}
