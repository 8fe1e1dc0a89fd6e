import Domain
import Operations
import RegisterKit
import Store

/// The items of a sample with what was seen, and whether it can be drawn again.
enum SampleCard {
  static func card(_ record: StoredRecord, _ call: Call) async throws -> HTML {
    let (redraw, items) = try await call.read { scope in
      // Who sees only what is shared can't see the whole population.
      let redraw = scope.sharedOnly ? nil : try call.installation.redraw(record.id, scope)
      return (redraw, try call.installation.items(of: record, scope))
    }
    let sample = Sample.register.decode(record.body)
    let may = call.allows(.edit, Envelope(register: "sample-items")) && !record.isArchived
    let conform = items.count { $0.body["result"]?.text == "conform" }
    let lapses = items.count { $0.body["result"]?.text == "not_conform" }
    let seen: HTML =
      """
      \(UI.progress("Seen", done: conform + lapses, total: items.count))\
      <p>\(Words.count(conform, "conforms", "conform")), \(Words.count(lapses, "does not", "do not")), \(items.count - conform - lapses) not seen yet.</p>
      """
    let rows = items.map { row($0, sample, may, call) }
    let table = UI.table(
      "Items of the sample",
      columns: [UI.Column("Record", .title), UI.Column("Result and note")], rows: rows)
    let content: HTML =
      may
      ? UI.form(
        action: call.link.results(record.id), hidden: [call.token], draft: "sample/\(record.id)", table,
        actions: [UI.submit("Save results")])
      : table
    let ways = try await FieldworkCard.papers([sample.check].compactMap { $0 }, call)
    let list = WebAddress.query(
      call.link.register(sample.population), Installation.filter(sample.filter).map { ($0.name, $0.value) })
    return UI.card(
      "What was seen", action: "<a href=\"\(list)\">The list as it is now</a>",
      UI.stack([seen, again(sample, redraw, items.count), content] + (ways.isEmpty ? [] : [UI.row(ways)])))
  }

  /// Whether the sample can be drawn again; `redraw` is nil for those who don't see the whole population.
  private static func again(_ sample: Sample, _ redraw: SampleRedraw?, _ count: Int) -> HTML {
    if sample.method == .judgemental {
      return UI.notice(
        .info, nil,
        "Chosen by judgement, so it can't be drawn again. Each record was there to be chosen at position \(sample.position) of the ledger."
      )
    }
    guard let redraw else {
      return UI.notice(
        .info, nil,
        "Drawn from position \(sample.position) of the ledger with the seed <code>\(sample.seed)</code>, from which it can be drawn again."
      )
    }
    if redraw.isSame {
      return UI.notice(
        .good, nil,
        "Drawn again just now from position \(sample.position) of the ledger with the seed <code>\(sample.seed)</code>: the same \(count) of \(redraw.populationSize)."
      )
    }
    return UI.notice(
      .bad, nil,
      "Drawn again, it comes out differently: \(redraw.drawn.joined(separator: ", ")). The ledger or the sample was changed from outside."
    )
  }

  private static func row(_ item: StoredRecord, _ sample: Sample, _ may: Bool, _ call: Call) -> UI.Row {
    let body = SampleItem.register.decode(item.body)
    let href =
      body.revision.map { call.link.revision(sample.population, body.item, $0) }
      ?? call.link.record(sample.population, body.item)
    let title: HTML =
      "<a href=\"\(call.link.record(sample.population, body.item))\">\(body.title)</a> <small><a href=\"\(href)\">revision \(body.revision)</a></small>"
    guard may else {
      return UI.Row([title, "\(UI.tag(body.result.label, UI.Tone(body.result.tone))) \(body.note)"])
    }
    return UI.Row([
      title,
      """
      <div class="sample-result"><input type="hidden" name="\(item.id).revision" value="\(item.version)"><select name="\(item.id).result" aria-label="Result for \(body.item)">\
      \(SampleItem.Result.allCases.html { option in
        "<option value=\"\(option.rawValue)\"\(flag: "selected", option == body.result)>\(option.label)</option>"
      })</select>\
      <input type="text" name="\(item.id).note" value="\(body.note)" maxlength="2000" placeholder="Note" aria-label="Note on \(body.item)"></div>
      """,
    ])
  }

  static func record(_ call: Call) async throws -> Reply {
    guard call.parameter("register") == "samples" else { throw Failure.notFound("Only samples have results.") }
    let form = try await call.form()
    let id = call.parameter("id")
    let items = try await call.read { scope -> [StoredRecord] in
      let sample = try scope.record(id, of: Sample.register.erased)
      return try call.installation.items(of: sample, scope)
    }
    let results = items.compactMap { item -> SampleResult? in
      guard let result = form["\(item.id).result"].flatMap({ SampleItem.Result(rawValue: $0) }) else { return nil }
      return SampleResult(
        item: item.id, result: result, note: (form["\(item.id).note"] ?? "").trimmed(),
        revision: form["\(item.id).revision"].flatMap { Int($0) })
    }
    let late = try await call.installation.record(results, in: call.workspace, as: call.actor)
    guard late.isEmpty else {
      throw Failure.conflict(
        "Somebody else filled in \(late.joined(separator: ", ")) meanwhile, so yours was not written there; everything else was saved. Load the sample again to see theirs."
      )
    }
    return .redirect(
      WebAddress.query(call.link.record("samples", id), [("done", "saved"), ("draft", "sample/\(id)")]))
  }
}
