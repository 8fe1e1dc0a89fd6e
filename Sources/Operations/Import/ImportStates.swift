import Domain
import RegisterKit
import Store

// The state that a file says. An approval or an acceptance is a fact with an author and a day: without them, or past its
// day, the words are kept and the record begins where it would by hand.
extension ImportRun {
  mutating func state(
    of row: inout Row, _ register: AnyRegister, _ patch: Body, _ extra: inout [String: String]
  ) throws -> String? {
    guard let text = row.state, !text.isEmpty, let lifecycle = register.lifecycle,
      let state = lifecycle.state(meantBy: text) ?? lifecycle.state(text)
    else { return nil }
    let reason: String? =
      if row.isBack {
        state.name == lifecycle.initial.name
          ? nil
          : "\(row.id) was archived and comes back as “\(lifecycle.initial.label)”; a file brings back no decision. Take its steps here."
      } else if let existing = row.existing {
        refusal(of: state, for: existing, register, lifecycle, patch)
      } else {
        Self.lacking(state, lifecycle, register, patch, today: now.day)
      }
    guard let reason else {
      if extra[Self.stateWords] == nil, let kept = row.existing?.body[AnyRegister.extra]?[Self.stateWords],
        !kept.isEmpty
      {
        extra[Self.stateWords] = ""
      }
      return state.name
    }
    // Another word beside an approved record would open a new draft of it.
    if let existing = row.existing, Self.isDecided(existing.state, lifecycle) {
      row.lost.append(.init(field: Self.state, value: text, reason: reason))
      return nil
    }
    let words =
      row.source.match.columns.firstIndex(of: .state).flatMap { $0 < row.cells.count ? row.cells[$0] : nil } ?? text
    extra[Self.stateWords] = words
    row.lost.append(.init(field: Self.state, value: words, reason: reason))
    return nil
  }

  /// Nothing was decided on a day that is still to come; what the file says stays beside the field.
  func keepComing(_ patch: inout Body, _ row: inout Row, _ register: AnyRegister, _ extra: inout [String: String]) {
    for field in register.fields where row.existing == nil && field.traits.stamped && field.kind.storage == .day {
      guard let text = patch[field.name]?.text, let day = Day(text), day > now.day else { continue }
      patch[field.name] = nil
      extra[field.label] = text
      row.lost.append(
        .init(
          field: field.name, value: text, reason: "\(text) is still to come; a file brings what was decided before."))
    }
  }

  /// Under which the words of a state are kept that is not taken.
  static let stateWords = "State"

  /// What keeps a new record out of a state that somebody decides: nobody is said to have done so, no day, or it is over.
  private static func lacking(
    _ state: Lifecycle.State, _ lifecycle: Lifecycle, _ register: AnyRegister, _ patch: Body, today: Day
  ) -> String? {
    let steps = lifecycle.steps.filter { $0.to == state.name && ($0.isApproval || $0.isByOwner) }
    guard !steps.isEmpty, !lifecycle.steps.contains(where: { $0.to == state.name && !$0.isApproval && !$0.isByOwner })
    else { return nil }
    var reason: String?
    for step in steps {
      let facts = step.stamps.filter {
        if case .actor = $0.value { true } else if case .today = $0.value { true } else { false }
      }
      let missing = facts.keys.sorted().filter { (patch[$0] ?? .null).isEmpty }.map { register.field($0)?.label ?? $0 }
      if !missing.isEmpty {
        reason =
          "“\(state.label)” comes from a file only with who and when (missing: \(missing.joined(separator: ", "))); otherwise use “\(step.verb)” here."
        continue
      }
      let coming = facts.keys.sorted().first { name in
        patch[name]?.text.flatMap { Day($0) }.map { $0 > today } == true
      }
      if let coming {
        reason =
          "“\(state.label)” is dated \(patch[coming]?.text ?? ""), which is still to come; “\(step.verb)” it here."
        continue
      }
      let unknown =
        step.isByOwner
        ? step.needs.filter { (patch[$0] ?? .null).isEmpty && register.field($0)?.kind.control != .day } : []
      if !unknown.isEmpty {
        let labels = unknown.map { register.field($0)?.label ?? $0 }.joined(separator: ", ")
        reason = "“\(state.label)” needs \(labels); “\(step.verb)” it here."
        continue
      }
      let over = (step.asks + step.needs).first { name in
        register.field(name)?.kind.control == .day && patch[name]?.text.flatMap { Day($0) }.map { $0 < today } == true
      }
      guard let over else { return nil }
      reason = "“\(state.label)” ended on \(patch[over]?.text ?? ""); “\(step.verb)” it here."
    }
    return reason
  }

  /// Somebody decided that the record is in this state, or what it says is frozen in it.
  private static func isDecided(_ state: String?, _ lifecycle: Lifecycle) -> Bool {
    lifecycle.state(state)?.isFrozen == true
      || lifecycle.steps.contains { $0.to == state && ($0.isApproval || $0.isByOwner) }
  }

  /// What keeps a record that is here already out of a state: only a plain step leads there from a file.
  private func refusal(
    of state: Lifecycle.State, for existing: StoredRecord, _ register: AnyRegister, _ lifecycle: Lifecycle,
    _ patch: Body
  ) -> String? {
    guard existing.state != state.name else { return nil }
    if Self.isDecided(existing.state, lifecycle) {
      let label = lifecycle.state(existing.state)?.label ?? existing.state ?? ""
      return "An import can't reverse the decision “\(label)”."
    }
    let body = existing.body.merging(patch) { $1 }
    let step = lifecycle.steps(from: existing.state ?? "", body).first { $0.to == state.name }
    guard let step, !step.isApproval, !step.isByOwner, step.asks.isEmpty else {
      return "“\(state.label)” can't be set by import\(step.map { "; use “\($0.verb)” on the record" } ?? "")."
    }
    return nil
  }
}
