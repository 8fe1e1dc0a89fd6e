extension Picture {
  /// What depends on what, in layers from left to right.
  public struct Graph: Sendable {
    /// A box of the graph.
    public struct Node: Sendable {
      public var id: String
      public var label: String
      /// A second, quieter line: a code, a kind, a state.
      public var note: String
      /// From 0, from left to right.
      public var layer: Int
      public var paint: Paint
      public var href: String?
      /// The node that the picture is about.
      public var isFocus: Bool

      public init(
        _ id: String, _ label: String, note: String = "", layer: Int, paint: Paint = .none, href: String? = nil,
        isFocus: Bool = false
      ) {
        self.id = id
        self.label = label
        self.note = note
        self.layer = layer
        self.paint = paint
        self.href = href
        self.isFocus = isFocus
      }
    }

    /// A line from a box to another.
    public struct Edge: Sendable, Hashable {
      /// Id of a node.
      public var from: String
      /// Id of a node.
      public var to: String
      /// What the one is to the other: `trained on`, `provided by`.
      public var role: String

      public init(_ from: String, _ to: String, _ role: String = "uses") {
        self.from = from
        self.to = to
        self.role = role
      }
    }

    /// Said to those who can't see the picture.
    public var title: String
    /// What stands over each layer.
    public var layers: [String]
    public var nodes: [Node]
    public var edges: [Edge]

    public init(title: String, layers: [String], nodes: [Node], edges: [Edge]) {
      self.title = title
      self.layers = layers
      self.nodes = nodes
      self.edges = edges
    }
  }

  /// The graph as boxes and lines.
  public static func graph(_ graph: Graph) -> HTML {
    let layout = GraphLayout(graph)
    let (boxWidth, boxHeight, pitch) = (168.0, 40.0, 220.0)
    func left(_ place: GraphLayout.Place) -> Double { Double(place.layer) * pitch + 1 }
    func middle(_ place: GraphLayout.Place) -> Double { 28 + (place.position + 0.5) * 52 }
    var drawing = HTML()
    for (index, title) in graph.layers.enumerated() where index < layout.layerCount {
      drawing += text(short(title, 24), x: Double(index) * pitch + 1, y: 12, isSmall: true)
    }
    for route in layout.routes {
      drawing += edge(route, boxWidth: boxWidth, left: left, middle: middle)
    }
    for node in graph.nodes {
      guard let place = layout.places[node.id] else { continue }
      let (x, y) = (left(place), middle(place) - boxHeight / 2)
      let isTall = !node.note.isEmpty
      drawing += link(
        node.href, label: node.note.isEmpty ? node.label : "\(node.label), \(node.note)",
        """
        \(rect(x, y, boxWidth, boxHeight, radius: 7, node.paint.outlined(node.isFocus ? 2.4 : 1.3)))\
        \(rect(x, y + 8, 4, boxHeight - 16, radius: 2, node.paint.fill))\
        \(text(short(node.label, 22), x: x + 13, y: y + (isTall ? 17 : 24), isStrong: true))\
        \(when: isTall, text(short(node.note, 25), x: x + 13, y: y + 32, isSmall: true))
        """)
    }
    let width = Double(max(layout.layerCount - 1, 0)) * pitch + boxWidth + 2
    return frame(
      graph.title, width: width, height: 30 + Double(layout.tallest) * 52,
      hasLinks: graph.nodes.contains { $0.href != nil }, isWide: true,
      drawing)
  }

  private static func edge(
    _ route: GraphLayout.Route, boxWidth: Double, left: (GraphLayout.Place) -> Double,
    middle: (GraphLayout.Place) -> Double
  ) -> HTML {
    var d = ""
    for (from, to) in zip(route.places, route.places.dropFirst()) {
      let isSame = from.layer == to.layer
      let x1 = left(from) + boxWidth
      let x2 = isSame ? left(to) + boxWidth : left(to)
      let (y1, y2) = (middle(from), middle(to))
      let bend = isSame ? 38.0 : (x2 - x1) / 2
      // A stop on the way of a long edge is crossed straight, at the height of the gap left for it.
      d += d.isEmpty ? "M\(number(x1)) \(number(y1))" : "L\(number(x1)) \(number(y1))"
      d +=
        "C\(number(x1 + bend)) \(number(y1)) \(number(isSame ? x2 + bend : x2 - bend)) \(number(y2)) \(number(x2)) \(number(y2))"
    }
    return "<g><title>\(route.said)</title><path d=\"\(d)\"\(Paint.none.stroke(1.4))/></g>"
  }

  /// The same as a table: one line an edge.
  public static func graphTable(_ graph: Graph) -> HTML {
    let nodes = Dictionary(graph.nodes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    func name(_ id: String) -> HTML {
      guard let node = nodes[id] else { return HTML.text(id) }
      return node.href.map { "<a href=\"\($0)\">\(node.label)</a>" } ?? HTML.text(node.label)
    }
    return UI.facts(
      graph.title, columns: ["From", "Is to", "To"],
      rows: graph.edges.map { [name($0.from), HTML.text($0.role), name($0.to)] })
  }
}
