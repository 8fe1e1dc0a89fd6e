import Domain
import Operations
import RegisterKit
import Store

/// The organization's risk method: two scales in its own words, and the levels of the score.
enum MethodPage {
  static func show(_ call: Call) async throws -> Reply {
    let matrix = try await call.read { try call.installation.settings($0).matrix }
    func lines(_ scale: Scale) -> String {
      scale.levels.map { $0.meaning.isEmpty ? $0.name : "\($0.name): \($0.meaning)" }.joined(separator: "\n")
    }
    let bands = matrix.bands.map {
      "\($0.from)-\($0.to) \($0.name)\($0.acceptance.isEmpty ? "" : ": \($0.acceptance)")"
    }
    return try await page(call, lines(matrix.likelihood), lines(matrix.impact), bands.joined(separator: "\n"), [])
  }

  private static func page(
    _ call: Call, _ likelihood: String, _ impact: String, _ bands: String, _ problems: [String]
  ) async throws -> Reply {
    let may = call.allows(.approve)
    let form = UI.form(
      action: call.link.method, hidden: [call.token], draft: "method",
      """
      \(UI.fieldGroup("Scales", help: "One level a line, the lowest first, three to six of them: a name, then what it means after a colon.", [
        UI.field(.init("likelihood", "Likelihood", .textarea(likelihood, rows: 6), isRequired: true)),
        UI.field(.init("impact", "Impact", .textarea(impact, rows: 6), isRequired: true)),
      ]))
      \(UI.fieldGroup("Levels", help: "The score is likelihood times impact. One level a line: from-to, a name, after a colon who may accept it.", [
        UI.field(.init("bands", "Levels of the score", .textarea(bands, rows: 5), isRequired: true))
      ]))
      """, actions: may ? [UI.submit("Use this method")] : [])
    var reply = try await call.page(
      Page(
        "Risk method",
        lead:
          "One method for information security and AI. A change works out every score anew, as one act in the ledger.",
        crumbs: [UI.Crumb("Risks", href: call.link.register("risks"))], section: call.link.register("risks"),
        content: "\(UI.errorSummary(problems.map { UI.FormProblem(field: nil, $0) }))\(form)"))
    if !problems.isEmpty { reply.status = .unprocessableContent }
    return reply
  }

  static func save(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let (likelihood, impact, bands) = (form["likelihood"] ?? "", form["impact"] ?? "", form["bands"] ?? "")
    var problems: [String] = []
    let levels = lines(bands).compactMap { line -> RiskMatrix.Band? in
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      let range = (parts.first ?? "").split { $0 == "-" || $0 == "–" }.map { Int($0) }
      guard parts.count == 2, range.count == 2, let from = range[0], let to = range[1] else {
        problems.append("“\(line)” is no level; write it as 5-9 medium: risk owner.")
        return nil
      }
      let (name, acceptance) = divided(parts[1])
      return RiskMatrix.Band(name, from, to, acceptance: acceptance)
    }
    let matrix = RiskMatrix(likelihood: scale(likelihood), impact: scale(impact), bands: levels)
    problems += problems.isEmpty ? matrix.problems : []
    guard problems.isEmpty else { return try await page(call, likelihood, impact, bands, problems) }
    do {
      _ = try await call.installation.setMethod(matrix, in: call.workspace, as: call.actor)
    } catch Failure.conflict(let reason) {
      return try await page(call, likelihood, impact, bands, [reason])
    }
    return .redirect(WebAddress.query(call.link.method, [("done", "saved"), ("draft", "method")]))
  }

  private static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map { $0.trimmed() }.filter { !$0.isEmpty }
  }

  private static func scale(_ text: String) -> Scale {
    Scale(
      lines(text).map { line in
        let (name, meaning) = divided(line)
        return Scale.Level(name, meaning)
      })
  }

  /// Before and after the first colon.
  private static func divided(_ text: String) -> (String, String) {
    let parts = text.split(separator: ":", maxSplits: 1).map { $0.trimmed() }
    return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
  }
}
