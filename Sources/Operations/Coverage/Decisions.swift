import Domain
import RegisterKit
import Store

/// What is decided about one suggestion of the crosswalk.
public struct SuggestionDecision: Sendable {
  /// Uid.
  public var requirement: String
  /// Id of the organization's own control.
  public var control: String
  public var isAccepted: Bool
  /// Why it serves the requirement, or why it does not; never empty.
  public var reason: String
  public init(requirement: String, control: String, isAccepted: Bool, reason: String) {
    self.requirement = requirement
    self.control = control
    self.isAccepted = isAccepted
    self.reason = reason
  }
}

extension Installation {
  /// Accepts or declines suggestions, all or none, each with a reason. An accepted one extends the control that exists:
  /// it serves the requirement from now on and says what AI adds; and the requirement's line says that it applies and is
  /// partly done, since what was added must still be carried out. The same decision a second time changes nothing.
  public func decide(
    _ decisions: [SuggestionDecision], in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      var changes: [Change] = []
      var controls: [String: Body] = [:]
      var lines: [String: (id: String?, body: Body)] = [:]
      let facts = try facts(scope)
      var decided: [String: (id: String?, decision: String)] = [:]
      for record in try scope.records(of: "mapping-decisions") {
        decided[MappingDecision.register.decode(record.body).pair] = (record.id, record.body["decision"]?.text ?? "")
      }
      for decision in decisions {
        guard !decision.reason.trimmed().isEmpty else {
          throw Failure.malformed("A decision needs a reason; the auditor will ask.")
        }
        guard let requirement = libraries.requirement(decision.requirement) else {
          throw Failure.notFound("There is no requirement \(decision.requirement).")
        }
        let record = try scope.record(decision.control, of: Control.register.erased)
        let pair = MappingDecision.pair(requirement.uid, record.id)
        let answer = decision.isAccepted ? "accepted" : "declined"
        if decided[pair]?.decision != answer {
          var values: Body = ["decision": .text(answer), "reason": Value(decision.reason)]
          if let known = decided[pair] {
            guard let id = known.id else {
              throw Failure.malformed("\(requirement.id) by \(record.id) is both accepted and declined.")
            }
            changes.append(.edit(id: id, values: values))
          } else {
            values["title"] = .text("\(requirement.id) by \(record.id)")
            values["requirement"] = .text(requirement.uid)
            values["control"] = .text(record.id)
            changes.append(.create(register: "mapping-decisions", values: values))
          }
          decided[pair] = (decided[pair]?.id, answer)
        }
        guard decision.isAccepted else { continue }
        var control = controls[record.id] ?? record.body
        var served = control["requirements"]?.texts ?? []
        if !served.contains(requirement.uid) { served.append(requirement.uid) }
        control["requirements"] = Value(served)
        let adds =
          libraries.crosswalks.flatMap { $0.mapping(of: requirement.uid)?.pairs ?? [] }
          .filter { served.contains($0.target) }.max { $0.strength < $1.strength }?.rationale ?? requirement.summary
        let text = control["extensions"]?.text ?? ""
        let sentence = "- \(requirement.id) \(requirement.title): \(adds)"
        if !text.contains(sentence) { control["extensions"] = .text(text.isEmpty ? sentence : "\(text)\n\(sentence)") }
        controls[record.id] = control
        var line =
          lines[requirement.uid] ?? facts.lines[requirement.uid].map {
            ($0.id, Coverage.register.encode($0.line, Settings()))
          } ?? (nil, [:])
        line.body["requirement"] = .text(requirement.uid)
        if (line.body["title"] ?? .null).isEmpty { line.body["title"] = .text(requirement.title) }
        if line.body["applicable"]?.text ?? "undecided" == "undecided" { line.body["applicable"] = "yes" }
        if (line.body["status"] ?? .null).isEmpty { line.body["status"] = "partial" }
        if (line.body["justification"] ?? .null).isEmpty, !decision.reason.isEmpty {
          line.body["justification"] = .text(decision.reason)
        }
        var by = line.body["controls"]?.texts ?? []
        if !by.contains(record.id) { by.append(record.id) }
        line.body["controls"] = Value(by)
        lines[requirement.uid] = line
      }
      for (id, body) in controls.sorted(by: { $0.key < $1.key }) {
        changes.append(.edit(id: id, values: body.filter { ["requirements", "extensions"].contains($0.key) }))
      }
      for (_, line) in lines.sorted(by: { $0.key < $1.key }) {
        if let id = line.id {
          changes.append(.edit(id: id, values: line.body))
        } else {
          changes.append(.create(register: "coverage", values: line.body))
        }
      }
      return try commit(changes, scope, actor, "Suggestions of the crosswalk", .entry, now)
    }
  }
}
