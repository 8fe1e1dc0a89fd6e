import Domain
import Foundation
import Planning
import RegisterKit
import Store

extension Installation {
  /// How far the plan of an audit is that is being worked out; nil if none is.
  public func planJob(_ audit: String, in workspace: Workspace) -> PlanJob? {
    plans.job(.init(workspace: workspace.id, audit: audit))
  }

  /// Why the last plan of an audit did not come about, since the program was started.
  public func planFailure(_ audit: String, in workspace: Workspace) -> String? {
    plans.failure(.init(workspace: workspace.id, audit: audit))
  }

  /// Ends the search; the best plan so far is kept.
  public func stopPlan(_ audit: String, in workspace: Workspace, as actor: Actor) async throws {
    try await read(workspace, as: actor) { scope in try mayPlan(scope.audit(audit), actor) }
    plans.stop(.init(workspace: workspace.id, audit: audit))
  }

  /// Begins to work a plan out and returns at once; ``planJob(_:in:)`` tells how far it is.
  public func beginPlan(_ audit: String, seconds: Double = 20, in workspace: Workspace, as actor: Actor) async throws {
    try await checkPlan(audit, in: workspace, as: actor)
    let key = PlanDesk.Key(workspace: workspace.id, audit: audit)
    try plans.begin(key, at: now)
    Task.detached { _ = try? await finishPlan(key, audit, seconds, workspace, actor) }
  }

  /// Works the plan of an audit out and keeps it: sessions of an earlier plan that nobody pinned, began or wrote in are
  /// replaced, everything else is planned around.
  /// - Parameter seconds: Of search for the audit itself; the comparison takes as long again at most.
  @discardableResult
  public func workOutPlan(
    _ audit: String, seconds: Double = 20, in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    try await checkPlan(audit, in: workspace, as: actor)
    let key = PlanDesk.Key(workspace: workspace.id, audit: audit)
    try plans.begin(key, at: now)
    return try await finishPlan(key, audit, seconds, workspace, actor)
  }

  private func mayPlan(_ audit: StoredRecord, _ actor: Actor) throws {
    guard Policy.allows(actor, .edit, audit.envelope), Policy.allows(actor, .create, Envelope(register: "sessions"))
    else { throw Failure.forbidden("\(actor.role.label)s may not plan audits.") }
  }

  private func checkPlan(_ audit: String, in workspace: Workspace, as actor: Actor) async throws {
    try await read(workspace, as: actor) { scope in
      let plan = try auditPlan(audit, scope)
      try mayPlan(plan.audit, actor)
      guard plan.audit.state != "closed" else {
        throw Failure.conflict("\(audit) is closed; it can't be planned again.")
      }
      guard plan.basis.isReady else {
        throw Failure.conflict(
          "This audit can't be planned yet: \(plan.basis.notes.filter(\.isBlocking).map(\.text).joined(separator: " "))"
        )
      }
    }
  }

  private func finishPlan(
    _ key: PlanDesk.Key, _ audit: String, _ seconds: Double, _ workspace: Workspace, _ actor: Actor
  ) async throws -> Committed {
    do {
      let plan = try await read(workspace, as: actor) { try auditPlan(audit, $0) }
      let fixed = plan.appointments.filter(\.isFixed)
      let (result, summary) = await solved(plan, fixed, key, seconds)
      let committed = try await keep(result, summary, fixed, audit, workspace, actor)
      plans.end(key, failure: nil)
      return committed
    } catch {
      plans.end(key, failure: Failure(error)?.message ?? "The plan could not be worked out: \(error)")
      throw error
    }
  }

  /// On a thread of its own, since the solver is waited for. It ends with whoever waits for it.
  private func solved(
    _ plan: AuditPlan, _ fixed: [AuditPlan.Appointment], _ key: PlanDesk.Key, _ seconds: Double
  ) async -> (PlanResult, PlanSummary) {
    let (plans, at) = (plans, now)
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Thread.detachNewThread {
          continuation.resume(returning: Self.solve(plan, fixed, key, seconds, plans, at))
        }
      }
    } onCancel: {
      plans.stop(key)
    }
  }

  private static func solve(
    _ plan: AuditPlan, _ fixed: [AuditPlan.Appointment], _ key: PlanDesk.Key, _ seconds: Double, _ plans: PlanDesk,
    _ at: Instant
  ) -> (PlanResult, PlanSummary) {
    func run(_ problem: PlanProblem, _ stage: String, _ seconds: Double) -> PlanResult {
      plans.stage(key, stage)
      return Planner(seconds: seconds).solve(problem, isStopped: { plans.isStopping(key) }) { plans.tell(key, $0) }
    }
    var open = plan.problem.around(fixed.map(\.planned))
    // What was worked through outside a session that stays is not planned a second time.
    open.points.removeAll { plan.done.contains($0.id) }
    let kept = plan.standing(fixed)
    let result = run(open, "the audit", seconds).together(with: kept, in: plan.problem)
    var separate: [String: PlanSummary.Totals] = [:]
    if plan.basis.standards.count > 1, !plans.isStopping(key) {
      for standard in plan.basis.standards {
        let problem = plan.problem.separate(standard.rawValue)
        let alone = run(problem, "\(standard.label) alone, for comparison", seconds / 2)
        separate[standard.rawValue] = PlanSummary.Totals(alone, points: problem.points.count)
      }
    }
    var uncovered = result.uncovered.map {
      PlanSummary.Uncovered(point: $0.point, reason: $0.reason.rawValue, detail: $0.detail, remedy: $0.remedy)
    }
    uncovered += plan.basis.topics.filter { $0.unit == nil }.map {
      PlanSummary.Uncovered(
        point: $0.id, reason: PlanSummary.noAuditee, detail: "nobody was found who answers it",
        remedy: "Choose the unit that answers it.")
    }
    return (
      result,
      PlanSummary(
        at: "\(at)",
        totals: .init(result, points: plan.basis.topics.count - plan.done.subtracting(kept.flatMap(\.points)).count),
        uncovered: uncovered.sorted { $0.point < $1.point }, separate: separate, remark: result.remark)
    )
  }
}
