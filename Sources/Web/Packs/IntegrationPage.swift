import Domain
import Operations
import RegisterKit
import Store

/// How far the two systems are one, judged point by point for an audit (IAF MD 11:2023).
enum IntegrationPage {
  private static let slug = IntegrationScore.register.erased.slug

  static func level(_ audit: String, _ call: Call, _ scope: Scope) throws -> IntegrationLevel {
    let scores = try scope.records(of: slug, pointingAt: [audit], in: "audit")
      .map { ($0.id, IntegrationScore.register.decode($0.body)) }
    return IntegrationLevel(
      points: call.installation.libraries.auditTime?.integrationPoints ?? [], scores: scores)
  }

  static func show(_ call: Call) async throws -> Reply {
    let audit = try await PackPages.audit(call)
    return try await page(call, audit, try await call.read { try level(audit.id, call, $0) }, [])
  }

  private static func page(
    _ call: Call, _ audit: StoredRecord, _ level: IntegrationLevel, _ problems: [UI.FormProblem],
    standing: IntegrationLevel? = nil
  ) async throws -> Reply {
    let (names, facts) = try await call.read { scope in
      (try scope.names(of: level.points.flatMap(\.score.evidence)), try call.installation.sharedRecords(scope))
    }
    let may = call.allows(.create, Envelope(register: slug))
    let groups = level.points.enumerated().map { index, point in
      group(index, point, standing?.points[index].score ?? point.score, names, call, may: may)
    }
    let mean = level.percent.map { "\(Int(saturating: $0)) %" }
    let rows = facts.map { fact -> [HTML] in
      ["<a href=\"\(call.link.register(fact.register))\">\(fact.what)</a>", "\(fact.both) of \(fact.all)"]
    }
    let side = [
      UI.card(
        "Level of integration",
        UI.stats([
          UI.stat(
            mean ?? "–", "mean of \(level.points.count) points", href: nil,
            note: mean == nil ? "\(level.points.count { $0.score.percent == nil }) points are not judged yet" : nil)
        ])),
      UI.card(
        "What the registers say", note: "both standards",
        UI.facts("Of both standards", columns: ["What", "Both"], rows: rows)),
    ]
    let form = UI.form(
      action: call.link.integration(audit.id), hidden: [call.token], draft: "integration/\(audit.id)", "\(groups)",
      actions: may
        ? [UI.submit("Save"), UI.linkButton("Cancel", href: call.link.record("audits", audit.id), .plain)] : [])
    let none = UI.empty("No points", why: "The library of audit time names none; concord doctor says more.")
    var reply = try await call.page(
      Page(
        "Level of integration", facts: UI.code(audit.id),
        lead:
          "How far the two systems are one. The certification body shortens the audit by it, and asks what shows it.",
        crumbs: PackPages.trail(audit, call), section: call.link.register("audits"),
        actions: [UI.linkButton("Letter", href: call.link.letter(audit.id), .plain)],
        content:
          "\(UI.errorSummary(problems))\(UI.columns(.side, [level.points.isEmpty ? none : form, UI.stack(side)]))"))
    if !problems.isEmpty { reply.status = .unprocessableContent }
    return reply
  }

  private static func group(
    _ index: Int, _ point: IntegrationLevel.Point, _ standing: IntegrationScore, _ names: [String: RecordName],
    _ call: Call, may: Bool
  ) -> HTML {
    let source = WebAddress.query(call.link.lookup, [("in", "evidence,documents")])
    var steps = [
      ("0", "0 %: apart"), ("25", "25 %: begun"), ("50", "50 %: half"), ("75", "75 %: mostly"), ("100", "100 %: one"),
    ]
    // A file or program may say it more finely.
    if let percent = point.score.percent, !steps.contains(where: { $0.0 == "\(percent)" }) {
      steps.append(("\(percent)", "\(percent) %"))
    }
    return UI.fieldGroup(
      point.point,
      [
        """
        <input type="hidden" name="point-\(index)" value="\(point.point)">\
        <input type="hidden" name="seen-\(index)" value="\(seen(standing))">
        """,
        UI.field(
          .init(
            "percent-\(index)", "How far",
            .select(
              steps.map { UI.Choice($0, $1) }, selected: point.score.percent.map { "\($0)" }, blank: "Not judged"),
            isDisabled: !may)),
        UI.field(.init("reason-\(index)", "Reason", .textarea(point.score.reason, rows: 2), isDisabled: !may)),
        UI.field(
          .init(
            "evidence-\(index)", "Shown by",
            .references(
              point.score.evidence.map { UI.Choice($0, names[$0]?.title ?? $0, hint: $0) }, source: source),
            isDisabled: !may)),
      ])
  }

  /// What somebody had before them, to tell what they touched and what others wrote meanwhile.
  private static func seen(_ score: IntegrationScore) -> String {
    JSON.text([Value(score.percent), .text(score.reason), Value(score.evidence)])
  }

  static func save(_ call: Call) async throws -> Reply {
    let audit = try await PackPages.audit(call)
    let form = try await call.form()
    var level = try await call.read { try Self.level(audit.id, call, $0) }
    let known = Dictionary(level.points.map { ($0.point, $0) }, uniquingKeysWith: { first, _ in first })
    var changes: [Change] = []
    var places: [Int] = []
    var late: [String] = []
    var typed: [IntegrationLevel.Point] = []
    for index in 0..<100 {
      guard let name = form["point-\(index)"], let point = known[name] else { continue }
      var score = IntegrationScore()
      score.percent = form["percent-\(index)"].flatMap { Int($0) }
      score.reason = (form["reason-\(index)"] ?? "").trimmed()
      score.evidence = form.all("evidence-\(index)").filter { !$0.isEmpty }
      typed.append(.init(point: name, record: point.record, score: score))
      let before = form["seen-\(index)"]
      if seen(score) == before { continue }
      guard before == nil || seen(point.score) == before else {
        late.append(name)
        continue
      }
      let values: Body = [
        "percent": Value(score.percent), "reason": .text(score.reason), "evidence": Value(score.evidence),
      ]
      if let id = point.record {
        changes.append(.edit(id: id, values: values))
      } else if score.percent != nil || !score.reason.isEmpty || !score.evidence.isEmpty {
        changes.append(
          .create(
            register: slug, values: values.merging(["point": .text(name), "audit": .text(audit.id)]) { $1 }))
      } else {
        continue
      }
      places.append(index)
    }
    do {
      _ = try await call.installation.commit(changes, in: call.workspace, as: call.actor, note: "Level of integration")
    } catch Failure.invalid(let rejections) {
      let standing = level
      level = IntegrationLevel(level: level, typed: typed)
      let problems = rejections.flatMap { rejection in
        rejection.problems.map { problem in
          UI.FormProblem(
            field: "\(problem.field ?? "percent")-\(places[rejection.index])",
            label: form["point-\(places[rejection.index])"] ?? "", problem.message)
        }
      }
      return try await page(call, audit, level, problems, standing: standing)
    }
    guard late.isEmpty else {
      throw Failure.conflict(
        "Somebody else judged \(late.map { "“\($0)”" }.joined(separator: ", ")) meanwhile, so yours was not written there; everything else was saved. Load the page again to see theirs."
      )
    }
    return .redirect(
      WebAddress.query(
        call.link.integration(audit.id), [("done", "saved"), ("draft", "integration/\(audit.id)")]))
  }
}

extension IntegrationLevel {
  /// With what was typed in place of what is kept.
  fileprivate init(level: IntegrationLevel, typed: [Point]) {
    self.init(
      points: level.points.map(\.point),
      scores: level.points.map { point in
        let found = typed.first { $0.point == point.point } ?? point
        var score = found.score
        score.point = point.point
        return (found.record ?? "", score)
      })
  }
}
