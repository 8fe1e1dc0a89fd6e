import Domain
import RegisterKit

/// What coverage depends on, register by register.
enum CoverageViews {
  struct ControlPart: Sendable {
    let fact: CoverageFacts.ControlFact
    /// Uids.
    let requirements: [String]
  }

  /// A record that says something of requirements.
  struct Serving: Sendable {
    let id: String
    /// Uids.
    let requirements: [String]
  }

  static let controls = RegisterView("controls", of: "controls") { record in
    ControlPart(
      fact: .init(
        id: record.id, title: record.title,
        status: record.body["status"]?.text.flatMap(Control.Status.init) ?? .planned),
      requirements: record.body["requirements"]?.texts ?? [])
  }

  /// In force.
  static let documents = serving("documents in force", of: "documents") { $0 == "approved" }

  static let judgements = RegisterView("coverage", of: "coverage") { record -> CoverageFacts.Line? in
    let line = Coverage.register.decode(record.body)
    return line.requirement == nil ? nil : CoverageFacts.Line(id: record.id, line: line)
  }

  /// What somebody decided on a suggestion.
  struct Decision: Sendable {
    let decision: String
    let pair: String
  }

  static let decisions = RegisterView("mapping decisions", of: "mapping-decisions") { record -> Decision? in
    record.body["decision"]?.text.map {
      Decision(decision: $0, pair: MappingDecision.register.decode(record.body).pair)
    }
  }

  /// Open findings, with the requirements that they break.
  static let findings = RegisterView("broken by findings", of: "findings") { record -> Serving? in
    guard record.state == "open" else { return nil }
    let finding = Finding.register.decode(record.body)
    let broken = finding.requirements.filter { finding.breaks($0, isOpen: true) }
    return broken.isEmpty ? nil : Serving(id: record.id, requirements: broken)
  }

  static let nonconformities = serving("open nonconformities", of: "nonconformities") { $0 == "open" }

  /// Risks that are not closed, with the controls of the standards that treat them.
  static let risks = serving("treated risks", of: "risks") { $0 != "closed" }

  /// Records in certain states that name requirements.
  private static func serving(
    _ name: String, of register: String, _ counts: @escaping @Sendable (_ state: String?) -> Bool
  ) -> RegisterView<Serving> {
    RegisterView(name, of: register) { record in
      guard counts(record.state), let requirements = record.body["requirements"]?.texts, !requirements.isEmpty else {
        return nil
      }
      return Serving(id: record.id, requirements: requirements)
    }
  }
}
