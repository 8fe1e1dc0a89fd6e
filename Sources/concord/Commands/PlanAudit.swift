import ArgumentParser
import Domain
import Operations
import Planning
import RegisterKit
import Store

/// What the commands over the plan of one audit share.
struct PlanOptions: ParsableArguments {
  @OptionGroup var options: DataOptions
  @OptionGroup var workspace: WorkspaceOptions
  @Argument(help: "The code of the audit, such as AUD-2027-1.") var audit: String
}

struct PlanMake: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Work out the plan of an audit from the registers, and keep it.",
    discussion: """
      Example:
        concord plan make AUD-2027-1 --stop-after 20
      Sessions that are pinned, begun or written in stay; the rest of an earlier plan is replaced. The exit status is 1 if a
      point can't be covered; each is listed with the reason and what would make it possible.
      """)
  @OptionGroup var plan: PlanOptions
  @Option(help: "Seconds of search.") var stopAfter = 20.0
  @Flag(help: "Print the plan as JSON.") var json = false
  var options: DataOptions { plan.options }

  func validate() throws {
    guard (0.5...600).contains(stopAfter) else { throw ValidationError("--stop-after is from 0.5 to 600 seconds.") }
  }

  func run(on installation: Installation, _ output: inout Output) async throws {
    let found = try await plan.workspace.find(installation)
    _ = try await installation.workOutPlan(plan.audit, seconds: stopAfter, in: found, as: operatorActor)
    let made = try await installation.read(found, as: operatorActor) {
      try installation.auditPlan(plan.audit, $0)
    }
    output.show(made, json: json)
  }
}

struct PlanShow: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the plan of an audit as it stands, and the rules that it breaks.",
    discussion: """
      Example:
        concord plan show AUD-2027-1 --json
      """)
  @OptionGroup var plan: PlanOptions
  @Flag(help: "Print the plan as JSON.") var json = false
  var options: DataOptions { plan.options }

  func run(on installation: Installation, _ output: inout Output) async throws {
    let found = try await plan.workspace.find(installation)
    let stands = try await installation.read(found, as: operatorActor) {
      try installation.auditPlan(plan.audit, $0)
    }
    output.show(stands, json: json)
  }
}

struct PlanExport: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print the planning problem that the registers pose, for concord plan solve.",
    discussion: """
      Example:
        concord plan export AUD-2027-1 > audit.json
        concord plan solve audit.json --compare
      """)
  @OptionGroup var plan: PlanOptions
  var options: DataOptions { plan.options }

  func run(on installation: Installation, _ output: inout Output) async throws {
    let found = try await plan.workspace.find(installation)
    let basis = try await installation.read(found, as: operatorActor) {
      try installation.planBasis(plan.audit, $0)
    }
    for note in basis.notes { output.warn(note.text) }
    output.json(PlanProblem(basis).value)
    if !basis.isReady { output.status = 1 }
  }
}

extension Output {
  /// A plan, as lines or as JSON.
  fileprivate mutating func show(_ plan: AuditPlan, json: Bool) {
    let isBroken = !plan.breaches.isEmpty
    if plan.summary?.uncovered.isEmpty == false || isBroken { status = 1 }
    guard !json else { return self.json(plan.value) }
    for note in plan.basis.notes { warn(note.text) }
    guard let summary = plan.summary else {
      line("There is no plan of \(plan.audit.id) yet; concord plan make \(plan.audit.id) works one out.")
      return
    }
    for appointment in plan.appointments {
      let session = appointment.session
      let mark = session.isPinned ? "  pinned" : ""
      line(
        "\(session.halfDay)  \(session.unit ?? "")  \(session.auditors.joined(separator: "+"))  \(appointment.points.sorted().joined(separator: " "))\(mark)"
      )
      for breach in plan.breaches[appointment.id] ?? [] { line("  broken: \(breach.text)") }
    }
    let totals = summary.totals
    line(
      "\(totals.covered) of \(totals.points) points in \(totals.sessions) sessions on \(totals.days) days, cost \(totals.cost) minutes"
        + (totals.gap == 0
          ? ", no plan is better." : totals.lowerBound.map { ", at least \($0)." } ?? "."))
    for point in summary.uncovered {
      line("Not covered: \(point.point), \(point.reason): \(point.detail). \(point.remedy)")
    }
    for (standard, alone) in summary.separate.sorted(by: { $0.key < $1.key }) {
      line(
        "\(standard) alone: \(alone.covered) of \(alone.points) points in \(alone.sessions) sessions on \(alone.days) days, cost \(alone.cost) minutes."
      )
    }
    if let percent = summary.savingPercent { line("The integrated audit saves \(percent) %.") }
    if let remark = summary.remark { line(remark) }
  }
}

extension AuditPlan {
  /// The plan in the shape of the planning problem's result, with the rules that its sessions break.
  public var value: Value {
    let totals = summary?.totals
    return [
      "audit": .text(audit.id),
      "status": .text(summary.map { $0.uncovered.isEmpty ? "complete" : "incomplete" } ?? "none"),
      "covered": Value(totals?.covered), "points": .int(basis.topics.count), "objective": Value(totals?.cost),
      "lower_bound": Value(totals?.lowerBound),
      "plan_gap": totals?.gap.map { .double(($0 * 10_000).rounded() / 10_000) } ?? .null,
      "minutes": Value(totals?.minutes), "sessions": .int(appointments.count), "days": Value(totals?.days),
      "remark": Value(summary?.remark),
      "uncovered": summary?.value["uncovered"] ?? [], "separate": summary?.value["separate"] ?? [:],
      "saving_percent": summary?.savingPercent.map { .double($0) } ?? .null,
      "notes": Value(basis.notes.map(\.text)),
      "plan": .list(
        appointments.map { appointment in
          [
            "session": .text(appointment.id), "auditor": Value(appointment.session.auditors.first),
            "unit": Value(appointment.session.unit), "half_day": .text(appointment.session.halfDay),
            "points": Value(appointment.points.sorted()), "pinned": .bool(appointment.session.isPinned),
            "broken": Value((breaches[appointment.id] ?? []).map(\.text)),
          ]
        }),
    ]
  }
}
