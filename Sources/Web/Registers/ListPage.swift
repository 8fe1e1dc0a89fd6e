import Domain
import Operations
import RegisterKit
import Store

/// The list of a register: filter, sort, search, columns, saved views, bulk edit, all in the address bar.
enum ListPage {
  static func show(_ call: Call) async throws -> Reply {
    if call.parameter("register") == "all" { return try await AllRegistersPage.show(call) }
    return try await show(call, call.query)
  }

  /// The list that an address means, which may be another than the one asked for: the one from which rows were chosen.
  static func show(_ call: Call, _ items: [(name: String, value: String)], flash: Flash? = nil) async throws -> Reply {
    let register = try call.register()
    let shown = items.filter { $0.name == "column" }.map(\.value)
    let asked = items.filter { !["column", "done", "draft", "count"].contains($0.name) }
    let query = try ListQuery(asked, register: register, among: call.installation.registers)
    let view = try await call.read { scope in try View(call, scope, register, query, shown) }
    var page = view.page(call)
    if let flash { page.flashes.append(flash) }
    return try await call.page(page)
  }

  static func export(_ call: Call) async throws -> Reply {
    let register = try call.register()
    guard let format = ExportFormat(rawValue: call.query("format") ?? "csv") else {
      throw Failure.malformed("format is csv, xlsx or json.")
    }
    let items = call.query.filter { !["format", "column", "cursor", "limit"].contains($0.name) }
    let bytes = try await call.installation.export(register.slug, format, items, in: call.workspace, as: call.actor)
    return .download(bytes, type: format.mediaType, name: "\(register.slug).\(format.rawValue)")
  }

  /// Fields that can be set for many rows at once.
  static func canBeSet(_ field: FieldSpec) -> Bool {
    field.isEntered && !field.traits.title && !field.traits.unique && !field.isMany && field.kind.control != .prose
      && field.kind.control != .file
  }

  static func saveView(_ call: Call) async throws -> Reply {
    let (register, form) = (try call.register(), try await call.form())
    guard let account = call.account else { throw Failure.notSignedIn }
    let (name, query) = ((form["name"] ?? "").trimmed(), form["query"] ?? "")
    try await call.installation.keepView(
      name, form["removes"] == nil ? query : nil, of: register, for: account, in: call.workspace)
    // Written anew, so that nothing in it can be more than a query.
    return .redirect(call.link.register(register.slug, FormData.parse(query).map { ($0.name, $0.value) }))
  }

  /// What one list page shows, read in one consistent state.
  private struct View {
    let register: AnyRegister
    let query: ListQuery
    let records: [StoredRecord]
    let next: String?
    let total: RecordCount
    let everything: RecordCount
    let columns: [FieldSpec]
    let cells: Cells
    /// Narrowings by a value that some record has, with how many do, where that is known.
    let chips: [(field: String, options: [(Option, RecordCount?)])]
    let views: [SavedView]
    let link: Link
    /// Chosen columns, which every address of the list keeps.
    let kept: [(String, String?)]

    typealias Option = ChoiceOption

    init(_ call: Call, _ scope: Scope, _ register: AnyRegister, _ query: ListQuery, _ shown: [String]) throws {
      self.register = register
      self.query = query
      link = call.link
      let page = try scope.list(query, today: call.installation.today)
      records = page.records
      next = page.next
      total = try call.installation.total(query, scope)
      everything = try call.installation.total(ListQuery(register: register.slug), scope)
      kept = shown.map { ("column", $0) }
      columns =
        !shown.isEmpty
        ? shown.compactMap { register.field($0) }
        : register.fields.filter { $0.traits.listed && !$0.traits.title && !$0.traits.state }.prefix(7).map(\.self)
      cells = try call.cells(scope, records.flatMap { register.targets(in: $0.body) })
      var chips: [(String, [(Option, RecordCount?)])] = []
      let states: [Option] =
        register.lifecycle?.states.map { Option($0.name, $0.label) }
        ?? { if case .choice(let options) = register.stateField?.kind.control { options } else { [] } }()
      if !states.isEmpty { chips.append(("state", try Self.facet("state", states, register, call, scope))) }
      for field in register.fields {
        guard case .choices(let options) = field.kind.control, field.traits.listed else { continue }
        chips.append((field.name, try Self.facet(field.name, options, register, call, scope)))
      }
      self.chips = chips
      views = try call.account.map { try scope.savedViews(account: $0.id, kind: register.slug) } ?? []
    }

    private static func facet(
      _ field: String, _ options: [Option], _ register: AnyRegister, _ call: Call, _ scope: Scope
    ) throws -> [(Option, RecordCount?)] {
      let counts = try call.installation.facet(field, of: register, values: options.map(\.name), scope)
      return options.filter { counts[$0.name]?.number != 0 }.map { ($0, counts[$0.name]) }
    }

    func href(_ change: (inout ListQuery) -> Void) -> String {
      var query = query
      query.cursor = nil
      change(&query)
      return link.register(register.slug, query.items.map { ($0.name, $0.value) } + kept)
    }

    func page(_ call: Call) -> Page {
      let may = call.allows(.create, Envelope(register: register.slug)) && !register.isMadeByProgram
      var actions: [HTML] = []
      if call.allows(.import), !register.isMadeByProgram {
        actions.append(UI.linkButton("Import", href: call.link.importing, .plain))
      }
      actions += (RegisterPages.actions[register.slug]?(call) ?? [])
      if may {
        actions.append(UI.linkButton("New \(register.one.lowercasedFirst)", href: link.new(register.slug), key: "n"))
      }
      let content: HTML =
        everything.number == 0 && query.conditions.isEmpty && query.text.isEmpty && !query.showsArchived
        ? UI.empty(
          "No \(register.many.lowercasedFirst) yet",
          why: "\(register.purpose) \(register.clauses.map(cells.requirement).joined(by: " "))",
          actions: may
            ? [
              UI.linkButton("Add the first", href: link.new(register.slug)),
              UI.linkButton("Import a spreadsheet", href: call.link.importing, .plain),
            ] : [])
        : "\(filters(call))\(table(call))\(pages)"
      return Page(
        register.many, lead: "\(register.purpose)", section: link.register(register.slug), actions: actions, query: "",
        content: content)
    }

    private func filters(_ call: Call) -> HTML {
      var chips: [UI.Chip] = [
        UI.Chip(
          "All", counted: "\(everything)", href: link.register(register.slug),
          isCurrent: query.conditions.isEmpty && query.text.isEmpty && !query.showsArchived)
      ]
      for (field, options) in self.chips {
        for (option, count) in options {
          let condition = ListQuery.Condition(field: field, test: .is, values: [option.name])
          chips.append(
            UI.Chip(
              option.label, counted: count?.description,
              href: link.register(register.slug, [(field, option.name)]),
              isCurrent: query.conditions == [condition]))
        }
      }
      for view in views {
        chips.append(UI.Chip("★ \(view.name)", href: "\(link.register(register.slug))?\(view.query)"))
      }
      let active =
        query.conditions.enumerated().map { index, condition in
          UI.ActiveFilter(describe(condition), removeHref: href { $0.conditions.remove(at: index) })
        } + (query.text.isEmpty ? [] : [UI.ActiveFilter("“\(query.text)”", removeHref: href { $0.text = "" })])
        + (query.showsArchived ? [UI.ActiveFilter("archived", removeHref: href { $0.showsArchived = false })] : [])
      let hidden =
        query.items.filter { $0.name != "q" }.map { UI.HiddenField($0.name, $0.value) }
        + kept.map { UI.HiddenField($0.0, $0.1 ?? "") }
      let address: [(String, String?)] = query.items.map { ($0.name, $0.value) } + kept
      var tools: [UI.MenuItem] = []
      for format in ExportFormat.allCases where call.allows(.export) {
        tools.append(
          .init(
            "Export as \(format.rawValue.uppercased())",
            href: WebAddress.query(link.export(register.slug), address + [("format", format.rawValue)])))
      }
      tools.append(
        .init(query.showsArchived ? "Hide archived" : "Show archived", href: href { $0.showsArchived.toggle() }))
      if let draw = DrawPage.menuItem(register, query, call) { tools.append(draw) }
      for view in views {
        tools.append(
          .init(
            "Forget the view “\(view.name)”", href: link.views(register.slug),
            posts: [call.token, .init("name", view.name), .init("removes", "1")]))
      }
      let save: HTML =
        query.items.isEmpty
        ? .empty
        : """
        <details class="menu right" data-menu><summary class="button quiet">Save view</summary><div class="card">\(UI.form(
          action: link.views(register.slug), hidden: [call.token, .init("query", String(WebAddress.query("", address).dropFirst()))],
          UI.field(.init("name", "Name of the view", .text("", maxLength: 60), prefix: "view")), actions: [UI.submit("Save", .plain)]))</div></details>
        """
      return UI.filterBar(
        register.many, chips: chips, active: active, clearHref: active.isEmpty ? nil : link.register(register.slug),
        action: link.register(register.slug),
        fields: [UI.FilterField("q", "Search in \(register.many.lowercasedFirst)", .text(query.text, type: "search"))]
          + choiceFilters, kept: hidden.filter { field in !choiceFilters.contains { $0.name == field.name } },
        tools: [save, columnsMenu, UI.menu("More", tools)])
    }

    /// A select for each single choice and for the owner where there are records.
    private var choiceFilters: [UI.FilterField] {
      register.fields.compactMap { field in
        guard field.traits.listed, !field.traits.state, case .choice(let options) = field.kind.control else {
          return nil
        }
        let selected = query.conditions.first { $0.field == field.name && $0.test == .is }?.values.first
        return UI.FilterField(
          field.name, field.label,
          .select(options.map { UI.Choice($0.name, $0.label) }, selected: selected, blank: "All"))
      }.prefix(3).map(\.self)
    }

    private var columnsMenu: HTML {
      let hidden = query.items.map { UI.HiddenField($0.name, $0.value) }
      let names = Set(columns.map(\.name))
      return """
        <details class="menu right" data-menu><summary class="button quiet">Columns</summary><form class="card columns-form" method="get" action="\(link.register(register.slug))" data-columns>\
        \(hidden.html { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" })<fieldset><legend>Columns</legend>\
        \(register.fields.filter { !$0.traits.title }.html { field in
          "<label class=\"line\"><input type=\"checkbox\" name=\"column\" value=\"\(field.name)\"\(flag: "checked", names.contains(field.name))> \(field.label)</label>"
        })</fieldset><button class="button plain small" type="submit">Show</button></form></details>
        """
    }

    private func describe(_ condition: ListQuery.Condition) -> String {
      let field = register.field(condition.field)
      let label = field?.label ?? condition.field.split(separator: ".").joined(separator: " ").asLabel
      let values = condition.values.map { value -> String in
        switch field?.kind.control {
        case .choice(let options), .choices(let options): return options.named(value)?.label ?? value
        default: return condition.field == "state" ? (register.lifecycle?.state(value)?.label ?? value.asLabel) : value
        }
      }.joined(separator: " or ")
      switch condition.test {
      case .is: return "\(label): \(values)"
      case .ne: return "\(label) is not \(values)"
      case .gt: return "\(label) above \(values)"
      case .gte: return "\(label) \(values) or more"
      case .lt: return field?.kind.control == .day ? "\(label) before \(values)" : "\(label) below \(values)"
      case .lte: return field?.kind.control == .day ? "\(label) up to \(values)" : "\(label) \(values) or less"
      case .empty: return values == "false" ? "\(label) is filled in" : "\(label) is missing"
      case .contains: return "\(label) contains “\(values)”"
      case .same: return "\(label) is the same as \(register.field(values)?.label ?? values)"
      case .linked: return values == "none" ? "Nothing in \(label.lowercased())" : "\(label): \(values)"
      case .none: return "None in \(label.lowercased()): \(values)"
      }
    }

    private func table(_ call: Call) -> HTML {
      let showsState = register.lifecycle != nil || register.stateField != nil
      func sorted(_ field: String, _ title: String, _ kind: UI.Column.Kind = .text) -> UI.Column {
        let key = query.sort.first
        let current = key?.field == field
        let descending = current && key?.descending == false
        return UI.Column(
          title, kind, sortHref: href { $0.sort = [.init(field: field, descending: descending)] },
          sorted: current ? (key?.descending == true ? .descending : .ascending) : nil)
      }
      var heads = [sorted("id", "Code", .code), sorted(register.titleField.name, register.titleField.label, .title)]
      if showsState { heads.append(sorted("state", "State")) }
      heads += columns.map { field in
        switch field.kind.storage {
        case .integer, .real: sorted(field.name, field.label, .number)
        case .day: sorted(field.name, field.label, .code)
        case .list: UI.Column(field.label)
        default: sorted(field.name, field.label)
        }
      }
      let rows = records.map { record -> UI.Row in
        let body = record.body
        var row: [HTML] = [UI.code(record.id), UI.titleCell(record.title, href: link.record(register.slug, record.id))]
        if showsState { row.append(cells.state(record)) }
        row += columns.map { cells.cell(body[$0.name] ?? .null, $0) }
        return UI.Row(id: record.id, name: record.title, editHref: link.edit(register.slug, record.id), row)
      }
      var selection: UI.Selection?
      if call.allows(.edit, Envelope(register: register.slug)), !register.isMadeByProgram {
        selection = UI.Selection(
          action: link.bulk(register.slug), hidden: [call.token, .init("_list", list)], acts: bulkActs(call))
      }
      return UI.table(
        register.many, columns: heads, rows: rows, selection: rows.isEmpty ? nil : selection,
        empty: UI.empty(
          "Nothing fits", why: "No \(register.many.lowercasedFirst) fit these filters.",
          actions: [UI.linkButton("Clear the filters", href: link.register(register.slug), .plain)]), isStacked: true)
    }

    /// This list as its address says it, for the way back.
    private var list: String {
      WebAddress.query("", query.items.map { ($0.name, $0.value) } + kept).split(separator: "?").last.map(String.init)
        ?? ""
    }

    private func bulkActs(_ call: Call) -> [HTML] {
      let fields = register.fields.filter(ListPage.canBeSet)
      var acts: [HTML] = [
        """
        <label class="unseen" for="bulk-field">Field</label><select id="bulk-field" name="field">\(fields.html { "<option value=\"\($0.name)\">\($0.label)</option>" })</select>\
        \(UI.submit("Set …", .plain, name: "act", value: "choose"))
        """
      ]
      // Where one state is shown, only what leads on from it.
      let states = query.conditions.first { $0.field == "state" && $0.test == .is }?.values
      for step in register.lifecycle?.steps ?? []
      where step.asks.isEmpty && !step.isByOwner && (!step.isApproval || call.allows(.approve))
        && (states?.contains(where: step.from.contains) ?? true)
      {
        acts.append(UI.submit(step.verb, .plain, name: "act", value: step.noun))
      }
      if call.allows(.archive) { acts.append(UI.submit("Archive", .danger, name: "act", value: "archive")) }
      return acts
    }

    private var pages: HTML {
      let first = records.isEmpty ? 0 : 1
      if query.cursor == nil {
        return UI.pagination(
          from: first, to: records.count, total: "\(total)", noun: register.many.lowercasedFirst,
          next: next.map(nextHref))
      }
      return """
        <nav class="pages" aria-label="Pages"><span>\(records.count) of \(total.description) \(register.many.lowercasedFirst)</span>\
        \(UI.linkButton("First page", href: href { _ in }, .plain))\(when: next != nil, UI.linkButton("Next →", href: next.map(nextHref) ?? "", .plain))</nav>
        """
    }

    private func nextHref(_ cursor: String) -> String {
      link.register(register.slug, query.items.map { ($0.name, $0.value) } + kept + [("cursor", cursor)])
    }
  }
}

extension String {
  /// For the middle of a sentence: `Risks` → `risks`, but `AI systems` stays.
  var lowercasedFirst: String {
    guard let first, let second = dropFirst().first, !second.isUppercase else { return self }
    return first.lowercased() + dropFirst()
  }
}

/// All registers, for those that the bar does not show.
enum AllRegistersPage {
  static func show(_ call: Call) async throws -> Reply {
    let counts = try await call.read { try call.installation.counts($0) }
    let cards = Area.allCases.map { area -> HTML in
      let rows = call.installation.registers.all.filter { $0.area == area }.map { register -> UI.Row in
        UI.Row([
          "<a href=\"\(call.link.register(register.slug))\">\(register.many)</a>",
          "\((counts[register.slug] ?? .none).description)",
          "<small>\(register.purpose)</small>",
        ])
      }
      return UI.card(
        area.rawValue.asLabel,
        UI.table(
          "Registers of \(area.rawValue)",
          columns: [UI.Column("Register"), UI.Column("Records", .number), UI.Column("What it is for", .title)],
          rows: rows))
    }
    return try await call.page(Page("All registers", content: UI.stack(cards)))
  }
}
