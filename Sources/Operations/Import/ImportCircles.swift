import Domain
import RegisterKit
import Store

// Rows by which records would stand below themselves: one value of each circle is kept as words, and everything else of
// its row comes in.
extension ImportRun {
  /// Finds circles among the rows and what is stored, and marks in each the last row that is part of it.
  /// - Returns: Whether there were any, so that the rows are to be converted again.
  mutating func breakCircles() throws -> Bool {
    var isBroken = false
    for register in scope.registers.all {
      for field in register.fields where field.isAbove(in: register) {
        if try breakCircles(field, register) { isBroken = true }
      }
    }
    return isBroken
  }

  private mutating func breakCircles(_ field: FieldSpec, _ register: AnyRegister) throws -> Bool {
    var (above, from) = ([String: String?](), [String: Int]())
    for (index, row) in rows.enumerated() where row.register == register.slug && !row.isRejected && !row.isRepeated {
      let values = row.admitted ?? row.patch
      above[row.id] = (values[field.name] ?? row.existing?.body[field.name] ?? .null).text
      from[row.id] = index
    }
    guard above.values.contains(where: { $0 != nil }) else { return false }
    var (done, isBroken) = (Set<String>(), false)
    for start in above.keys.sorted() where !done.contains(start) {
      var (path, places) = ([String](), [String: Int]())
      var next: String? = start
      while let id = next, !done.contains(id), places[id] == nil {
        places[id] = path.count
        path.append(id)
        if above[id] == nil { above[id] = try scope.record(id)?.body[field.name]?.text }
        next = above[id] ?? nil
      }
      done.formUnion(path)
      guard let id = next, let first = places[id] else { continue }
      let chain = path[first...]
      // A value that was kept as words already changed nothing of what is stored; another of the circle gives way.
      let open = chain.compactMap { from[$0] }.filter { circles[$0]?[field.name] == nil }
      guard let last = open.max() else { continue }
      // Told from the row that is named, round to itself.
      let turn = chain.firstIndex(of: rows[last].id) ?? chain.startIndex
      let round = Array(chain[turn...] + chain[..<turn]) + [rows[last].id]
      circles[last, default: [:]][field.name] = Act.circular(field, round)
      isBroken = true
    }
    return isBroken
  }

  /// Keeps as words what would close a circle.
  func keepCircles(
    _ index: Int, _ texts: inout ImportTexts, _ extra: inout [String: String], _ row: inout Row, _ register: AnyRegister
  ) {
    for (name, reason) in circles[index] ?? [:] {
      guard let field = register.field(name), let text = texts[name], !text.isEmpty else { continue }
      extra[field.label] = text
      row.lost.append(.init(field: name, value: text, reason: "\(reason) The words are kept."))
      texts[name] = nil
    }
  }
}
