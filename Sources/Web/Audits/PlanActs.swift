import Operations
import RegisterKit

/// What is done to a plan from its pages.
enum PlanActs {
  private static func back(_ call: Call, view: String? = nil, done: String? = nil) -> Reply {
    .redirect(WebAddress.query(call.link.plan(call.parameter("id")), [("view", view), ("done", done)]))
  }

  static func begin(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    try await call.installation.beginPlan(try call.audit(), in: call.workspace, as: call.actor)
    return back(call)
  }

  static func stop(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    try await call.installation.stopPlan(try call.audit(), in: call.workspace, as: call.actor)
    return back(call)
  }

  static func pin(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    _ = try await call.installation.pinSession(
      call.parameter("session"), of: try call.audit(), form["pinned"] == "true", in: call.workspace, as: call.actor)
    return back(call, done: "saved")
  }

  static func forbid(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    _ = try await call.installation.forbid(
      form["first"] ?? "", form["second"] ?? "", isForbidden: form["forbidden"] != "false", for: try call.audit(),
      in: call.workspace, as: call.actor)
    return back(call, view: "auditors", done: "saved")
  }

  static func answer(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    _ = try await call.installation.answer(
      form["point"] ?? "", by: form["unit"] ?? "", for: try call.audit(), in: call.workspace, as: call.actor)
    return back(call, view: "points", done: "saved")
  }
}
