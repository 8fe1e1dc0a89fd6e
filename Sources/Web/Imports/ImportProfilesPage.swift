import Operations
import RegisterKit
import Store

/// How files of one shape are read, kept for the next one: listed, renamed, deleted, taken elsewhere.
enum ImportProfilesPage {
  static func show(_ call: Call) async throws -> Reply {
    let profiles = try await call.read { try call.installation.importProfiles($0) }
    var blocks: [HTML] = []
    if profiles.isEmpty {
      blocks.append(
        UI.card(
          UI.empty(
            "No profiles yet",
            why:
              "When you import a file, what you decided about its columns and values is kept here. The next file with the same headings needs no decision.",
            actions: [UI.linkButton("Import", href: call.link.importing)])))
    } else {
      blocks.append(
        UI.card(
          nil, isFlush: true,
          UI.table(
            "Profiles",
            columns: [
              UI.Column("Name", .title), UI.Column("Register"), UI.Column("Headings"), UI.Column("Last changed"),
              UI.Column("Change"),
            ], rows: profiles.enumerated().map { row($0, $1, call) }, isStacked: true)))
    }
    blocks.append(
      UI.card(
        "Load profiles",
        UI.form(
          action: call.link.importProfiles, hidden: [call.token], takesFiles: true,
          UI.field(
            .init(
              "file", "YAML file", .file(accept: ".yaml,.yml"),
              help:
                "As saved here or printed by <code>concord import --dry-run</code>. A profile for the same headings is replaced."
            )),
          actions: [UI.submit("Load", .plain)])))
    return try await call.page(
      Page(
        "Import profiles", lead: "How files with the same headings are read the next time.",
        crumbs: [UI.Crumb("Import", href: call.link.importing)], section: call.link.importing,
        actions: profiles.isEmpty
          ? [] : [UI.linkButton("Save all as YAML", href: "\(call.link.importProfiles)/export", .plain)],
        content: UI.stack(blocks)))
  }

  private static func row(_ index: Int, _ profile: ImportProfile, _ call: Call) -> UI.Row {
    let shown = profile.headings.prefix(6).joined(separator: ", ")
    let rest = profile.headings.count - 6
    let register = profile.decision.register.flatMap { call.installation.registers[$0]?.many } ?? "–"
    let id = "profile-\(index)"
    let change: HTML = """
      <details class="menu right" data-menu><summary class="button plain small">Change<span class="unseen"> \(profile.name)</span></summary>\
      <div class="menu-form"><form class="form" method="post" action="\(call.link.importProfiles)/change">\(call.token.html)\
      <input type="hidden" name="profile" value="\(profile.id)">\
      <div class="field"><label for="\(id)">Name</label><input id="\(id)" type="text" name="name" value="\(profile.name)" maxlength="120"></div>\
      <div class="row">\(UI.submit("Rename", .plain))\
      <a class="button plain" href="\(WebAddress.query("\(call.link.importProfiles)/export", [("profile", profile.id)]))">Save as YAML</a>\
      <button class="button danger" type="submit" name="act" value="delete" data-confirm="Delete the profile “\(profile.name)”?">Delete</button></div></form></div></details>
      """
    return UI.Row([
      "\(profile.name)", "\(register)",
      "\(shown)\(when: rest > 0, " <small>and \(rest) more</small>")",
      profile.on.map { UI.time(Words.day("\($0)"), iso: "\($0)") } ?? "–", change,
    ])
  }

  static func change(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let name = form["act"] == "delete" ? nil : form["name"] ?? ""
    try await call.installation.renameImportProfile(
      form["profile"] ?? "", to: name, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.importProfiles, [("done", "saved")]))
  }

  static func load(_ call: Call) async throws -> Reply {
    let (form, isWhole) = try await call.formPrefix(upTo: 4 << 20)
    guard isWhole, let file = form.files.first else {
      throw isWhole
        ? Failure.malformed("Choose a file of profiles.") : Failure.tooLarge("A file of profiles has 2 MB at most.")
    }
    guard let text = String(validating: try file.content.bytes(), as: UTF8.self) else {
      throw Failure.malformed("\(file.name) is not UTF-8 text.")
    }
    try await call.installation.keepImportProfiles(
      try ImportProfileText.read(text), in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.importProfiles, [("done", "saved")]))
  }

  static func export(_ call: Call) async throws -> Reply {
    var profiles = try await call.read { try call.installation.importProfiles($0) }
    var name = "import profiles.yaml"
    if let id = call.query("profile") {
      profiles = profiles.filter { $0.id == id }
      guard let one = profiles.first else { throw Failure.notFound("There is no such profile.") }
      name = "\(one.name).yaml"
    }
    let text = ImportProfileText.write(profiles.map { ($0.headings, $0.name, $0.decision) })
    return .download(Array(text.utf8), type: "application/yaml", name: name)
  }
}
