import Domain
import Operations
import RegisterKit
import Store

/// What AI systems are made of, as a picture: suppliers, datasets, models, systems, assets.
enum InventoryPage {
  private static let layers = ["suppliers", "datasets", "models", "ai-systems", "assets"]

  static func show(_ call: Call) async throws -> Reply {
    let graph = try await call.read { try picture(call, $0, focus: nil) }
    let content: HTML =
      graph.nodes.isEmpty
      ? UI.empty(
        "No AI systems yet", why: "Register your AI systems, models and datasets; their picture appears here.",
        actions: [UI.linkButton("Add an AI system", href: call.link.new("ai-systems"))])
      : UI.card(nil, Picture.figure(Picture.graph(graph), table: Picture.graphTable(graph)))
    return try await call.page(
      Page(
        "What our AI is made of", crumbs: [UI.Crumb("AI systems", href: call.link.register("ai-systems"))],
        section: call.link.register("ai-systems"), content: content))
  }

  /// The part of the picture around one system, for its page, with what is still missing before it may be used.
  static func card(for record: StoredRecord, _ call: Call) async throws -> HTML {
    let (graph, assessments, risks) = try await call.read { scope in
      let linked = try scope.linked(to: record.id)
      return (
        try picture(call, scope, focus: record.id), linked.count { $0.name.kind == "impact-assessments" },
        linked.count { $0.name.kind == "risks" }
      )
    }
    let system = AISystem.register.decode(record.body)
    let gates: [(String, Bool, String)] = [
      ("Owner", system.owner != nil, call.link.edit("ai-systems", record.id)),
      ("Owner's decision", !system.ownerDecision.isEmpty, call.link.edit("ai-systems", record.id)),
      ("AI Act class", system.lawClass != .notDecided, call.link.edit("ai-systems", record.id)),
      (
        "Impact assessment", assessments > 0,
        WebAddress.query(
          call.link.new("impact-assessments"), [("ai_system", record.id), ("title", "Impact of \(record.title)")])
      ),
      (
        "Risks assessed", risks > 0,
        WebAddress.query(call.link.new("risks"), [("ai_systems", record.id), ("domains", "ai")])
      ),
    ]
    let list = gates.html { label, isThere, href -> HTML in
      "<li>\(isThere ? UI.tag("there", .good) : UI.tag("missing", .bad)) \(when: isThere, "\(label)", else: "<a href=\"\(href)\">\(label)</a>")</li>"
    }
    return """
      \(UI.card("Before it may be used", "<ul class=\"plain\">\(list)</ul>"))\(when: !graph.edges.isEmpty, UI.card("What it is made of", Picture.figure(Picture.graph(graph), table: Picture.graphTable(graph))))
      """
  }

  private static func picture(_ call: Call, _ scope: Scope, focus: String?) throws -> Picture.Graph {
    var nodes: [String: Picture.Graph.Node] = [:]
    var edges: [Picture.Graph.Edge] = []
    var records: [String: StoredRecord] = [:]
    for kind in ["ai-systems", "models", "datasets"] {
      for record in try scope.records(of: kind) { records[record.id] = record }
    }
    var shown: Set<String>?
    if let focus, let system = records[focus] {
      var ids: Set<String> = [focus]
      for field in ["models", "datasets", "suppliers", "assets"] { ids.formUnion(system.body[field]?.texts ?? []) }
      for id in ids {
        if let record = records[id], record.kind == "models" {
          ids.formUnion((record.body["training_data"]?.texts ?? []) + (record.body["supplier"]?.texts ?? []))
        }
      }
      shown = ids
    }
    let outside = try scope.names(
      of: records.values.flatMap {
        ($0.body["suppliers"]?.texts ?? []) + ($0.body["supplier"]?.texts ?? []) + ($0.body["assets"]?.texts ?? [])
      })
    func add(_ id: String) -> Bool {
      if let shown, !shown.contains(id) { return false }
      if nodes[id] != nil { return true }
      guard let kind = records[id]?.kind ?? outside[id]?.kind, let layer = layers.firstIndex(of: kind) else {
        return false
      }
      nodes[id] = .init(
        id, records[id]?.title ?? outside[id]?.title ?? id, note: id, layer: layer, href: call.link.record(kind, id),
        isFocus: id == focus)
      return true
    }
    func edge(_ from: String, _ to: String, _ role: String) {
      if add(from), add(to) { edges.append(.init(from, to, role)) }
    }
    for (id, record) in records.sorted(by: { $0.key < $1.key }) where record.kind != "datasets" {
      let body = record.body
      if record.kind == "ai-systems" {
        _ = add(id)
        for model in body["models"]?.texts ?? [] { edge(model, id, "is used by") }
        for asset in body["assets"]?.texts ?? [] { edge(id, asset, "runs as") }
      } else {
        for dataset in body["training_data"]?.texts ?? [] { edge(dataset, id, "trains") }
        for supplier in body["supplier"]?.texts ?? [] { edge(supplier, id, "supplies") }
      }
    }
    for (id, record) in records.sorted(by: { $0.key < $1.key }) where record.kind == "ai-systems" {
      for dataset in record.body["datasets"]?.texts ?? [] where !edges.contains(where: { $0.from == dataset }) {
        edge(dataset, id, "is used by")
      }
      for supplier in record.body["suppliers"]?.texts ?? [] where !edges.contains(where: { $0.from == supplier }) {
        edge(supplier, id, "supplies")
      }
    }
    return Picture.Graph(
      title: "What AI systems are made of", layers: layers.map { call.installation.registers[$0]?.many ?? $0 },
      nodes: nodes.values.sorted { $0.id < $1.id }, edges: edges)
  }
}
