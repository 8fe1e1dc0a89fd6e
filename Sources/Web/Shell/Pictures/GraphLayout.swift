/// Where the nodes of a layered graph stand: layers are given, the order in a layer follows the neighbours' mean
/// height (a few sweeps of the barycentre method), long edges get a gap in every layer that they cross.
struct GraphLayout {
  struct Place: Equatable {
    var layer: Int
    /// In units of boxes from the top.
    var position: Double
  }

  struct Route {
    var places: [Place]
    var said: String
  }

  private(set) var places: [String: Place] = [:]
  private(set) var routes: [Route] = []
  private(set) var layerCount = 0
  private(set) var tallest = 0

  private struct Slot {
    var id: String
    var layer: Int
    var neighbours: [Int] = []
  }

  init(_ graph: Picture.Graph) {
    var slots: [Slot] = []
    var byID: [String: Int] = [:]
    for node in graph.nodes where byID[node.id] == nil {
      byID[node.id] = slots.count
      slots.append(Slot(id: node.id, layer: min(max(node.layer, 0), 11)))
    }
    var chains: [(slots: [Int], said: String)] = []
    let names = Dictionary(graph.nodes.map { ($0.id, $0.label) }, uniquingKeysWith: { first, _ in first })
    for edge in graph.edges {
      guard let a = byID[edge.from], let b = byID[edge.to], a != b else { continue }
      let (from, to) = slots[a].layer <= slots[b].layer ? (a, b) : (b, a)
      var chain = [from]
      for layer in stride(from: slots[from].layer + 1, to: slots[to].layer, by: 1) {
        chain.append(slots.count)
        slots.append(Slot(id: "", layer: layer))
      }
      chain.append(to)
      for (left, right) in zip(chain, chain.dropFirst()) {
        slots[left].neighbours.append(right)
        slots[right].neighbours.append(left)
      }
      chains.append((chain, "\(names[edge.from] ?? edge.from) \(edge.role) \(names[edge.to] ?? edge.to)"))
    }
    layerCount = (slots.map(\.layer).max() ?? -1) + 1
    let order = Self.order(slots, layerCount)
    tallest = order.map(\.count).max() ?? 0
    var place: [Int: Place] = [:]
    for (layer, members) in order.enumerated() {
      let inset = Double(tallest - members.count) / 2
      for (position, slot) in members.enumerated() {
        place[slot] = Place(layer: layer, position: inset + Double(position))
      }
    }
    for (index, slot) in slots.enumerated() where !slot.id.isEmpty { places[slot.id] = place[index] }
    routes = chains.map { chain in Route(places: chain.slots.compactMap { place[$0] }, said: chain.said) }
  }

  private static func order(_ slots: [Slot], _ layerCount: Int) -> [[Int]] {
    var layers = Array(repeating: [Int](), count: layerCount)
    for (index, slot) in slots.enumerated() { layers[slot.layer].append(index) }
    var position: [Int: Double] = [:]
    func settle(_ layer: Int) {
      let inset = -Double(layers[layer].count) / 2
      for (index, slot) in layers[layer].enumerated() { position[slot] = inset + Double(index) }
    }
    for layer in layers.indices { settle(layer) }
    for sweep in 0..<8 {
      let forward = Array(layers.indices)
      for layer in sweep.isMultiple(of: 2) ? forward : forward.reversed() {
        let weighted = layers[layer].enumerated().map { index, slot in
          let near = slots[slot].neighbours.filter { slots[$0].layer != layer }.compactMap { position[$0] }
          return (slot, near.isEmpty ? position[slot] ?? 0 : near.reduce(0, +) / Double(near.count), index)
        }
        layers[layer] = weighted.sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
        settle(layer)
      }
    }
    return layers
  }
}
