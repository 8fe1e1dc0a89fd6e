import Domain
import Foundation
import Operations
import RegisterKit
import Store
import Testing

@Suite("A drawn sample")
struct SampleTests {
  private func place() async throws -> Workplace {
    let place = try await Workplace()
    try await place.commit(
      (1...30).map { number in
        .create(
          register: "suppliers", id: "S-\(number + 100)",
          values: [
            "name": .text("Supplier \(number)"), "tier": number % 3 == 0 ? "important" : "routine",
            "provides_ai": .bool(number % 5 == 0),
          ])
      })
    return place
  }

  private func draw(
    _ place: Workplace, _ method: Sample.Method, size: Int? = 6, seed: String = "spring",
    filter: [(name: String, value: String)] = []
  ) async throws -> StoredRecord {
    try #require(
      try await place.installation.draw(
        SampleRequest(
          population: "suppliers", filter: filter, method: method, size: size, seed: seed,
          stratum: method == .stratified ? "tier" : nil), in: place.workspace, as: Workplace.auditor
      ).first)
  }

  @Test("repeats after the register changed", arguments: [Sample.Method.random, .systematic, .stratified])
  func repeats(method: Sample.Method) async throws {
    let place = try await place()
    let filter = [(name: "tier", value: "routine,important"), (name: "provides_ai", value: "false")]
    let sample = try await draw(place, method, filter: filter)
    let kept = try #require(sample.body["items"]?.texts)
    #expect(kept.count == 6 && sample.body["population_size"] == 24)
    // Changed, renamed out of the filter, archived, added: the population of now is another one.
    try await place.commit([
      .edit(id: "S-101", values: ["provides_ai": true]), .edit(id: "S-103", values: ["name": "Renamed"]),
      .create(register: "suppliers", id: "S-001", values: ["name": "New"]),
    ])
    for item in kept.prefix(2) { try await place.commit([.archive(id: String(item.prefix { $0 != "@" }))]) }
    let redraw = try await place.read { try place.installation.redraw(sample.id, $0) }
    #expect(redraw.isSame && redraw.drawn == kept)
    #expect(try await draw(place, method, filter: filter).body["items"]?.texts != kept)
  }

  @Test("follows from the seed")
  func seeds() async throws {
    let place = try await place()
    let one = try await draw(place, .random), two = try await draw(place, .random)
    let other = try await draw(place, .random, seed: "autumn")
    #expect(one.body["items"] == two.body["items"] && one.body["items"] != other.body["items"])
    #expect(try await draw(place, .random, size: nil).body["size"] == 6)
  }

  @Test("takes results of its items, and only through its own door")
  func results() async throws {
    let place = try await place()
    let sample = try await draw(place, .random, size: 5)
    let items = try await place.read { try place.installation.items(of: sample, $0) }
    #expect(items.map { $0.body["item"]?.text } == sample.body["items"]?.texts.map { String($0.prefix { $0 != "@" }) })
    _ = try await place.installation.record(
      [.init(item: items[0].id, result: .notConform, note: "No contract")], in: place.workspace, as: Workplace.auditor)
    let seen = try #require(try await place.read { try $0.record(items[0].id) })
    #expect(seen.body["result"] == "not_conform" && seen.body["note"] == "No contract")
    // Without a word on the note, the note that stands is kept; an empty one takes it out.
    for (note, kept) in [(nil, "No contract"), ("", nil), ("No contract", "No contract")] as [(String?, String?)] {
      for result in [SampleItem.Result.conform, .notConform] {
        _ = try await place.installation.record(
          [.init(item: items[0].id, result: result, note: note)], in: place.workspace, as: Workplace.auditor)
      }
      #expect(try await place.read { try $0.record(items[0].id)?.body["note"]?.text } == kept)
    }
    // A colleague who saw the item before that takes nothing back and is told.
    let late = try await place.installation.record(
      [
        .init(item: items[0].id, result: .conform, note: "", revision: items[0].version),
        .init(item: items[1].id, result: .conform, note: "", revision: items[1].version),
      ], in: place.workspace, as: Workplace.chief)
    #expect(late == [items[0].body["item"]?.text])
    #expect(
      try await place.read { scope in try items.prefix(2).map { try scope.record($0.id)?.body["result"]?.text } }
        == ["not_conform", "conform"])
    await #expect(throws: Failure.self) { try await place.commit([.edit(id: sample.id, values: ["seed": "x"])]) }
    await #expect(throws: Failure.self) {
      try await place.commit([.create(register: "samples", values: ["title": "By hand"])])
    }
    let reader = Actor(name: "reader", role: .reader)
    await #expect(throws: Failure.self) {
      try await place.installation.record(
        [.init(item: items[2].id, result: .conform, note: "")], in: place.workspace, as: reader)
    }
  }

  @Test("says what is wrong with what was asked for")
  func refused() async throws {
    let place = try await place()
    func said(_ request: SampleRequest) async -> String {
      do {
        _ = try await place.installation.draw(request, in: place.workspace, as: Workplace.auditor)
        return "drawn"
      } catch { return Failure(error)?.message ?? "\(error)" }
    }
    #expect(await said(.init(population: "nothing")).contains("no register"))
    #expect(await said(.init(population: "suppliers", size: 31)).contains("30 to choose from"))
    #expect(await said(.init(population: "suppliers", filter: [("tier", "critical")])).contains("nothing to draw"))
    #expect(await said(.init(population: "suppliers", filter: [("q", "cloud")])).contains("by words"))
    #expect(await said(.init(population: "suppliers", filter: [("linked.risks", "any")])).contains("can't be chosen"))
    #expect(await said(.init(population: "suppliers", filter: [("nope", "1")])).contains("nope"))
    #expect(await said(.init(population: "suppliers", filter: [("critical", "")])).contains("compares with nothing"))
    #expect(await said(.init(population: "suppliers", filter: [("tier", ""), ("q", "")])) == "drawn")
    #expect(await said(.init(population: "suppliers", method: .stratified)).contains("by which field"))
    #expect(
      await said(.init(population: "suppliers", method: .judgemental, chosen: ["S-999"], reason: "x")).contains("S-999")
    )
    #expect(await said(.init(population: "suppliers", method: .judgemental, chosen: ["S-101"])).contains("why"))
    #expect(await said(.init(population: "suppliers", method: .judgemental, chosen: ["S-101"], reason: "x")) == "drawn")
  }
}
