import Domain
import Ledger
import RegisterKit
import Store

extension Installation {
  /// Draws a sample from a register as it stands now and keeps it with the position of the ledger, one act.
  /// - Returns: The sample, then its items in the order in which they were drawn.
  public func draw(
    _ request: SampleRequest, in workspace: Workspace, as actor: Actor
  ) async throws -> [StoredRecord] {
    let now = now
    // The population of a position of the ledger never changes, so nobody has to wait for the drawing.
    let (sample, drawn) = try await database.read { connection in
      try drawing(request, Scope(connection, workspace, registers), now.day)
    }
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      try refuseHeld(sample.check, scope)
      return try keep(sample, drawn, scope, actor, now)
    }
  }

  /// What was looked at in a session stands once it was held.
  private func refuseHeld(_ check: String?, _ scope: Scope) throws {
    if let check = try check.flatMap({ try scope.record($0) }) { try openSession(of: check, scope) }
  }

  /// What a request comes to at this position of the ledger, and the records that were drawn, in their order.
  private func drawing(
    _ request: SampleRequest, _ scope: Scope, _ day: Day
  ) throws -> (Sample, [Scope.PastRecord]) {
    guard let register = registers[request.population] else {
      throw Failure.notFound("There is no register “\(request.population)”.")
    }
    // The address of a list holds parts without a value, of its own fields; a bare word is none of them.
    let bare = ["q", "state", "status", "sort", "limit", "cursor", "archived"]
    for (name, value) in request.filter where value.isEmpty && !name.isEmpty {
      guard register.field(name) == nil, !bare.contains(name) else { continue }
      throw Failure.malformed(
        "The filter “\(name)” compares with nothing. Write field=value, as in the address of a filtered list.")
    }
    let position = try scope.ledgerSize
    let population = try scope.records(
      try ListQuery(request.filter, register: register, among: registers), today: day, at: position)
    guard !population.isEmpty else {
      throw Failure.malformed("Nothing in \(register.many.lowercased()) fits this filter, so there is nothing to draw.")
    }
    let judged = request.method == .judgemental
    let size = judged ? request.chosen.count : request.size ?? Sampling.usualSize(population: population.count)
    let seed = judged ? "" : request.seed ?? Random.secret().prefix(12).lowercased()
    var sample = Sample()
    sample.title =
      request.title.isEmpty ? "\(size) of \(population.count) \(register.many.lowercased())" : request.title
    sample.audit = try request.audit ?? request.check.flatMap { try scope.record($0)?.body["audit"]?.text }
    sample.check = request.check
    sample.population = register.slug
    sample.filter = Self.filterText(request.filter)
    sample.method = request.method
    sample.stratum = request.method == .stratified ? request.stratum ?? "" : ""
    sample.size = size
    sample.seed = seed
    sample.reason = request.reason
    sample.position = position
    sample.populationSize = population.count
    sample.drawnOn = day
    try check(sample, request, population, register)
    let chosen = judged ? request.chosen : Self.choose(sample, population)
    let members = Dictionary(population.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let drawn = chosen.compactMap { members[$0] }
    sample.items = drawn.map { "\(Citation(record: $0.id, revision: $0.version))" }
    return (sample, drawn)
  }

  /// What has to be right before anything is drawn.
  private func check(
    _ sample: Sample, _ request: SampleRequest, _ population: [Scope.PastRecord], _ register: AnyRegister
  ) throws {
    guard let size = sample.size, (1...10_000).contains(size) else {
      throw Failure.malformed(
        sample.method == .judgemental ? "Name the records that you choose." : "A sample has 1 to 10,000 items.")
    }
    guard size <= population.count else {
      throw Failure.malformed("There are \(population.count) to choose from, so \(size) can't be drawn.")
    }
    guard sample.seed.utf8.count <= 100 else { throw Failure.malformed("A seed has 100 characters at most.") }
    if sample.method == .stratified, register.field(sample.stratum) == nil {
      throw Failure.malformed("Say by which field of \(register.many.lowercased()) the population is divided.")
    }
    if sample.method == .judgemental {
      let ids = Set(population.map(\.id))
      if let stranger = request.chosen.first(where: { !ids.contains($0) }) {
        throw Failure.malformed("\(stranger) is not among the \(population.count) to choose from.")
      }
      guard Set(request.chosen).count == request.chosen.count else {
        throw Failure.malformed("A record is named twice.")
      }
      guard !sample.reason.trimmed().isEmpty else {
        throw Failure.malformed("Say why these were chosen; nobody can draw them again.")
      }
    }
  }

  private func keep(
    _ sample: Sample, _ drawn: [Scope.PastRecord], _ scope: Scope, _ actor: Actor, _ now: Instant
  ) throws -> [StoredRecord] {
    let code = try scope.nextCode(Sample.register.erased)
    let settings = try settings(scope)
    func values(_ body: Body, _ register: AnyRegister) -> Body {
      body.filter { register.field($0.key)?.traits.derived == false }
    }
    var changes: [Change] = [
      .create(
        register: "samples", id: code,
        values: values(Sample.register.encode(sample, settings), Sample.register.erased))
    ]
    for record in drawn {
      var item = SampleItem()
      item.title = "\(record.id) \(record.title)"
      item.sample = code
      item.item = record.id
      item.revision = record.version
      changes.append(
        .create(
          register: "sample-items",
          values: values(SampleItem.register.encode(item, settings), SampleItem.register.erased)))
    }
    return try commit(changes, scope, actor, "Sample \(code)", .program, now).records
  }

  /// Draws a kept sample again at its position of the ledger, whatever became of the register since.
  public func redraw(_ id: String, _ scope: Scope) throws -> SampleRedraw {
    try cached("sample \(id)", scope) { try drawnAgain(id, scope) }
  }

  private func drawnAgain(_ id: String, _ scope: Scope) throws -> SampleRedraw {
    let record = try scope.record(id, of: Sample.register.erased)
    let sample = Sample.register.decode(record.body)
    guard let register = registers[sample.population], let position = sample.position, let day = sample.drawnOn else {
      throw Failure.conflict("What is kept of \(id) is not enough to draw it again.")
    }
    let population = try scope.records(
      try ListQuery(Self.filter(sample.filter), register: register, among: registers), today: day, at: position)
    let versions = Dictionary(population.map { ($0.id, $0.version) }, uniquingKeysWith: { first, _ in first })
    // What somebody chose can't be drawn again; that each was there to be chosen can be seen.
    let ids =
      sample.method == .judgemental
      ? sample.items.compactMap { Citation($0)?.record }.filter { versions[$0] != nil }
      : Self.choose(sample, population)
    return SampleRedraw(
      sample: record, kept: sample.items,
      drawn: ids.map { "\(Citation(record: $0, revision: versions[$0] ?? 0))" }, populationSize: population.count)
  }

  private static func choose(_ sample: Sample, _ population: [Scope.PastRecord]) -> [String] {
    let members = population.map { record in
      Sampling.Member(record.id, stratum: sample.stratum.isEmpty ? "" : text(record.body[sample.stratum] ?? .null))
    }
    // The first eight bytes of the SHA-256 of seed and id: anybody can work them out.
    return Sampling.draw(sample.method, from: members, size: sample.size ?? 0) { id in
      Hash.sha256("\(sample.seed)\n\(id)".utf8).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  private static func text(_ value: Value) -> String { value.text ?? (value.isEmpty ? "" : JSON.text(value)) }

  /// `tier=critical&provides_ai=true`, percent-encoded where needed.
  public static func filterText(_ items: [(name: String, value: String)]) -> String {
    items.filter { !$0.name.isEmpty && !$0.value.isEmpty }.map { "\(encode($0.name))=\(encode($0.value))" }
      .joined(separator: "&")
  }

  /// Name and value of each part of a filter, decoded; what ``filterText(_:)`` wrote.
  public static func filter(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      func decoded(_ text: String) -> String { text.removingPercentEncoding ?? text }
      return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
    }
  }

  private static func encode(_ text: String) -> String {
    text.utf8.map { byte -> String in
      let plain =
        byte < 0x80
        && (Character(Unicode.Scalar(byte)).isLetter || (0x30...0x39).contains(byte) || "-._,".utf8.contains(byte))
      return plain
        ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  /// Items of a sample, in the order in which they were drawn.
  public func items(of sample: StoredRecord, _ scope: Scope) throws -> [StoredRecord] {
    let order = Dictionary(
      (sample.body["items"]?.texts ?? []).enumerated().map { ($1.prefix { $0 != "@" }.description, $0) },
      uniquingKeysWith: { first, _ in first })
    return try scope.linked(to: sample.id, limit: 10_000).filter { $0.name.kind == "sample-items" }
      .compactMap { try scope.record($0.name.id) }
      .sorted { order[$0.body["item"]?.text ?? ""] ?? 0 < order[$1.body["item"]?.text ?? ""] ?? 0 }
  }

  /// Keeps what was seen at items of a sample; what is not mentioned or was not touched stays, and what somebody else wrote
  /// meanwhile is not overwritten.
  /// - Returns: Records where somebody else was faster.
  public func record(
    _ results: [SampleResult], in workspace: Workspace, as actor: Actor
  ) async throws -> [String] {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      var (changes, late): ([Change], [String]) = ([], [])
      var samples: Set<String> = []
      for result in results {
        guard let item = try scope.record(result.item), item.kind == SampleItem.register.erased.slug else {
          throw Failure.notFound("There is no item \(result.item) of a sample.")
        }
        let stands = SampleItem.register.decode(item.body)
        if result.isSaid(by: stands) { continue }
        let seen =
          try result.revision.flatMap { try scope.revision(of: item.id, version: $0) }
          .map { SampleItem.register.decode($0.body) } ?? stands
        if result.isSaid(by: seen) { continue }
        guard seen.result == stands.result, result.note == nil || seen.note == stands.note else {
          late.append(stands.item)
          continue
        }
        var values: Body = ["result": .text(result.result.rawValue)]
        if let note = result.note { values["note"] = Value(note) }
        if let sample = stands.sample, samples.insert(sample).inserted {
          try refuseHeld(try scope.record(sample)?.body["check"]?.text, scope)
        }
        changes.append(.edit(id: item.id, values: values, ifVersion: item.version))
      }
      if !changes.isEmpty { _ = try commit(changes, scope, actor, "Results of a sample", .program, now) }
      return late
    }
  }
}
