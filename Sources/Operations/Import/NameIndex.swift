import Domain
import RegisterKit
import Store

/// The records that the words of a file may mean, among what is stored and what the files bring: found whatever the
/// blanks, the capitals and the order of names. A register is read once, when it is first asked for.
final class NameIndex {
  /// Codes of records that go by the same words: nearly always one, which is held without a set.
  struct IDs {
    private var first: String?
    private var more: Set<String> = []

    mutating func insert(_ id: String) {
      if first == nil { first = id } else { more.insert(id) }
    }

    var all: Set<String> { first.map { more.union([$0]) } ?? [] }
  }

  /// What the records of one register go by, in the form in which words are compared.
  struct Names {
    var ids: [String: String] = [:]
    var uniques: [String: IDs] = [:]
    var references: [String: IDs] = [:]
    var titles: [String: IDs] = [:]
    /// By names of people in any order, with and without titles and accents.
    var people: [String: IDs] = [:]

    mutating func add(_ id: String, title: String?, reference: String?, uniques values: [String?], isPerson: Bool) {
      ids[NameIndex.key(id)] = id
      if let title, !title.isEmpty {
        titles[NameIndex.key(title), default: IDs()].insert(id)
        if isPerson { for key in PersonName.keys(title) { people[key, default: IDs()].insert(id) } }
      }
      if let reference, !reference.isEmpty { references[NameIndex.key(reference), default: IDs()].insert(id) }
      for value in values {
        if let value, !value.isEmpty { uniques[NameIndex.key(value), default: IDs()].insert(id) }
      }
    }

    /// By code before unique value before own number before title before the name of a person.
    func find(_ text: String, isPerson: Bool, _ counts: (String) -> Bool) -> Set<String> {
      let key = NameIndex.key(text)
      if let id = ids[key], counts(id) { return [id] }
      for known in [uniques[key], references[key], titles[key]] {
        let found: Set<String> = known?.all.filter(counts) ?? []
        if !found.isEmpty { return found }
      }
      guard isPerson else { return [] }
      if let address = NameIndex.address(in: text), let found = uniques[address]?.all.filter(counts), !found.isEmpty {
        return found
      }
      return PersonName.keys(text).reduce(into: Set<String>()) {
        $0.formUnion(people[$1]?.all.filter(counts) ?? [])
      }
    }
  }

  private let scope: Scope
  private var stored: [String: Names] = [:]
  private var brought: [String: Names] = [:]
  /// Code → the row that was refused.
  private var refused: [String: Int] = [:]

  init(_ scope: Scope) { self.scope = scope }

  /// How words are compared: no blanks that decide, no capitals.
  static func key(_ text: String) -> String { text.cleaned.lowercased() }

  /// The address in `Anna Müller <anna@example.com>` or `mailto:anna@example.com`.
  static func address(in text: String) -> String? {
    guard text.contains("@") else { return nil }
    let words = text.lowercased().split { $0.isWhitespace || "<>()[],;:\"".contains($0) }
    let addresses = words.filter { $0.contains("@") }
    // Several are a list, and none of them all of it.
    return addresses.count == 1 ? String(addresses[0]) : nil
  }

  private static func isOfPeople(_ register: AnyRegister) -> Bool {
    register.fields.contains { $0.traits.unique && $0.kind is LineKind }
  }

  func names(_ slug: String) throws -> Names {
    if let known = stored[slug] { return known }
    var names = Names()
    if let register = scope.registers[slug] {
      let isPerson = Self.isOfPeople(register)
      try scope.forEachName(in: register) {
        names.add($0.id, title: $0.title, reference: $0.reference, uniques: $0.uniques, isPerson: isPerson)
      }
    }
    stored[slug] = names
    return names
  }

  /// Says that a row of the files brings a record.
  func bring(_ slug: String, id: String, title: String?, reference: String?, unique: String?) {
    guard let register = scope.registers[slug] else { return }
    brought[slug, default: Names()].add(
      id, title: title, reference: reference, uniques: [unique], isPerson: Self.isOfPeople(register))
  }

  /// Says that the row that brings a record was refused.
  func refuse(_ id: String, row: Int) { refused[id] = row }

  /// The records of a register that are stored and that words mean.
  func stored(_ slug: String, _ text: String) throws -> Set<String> {
    let names = try names(slug)
    return find(names, slug, text) { _ in true }
  }

  /// Those that the files bring.
  func brought(_ slug: String, _ text: String) -> Set<String> {
    guard let names = brought[slug] else { return [] }
    return find(names, slug, text) { refused[$0] == nil }
  }

  /// Those that the files bring and that have a unique value.
  func broughtUnique(_ slug: String, _ text: String) -> Set<String> {
    brought[slug]?.uniques[Self.key(text)]?.all.filter { refused[$0] == nil } ?? []
  }

  /// The refused row whose record words mean.
  func refused(_ slugs: [String], _ text: String) -> Int? {
    slugs.compactMap { slug in
      brought[slug].map { find($0, slug, text) { refused[$0] != nil } }?.compactMap { refused[$0] }.min()
    }.first
  }

  /// The one record of these registers that words mean, stored before brought.
  func find(_ slugs: [String], _ text: String) throws -> Reading.Found {
    let stored = try slugs.reduce(into: Set<String>()) { $0.formUnion(try self.stored($1, text)) }
    if stored.count == 1, let id = stored.first { return .one(id) }
    let brought = slugs.reduce(into: Set<String>()) { $0.formUnion(self.brought($1, text)) }
    if brought.count == 1, let id = brought.first { return .one(id) }
    let all = stored.union(brought)
    return all.isEmpty ? .none : .several(all.sorted())
  }

  private func find(_ names: Names, _ slug: String, _ text: String, _ counts: (String) -> Bool) -> Set<String> {
    names.find(text, isPerson: !names.people.isEmpty, counts)
  }
}
