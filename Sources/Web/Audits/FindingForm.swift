import Domain
import Operations
import RegisterKit
import Store

/// A finding raised from a check in one step: statement, evidence, criteria, grade and due day for each standard, and
/// whether history has it already.
enum FindingForm {
  /// What the form holds, as typed.
  struct Draft {
    var statement: String
    var evidence: String
    var proofs: String
    var owner: String
    var requirements: Set<String>
    var grades: [Standard: String]
    var due: [Standard: String]
    /// A finding's code, `new` once somebody said that it is none of them, empty before.
    var again: String
    /// `yes` or `no` once somebody said whether it counts for more because it came again; empty before.
    var raise = ""

    init(_ finding: Finding, _ check: Check) {
      statement = finding.title
      evidence = finding.evidence
      proofs = finding.proofs.joined(separator: "; ")
      owner = finding.owner ?? ""
      requirements = Set(finding.requirements)
      // A check without a verdict grades nothing yet.
      let standards = finding.standards.filter { check.verdict(for: $0).grade != nil }
      grades = Dictionary(standards.map { ($0, finding.grade(for: $0).rawValue) }, uniquingKeysWith: { $1 })
      due = Dictionary(
        standards.compactMap { s in finding.due(for: s).map { (s, "\($0)") } }, uniquingKeysWith: { $1 })
      again = ""
    }

    init(_ form: FormData) {
      func text(_ name: String) -> String { (form[name] ?? "").trimmed() }
      statement = text("statement")
      evidence = text("evidence")
      proofs = form.all("proofs").filter { !$0.isEmpty }.joined(separator: "; ")
      owner = text("owner")
      requirements = Set(form.all("requirements").filter { !$0.isEmpty })
      grades = Dictionary(Standard.allCases.map { ($0, text("grade_\($0.number)")) }, uniquingKeysWith: { $1 })
      due = Dictionary(Standard.allCases.map { ($0, text("due_\($0.number)")) }, uniquingKeysWith: { $1 })
      again = text("again")
      raise = text("raise")
    }
  }

  struct Ground {
    let record: StoredRecord
    let check: Check
    let history: FindingHistory
    let cells: Cells
    let owner: String?
    /// The day of the session.
    let seenOn: Day?
  }

  private static func ground(_ call: Call) async throws -> Ground {
    guard call.parameter("register") == "checks" else { throw Failure.notFound("Findings are raised from a check.") }
    guard call.allows(.create, Envelope(register: "findings")) else {
      throw Failure.forbidden("\(call.actor.role.label)s may not raise findings.")
    }
    let id = call.parameter("id")
    return try await call.read { scope in
      let record = try scope.record(id, of: Check.register.erased)
      let check = Check.register.decode(record.body)
      let owner = try check.unit.flatMap { try scope.record($0)?.owner }
      let session = try check.session.flatMap { try scope.record($0) }.map { Session.register.decode($0.body) }
      return Ground(
        record: record, check: check, history: try call.installation.findingHistory(scope),
        cells: try call.cells(scope, check.evidence + [check.unit ?? "", owner ?? ""]), owner: owner,
        seenOn: session.flatMap { HalfDay($0.halfDay)?.day ?? $0.startsAt?.day })
    }
  }

  static func show(_ call: Call) async throws -> Reply {
    let ground = try await ground(call)
    var finding = Finding.draft(
      from: ground.check, id: ground.record.id, seenOn: ground.seenOn, today: call.installation.today)
    finding.owner = ground.owner
    return try await page(call, ground, Draft(finding, ground.check), Problems(), isRefused: false)
  }

  static func raise(_ call: Call) async throws -> Reply {
    let (ground, form) = (try await ground(call), try await call.form())
    let draft = Draft(form)
    var problems = Problems()
    let proposed = proposed(draft, ground, call)
    let counted = draft.raise == "yes" ? raised(draft, proposed, ground, call) : draft
    let values = try await values(counted, ground, call, &problems)
    // What looks like an old acquaintance is shown before another one is written.
    if problems.isEmpty, draft.again.isEmpty, !strong(draft, ground).isEmpty {
      problems.add("again", "This says nearly the same as an earlier finding. Say whether it is that one again.")
    }
    if problems.isEmpty, !proposed.isEmpty, draft.raise.isEmpty {
      problems.add("raise", "It repeats \(draft.again) within twelve months. Say whether it counts for more.")
    }
    guard problems.isEmpty else { return try await page(call, ground, draft, problems, isRefused: true) }
    do {
      if let entry = ground.history.findings.first(where: { $0.id == draft.again }),
        entry.finding.audit == ground.check.audit
      {
        // What this check adds is put there instead of a second one.
        _ = try await call.installation.joinFinding(
          entry.id, with: values, seenIn: ground.record.id, in: call.workspace, as: call.actor)
        return .redirect(
          WebAddress.query(
            call.link.record("findings", entry.id), [("done", "saved"), ("draft", "finding/\(ground.record.id)")]))
      }
      let made = try await call.installation.commit(
        [.create(register: "findings", values: values)], in: call.workspace, as: call.actor,
        note: "Raised in \(ground.record.id)\(decided(proposed, draft))")
      return .redirect(
        WebAddress.query(
          call.link.record("findings", made.records.first?.id ?? ""),
          [("done", "created"), ("draft", "finding/\(ground.record.id)")]))
    } catch Failure.invalid(let rejections) {
      for problem in rejections.flatMap(\.problems) { problems.add(problem.field, problem.message) }
    } catch Failure.conflict(let message) {
      problems.add("again", message)
    }
    return try await page(call, ground, draft, problems, isRefused: true)
  }

  /// The finding's values; what is wrong goes to the field of the form.
  private static func values(
    _ draft: Draft, _ ground: Ground, _ call: Call, _ problems: inout Problems
  ) async throws -> Body {
    var (grades, due): ([Standard: Finding.Grade], [Standard: Day]) = ([:], [:])
    for standard in Standard.allCases {
      let named = draft.requirements.contains { Standard(requirement: $0) == standard }
      let grade = draft.grades[standard].flatMap { Finding.Grade(rawValue: $0) }
      if named, grade == nil {
        problems.add("grade_\(standard.number)", "Grade it for \(standard.number), or take its requirements out.")
      }
      if !named, grade != nil {
        problems.add("requirements", "Say which requirement of \(standard.number) it is about, or take the grade out.")
      }
      grades[standard] = grade
      guard let text = draft.due[standard], !text.isEmpty, grade != nil else { continue }
      due[standard] = Day(text)
      if due[standard] == nil { problems.add("due_\(standard.number)", "“\(text)” is not a day; write 2026-11-16.") }
    }
    if draft.statement.isEmpty { problems.add("statement", "Say what was found.") }
    if draft.requirements.isEmpty { problems.add("requirements", "Say which requirement it is about.") }
    var finding = Finding()
    finding.set(grades: grades, due: due)
    var values: Body = [
      "audit": Value(ground.check.audit), "checks": [.text(ground.record.id)],
      "grade": .text(finding.grade.rawValue), "grade_42001": Value(finding.grade42001?.rawValue),
      "requirements": Value(ground.check.requirements.filter(draft.requirements.contains)),
      "evidence": Value(draft.evidence), "unit": Value(ground.check.unit),
      "raised_on": .text("\(call.installation.today)"),
      "due_on": Value(finding.due?.description), "due_on_42001": Value(finding.due42001?.description),
      "repeat_of": draft.again == "new" || draft.again.isEmpty ? .null : .text(draft.again),
    ]
    let read = try await call.read { scope -> (Body, Problems) in
      var problems = Problems()
      let texts = ["statement": draft.statement, "owner": draft.owner, "proofs": draft.proofs]
      return (Finding.register.erased.read(texts, try call.installation.reading(of: scope), &problems), problems)
    }
    for problem in read.1.all { problems.add(problem.field, problem.message) }
    values.merge(read.0) { $1 }
    return values.filter { !$0.value.isEmpty }
  }

  private static func alike(_ draft: Draft, _ ground: Ground) -> [FindingHistory.Likeness] {
    var finding = Finding()
    finding.title = draft.statement
    finding.audit = ground.check.audit
    finding.unit = ground.check.unit
    finding.requirements = draft.requirements.isEmpty ? ground.check.requirements : Array(draft.requirements)
    return ground.history.like(finding)
  }

  private static func strong(_ draft: Draft, _ ground: Ground) -> [FindingHistory.Likeness] {
    alike(draft, ground).filter(\.isStrong)
  }

  private static func page(
    _ call: Call, _ ground: Ground, _ draft: Draft, _ problems: Problems, isRefused: Bool
  ) async throws -> Reply {
    let owner =
      draft.owner.isEmpty ? nil : UI.Choice(draft.owner, ground.cells.names[draft.owner]?.title ?? draft.owner)
    func field(_ name: String, _ label: String, _ control: UI.Control, help: HTML? = nil, required: Bool = false)
      -> HTML
    {
      UI.field(.init(name, label, control, help: help, errors: problems.messages(for: name), isRequired: required))
    }
    let libraries = call.installation.libraries
    let criteria = ground.check.requirements.map { uid in
      UI.Choice(uid, "\(UI.requirementText(uid)) \(libraries.requirement(uid)?.title ?? "")")
    }
    let grades = Finding.Grade.allCases.map { UI.Choice($0.rawValue, $0.label) }
    let perStandard = ground.check.standards.map { standard -> HTML in
      UI.fieldGroup(
        standard.label,
        [
          field(
            "grade_\(standard.number)", "Grade",
            .select(grades, selected: draft.grades[standard], blank: "Not concerned")),
          field("due_\(standard.number)", "Due", .date(draft.due[standard] ?? "")),
        ])
    }
    let people = WebAddress.query(call.link.lookup, [("in", "people")])
    let evidence = WebAddress.query(call.link.lookup, [("in", "evidence")])
    let proofs = draft.proofs.parts.map { UI.Choice($0, ground.cells.names[$0]?.title ?? $0) }
    let form = UI.form(
      action: call.link.raise(ground.record.id), hidden: [call.token], draft: "finding/\(ground.record.id)",
      """
      \(UI.fieldGroup("Finding", [
        field("statement", "Statement", .textarea(draft.statement, rows: 3, maxLength: 4000), help: "What is not, or better, as it should be: one sentence.", required: true),
        field("evidence", "Evidence", .textarea(draft.evidence, rows: 4), help: "What was seen, where, how many."),
        field("proofs", "Shown by", .references(proofs, source: evidence)),
        field("requirements", "Criteria", .choices(criteria, selected: draft.requirements), required: true),
        field("owner", "Owner", .reference(owner, source: people)),
      ]))\(perStandard)\(history(draft, ground, problems, call))\(counting(proposed(draft, ground, call), draft, problems, ground))
      """,
      actions: [UI.submit("Raise the finding"), UI.linkButton("Cancel", href: back(ground, call), .plain)])
    let labels = [
      "statement": "Statement", "requirements": "Criteria", "owner": "Owner", "again": "Earlier findings",
      "raise": "Grade",
    ]
    var reply = try await call.page(
      Page(
        "Raise a finding", facts: "\(UI.code(ground.record.id)) \(ground.record.title)",
        crumbs: [UI.Crumb("Findings", href: call.link.register("findings"))], section: call.link.register("findings"),
        content: "\(UI.errorSummary(problems.summary(labels)))\(form)"))
    if isRefused { reply.status = .unprocessableContent }
    return reply
  }

  private static func back(_ ground: Ground, _ call: Call) -> String {
    ground.check.session.map { call.link.paper($0) + "#\(ground.record.id)" }
      ?? call.link.record("checks", ground.record.id)
  }

  /// Earlier findings at these requirements, to be told apart from or linked with the new one.
  private static func history(_ draft: Draft, _ ground: Ground, _ problems: Problems, _ call: Call) -> HTML {
    let alike = alike(draft, ground).prefix(6)
    guard !alike.isEmpty else { return .empty }
    let choices = alike.map { likeness -> UI.Choice in
      let entry = likeness.entry
      let day = entry.finding.raisedOn.map { Words.day("\($0)") } ?? ""
      let kind =
        likeness.kind == .duplicate
        ? "already raised in this audit: \(entry.isOpen ? "what you write is added there" : "nothing is added there before it is open again")"
        : "raised \(day)"
      return UI.Choice(
        entry.id, "\(entry.id): \(entry.finding.title)",
        hint: "\(entry.finding.worstGrade.label), \(kind), \(entry.isOpen ? "open" : "closed")")
    }
    return UI.fieldGroup(
      "Is it one of these again?", help: "Findings at the same requirements, the most alike first.",
      [
        UI.field(
          .init(
            "again", "Earlier findings",
            .radios(
              choices + [UI.Choice("new", "None of these: it is new")],
              selected: draft.again.isEmpty ? nil : draft.again),
            errors: problems.messages(for: "again")))
      ])
  }
}
