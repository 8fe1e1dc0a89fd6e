import Domain
import Operations
import RegisterKit
import Store

/// The state of a session on its working paper, and what leads on from it.
enum PaperSteps {
  /// The state, where the script finds it: the first word that is kept begins the session.
  static func state(_ session: StoredRecord, _ cells: Cells) -> HTML {
    "<span data-session-state>\(cells.state(session))</span>"
  }

  /// The buttons that lead on.
  static func buttons(_ session: StoredRecord, _ call: Call) -> [HTML] {
    guard call.allows(.edit, session.envelope) else { return [] }
    return steps(session, call).map { step in
      UI.act(
        step.verb, action: call.link.step("sessions", session.id, step.noun),
        hidden: [call.token, .init("back", call.link.paper(session.id))])
    }
  }

  /// The same for the script, after something was kept.
  static func value(_ session: StoredRecord, _ call: Call) -> Value {
    let state = call.installation.registers["sessions"]?.lifecycle?.state(session.state)
    return [
      "state": Value(state?.label), "tone": Value(state?.tone.rawValue),
      "steps": Value(steps(session, call).map { call.link.step("sessions", session.id, $0.noun) }),
    ]
  }

  private static func steps(_ session: StoredRecord, _ call: Call) -> [Lifecycle.Step] {
    call.installation.registers["sessions"]?.lifecycle?.steps(from: session.state ?? "", session.body) ?? []
  }

  /// Asked before a session is finished: the points that nobody judged; nil where all are.
  static func question(of session: StoredRecord, _ call: Call) async throws -> HTML? {
    let paper = try await call.read { try call.installation.paper(session.id, $0) }
    let left = paper.parts.filter { !$0.unjudged.isEmpty }
    guard !left.isEmpty else { return nil }
    let link = call.link.paper(session.id)
    return """
      <p>\(Words.count(left.count, "audit point has", "audit points have")) no verdict yet. Once the session is held, nothing on its working paper can be changed until it is opened again.</p>\
      <ul class="dots">\(left.html { part in
        """
        <li><a href="\(link)#\(part.record.id)">\(part.name)</a> <small>no verdict for \(part.unjudged.map(\.number).joined(separator: " and "))</small></li>
        """
      })</ul>
      """
  }
}

extension WorkingPaper.Part {
  /// How a point is called: `AP-46 Suppliers`.
  var name: String { check.point.isEmpty ? record.title : "\(check.point) \(point?.title ?? record.title)" }
  /// Standards of the audit for which it still needs a verdict.
  var unjudged: [Standard] { check.unjudged.filter(standards.contains) }
}
