import Domain
import Ledger
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

@Suite("Pages of fieldwork")
struct FieldworkPagesTests {
  private func prepared() async throws -> (SiteUnderTest, String) {
    let site = try await SiteUnderTest()
    try await site.commit([
      .create(register: "units", id: "U-1", values: ["name": "Security"]),
      .create(
        register: "audits", id: "AUD-1", values: ["title": "Integrated", "standards": ["iso27001", "iso42001"]]),
      .create(register: "sessions", id: "SES-1", values: ["title": "Monday", "audit": "AUD-1"]),
      .create(
        register: "checks", id: "CHK-1",
        values: [
          "title": "Suppliers", "audit": "AUD-1", "session": "SES-1", "point": "AP-46", "unit": "U-1",
          "requirements": ["iso27001:A.5.22", "iso42001:A.10.3"],
        ]),
    ])
    return (site, try await site.session(.internalAuditor, in: site.acme))
  }

  private let finding: [(String, String)] = [
    ("statement", "Reviews of suppliers are missing\nfor two of them"), ("requirements", "iso42001:A.10.3"),
    ("grade_27001", ""), ("grade_42001", "minor_nonconformity"), ("due_42001", "2027-02-01"),
  ]

  @Test("raise a finding for the standard that is concerned, and put it together with one of the same audit")
  func raising() async throws {
    let (site, session) = try await prepared()
    let path = "/w/acme/checks/CHK-1/finding"
    let first = try await site.ask(.post, path, session: session, form: finding)
    #expect(first.status == 303)
    let made = try #require(try await site.read { try $0.records(of: "findings").first })
    let kept = Finding.register.decode(made.body)
    #expect(kept.standards == [.ai] && kept.grade == .minor && kept.due == Day("2027-02-01"))
    #expect(kept.title == "Reviews of suppliers are missing for two of them" && kept.audit == "AUD-1")
    // The same words again are held up until somebody says which it is.
    let second = try await site.ask(.post, path, session: session, form: finding)
    #expect(second.status == 422 && second.body.contains("says nearly the same"))
    let joined = try await site.ask(
      .post, path, session: session, form: finding + [("evidence", "Nor for a third"), ("again", made.id)])
    #expect(joined.status == 303 && joined.headers[.location]?.contains(made.id) == true)
    let all = try await site.read { try $0.records(of: "findings") }
    #expect(all.count == 1 && all[0].body["evidence"]?.text?.contains("Nor for a third") == true)
    let new = try await site.ask(.post, path, session: session, form: finding + [("again", "new")])
    #expect(new.status == 303)
    #expect(try await site.read { try $0.records(of: "findings").count } == 2)
  }

  @Test("keep the worse grade and the earlier day of each standard when findings are put together")
  func joining() async throws {
    let (site, session) = try await prepared()
    let path = "/w/acme/checks/CHK-1/finding"
    func form(_ again: String?, _ words: String = "Seen again") -> [(String, String)] {
      [
        ("statement", "Reviews of suppliers are missing"), ("requirements", "iso27001:A.5.22"),
        ("requirements", "iso42001:A.10.3"), ("grade_27001", "opportunity_for_improvement"),
        ("due_27001", "2027-06-01"), ("grade_42001", "major_nonconformity"), ("due_42001", "2026-12-01"),
        ("evidence", words),
      ] + (again.map { [("again", $0)] } ?? [])
    }
    try await site.commit([
      .create(
        register: "findings", id: "F-1",
        values: [
          "statement": "Suppliers", "audit": "AUD-1", "grade": "minor_nonconformity", "due_on": "2027-02-01",
          "requirements": ["iso27001:A.5.22"], "evidence": "Two contracts",
        ])
    ])
    #expect(try await site.ask(.post, path, session: session, form: form("F-1")).status == 303)
    let joined = Finding.register.decode(try #require(try await site.read { try $0.record("F-1") }).body)
    #expect(joined.grade(for: .security) == .minor && joined.due(for: .security) == Day("2027-02-01"))
    #expect(joined.grade(for: .ai) == .major && joined.due(for: .ai) == Day("2026-12-01"))
    #expect(joined.requirements == ["iso27001:A.5.22", "iso42001:A.10.3"] && joined.checks == ["CHK-1"])
    #expect(joined.evidence.hasPrefix("Two contracts") && joined.evidence.contains("Seen again"))
    #expect(try await site.read { try $0.records(of: "findings").count } == 1)
    // What is closed takes nothing up.
    try await site.commit(
      [
        .create(
          register: "findings", id: "F-2",
          values: [
            "statement": "Suppliers before", "audit": "AUD-1", "grade": "opportunity_for_improvement",
            "requirements": ["iso27001:A.5.22"],
          ]), .step(id: "F-2", noun: "closure"),
      ], as: try await site.signer())
    let refused = try await site.ask(.post, path, session: session, form: form("F-2", "Much later"))
    #expect(refused.status == 422 && refused.body.contains("F-2 is closed"))
    #expect(refused.body.contains("Much later"))
    #expect(try await site.read { try $0.record("F-2")?.version } == 2)
  }

  @Test("save without script what can be saved, and show the rest again with the reason")
  func savingWithoutScript() async throws {
    let (site, session) = try await prepared()
    try await site.commit([
      .create(
        register: "checks", id: "CHK-2",
        values: [
          "title": "Contracts", "audit": "AUD-1", "session": "SES-1", "requirements": ["iso27001:A.5.20"],
        ])
    ])
    let form = [
      ("CHK-1._revision", "9"), ("CHK-1.notes", "Typed in the first"), ("CHK-2._revision", "1"),
      ("CHK-2.notes", "Typed in the second"),
    ]
    let answer = try await site.ask(.post, "/w/acme/sessions/SES-1/paper", session: session, form: form)
    #expect(answer.status == 422 && answer.body.contains("Typed in the first"))
    #expect(answer.body.contains("has no revision 9"))
    #expect(try await site.read { try $0.record("CHK-1")?.body["notes"] } == nil)
    #expect(try await site.read { try $0.record("CHK-2")?.body["notes"] } == "Typed in the second")
    // A session that was held while somebody typed takes nothing, and what was typed is still there.
    try await site.commit([.step(id: "SES-1", noun: "end")])
    let late = try await site.ask(
      .post, "/w/acme/sessions/SES-1/paper", session: session,
      form: [("CHK-2._revision", "2"), ("CHK-2.notes", "Too late")])
    #expect(late.status == 422 && late.body.contains("Too late") && late.body.contains("was held"))
  }

  @Test(
    "say at the field what is wrong with a finding",
    arguments: [
      (["statement": ""], "Say what was found."), (["grade_42001": ""], "Grade it for 42001"),
      (["grade_27001": "minor_nonconformity"], "Say which requirement of 27001"),
      (["due_42001": "soon"], "is not a day"),
    ] as [([String: String], String)])
  func wrong(changes: [String: String], said: String) async throws {
    let (site, session) = try await prepared()
    let form = finding.map { ($0.0, changes[$0.0] ?? $0.1) }
    let answer = try await site.ask(.post, "/w/acme/checks/CHK-1/finding", session: session, form: form)
    #expect(answer.status == 422 && answer.body.contains(said))
    #expect(try await site.read { try $0.records(of: "findings").isEmpty })
  }

  @Test("keep fields that the script sends, and answer every failure in a sentence")
  func fields() async throws {
    let (site, session) = try await prepared()
    func send(_ json: String, _ check: String = "CHK-1") async throws -> (status: Int, body: Value) {
      let answer = try await site.ask(.post, "/w/acme/checks/\(check)/fields", session: session, json: json)
      return (answer.status, try JSON.parse(Array(answer.body.utf8)))
    }
    let token = try await site.formToken(session)
    let kept = try await send(#"{"token":"\#(token)","revision":1,"texts":{"notes":"Seen"}}"#)
    #expect(kept.status == 200 && kept.body["kept"] == ["notes"] && kept.body["revision"] == 2)
    for (json, check, status) in [
      (#"{"token":"other","revision":1,"texts":{}}"#, "CHK-1", 403), ("[", "CHK-1", 400),
      (#"{"token":"\#(token)","texts":{}}"#, "CHK-1", 400),
      (#"{"token":"\#(token)","revision":9,"texts":{"notes":"x"}}"#, "CHK-1", 400),
      (#"{"token":"\#(token)","revision":1,"texts":{"title":"x"}}"#, "CHK-1", 400),
      (#"{"token":"\#(token)","revision":1,"texts":{}}"#, "CHK-9", 404),
    ] {
      let answer = try await send(json, check)
      #expect(answer.status == status && answer.body["message"].text?.isEmpty == false, "\(json) \(answer)")
    }
    // What a session held is not written on, and whoever tries is told.
    try await site.commit([.step(id: "SES-1", noun: "end")])
    let late = try await send(#"{"token":"\#(token)","revision":2,"texts":{"notes":"More"}}"#)
    #expect(late.status == 409 && late.body["message"].text?.contains("was held") == true)
  }

  @Test("ask before a session is held while points have no verdict, and not where all have one")
  func finishing() async throws {
    let (site, session) = try await prepared()
    let (path, back) = ("/w/acme/sessions/SES-1/steps/end", ("back", "/w/acme/sessions/SES-1/paper"))
    func state() async throws -> String? { try await site.read { try $0.record("SES-1")?.state } }
    let asked = try await site.ask(.post, path, session: session, form: [back])
    #expect(asked.status == 200 && asked.body.contains("1 audit point has no verdict yet"))
    #expect(asked.body.contains("/sessions/SES-1/paper#CHK-1") && asked.body.contains("no verdict for 27001 and 42001"))
    #expect(try await state() == "planned")
    let held = try await site.ask(.post, path, session: session, form: [back, ("_sure", "1")])
    #expect(held.status == 303 && held.headers[.location] == "/w/acme/sessions/SES-1/paper?done=stepped")
    #expect(try await state() == "held")
    try await site.commit([
      .step(id: "SES-1", noun: "reopening"),
      .edit(id: "CHK-1", values: ["verdict_27001": "conform", "verdict_42001": "conform"]),
    ])
    #expect(try await site.ask(.post, path, session: session, form: [back]).status == 303)
    #expect(try await state() == "held")
  }

  @Test("tell the script how the session stands once something is kept")
  func begun() async throws {
    let (site, session) = try await prepared()
    let answer = try await site.ask(
      .post, "/w/acme/checks/CHK-1/fields", session: session,
      json: #"{"token":"\#(try await site.formToken(session))","revision":1,"texts":{"notes":"Seen"}}"#)
    let body = try JSON.parse(Array(answer.body.utf8))
    #expect(body["session"]["state"] == "Under way" && body["session"]["tone"] == "info")
    #expect(body["session"]["steps"] == ["/w/acme/sessions/SES-1/steps/end"])
  }

  @Test("write half-days in words, in lists and records, and as they are typed in forms")
  func halfDays() async throws {
    let (site, session) = try await prepared()
    try await site.commit([.edit(id: "SES-1", values: ["half_day": "2027-03-02/PM"])])
    for path in ["sessions", "sessions/SES-1", "sessions/SES-1/paper", "audits/AUD-1/progress"] {
      let page = try await site.ask(.get, "/w/acme/\(path)", session: session).body
      #expect(page.contains("2 Mar 2027, afternoon") && !page.contains("2027-03-02/PM"), "\(path)")
    }
    let form = try await site.ask(.get, "/w/acme/sessions/SES-1/edit", session: session).body
    #expect(form.contains("2027-03-02/PM"))
    let refused = try await site.ask(
      .post, "/w/acme/sessions/SES-1", session: session, form: [("half_day", "Tuesday"), ("title", "Monday")])
    #expect(refused.status == 422 && refused.body.contains("is no half-day"))
  }

  @Test("propose a due day that counts from the session, where that is later")
  func due() async throws {
    let (site, session) = try await prepared()
    try await site.commit([
      .edit(id: "CHK-1", values: ["verdict_42001": "minor"]),
      .edit(id: "SES-1", values: ["half_day": "2027-03-02/PM"]),
    ])
    let form = try await site.ask(.get, "/w/acme/checks/CHK-1/finding", session: session).body
    #expect(form.contains("value=\"2027-05-31\""))
  }

  @Test("say what a finding still needs before it can be closed, and offer it then")
  func closing() async throws {
    let (site, _) = try await prepared()
    let session = try await site.session(.manager, in: site.acme)
    try await site.commit([
      .create(
        register: "findings", id: "F-1",
        values: [
          "statement": "Suppliers", "grade": "minor_nonconformity", "requirements": ["iso27001:A.5.22"],
        ])
    ])
    let before = try await site.ask(.get, "/w/acme/findings/F-1", session: session).body
    #expect(before.contains("“Close” is not possible yet.") && before.contains("has shown its effect"))
    #expect(!before.contains("/findings/F-1/steps/closure\""))
    try await site.commit(
      [
        .create(
          register: "corrective-actions", id: "C-1",
          values: [
            "action": "Review them", "sources": ["F-1"], "cause": "Nobody was named",
            "effect_criterion": "All reviewed",
            "effect_check_on": "2027-01-01", "similar_places": "Other suppliers were reviewed",
          ]),
        .step(id: "C-1", noun: "completion"), .step(id: "C-1", noun: "closure"),
      ], as: try await site.signer())
    let after = try await site.ask(.get, "/w/acme/findings/F-1", session: session).body
    #expect(!after.contains("is not possible yet") && after.contains("/findings/F-1/steps/closure\""))
    // An effect that did not last is said where the finding was closed.
    try await site.commit(
      [.step(id: "F-1", noun: "closure"), .step(id: "C-1", noun: "reopening")], as: try await site.signer())
    let closed = try await site.ask(.get, "/w/acme/findings/F-1", session: session).body
    #expect(closed.contains("C-1 was opened again, since it had no effect."))
  }

  @Test("let two people fill in one sample")
  func results() async throws {
    let (site, session) = try await prepared()
    try await site.commit(
      (1...4).map { .create(register: "suppliers", id: "S-\($0)", values: ["name": .text("Supplier \($0)")]) })
    let drawn = try await site.installation.draw(
      SampleRequest(population: "suppliers", seed: "x", check: "CHK-1"), in: site.acme, as: SiteUnderTest.chief)
    let items = drawn.dropFirst().map(\.id)
    func post(_ first: String, _ second: String) async throws -> Int {
      var form: [(String, String)] = []
      for (item, result) in zip(items, [first, second, "not_seen", "not_seen"]) {
        form += [("\(item).result", result), ("\(item).note", ""), ("\(item).revision", "1")]
      }
      return try await site.ask(.post, "/w/acme/samples/\(drawn[0].id)/results", session: session, form: form).status
    }
    #expect(try await post("conform", "not_seen") == 303)
    // The second saw nothing of it and left it alone.
    #expect(try await post("not_seen", "not_conform") == 303)
    let results = try await site.read { scope in try items.map { try scope.record($0)?.body["result"]?.text } }
    #expect(results == ["conform", "not_conform", "not_seen", "not_seen"])
    // A third, with the page of the beginning, says otherwise: theirs stands, and it is said.
    #expect(try await post("not_conform", "not_seen") == 409)
    #expect(try await site.read { try $0.record(items[0])?.body["result"] } == "conform")
  }
}
