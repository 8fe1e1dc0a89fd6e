"""An auditor works through a session: fills in the working paper, loses the connection, meets a colleague on the same
paper, raises a finding, draws a sample, and the lead auditor looks at the progress."""
import json
import re

import pytest

import fieldwork
import program
from pages import sign_in, violations
from test_axe import visit

HOME = f"/w/{program.WORKSPACE}"
SAVED = "Everything is saved."


@pytest.fixture(scope="module")
def office(demonstration, tmp_path_factory):
    """A server of its own with an audit to work through: address, codes, API."""
    data = program.copy_installation(demonstration, tmp_path_factory.mktemp("fieldwork") / "data")
    token = program.make_token(data)
    with program.Server(data) as server:
        server.token = token
        server.codes = fieldwork.make(server.api(token))
        yield server


@pytest.fixture
def auditor(browser, office):
    """Makes a signed-in page in a browser of its own."""
    contexts, complaints = [], []

    def make(javascript=True, width=1440):
        context = browser.new_context(
            base_url=office.address, viewport={"width": width, "height": 900}, reduced_motion="reduce", java_script_enabled=javascript)
        context.set_default_timeout(15000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        sign_in(page)
        page.get_by_role("navigation", name="Registers").wait_for()
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, complaints


def field(page, check, name):
    return page.locator(f"[name='{check}.{name}']").first


def judge(page, check, standard, verdict):
    page.locator(f"label[for='f-{check}-verdict_{standard}-{verdict}']").click()


def saved(page):
    page.locator("[data-paper-state]", has_text=SAVED).wait_for()


def check_of(office, code):
    status, _, body = office.api(office.token)("GET", f"/checks/{code}")
    assert status == 200
    return body


def paper(page, office, session="first"):
    page.goto(f"{HOME}/sessions/{office.codes[session]}/paper")


def test_what_is_typed_saves_itself_and_survives_a_lost_connection(auditor, office):
    page, code = auditor(), office.codes["AP-01"]
    paper(page, office)
    field(page, code, "notes").fill("Register seen.")
    judge(page, code, "27001", "conform")
    field(page, code, "minutes").fill("25")
    field(page, code, "minutes").blur()
    saved(page)
    assert check_of(office, code)["notes"] == "Register seen." and check_of(office, code)["minutes"] == 25

    page.context.set_offline(True)
    field(page, code, "notes").fill("Register seen. Two roles are missing.")
    judge(page, code, "42001", "conform")
    page.locator("[data-paper-state]", has_text=re.compile("No connection.*kept in this browser")).wait_for()
    assert check_of(office, code)["notes"] == "Register seen."
    page.context.set_offline(False)
    saved(page)
    assert check_of(office, code)["notes"] == "Register seen. Two roles are missing."
    assert check_of(office, code)["verdict_42001"] == "conform"

    # Typed without a connection, and the browser went away: it is there when the page is opened again.
    page.context.set_offline(True)
    field(page, code, "notes").fill("Register seen. Three roles are missing.")
    page.locator("[data-paper-state]", has_text="No connection").wait_for()
    page.goto("about:blank")
    page.context.set_offline(False)
    paper(page, office)
    saved(page)
    assert field(page, code, "notes").input_value() == "Register seen. Three roles are missing."
    assert check_of(office, code)["notes"] == "Register seen. Three roles are missing."


def test_verdicts_that_differ_need_a_reason(auditor, office):
    page, code = auditor(), office.codes["AP-02"]
    paper(page, office)
    before = bar(page)
    field(page, code, "notes").fill("Parties listed.")
    judge(page, code, "27001", "conform")
    judge(page, code, "42001", "minor")
    page.get_by_text("The verdicts differ: say why").wait_for()
    # Everything else is kept all the same.
    page.locator("[data-paper-state]", has_text="need a look").wait_for()
    assert check_of(office, code)["notes"] == "Parties listed."
    assert check_of(office, code)["verdict_42001"] == "not_checked"
    field(page, code, "reason").fill("People whom the AI judges are not listed.")
    field(page, code, "reason").blur()
    saved(page)
    assert check_of(office, code)["verdict_42001"] == "minor"
    assert page.get_by_text("The verdicts differ: say why").count() == 0
    # The bar above has counted it, without the page being loaded again.
    assert bar(page) == [before[0] + 1, before[1]]
    page.reload()
    assert bar(page) == [before[0] + 1, before[1]]


def bar(page):
    """Points with a verdict, and all points, as the bar says it."""
    return [int(number) for number in page.locator(".progress .code").first.inner_text().split(" of ")]


def test_a_reason_given_while_the_verdicts_are_on_their_way_is_sent(auditor, office):
    """The answer that a reason is missing comes when the reason is there already."""
    api, page = office.api(office.token), auditor()
    audit = api("GET", f"/sessions/{office.codes['second']}")[2]["audit"]
    session = api("POST", "/sessions", {"title": "In haste", "audit": audit})[1]["Location"].split("/")[-1]
    code = api("POST", "/checks", {
        "title": "In haste", "audit": audit, "session": session, "point": "AP-01",
        "requirements": ["iso27001:4.1", "iso42001:4.1"]})[1]["Location"].split("/")[-1]
    page.goto(f"{HOME}/sessions/{session}/paper")
    judge(page, code, "27001", "conform")
    saved(page)
    waiting = []
    page.route("**/fields", lambda route: route.continue_() if waiting else waiting.append(route))
    judge(page, code, "42001", "minor")
    while not waiting:
        page.wait_for_timeout(20)
    field(page, code, "reason").fill("Only 42001 asks for it.")
    waiting[0].continue_()
    saved(page)
    assert check_of(office, code)["verdict_42001"] == "minor"


def test_two_people_on_one_paper(auditor, office):
    code = office.codes["suppliers"]
    ana, ben = auditor(), auditor()
    for page in (ana, ben):
        paper(page, office, "second")
    field(ana, code, "notes").fill("Ana: contracts read.")
    field(ana, code, "notes").blur()
    saved(ana)
    # Another field of the same point: both are kept, and Ben sees what Ana wrote.
    field(ben, code, "minutes").fill("40")
    field(ben, code, "minutes").blur()
    saved(ben)
    assert field(ben, code, "notes").input_value() == "Ana: contracts read."
    assert check_of(office, code)["minutes"] == 40
    # The same field: nobody's words are lost.
    ben.context.set_offline(True)
    field(ben, code, "notes").fill("Ben: no contract with Labelwerk.")
    ben.locator("[data-paper-state]", has_text="No connection").wait_for()
    field(ana, code, "notes").fill("Ana: contracts read, all signed.")
    field(ana, code, "notes").blur()
    saved(ana)
    ben.context.set_offline(False)
    clash = ben.get_by_role("alert").filter(has_text="wrote here too")
    clash.wait_for()
    assert "Ana: contracts read, all signed." in clash.inner_text()
    assert field(ben, code, "notes").input_value() == "Ben: no contract with Labelwerk."
    assert check_of(office, code)["notes"] == "Ana: contracts read, all signed."
    clash.get_by_role("button", name="Keep both").click()
    saved(ben)
    assert check_of(office, code)["notes"] == "Ana: contracts read, all signed.\n\nBen: no contract with Labelwerk."


def test_photographs(auditor, office, tmp_path):
    page, code = auditor(), office.codes["AP-01"]
    paper(page, office)
    picture = tmp_path / "whiteboard.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    page.locator(f"#f-{code}-photo").set_input_files(picture)
    page.locator(f"[data-check='{code}'] .chosen").get_by_text("EVD-").wait_for()
    saved(page)
    assert len(check_of(office, code)["evidence"]) == 1
    # One of 200 MB is refused in words, and what stands on the page stays.
    huge = tmp_path / "huge.jpg"
    with open(huge, "wb") as file:
        file.truncate(200 << 20)
    field(page, code, "notes").fill("Whiteboard photographed.")
    page.locator(f"#f-{code}-photo").set_input_files(huge)
    page.get_by_text(re.compile("huge.jpg was not saved. It has 200 MB; a file has 100 MB at most")).wait_for()
    page.locator("[data-paper-state]", has_text="Everything is saved but huge.jpg").wait_for()
    assert check_of(office, code)["notes"] == "Whiteboard photographed."
    page.get_by_role("button", name="Dismiss: huge.jpg").click()
    saved(page)


def choose(page, code, path, content=b"\xff\xd8\xff\xe0" + bytes(2000)):
    path.write_bytes(content)
    page.locator(f"#f-{code}-photo").set_input_files(path)


@pytest.mark.parametrize("status, told", [
    (413, "It is larger than the server takes"), (403, "The server answered 403"), (409, "was held"), (400, "The server answered 400"),
])
def test_a_refused_photograph_says_why_until_it_was_read(auditor, office, tmp_path, status, told):
    page, (session, code) = auditor(), another_session(office)
    page.goto(f"{HOME}/sessions/{session}/paper")
    body = json.dumps({"message": "This session was held."}) if status == 409 else "<html>proxy</html>"
    page.route("**/photos", lambda route: route.fulfill(status=status, body=body))
    choose(page, code, tmp_path / "board.jpg")
    problem = page.get_by_role("alert").filter(has_text="board.jpg was not saved")
    problem.get_by_text(re.compile(told)).wait_for()
    state = page.locator("[data-paper-state]")
    assert state.inner_text() == "Everything is saved but board.jpg: see there why."
    # What is saved afterwards does not take the reason away; another photograph does.
    with page.expect_response("**/fields"):
        field(page, code, "notes").fill("Board seen.")
        field(page, code, "notes").blur()
    page.locator("[data-paper-state]", has_text="Everything is saved but board.jpg").wait_for()
    assert check_of(office, code)["notes"] == "Board seen." and problem.count() == 1
    page.unroute("**/photos")
    choose(page, code, tmp_path / "again.jpg")
    page.locator(f"[data-check='{code}'] .chosen").get_by_text("EVD-").wait_for()
    saved(page)
    assert problem.count() == 0


def test_a_session_is_not_finished_over_a_photograph_that_is_refused_just_then(auditor, office, tmp_path):
    page, (session, code) = auditor(), another_session(office)
    page.goto(f"{HOME}/sessions/{session}/paper")
    held = []
    page.route("**/photos", lambda route: held.append(route))
    with page.expect_request("**/photos"):
        choose(page, code, tmp_path / "empty.jpg", b"")
    page.get_by_role("button", name="Finish").click()
    # Only now the server says no, to an empty file.
    held[0].continue_()
    page.get_by_role("alert").filter(has_text="empty.jpg was not saved").wait_for()
    assert page.url.endswith("/paper") and page.get_by_role("button", name="Finish").is_visible()


def test_without_a_connection_a_photograph_is_not_said_to_be_kept(auditor, office, tmp_path):
    page, (session, code) = auditor(), another_session(office)
    page.goto(f"{HOME}/sessions/{session}/paper")
    page.context.set_offline(True)
    choose(page, code, tmp_path / "board.jpg")
    state = page.locator("[data-paper-state]")
    page.locator("[data-paper-state]", has_text="Leave this page open until this photograph is sent: board.jpg").wait_for()
    assert "kept in this browser" not in state.inner_text()
    field(page, code, "notes").fill("Board seen.")
    page.locator("[data-paper-state]", has_text=re.compile("One entry is kept in this browser.*Leave this page open")).wait_for()
    page.context.set_offline(False)
    page.locator(f"[data-check='{code}'] .chosen").get_by_text("EVD-").wait_for()
    saved(page)


def test_a_photograph_is_sent_again_where_that_may_help(auditor, office, tmp_path):
    page, (session, code) = auditor(), another_session(office)
    page.goto(f"{HOME}/sessions/{session}/paper")
    answers = [503, 429]

    def answer(route):
        if answers:
            route.fulfill(status=answers.pop(0), body="busy")
        else:
            route.continue_()

    page.route("**/photos", answer)
    choose(page, code, tmp_path / "late.jpg")
    page.locator("[data-paper-state]", has_text="Leave this page open until this photograph is sent: late.jpg").wait_for()
    page.locator(f"[data-check='{code}'] .chosen").get_by_text("EVD-").wait_for()
    saved(page)
    assert not answers


def test_without_javascript(auditor, office, tmp_path):
    page, code = auditor(javascript=False), office.codes["suppliers"]
    paper(page, office, "second")
    api = office.api(office.token)
    before = field(page, code, "notes").input_value()
    field(page, code, "minutes").fill("45")
    field(page, code, "notes").fill(before + " Plain.")
    page.locator(f"label[for='f-{code}-verdict_27001-minor']").click()
    page.locator(f"label[for='f-{code}-verdict_42001-conform']").click()
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_text("Not everything could be saved").wait_for()
    assert check_of(office, code)["minutes"] == 45 and check_of(office, code)["notes"].endswith(" Plain.")
    # Somebody else is faster in one field, a file is too large: the other fields are kept, the text comes back.
    field(page, code, "reason").fill("Only 27001 asks for it.")
    revision = check_of(office, code)["revision"]
    status, _, _ = api("PATCH", f"/checks/{code}", {"notes": "Rewritten by a colleague."}, If_Match=f'"{revision}"')
    assert status == 200
    field(page, code, "notes").fill("Mine.")
    huge = tmp_path / "huge.jpg"
    with open(huge, "wb") as file:
        file.truncate(110 << 20)
    page.get_by_role("link", name="Photographs and files").first.click()
    page.locator(f"#last-{code}-photo").set_input_files(huge)
    page.get_by_role("button", name="Save", exact=True).first.click(timeout=60000)
    page.get_by_text("A file has 100 MB at most").wait_for()
    assert field(page, code, "notes").input_value() == "Mine."
    assert page.get_by_text("Rewritten by a colleague.").count() > 0
    body = check_of(office, code)
    assert (body["verdict_27001"], body["verdict_42001"], body["notes"]) == ("minor", "conform", "Rewritten by a colleague.")


def test_without_javascript_nothing_typed_is_lost_to_a_large_file(auditor, office, tmp_path):
    page, first, second = auditor(javascript=False), office.codes["AP-01"], office.codes["AP-02"]
    paper(page, office)
    huge, small = tmp_path / "huge.jpg", tmp_path / "small.jpg"
    with open(huge, "wb") as file:
        file.truncate(110 << 20)
    small.write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    # The large file is chosen at one point; the fields of the other stand behind that point.
    had = check_of(office, second).get("evidence", [])
    field(page, first, "notes").fill("Before the file.")
    field(page, second, "notes").fill("Behind the file.")
    page.locator(f"#last-{first}-photo").set_input_files(small)
    page.locator(f"#last-{second}-photo").set_input_files(huge)
    page.get_by_role("button", name="Save", exact=True).first.click(timeout=60000)
    said = page.get_by_text("A file was not taken").inner_text()
    assert "Taken: small.jpg" in said and "Everything else on this page was saved" in said
    assert check_of(office, first)["notes"] == "Before the file." and check_of(office, second)["notes"] == "Behind the file."
    field(page, second, "notes").fill("Behind the file, again.")
    page.locator(f"#last-{first}-photo").set_input_files(huge)
    page.locator(f"#last-{second}-photo").set_input_files(small)
    page.get_by_role("button", name="Save", exact=True).first.click(timeout=60000)
    page.get_by_text("A file was not taken").wait_for()
    assert check_of(office, second)["notes"] == "Behind the file, again." and check_of(office, second).get("evidence", []) == had


def test_raise_a_finding_draw_a_sample_and_look_at_the_progress(auditor, office, shoot):
    page, code = auditor(), office.codes["suppliers"]
    paper(page, office, "second")
    judge(page, code, "27001", "minor")
    judge(page, code, "42001", "major")
    field(page, code, "reason").fill("AI suppliers are not asked about changes of their models.")
    field(page, code, "reason").blur()
    saved(page)
    problems = violations(page)
    shoot(page, "working-paper")
    page.locator(f"[data-check='{code}']").get_by_role("link", name="Raise a finding").click()
    page.get_by_label("Statement").fill("The yearly review of critical and AI suppliers was not done for three suppliers")
    page.get_by_role("button", name="Raise the finding").click()
    # History knows it: F-2026-01 said nearly the same.
    page.get_by_text("says nearly the same as an earlier finding").first.wait_for()
    problems += violations(page)
    shoot(page, "finding-form")
    page.get_by_label(re.compile("^F-2026-01:")).check()
    page.get_by_role("button", name="Raise the finding").click()
    # It came again within twelve months: one grade higher is proposed with the reason, and the auditor decides.
    page.get_by_text("Say whether it counts for more").first.wait_for()
    asked = page.get_by_role("group", name="It came again within twelve months").inner_text()
    assert "major nonconformity for 27001" in asked and "F-2026-01, raised" in asked, asked
    problems += violations(page)
    shoot(page, "finding-again")
    page.get_by_label(re.compile("^One higher")).check()
    page.get_by_role("button", name="Raise the finding").click()
    page.get_by_role("heading", level=1, name=re.compile("yearly review")).wait_for()
    facts = page.get_by_role("region", name="For each standard").inner_text()
    assert facts.count("Major nonconformity") == 2 and "Minor nonconformity" not in facts, facts
    page.get_by_role("link", name="History", exact=True).click()
    page.get_by_text("since it repeats F-2026-01 within twelve months").wait_for()
    page.go_back()
    page.get_by_role("link", name=re.compile("Yearly review of critical and AI suppliers")).first.wait_for()
    problems += violations(page)
    shoot(page, "finding")
    page.get_by_role("link", name="Answer it with a corrective action").click()
    page.get_by_role("heading", level=1, name="New corrective action").wait_for()
    page.get_by_label("Action", exact=False).first.fill("Review dates come from the supplier register")
    page.get_by_role("button", name="Create").click()
    page.get_by_text("A.10.3").first.wait_for()

    page.goto(f"{HOME}/requirements/iso42001:A.10.3")
    page.get_by_role("heading", name="Open nonconformities").wait_for()

    paper(page, office, "second")
    page.get_by_role("link", name="Draw a sample").click()
    page.locator("[name=register]").select_option("suppliers")
    page.get_by_label("Filter").fill("tier=critical,important")
    page.get_by_label("How many").fill("4")
    page.get_by_label("Seed").fill("spring")
    problems += violations(page)
    page.get_by_role("button", name="Draw the sample").click()
    page.get_by_text("Drawn again just now").wait_for()
    page.get_by_label(re.compile("^Result for")).first.select_option("not_conform")
    page.get_by_label(re.compile("^Note on")).first.fill("No review on file")
    page.get_by_role("button", name="Save results").click()
    page.get_by_text("1 does not").wait_for()
    problems += violations(page)
    shoot(page, "sample")

    page.goto(f"{HOME}/audits/{fieldwork.AUDIT}/progress")
    page.get_by_role("table", name="Findings by grade and standard").wait_for()
    page.get_by_label("Note for the team").fill("Look at the AI suppliers again on Tuesday.")
    page.get_by_role("button", name="Add the note").click()
    page.get_by_text("Look at the AI suppliers again on Tuesday.").wait_for()
    problems += violations(page)
    shoot(page, "audit-progress")
    assert not problems, "\n".join(problems)


def another_session(office):
    """Codes of a session in which nobody wrote yet, and of its only check."""
    api = office.api(office.token)
    session = api("POST", "/sessions", {"title": "Training, Tuesday morning", "audit": fieldwork.AUDIT, "half_day": "2027-03-02/AM"})[2]["id"]
    check = api("POST", "/checks", {"title": "Training", "audit": fieldwork.AUDIT, "session": session, "point": "AP-20",
                                    "requirements": ["iso27001:7.2", "iso42001:7.2"]})[2]["id"]
    return session, check


def test_the_state_of_a_session_follows_what_is_done_in_it(auditor, office):
    page, (session, code) = auditor(), another_session(office)
    page.goto(f"{HOME}/sessions/{session}/paper")
    state = page.locator("[data-session-state]")
    assert state.inner_text() == "Planned" and page.get_by_role("button", name="Begin").is_visible()
    field(page, code, "notes").fill("Plan of the year seen.")
    field(page, code, "notes").blur()
    saved(page)
    assert state.inner_text() == "Under way" and not page.get_by_role("button", name="Begin").is_visible()
    # What was typed last is kept before the session is finished, and points without a verdict are asked about.
    judge(page, code, "27001", "conform")
    field(page, code, "notes").fill("Plan of the year and three records seen.")
    page.get_by_role("button", name="Finish").click()
    page.get_by_text("1 audit point has no verdict yet").wait_for()
    assert page.get_by_text("no verdict for 42001").count() == 1
    assert check_of(office, code)["notes"] == "Plan of the year and three records seen."
    page.get_by_role("link", name=re.compile("^AP-20")).click()
    page.get_by_role("button", name="Finish").wait_for()
    judge(page, code, "42001", "conform")
    page.get_by_role("button", name="Finish").click()
    page.get_by_text("This session was held.").wait_for()
    assert state.inner_text() == "Held" and page.get_by_role("button", name="Open again").is_visible()


def test_finishing_without_javascript_asks_too(auditor, office):
    page, (session, _) = auditor(javascript=False), another_session(office)
    page.goto(f"{HOME}/sessions/{session}/paper")
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("link", name="Not yet").click()
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Finish all the same").click()
    page.get_by_text("This session was held.").wait_for()
    page.get_by_role("button", name="Open again").click()
    page.get_by_role("button", name="Finish").wait_for()


def test_on_a_phone(auditor, office):
    page = auditor(width=390)
    drawn = program.concord("sample", "draw", "suppliers", "--size", "4", "--json", data=office.data)
    sample = json.loads(drawn.stdout)["id"]
    for path in (f"/sessions/{office.codes['second']}/paper", f"/checks/{office.codes['suppliers']}/finding",
                 "/draw?register=suppliers", f"/samples/{sample}", f"/audits/{fieldwork.AUDIT}/progress"):
        visit(page, HOME + path)
        wide = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{path} is {wide} px wider than the phone"
        assert not violations(page)
    # The last page is that of the progress: nothing of a session is beside the screen.
    for cell in page.get_by_role("region", name="Sessions", exact=True).locator("td").filter(visible=True).all():
        place = cell.bounding_box()
        assert place["x"] >= 0 and place["x"] + place["width"] <= 390, cell.inner_text()
