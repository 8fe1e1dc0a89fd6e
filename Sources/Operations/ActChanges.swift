import Domain
import RegisterKit
import Store

/// What an act does to the content of records: makes them, changes their fields, takes a step of their life cycle.
extension Act {
  func create(
    _ slug: String, _ id: String?, _ values: Body, _ state: String?, _ admitted: Body?
  ) throws -> (StoredRecord, Bool) {
    let register = try register(slug)
    if register.isMadeByProgram { try onlyByProgram(register) }
    var problems = Problems()
    var body = admitted ?? register.admit(values, by: hand, reading, &problems)
    guard Policy.allows(actor, .create, Envelope(register: slug, owner: owner(register, body))) else {
      throw Failure.forbidden("\(actor.role.label)s may not add to \(register.many.lowercased()).")
    }
    if let id, !Self.isCode(id) {
      problems.add("id", "A code has letters, digits, points, hyphens and underscores, 40 at most.")
    }
    let taken = try id.flatMap { try scope.record($0) }
    // A file brings back what was archived, such as the rows of an import that was undone; the history goes on.
    let isBack = hand == .history && taken.map { $0.isArchived && $0.kind == slug } ?? false
    if let id, let taken, !isBack {
      problems.add(
        "id", taken.isArchived ? "\(id) is archived; restore it instead." : "\(id) is taken by “\(taken.title)”.")
    }
    try checkUnique(register, body, nil, &problems)
    // A file is judged as a whole before it comes here: its rows may turn a chain round together.
    if let id, hand != .history { try checkCircles(register, body, id, &problems) }
    if hand == .entry { judge(nil, body, register, &problems) }
    if hand == .history { refuseFuture(body, register, &problems) }
    if isBack, let taken {
      body = withStamps(of: taken.body, body, register, &problems)
      keepFixed(of: taken.body, in: &body, register, &problems)
      // Neither what it was nor what it becomes may stand where nothing is written any more.
      let around = surroundings(of: id)
      if let reason = register.settled(taken.body, taken.state, around) ?? register.settled(body, state, around) {
        problems.add(nil, reason)
      }
    }
    guard problems.isEmpty else { throw rejected(id, problems) }
    if hand == .history, !isBack {
      body[AnyRegister.brought] = brought(body, initialState(register, body, state), register)
    }
    // Stamps that stay as they were stay marked as what brought them; the state begins anew.
    if isBack, let before = taken?.body[AnyRegister.brought]?.texts.filter({ $0 != "state" }), !before.isEmpty {
      body[AnyRegister.brought] = Value(before)
    }
    let code = try id ?? scope.nextCode(register)
    return try written(
      NewRevision(
        record: code, kind: slug, version: (taken?.version ?? 0) + 1, action: isBack ? .restored : .created,
        // Who decided something here decides it again: a file is no way to a state for what was archived.
        state: initialState(register, body, isBack ? nil : state), body: body, note: note))
  }

  /// What only a step says otherwise and a file says here, to be told wherever it is shown.
  private func brought(_ body: Body, _ state: String?, _ register: AnyRegister) -> Value? {
    guard let lifecycle = register.lifecycle else { return nil }
    let stamped = Set(lifecycle.steps.flatMap(\.stamps.keys))
    var names = register.fields.map(\.name).filter { stamped.contains($0) && !(body[$0] ?? .null).isEmpty }
    if let state, state != lifecycle.initial.name { names.append("state") }
    guard !names.isEmpty else { return nil }
    return Value(names)
  }

  /// What a step says is said here from now on.
  private func forgetBrought(_ names: some Collection<String>, in body: inout Body) {
    guard let brought = body[AnyRegister.brought]?.texts else { return }
    let left = brought.filter { !names.contains($0) }
    if left.isEmpty {
      body.removeValue(forKey: AnyRegister.brought)
    } else {
      body[AnyRegister.brought] = Value(left)
    }
  }

  /// What steps wrote stays as it was, whatever the file says, and what follows from it too.
  private func withStamps(
    of old: Body, _ body: Body, _ register: AnyRegister, _ problems: inout Problems
  ) -> Body {
    var entered = body.filter { register.field($0.key)?.isEntered == true }
    for field in register.fields where field.traits.stamped { entered[field.name] = old[field.name] }
    let beside = body.filter { register.field($0.key) == nil }
    return register.admit(entered, by: .program, reading, &problems).merging(beside) { _, beside in beside }
  }

  /// What is said to have been decided was decided by the day on which it is said.
  private func refuseFuture(_ body: Body, _ register: AnyRegister, _ problems: inout Problems) {
    for field in register.fields where field.traits.stamped && field.kind.storage == .day {
      if let day = body[field.name]?.text.flatMap({ Day($0) }), day > now.day {
        problems.add(field.name, "\(day) is still to come; a file brings only what was decided before.")
      }
    }
  }

  /// What somebody wrote in their own words is brought back as they wrote it.
  private func keepFixed(of old: Body, in body: inout Body, _ register: AnyRegister, _ problems: inout Problems) {
    for field in register.fields where field.isFixed(in: old) {
      for name in [field.name, field.traits.fixedBy ?? field.name] {
        let (before, now) = (old[name] ?? .null, body[name] ?? .null)
        if now.isEmpty {
          body[name] = before
        } else if now != before {
          problems.add(name, "\(register.field(name)?.label ?? name) is as it was written and stays so.")
        }
      }
    }
  }

  func edit(_ id: String, _ values: Body, _ version: Int?, _ state: String?) throws -> (StoredRecord, Bool) {
    let (record, register) = try live(id, version)
    var problems = Problems()
    let (body, next) = try changed(record, register, values, state, &problems)
    try checkUnique(register, body, id, &problems)
    if body != record.body, hand != .history { try checkCircles(register, body, id, &problems) }
    guard problems.isEmpty else { throw rejected(id, problems) }
    guard body != record.body || next != record.state else { return (record, false) }
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version.next, action: .changed, state: next, body: body,
        note: note))
  }

  /// What a record becomes by an edit, its state too; nothing is written yet.
  func changed(
    _ record: StoredRecord, _ register: AnyRegister, _ values: Body, _ state: String?, _ problems: inout Problems
  ) throws -> (Body, String?) {
    let before = record.body
    var body = register.admit(values, to: before, by: hand == .history ? .entry : hand, reading, &problems)
    var next = record.state
    if let lifecycle = register.lifecycle {
      if let state, state != record.state {
        (body, next) = moved(record, to: state, register, lifecycle, body, &problems)
      }
      // An approved text is never changed in place: the edit opens a new draft, the approved revision stays readable.
      if body != before, hand != .program, lifecycle.state(record.state)?.isFrozen == true {
        next = lifecycle.initial.name
      }
      if let lapse = lifecycle.lapses.first(where: { $0.from == next }), body[lapse.flag]?.bool == true {
        next = lapse.to
      }
    } else if let field = register.stateField {
      next = body[field.name]?.text
    }
    judge(record, body, register, &problems)
    if next != record.state { forgetBrought(["state"], in: &body) }
    return (body, next)
  }

  /// The state that a file says, with what the step to it writes, where a plain step leads there; what needs a decision is
  /// not taken from a file.
  private func moved(
    _ record: StoredRecord, to state: String, _ register: AnyRegister, _ lifecycle: Lifecycle, _ body: Body,
    _ problems: inout Problems
  ) -> (Body, String?) {
    if hand == .program { return (body, state) }
    let label = lifecycle.state(state)?.label ?? state
    let step = lifecycle.steps(from: record.state ?? "", body).first { $0.to == state }
    guard let step, !step.isApproval, !step.isByOwner, step.asks.isEmpty else {
      problems.add(
        "state", "“\(label)” can't be set by import\(step.map { "; use “\($0.verb)” on the record" } ?? "")."
      )
      return (body, record.state)
    }
    if let reason = unsigned(step) { problems.add("state", reason) }
    for name in step.needs where (body[name] ?? .null).isEmpty && !isSaidInWords(name, body, register) {
      problems.add(name, "This is needed for the state “\(label)”.")
    }
    return (register.admit(stamps(of: step, body), to: body, by: .program, reading, &problems), state)
  }

  /// A file says it in words that are no record here, such as a team that answers for it: enough for a record that comes
  /// new, and so for one that is there.
  private func isSaidInWords(_ name: String, _ body: Body, _ register: AnyRegister) -> Bool {
    guard hand == .history, let field = register.field(name), !field.targets.isEmpty else { return false }
    return !(body[AnyRegister.extra]?[field.label] ?? .null).isEmpty
  }

  /// What a step writes, taken now.
  private func stamps(of step: Lifecycle.Step, _ body: Body) -> Body {
    step.stamps.mapValues { stamp in
      switch stamp {
      case .actor: Value(actor.person)
      case .today: .text("\(now.day)")
      case .field(let other): body[other] ?? .null
      case .flag(let flag): .bool(flag)
      case .nothing: .null
      }
    }
  }

  func step(_ id: String, _ noun: String, _ values: Body, _ version: Int?) throws -> (StoredRecord, Bool) {
    let (record, register) = try live(id, version)
    let before = record.body
    guard let step = register.lifecycle?.step(noun, from: record.state ?? "", before) else {
      throw Failure.notFound("\(register.one) has no step “\(noun)”.")
    }
    guard hand == .program || Policy.allows(actor, step, record.envelope) else {
      throw Failure.forbidden(
        step.isByOwner
          ? "“\(step.verb)” is for the owner of \(id) alone\(record.owner.map { ", \($0)" } ?? "")."
          : "\(actor.role.label)s may not \(step.verb.lowercased()) this.")
    }
    if hand != .program, let reason = unsigned(step) { throw Failure.forbidden(reason) }
    guard step.from.contains(record.state ?? ""), step.when.map({ before[$0]?.bool == true }) ?? true else {
      let now = register.lifecycle?.state(record.state)?.label ?? "nothing"
      throw Failure.conflict("“\(step.verb)” is not possible from the state “\(now)”.")
    }
    var problems = Problems()
    var body = taken(step, record, register, values, &problems)
    forgetBrought(Array(step.stamps.keys) + ["state"], in: &body)
    guard problems.isEmpty else { throw rejected(id, problems) }
    return try written(
      NewRevision(
        record: id, kind: record.kind, version: record.version.next, action: .stepped, state: step.to, body: body,
        note: note.isEmpty ? noun : "\(noun): \(note)"))
  }

  /// Why a step that writes who took it can't be taken by whoever acts; nil if it can. Nobody would stand there otherwise.
  private func unsigned(_ step: Lifecycle.Step) -> String? {
    step.namesActor ? actor.unsigned("“\(step.verb)”") : nil
  }

  /// What a record becomes by a step; nothing is written yet.
  func taken(
    _ step: Lifecycle.Step, _ record: StoredRecord, _ register: AnyRegister, _ values: Body, _ problems: inout Problems
  ) -> Body {
    let before = record.body
    var patch = values
    for name in values.keys where !step.asks.contains(name) {
      problems.add(name, "This step does not ask for “\(name)”.")
    }
    patch.merge(stamps(of: step, before)) { $1 }
    for name in step.needs where (patch[name] ?? before[name] ?? .null).isEmpty {
      problems.add(name, "“\(step.verb)” needs “\(register.field(name)?.label ?? name)”; fill it in first.")
    }
    let body = register.admit(patch, to: before, by: .program, reading, &problems)
    judge(record, body, register, &problems)
    return body
  }

  private func owner(_ register: AnyRegister, _ body: Body) -> String? {
    register.ownerField.flatMap { body[$0.name]?.text }
  }

  private func initialState(_ register: AnyRegister, _ body: Body, _ state: String?) -> String? {
    if let lifecycle = register.lifecycle {
      return hand != .entry ? (lifecycle.state(state)?.name ?? lifecycle.initial.name) : lifecycle.initial.name
    }
    return register.stateField.flatMap { body[$0.name]?.text }
  }
}
