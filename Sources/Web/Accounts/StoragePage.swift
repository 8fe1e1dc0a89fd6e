import Domain
import Operations
import RegisterKit
import Store

/// What a workspace holds and who brought it, and how much it may be, for its administrators.
enum StoragePage {
  static func show(_ call: Call) async throws -> Reply {
    try await page(call, nil, Problems())
  }

  static func save(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    var (limits, problems) = (FileLimits(), Problems())
    limits.bytes = bytes("bytes", form, &problems)
    limits.personBytes = bytes("person_bytes", form, &problems)
    if problems.isEmpty {
      do {
        try await call.installation.setFileLimits(limits, in: call.workspace)
        return .redirect(WebAddress.query(call.link.storage, [("done", "saved"), ("draft", "storage")]))
      } catch Failure.invalid(let rejections) {
        for problem in rejections.flatMap(\.problems) { problems.add(problem.field, problem.message) }
      }
    }
    return try await page(call, form, problems)
  }

  /// The same for programs, in bytes.
  static func value(_ call: Call) async throws -> Reply {
    let use = try await call.read { try call.installation.storage($0) }
    func value(_ use: FileUse) -> [String: Value] { ["files": .int(use.count), "bytes": .int(use.bytes)] }
    return .json([
      "files": .int(use.files.count), "bytes": .int(use.files.bytes), "quota": .int(use.limits.workspace),
      "person_quota": .int(use.limits.person), "unlinked": .object(value(use.waiting)),
      "entries": .int(use.entries),
      "records": .object(Dictionary(use.records.map { ($0.register, .int($0.count.number)) }) { $1 }),
      "largest": .list(
        use.largest.map {
          [
            "sha256": .text($0.file.sha256), "bytes": .int($0.file.size), "type": .text($0.file.type),
            "by": .text($0.by), "record": Value($0.record?.id),
          ]
        }),
      "people": .list(use.people.map { .object(value($0.use).merging(["by": .text($0.actor)]) { $1 }) }),
    ])
  }

  /// Gigabytes as they are typed; nil where nothing is.
  private static func bytes(_ name: String, _ form: FormData, _ problems: inout Problems) -> Int? {
    let text = (form[name] ?? "").trimmed()
    guard !text.isEmpty else { return nil }
    guard let number = Double(text.replacingOccurrences(of: ",", with: ".")), number > 0, number < 1_000_000,
      let bytes = Int(exactly: (number * Double(Quotas.gigabyte)).rounded())
    else {
      problems.add(name, "A number of gigabytes, such as 20 or 0.5.")
      return nil
    }
    return bytes
  }

  private static func page(_ call: Call, _ typed: FormData?, _ problems: Problems) async throws -> Reply {
    let use = try await call.read { try call.installation.storage($0) }
    let content = UI.stack([
      stats(use, call), UI.card("Largest files", largest(use, call)), UI.card("Who brought files", people(use)),
      form(call, use, typed, problems), UI.card("Records", records(use, call)),
    ])
    let labels = ["bytes": "Workspace", "person_bytes": "Each person or token"]
    var reply = try await call.page(
      Page(
        "Storage",
        lead:
          "What this workspace holds and who brought it. A file that no record names is removed after a day; what an earlier revision names stays with it.",
        section: call.link.storage, content: "\(UI.errorSummary(problems.summary(labels)))\(content)"))
    if !problems.isEmpty { reply.status = .unprocessableContent }
    return reply
  }

  private static func stats(_ use: StorageUse, _ call: Call) -> HTML {
    let (held, quota) = (use.files.bytes, use.limits.workspace)
    let tone: UI.Tone = held >= quota ? .bad : held > quota / 10 * 9 ? .warn : .good
    return UI.stats([
      UI.stat(
        Quotas.text(held), "in \(use.files.count.of("file", "files"))", href: nil,
        note: "of \(Quotas.text(quota))", tone: tone),
      UI.stat(
        Quotas.text(use.waiting.bytes), "not linked to a record", href: nil,
        note: "\(use.waiting.count.of("file", "files"))"),
      UI.stat("\(use.entries)", "entries in the ledger", href: call.link.ledger),
      UI.stat(
        "\(use.records.reduce(0) { $0 + $1.count.number })", "records", href: call.link.register("all"),
        note: "\(use.records.count { $0.count.number > 0 }.of("register", "registers"))"),
    ])
  }

  private static func largest(_ use: StorageUse, _ call: Call) -> HTML {
    let rows = use.largest.map { file, by, record in
      let name: HTML =
        record.map {
          "<a href=\"\(call.link.record($0.kind, $0.id))\">\($0.title)</a> <small>\($0.id)</small>"
        } ?? "<span class=\"quiet\">no current record</span>"
      return UI.Row([name, "\(Quotas.text(file.size))", "\(file.type)", "\(by.isEmpty ? "–" : by)"])
    }
    return UI.table(
      "Largest files",
      columns: [UI.Column("Record", .title), UI.Column("Size", .number), UI.Column("Type"), UI.Column("By")],
      rows: rows, empty: "<p class=\"quiet\">No files yet.</p>", isStacked: true)
  }

  private static func people(_ use: StorageUse) -> HTML {
    let rows = use.people.map { actor, own in
      UI.Row([
        actor.isEmpty ? "<span class=\"quiet\">unknown (older file or import)</span>" : "\(actor)",
        "\(own.count)", "\(Quotas.text(own.bytes))", "\(Quotas.text(use.limits.person))",
      ])
    }
    return UI.table(
      "Who brought files",
      columns: [
        UI.Column("Account or token", .title), UI.Column("Files", .number), UI.Column("Size", .number),
        UI.Column("Quota", .number),
      ], rows: rows, empty: "<p class=\"quiet\">Nobody yet.</p>", isStacked: true)
  }

  private static func records(_ use: StorageUse, _ call: Call) -> HTML {
    let registers = call.installation.registers
    let rows = use.records.filter { $0.count.number > 0 }.sorted {
      ($1.count.number, $0.register) < ($0.count.number, $1.register)
    }.map { one in
      UI.Row([
        "<a href=\"\(call.link.register(one.register))\">\(registers[one.register]?.many ?? one.register)</a>",
        "\(one.count.description)",
      ])
    }
    return UI.table(
      "Records", columns: [UI.Column("Register", .title), UI.Column("Records", .number)], rows: rows,
      empty: "<p class=\"quiet\">No records yet.</p>")
  }

  private static func form(_ call: Call, _ use: StorageUse, _ typed: FormData?, _ problems: Problems) -> HTML {
    func field(_ name: String, _ label: String, _ set: Int?, _ holds: Int, _ help: HTML) -> HTML {
      let shown = typed?[name] ?? set.map { "\(Double($0) / Double(Quotas.gigabyte))" } ?? ""
      return UI.field(
        .init(
          name, label, .number(shown.hasSuffix(".0") ? String(shown.dropLast(2)) : shown, unit: "GB"),
          help: "\(help) Now \(Quotas.text(holds)).", errors: problems.messages(for: name)))
    }
    let most = Quotas.text(call.installation.quotas.workspace)
    return UI.form(
      action: call.link.storage, hidden: [call.token], draft: "storage",
      UI.fieldGroup(
        "Quota for files",
        help: "Whoever runs the installation gives a workspace \(most) at most, with <code>--quota</code>.",
        [
          field("bytes", "Workspace", use.set.bytes, use.limits.workspace, "Empty for all of it."),
          field(
            "person_bytes", "Each person or token", use.set.personBytes, use.limits.person,
            "Empty for a quarter of what the workspace may hold."),
        ]), actions: [UI.submit("Save")])
  }
}
