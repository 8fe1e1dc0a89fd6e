import Foundation
import RegisterKit
import Yams

/// Cards of models and datasets: Markdown, mostly with a head in YAML, as model hubs keep them.
public enum Card {
  /// Larger files are refused unread, in bytes.
  public static let largest = 2_000_000

  /// Whether a Markdown text is such a card, by the names in its head, its headings and the name of the file. A policy
  /// about AI is none, though it may speak of training data.
  public static func looksLike(_ text: String, name: String = "") -> Bool {
    // What tells is at the beginning, but headings may come late.
    CardKind(MarkdownOutline(String(text.prefix(400_000))), name: name).isCard
  }

  /// - Parameter name: What the file is called.
  /// - Throws: ``Unreadable`` for a card that is too large, whose head can't be read, or that is none.
  public static func read(_ text: String, name: String) throws(Unreadable) -> BroughtFile {
    guard text.utf8.count <= largest else {
      throw Unreadable("The card is larger than \(largest / 1_000_000) MB; take the pictures out of its text.")
    }
    let outline = MarkdownOutline(text)
    let head = try outline.head.map { text throws(Unreadable) in
      try YAMLBounds.mapping(text, line: MarkdownOutline.headLine)
    }
    let kind = CardKind(outline, name: name)
    guard kind.isCard else {
      throw Unreadable("This isn't a model or dataset card: neither its head nor its headings are those of one.")
    }
    let facts = CardFacts(outline, CardHead(head ?? nil), name: name)
    return kind.isDataset ? DatasetCard.read(facts) : ModelCard.read(facts)
  }

  /// Names that stand in the head of a card and hardly in another.
  static let modelKeys: Set<String> = [
    "pipeline_tag", "library_name", "model-index", "base_model", "base_model_relation", "widget", "inference",
    "co2_eq_emissions", "model_name", "model_type", "quantized_by", "adapter_transformers", "mask_token",
  ]
  static let datasetKeys: Set<String> = [
    "annotations_creators", "language_creators", "multilinguality", "size_categories", "source_datasets",
    "task_categories", "task_ids", "pretty_name", "dataset_info", "train-eval-index", "paperswithcode_id", "configs",
  ]
  static let commonKeys: Set<String> = [
    "license", "license_name", "license_link", "language", "languages", "datasets", "metrics", "thumbnail", "tags",
  ]
  /// Names in the head of a document of the organization's own.
  static let ownKeys: Set<String> = [
    "kind", "status", "owner", "version", "classification", "approved_by", "next_review", "layout", "document_kind",
  ]
}

/// Judges whether a text is a card, and of what.
struct CardKind {
  private(set) var isCard = false
  private(set) var isDataset = false

  init(_ outline: MarkdownOutline, name: String) {
    let keys = Set((outline.head ?? "").utf8.split(separator: 0x0A).compactMap { Self.key(Substring($0)) })
    let headings = outline.sections.map { $0.heading.folded }
    let title = (outline.title ?? "").folded + " " + name.folded
    var (model, dataset) = (2 * keys.intersection(Card.modelKeys).count, 2 * keys.intersection(Card.datasetKeys).count)
    let common = keys.intersection(Card.commonKeys).count
    let isOwn = !keys.isDisjoint(with: Card.ownKeys)
    if ["modelcard", "modellkarte", "fichedemodèle", "systemcard"].contains(where: title.contains) { model += 3 }
    if ["datasetcard", "datacard", "datensatzkarte", "datasheetfor"].contains(where: title.contains) { dataset += 3 }
    let known = headings.map { heading in Self.headings.first { heading.hasPrefix($0.0) }?.1 ?? .none }
    let (models, datasets) = (known.count { $0 == .model }, known.count { $0 == .dataset })
    model += models
    dataset += datasets
    let fromHead = keys.intersection(Card.modelKeys.union(Card.datasetKeys)).count
    let isTitled = [
      "modelcard", "modellkarte", "systemcard", "datasetcard", "datacard", "datensatzkarte", "datasheetfor",
    ]
    .contains { title.contains($0) }
    let hasOtherHead = outline.head.map { !$0.trimmed().isEmpty } == true && keys.isEmpty
    if hasOtherHead, title.contains("card") {
      // A head that is none; whoever reads it says so.
      isCard = true
    } else if fromHead == 0 && isOwn {
      isCard = false
    } else if fromHead > 0 {
      isCard = fromHead > 1 || common > 0 || models + datasets > 0 || !isOwn
    } else if isTitled {
      isCard = true
    } else {
      // Headings that a policy may have too don't tell by themselves.
      let telling = models + datasets
      isCard = telling >= 2 || common >= 2 || common == 1 && telling >= 1
    }
    isDataset = dataset > model
  }

  private enum Sign { case model, dataset, none }
  /// Beginnings of headings, folded.
  private static let headings: [(String, Sign)] = [
    ("modeldetails", .model), ("modeluse", .model), ("modeldescription", .model), ("modeltype", .model),
    ("modelsources", .model), ("modeldate", .model), ("modelversion", .model), ("modelcard", .model),
    ("modelarchitecture", .model), ("outofscopeuse", .model), ("howtogetstartedwiththemodel", .model),
    ("howtousethemodel", .model), ("traininghyperparameters", .model), ("modelldetails", .model),
    ("modellbeschreibung", .model), ("detailsdumodèle", .model), ("descriptiondumodèle", .model),
    ("datasetdescription", .dataset), ("datasetsummary", .dataset), ("datasetstructure", .dataset),
    ("datasetcreation", .dataset), ("datasetdetails", .dataset), ("datainstances", .dataset), ("datafields", .dataset),
    ("datasplits", .dataset), ("datasetcard", .dataset), ("datasetcurators", .dataset),
    ("personalandsensitiveinformation", .dataset), ("curationrationale", .dataset), ("whoaretheannotators", .dataset),
    ("whoarethesourcelanguageproducers", .dataset), ("datensatzbeschreibung", .dataset),
  ]

  /// The name at the beginning of a line of the head that is not indented.
  private static func key(_ line: Substring) -> String? {
    guard let first = line.utf8.first, first != 0x20, first != UInt8(ascii: "#"), line.utf8.count < 5_000,
      let colon = line.firstIndex(of: ":")
    else { return nil }
    return line[..<colon].trimmed(also: "\"'").lowercased()
  }
}
