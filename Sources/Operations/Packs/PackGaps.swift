import Domain
import RegisterKit
import Store

/// Something that a certification body will ask for and a pack would not show.
public struct PackGap: Sendable, Hashable {
  /// A page on which a gap is closed.
  public enum Place: Sendable, Hashable {
    case record(register: String, id: String)
    case register(String)
    case statement, method
  }
  /// In a sentence.
  public let problem: String
  /// What has it, where that is a single record.
  public let title: String?
  /// Where it is put right.
  public let place: Place

  init(problem: String, title: String? = nil, place: Place) {
    self.problem = problem
    self.title = title
    self.place = place
  }
}

extension Installation {
  /// What is missing for an audit over these standards, most important first. Worked out from the registers as they stand.
  public func packGaps(_ source: PackSource, standards: Set<Standard>, _ scope: Scope) throws -> [PackGap] {
    try PackGapFinder(source: source, standards: standards, scope: scope).all()
  }
}

private struct PackGapFinder {
  let source: PackSource
  let standards: Set<Standard>
  let scope: Scope

  func all() throws -> [PackGap] {
    try documents() + statement() + risks() + impact() + audits() + reviews() + actions() + evidence()
  }

  private func items(_ section: String) -> [PackItem] { source.items.filter { $0.section.id == section } }

  private func documents() -> [PackGap] {
    var gaps: [PackGap] = []
    if !items("scope").contains(where: { $0.kind == "scope-statements" }) {
      gaps.append(.init(problem: "No scope statement is approved.", place: .register("scope-statements")))
    }
    let policies = items("policy")
    if policies.isEmpty {
      gaps.append(.init(problem: "No policy is approved.", place: .register("documents")))
    } else {
      for standard in standards.sorted(by: { $0.rawValue < $1.rawValue })
      where !policies.contains(where: { $0.body["requirements"]?.texts.contains("\(standard.rawValue):5.2") == true }) {
        gaps.append(
          .init(problem: "No approved policy serves \(standard.label), 5.2.", place: .register("documents")))
      }
    }
    return gaps
  }

  private func statement() -> [PackGap] {
    let versions = items("soa")
    guard !versions.isEmpty else {
      return [.init(problem: "No statement of applicability is approved.", place: .statement)]
    }
    let covered = Set(versions.flatMap { $0.body["frameworks"]?.texts ?? [] })
    return standards.filter { !covered.contains($0.rawValue) }.sorted { $0.rawValue < $1.rawValue }.map {
      .init(problem: "The approved statement of applicability does not cover \($0.label).", place: .statement)
    }
  }

  private func risks() -> [PackGap] {
    var gaps: [PackGap] = []
    if items("risk-method").isEmpty {
      gaps.append(.init(problem: "The organization has not set its own risk method.", place: .method))
    }
    if items("risks").isEmpty { gaps.append(.init(problem: "There is no risk.", place: .register("risks"))) }
    for item in items("risks") where item.entry.state != "closed" {
      if (item.body["treatment"] ?? .null).isEmpty {
        gaps.append(
          .init(
            problem: "No treatment is chosen.", title: title(item), place: .record(register: item.kind, id: item.id)))
      }
    }
    return gaps
  }

  private func impact() throws -> [PackGap] {
    guard standards.contains(.ai) else { return [] }
    let assessed = Set(items("impact").compactMap { $0.body["ai_system"]?.text })
    return try scope.records(of: "ai-systems").filter { $0.state != "retired" && !assessed.contains($0.id) }.map {
      .init(
        problem: "No impact assessment is approved.", title: $0.title, place: .record(register: "ai-systems", id: $0.id)
      )
    }
  }

  /// Every standard needs an internal audit in the year before (ISO/IEC 17021-1:2015 9.3.1.2 f, 9.6.2.2).
  private func audits() throws -> [PackGap] {
    let since = source.date.adding(months: -12)
    let held = try scope.records(of: "audits").filter { record in
      guard record.body["kind"]?.text == "internal", ["actions_open", "closed"].contains(record.state ?? ""),
        let day = (record.body["date_to"] ?? record.body["date_from"])?.text.flatMap({ Day($0) })
      else { return false }
      return since <= day && day <= source.date
    }
    let covered = Set(held.flatMap { $0.body["standards"]?.texts ?? [] })
    return standards.filter { !covered.contains($0.rawValue) }.sorted { $0.rawValue < $1.rawValue }.map {
      .init(
        problem: "No internal audit of \($0.label) was finished in the twelve months before \(source.date).",
        place: .register("audits"))
    }
  }

  private func reviews() throws -> [PackGap] {
    let since = source.date.adding(months: -12)
    let reviews = try scope.records(of: "management-reviews").filter { record in
      guard let day = record.body["date"]?.text.flatMap({ Day($0) }) else { return false }
      return since <= day && day <= source.date
    }
    if reviews.isEmpty {
      return [
        .init(
          problem: "No management review took place in the twelve months before \(source.date).",
          place: .register("management-reviews"))
      ]
    }
    return reviews.filter { $0.state != "approved" }.map {
      .init(
        problem: "The minutes are not approved.", title: $0.title,
        place: .record(register: "management-reviews", id: $0.id))
    }
  }

  /// A nonconformity that nobody answers yet, for each standard by whose grade it is one.
  private func actions() throws -> [PackGap] {
    let actions = items("improvement").filter { $0.kind == "corrective-actions" }
      .map { CorrectiveAction.register.decode($0.body) }
    let findings = items("audits").filter { $0.kind == "findings" && $0.entry.state == "open" }
    return standards.sorted { $0.rawValue < $1.rawValue }.flatMap { standard in
      findings.filter { item in
        let finding = Finding.register.decode(item.body)
        return finding.openStandards.contains(standard) && finding.grade(for: standard).isNonconformity
          && !actions.contains { action in
            action.sources.contains(item.id) && action.standards(answering: [finding]).contains(standard)
          }
      }.map {
        .init(
          problem: "An open nonconformity of \(standard.label) has no corrective action.", title: title($0),
          place: .record(register: $0.kind, id: $0.id))
      }
    }
  }

  private func evidence() throws -> [PackGap] {
    let all = try scope.records(of: "evidence")
    if all.isEmpty { return [.init(problem: "There is no evidence.", place: .register("evidence"))] }
    return all.compactMap { record in
      let evidence = Evidence.register.decode(record.body)
      let place = PackGap.Place.record(register: "evidence", id: record.id)
      if !evidence.isValid(on: source.date) {
        return .init(
          problem: "It does not speak for \(source.date), so it is left out.", title: record.title, place: place)
      }
      let attached = record.body[AnyRegister.attachments]?.list ?? []
      if evidence.file == nil, evidence.link.isEmpty, attached.isEmpty {
        return .init(problem: "It has neither file nor link.", title: record.title, place: place)
      }
      return nil
    }
  }

  private func title(_ item: PackItem) -> String {
    scope.registers[item.kind].flatMap { item.body[$0.titleField.name]?.text } ?? item.id
  }
}
