import Domain
import Operations
import RegisterKit
import Store

/// What the crosswalk suggests, and what the organization decides about it: one by one, several, or the strongest of all.
enum GapSuggestions {
  /// The form to which the boxes in the list belong; it stands below the list, since forms don't nest.
  private static let form = "decisions"

  static func mayDecide(_ call: Call) -> Bool {
    call.allows(.create, Envelope(register: "mapping-decisions")) && call.allows(.edit)
  }

  /// Over the list: what can be done, and the strongest for each at once.
  static func card(_ lines: [GapLine], _ call: Call) -> HTML {
    let strongest = lines.compactMap { line in
      line.suggested.first.map { UI.HiddenField("strongest", "\(line.requirement.uid) \($0.control)") }
    }
    guard mayDecide(call), !strongest.isEmpty else { return .empty }
    return UI.card(
      "Suggestions of the crosswalk",
      """
      <p>\(Words.count(strongest.count, "requirement", "requirements")) could be served by extending a control that exists. Decide in the list, one by one or several with one reason, or accept the strongest for each here.</p>
      \(UI.form(
        action: call.link.suggestions, hidden: [call.token, .init("back", call.request.uri.string)] + strongest, isCheckedFirst: true,
        UI.field(.init("reason", "Reason, kept with each decision", .text("", maxLength: 500), help: "Why they serve, in your words; where a line of the statement of applicability has no reason, this becomes it.", isRequired: true)),
        actions: [UI.submit("Accept the strongest for each", .plain, name: "act", value: "strongest")]))
      """)
  }

  /// In the list: the suggestions for a requirement, each with a box where one may decide.
  static func cell(_ line: GapLine, _ call: Call) -> HTML {
    let may = mayDecide(call)
    return line.suggested.prefix(4).html { offer in
      let shown = suggestion(line, offer, call)
      guard may else { return shown }
      return """
        <div class="box"><input type="checkbox" form="\(form)" name="pair" value="\(line.requirement.uid) \(offer.control)" \
        aria-label="Choose \(offer.control) for \(line.requirement.id)">\(shown)</div>
        """
    }
  }

  /// Below the list, and in sight as long as something is chosen: one reason for all that is.
  static func bar(_ lines: [GapLine], _ call: Call) -> HTML {
    guard mayDecide(call), lines.contains(where: { !$0.suggested.isEmpty }) else { return .empty }
    return """
      <form class="decide-bar" id="\(form)" method="post" action="\(call.link.suggestions)">\(call.token.html)\
      \(UI.HiddenField("back", call.request.uri.string).html)\
      <label for="chosen-reason">Reason for the chosen suggestions</label>\
      <input id="chosen-reason" name="reason" maxlength="500" required>\
      \(UI.submit("Accept the chosen", name: "act", value: "accept"))\(UI.submit("Decline the chosen", .plain, name: "act", value: "decline"))</form>
      """
  }

  /// One suggestion: what the control covers, what it would have to add, and the decision.
  static func suggestion(_ line: GapLine, _ suggestion: GapLine.Suggestion, _ call: Call) -> HTML {
    let pair = "\(line.requirement.uid) \(suggestion.control)"
    let decide: HTML =
      mayDecide(call)
      ? """
      <form class="act" method="post" action="\(call.link.suggestions)">\(call.token.html)\
      \(UI.HiddenField("pair", pair).html)\(UI.HiddenField("back", call.request.uri.string).html)\
      <label class="unseen" for="\(UI.identifier("why", pair))">Reason</label><input id="\(UI.identifier("why", pair))" name="reason" placeholder="reason" maxlength="500" required>\
      \(UI.submit("Accept", .plain, name: "act", value: "accept"))\(UI.submit("Decline", .quiet, name: "act", value: "decline"))</form>
      """ : .empty
    return """
      <details class="suggestion"><summary>\(suggestion.control) \(suggestion.title)</summary>\
      <p><small><a href="\(call.link.record("controls", suggestion.control))">\(suggestion.control)</a> covers \(UI.requirement(suggestion.covers, href: call.link.requirement(suggestion.covers))) already. To add: \(suggestion.adds)</small></p>\(decide)</details>
      """
  }

  static func decide(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let reason = (form["reason"] ?? "").trimmed()
    let isAccepted = form["act"] != "decline"
    let decisions = form.all(form["act"] == "strongest" ? "strongest" : "pair").compactMap {
      pair -> SuggestionDecision? in
      let parts = pair.split(separator: " ").map(String.init)
      return parts.count == 2
        ? SuggestionDecision(requirement: parts[0], control: parts[1], isAccepted: isAccepted, reason: reason) : nil
    }
    guard !decisions.isEmpty else { throw Failure.malformed("Choose at least one suggestion.") }
    _ = try await call.installation.decide(decisions, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.adding([("done", "decided")], to: form.back ?? call.link.gap))
  }
}
