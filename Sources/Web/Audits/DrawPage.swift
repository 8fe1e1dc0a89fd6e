import Domain
import Operations
import RegisterKit
import Store

/// Draws a sample: from which register, filtered how, by which method, how many.
enum DrawPage {
  private struct Draft {
    var register: String
    var filter: String
    var method: String
    var size: String
    var seed: String
    var stratum: String
    var chosen: String
    var title: String
    var check: String
    var audit: String
    var reason: String

    init(_ value: (String) -> String?) {
      func text(_ name: String) -> String { (value(name) ?? "").trimmed() }
      register = text("register")
      // As it stands in the address of a list, copied whole or only what is behind the question mark.
      filter = text("filter").split(separator: "?").last.map(String.init) ?? ""
      method = text("method")
      size = text("size")
      seed = text("seed")
      stratum = text("stratum")
      chosen = text("chosen")
      title = text("title")
      check = text("check")
      audit = text("audit")
      reason = text("reason")
    }
  }

  static func show(_ call: Call) async throws -> Reply {
    try mayDraw(call)
    return try await page(call, Draft { call.query($0) }, nil)
  }

  /// A line of a list's menu: a sample from what the list shows now.
  static func menuItem(_ register: AnyRegister, _ query: ListQuery, _ call: Call) -> UI.MenuItem? {
    guard !register.isMadeByProgram, call.allows(.create, Envelope(register: "samples")) else { return nil }
    let filter = Installation.filterText(query.items.filter { $0.name != "sort" })
    return .init(
      "Draw a sample", href: WebAddress.query(call.link.draw, [("register", register.slug), ("filter", filter)]))
  }

  private static func mayDraw(_ call: Call) throws {
    guard call.allows(.create, Envelope(register: "samples")) else {
      throw Failure.forbidden("\(call.actor.role.label)s may not draw samples.")
    }
  }

  static func draw(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    try mayDraw(call)
    let draft = Draft { form[$0] }
    var request = SampleRequest(population: draft.register, filter: Installation.filter(draft.filter))
    request.method = Sample.Method(rawValue: draft.method) ?? .random
    request.size = Int(draft.size)
    request.seed = draft.seed.isEmpty ? nil : draft.seed
    request.stratum = draft.stratum.isEmpty ? nil : draft.stratum
    request.chosen = draft.chosen.parts
    request.title = draft.title
    request.check = draft.check.isEmpty ? nil : draft.check
    request.audit = draft.audit.isEmpty ? nil : draft.audit
    request.reason = draft.reason
    do {
      if !draft.size.isEmpty, request.size == nil {
        throw Failure.malformed("The size is a whole number, not “\(draft.size)”.")
      }
      let made = try await call.installation.draw(request, in: call.workspace, as: call.actor)
      return .redirect(
        WebAddress.query(call.link.record("samples", made.first?.id ?? ""), [("done", "created")]))
    } catch {
      guard let failure = Failure(error) else { throw error }
      return try await page(call, draft, failure.message)
    }
  }

  private static func page(_ call: Call, _ draft: Draft, _ problem: String?) async throws -> Reply {
    let registers = call.installation.registers
    let (counts, population, point) = try await call.read { scope -> ([String: RecordCount], Int?, AuditPoint?) in
      let check = try scope.record(draft.check).map { Check.register.decode($0.body) }
      let point = call.installation.libraries.auditPoints.points.first { $0.id == check?.point }
      var population: Int?
      if let register = registers[draft.register],
        let query = try? ListQuery(Installation.filter(draft.filter), register: register, among: registers)
      {
        population = try? scope.count(query, today: call.installation.today)
      }
      return (try call.installation.counts(scope), population, point)
    }
    let choices = registers.all.filter { counts[$0.slug] != nil && !$0.isMadeByProgram }
      .map { UI.Choice($0.slug, "\($0.many) (\(counts[$0.slug] ?? .none))") }
    let fields = (registers[draft.register]?.fields ?? []).filter {
      switch $0.kind.control {
      case .choice, .flag, .level, .halfDay(many: false): true
      case .reference(_, let many): !many
      case .line: $0.traits.listed && !$0.traits.title
      default: false
      }
    }.map { UI.Choice($0.name, $0.label) }
    let methods = [
      UI.Choice("random", "Random", hint: "Each record is as likely as any other."),
      UI.Choice("systematic", "Systematic", hint: "Evenly spaced in the order of the codes, from a random start."),
      UI.Choice(
        "stratified", "Stratified", hint: "From each group by its size; say below by which field it is divided."),
      UI.Choice("judgemental", "Judgemental", hint: "You name the records, and say why; nobody can draw them again."),
    ]
    let usual = population.map { Sampling.usualSize(population: $0) }
    var blocks: [HTML] = []
    if let problem { blocks.append(UI.errorSummary([.init(field: nil, problem)])) }
    if let point, !point.sampleRule.isEmpty {
      blocks.append(UI.notice(.info, "\(point.id) suggests:", "\(point.population). \(point.sampleRule)"))
    }
    let sizeHelp: HTML =
      population.map { "\($0) fit; the usual size is \(usual). Empty takes it." }
      ?? "Empty takes the usual one: all of up to five, else the square root of how many there are, five at least."
    blocks.append(
      UI.form(
        action: call.link.draw, hidden: [call.token, .init("check", draft.check), .init("audit", draft.audit)],
        """
        \(UI.fieldGroup("Population", [
          UI.field(.init("register", "Register", .select(choices, selected: draft.register.isEmpty ? nil : draft.register, blank: "Choose"), isRequired: true)),
          UI.field(.init("filter", "Filter", .text(draft.filter, maxLength: 2000), help: "As in the address of a filtered list, such as <code>tier=critical</code>; empty takes all. Filters by words or by links to other records can't be used.")),
        ]))\(UI.fieldGroup("How", [
          UI.field(.init("method", "Method", .radios(methods, selected: draft.method.isEmpty ? "random" : draft.method))),
          UI.field(.init("stratum", "Divided by", fields.isEmpty ? .text(draft.stratum, maxLength: 60) : .select(fields, selected: draft.stratum.isEmpty ? nil : draft.stratum), help: "For a stratified sample: a field of the register.")),
          UI.field(.init("size", "How many", .number(draft.size), help: sizeHelp)),
          UI.field(.init("seed", "Seed", .text(draft.seed, maxLength: 100), help: "Any word; the same word draws the same records. Empty makes one up.")),
          UI.field(.init("chosen", "Records", .textarea(draft.chosen, rows: 2), help: "For a judgemental sample: their codes.")),
          UI.field(.init("reason", "Reason", .textarea(draft.reason, rows: 2))),
          UI.field(.init("title", "Title", .text(draft.title, maxLength: 300), help: "Empty: how many of what.")),
        ]))
        """, actions: [UI.submit("Draw the sample")]))
    let from: HTML = draft.check.isEmpty ? .empty : UI.code(draft.check)
    var reply = try await call.page(
      Page(
        "Draw a sample", facts: from,
        lead:
          "From a register as it stands now. Position of the ledger, filter, method and seed are kept, so that anybody can draw the same again later.",
        crumbs: [UI.Crumb("Samples", href: call.link.register("samples"))], section: call.link.register("samples"),
        content: UI.stack(blocks)))
    if problem != nil { reply.status = .unprocessableContent }
    return reply
  }
}
