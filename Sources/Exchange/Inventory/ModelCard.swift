import RegisterKit

/// What a model card says, in the fields of the register of models.
enum ModelCard {
  static func read(_ facts: CardFacts) -> BroughtFile {
    var leftOut: [String] = []
    let results = facts.head.results
    leftOut += results.problems.prefix(20)
    if results.problems.count > 20 { leftOut.append("… and \(results.problems.count - 20) more of the same.") }
    let full = facts.head.text("model_name") ?? results.model
    let title = CycloneDXInventory.title(full ?? facts.heading ?? facts.fileTitle)
    var cells = ["name": title]
    var names = Names()
    let developer = facts.value(
      "Developed by", "Model developers", "Model authors - company", "Developers", "Publisher", "Organization",
      "Provider", "Entwickelt von", "Hersteller", "Développé par")
    let owner = title.contains("/") ? title.split(separator: "/").first.map(String.init) : nil
    let supplier = (developer ?? owner).flatMap { names.keep($0) }
    cells["supplier"] = supplier
    let tasks = [facts.head.text("pipeline_tag")].compactMap(\.self) + results.tasks
    let task = tasks.first ?? facts.value("Task", "Type", "Model type") ?? facts.line("Model type", "Task")
    cells.setShort("type", task ?? "")
    let date = facts.value("Date", "Model date", "Release date") ?? facts.line("Model date", "Release date")
    cells.setShort(
      "origin",
      [developer.map { "developed by \($0)" }, date.map { "released \($0)" }].compactMap(\.self)
        .joined(separator: ", "))
    cells.setShort("version", facts.value("Version", "Model version") ?? facts.head.text("version") ?? "")
    cells.setShort("method", method(facts), max: 1000)
    let figures = results.figures.joined(separator: "; ")
    let evaluation =
      figures.isEmpty
      ? facts.section(
        "Evaluation", "Eval results", "Results", "Performance and limitations", "Performance", "Metrics", "Ergebnisse",
        "Évaluation") : nil
    cells.setShort("result", figures.isEmpty ? (evaluation ?? "").oneLine.shortened(1000) : figures, max: 1000)
    let hub = title.split(separator: "/").count == 2 && title.allSatisfy { !$0.isWhitespace }
    cells.setShort(
      "location", facts.address("Repository", "Code", "Homepage") ?? (hub ? "https://huggingface.co/\(title)" : ""))
    cells.setShort("model_card", facts.fileTitle)
    let data = datasets(facts, title, &leftOut)
    cells["training_data"] = data.rows.compactMap { $0.cells["name"] }.joined(separator: "; ")
    addNote(facts, &cells)
    cells["model_card_text"] = facts.whole(200_000, &leftOut)
    var models = BroughtRows(
      "models",
      [
        "name", "type", "origin", "version", "supplier", "training_data", "method", "result", "location", "model_card",
        "model_card_text", "note",
      ])
    models.rows = [(1, cells)]
    var suppliers = BroughtRows("suppliers", ["name", "service", "provides_ai"])
    if let supplier {
      suppliers.rows = [(1, ["name": supplier, "service": "Model \(title)", "provides_ai": "yes"])]
    }
    return BroughtFile(tables: [suppliers.table, data.table, models.table].compactMap(\.self), leftOut: leftOut)
  }

  /// `text classification; based on bert-base; transformers`.
  private static func method(_ facts: CardFacts) -> String {
    var parts: [String] = []
    let bases = facts.head.texts("base_model")
    if !bases.isEmpty {
      let how = facts.head.text("base_model_relation").map { " (\($0))" } ?? ""
      parts.append("based on \(bases.joined(separator: ", "))\(how)")
    } else if let base = facts.value("Finetuned from model", "Fine-tuned from", "Base model", "Basismodell") {
      parts.append("based on \(base)")
    }
    if let library = facts.head.text("library_name") { parts.append(library.oneLine) }
    if let type = facts.value("Architecture", "Model architecture")
      ?? facts.line(
        "Model architecture", "Architecture", "Model type", "Training procedure", "Architektur")
    {
      parts.append(type.shortened(600))
    }
    return parts.joined(separator: "; ")
  }

  /// Datasets that the head names. What the words don't name is said.
  private static func datasets(_ facts: CardFacts, _ title: String, _ leftOut: inout [String]) -> BroughtRows {
    var rows = BroughtRows("datasets", ["name", "used_for", "origin", "location"])
    var names = Names()
    for text in facts.head.texts("datasets") {
      if ["custom", "other", "private", "proprietary", "generator", "mixed", "various", "internal"].contains(
        text.folded)
      {
        leftOut.append("The head's dataset “\(text.shortened(60))” names none; see the card for the training data.")
        continue
      }
      let known = names.all.count
      guard let name = names.keep(text), names.all.count > known else { continue }
      var cells = ["name": name, "used_for": "Model \(title)".shortened(300)]
      // A hub's datasets go by owner and name, or by a name in small letters.
      if name.split(separator: "/").count == 2, name.allSatisfy({ !$0.isWhitespace }) {
        cells["location"] = "https://huggingface.co/datasets/\(name)".shortened(300)
      }
      cells["origin"] = "Named in the card of \(title)."
      rows.rows.append((1, cells))
    }
    return rows
  }

  /// What somebody who answers for the model's use must know; the whole is in the card's text.
  private static func addNote(_ facts: CardFacts, _ cells: inout [String: String]) {
    let licence =
      facts.head.licence ?? facts.value("License", "Licence", "Lizenz", "Licence(s)")
      ?? facts.line("License", "Licensing information", "Lizenz", "Licence")
    if let licence { cells.append("note", "Licence: \(licence)") }
    let languages = facts.head.texts("language") + facts.head.texts("languages")
    if !languages.isEmpty { cells.append("note", "Languages: \(languages.joined(separator: "; "))") }
    let tags = facts.head.texts("tags")
    if !tags.isEmpty { cells.append("note", "Tags: \(tags.joined(separator: "; "))") }
    let parts: [(String, String?)] = [
      (
        "Intended use",
        facts.section(
          "Intended use", "Uses", "Model use", "Direct use", "Model application", "Verwendungszweck",
          "Vorgesehene Verwendung", "Utilisation prévue") ?? facts.value("Primary intended uses", "Intended use")
      ),
      ("Out of scope", facts.section("Out-of-scope", "Out of scope") ?? facts.value("Out-of-scope uses")),
      (
        "Limitations",
        facts.section(
          "Limitations", "Performance and limitations", "Bias, risks", "Known limitations", "Einschränkungen",
          "Grenzen", "Limites")
      ),
      ("Bias and risks", facts.section("Bias", "Ethical considerations", "Risks", "Broader implications", "Fairness")),
      (
        "Training data",
        facts.section(
          "Training data", "Training dataset", "Dataset", "Data", "Trainingsdaten", "Données d’entraînement",
          "Données d'entraînement")
      ),
    ]
    var known: Set<String> = []
    for (label, text) in parts {
      if let text, known.insert(text).inserted { cells.append("note", "**\(label):** \(text.shortened(3_000))") }
    }
  }
}
