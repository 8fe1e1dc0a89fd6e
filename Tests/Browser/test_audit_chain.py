"""The whole chain of an integrated audit, as two people walk it: programme, audit of both standards, plan, fieldwork in three
sessions, findings graded for each standard, corrective action, report, receipt, gap and statement, certification pack. The
pair of verdicts “conform for 27001, minor for 42001” is followed through all of it. On every page: nothing that axe complains
of, nothing wider than a phone."""
import csv
import io
import json
import re
import zipfile

import openpyxl
import pytest

import program
from pages import look, press, sign_in, words, write_report

HOME = f"/w/{program.WORKSPACE}"
AUDIT = f"{HOME}/audits/AUD-2027-1"
LEAD = "quality.assurance.lead@halden-health.example.com"
SAVED = "Everything is saved."
# Points of both standards that the plan of the demonstration covers, each in a session of its own.
PAIR, SAME, BETTER = "AP-54", "AP-20", "AP-19"
RESOURCES = "Nobody records which computing resources the AI systems need"
AWARENESS = "The awareness course says nothing of the AI policy"


@pytest.fixture
def people(browser, demonstration, tmp_path):
    """The compliance lead, signed in, and a browser for the lead auditor; at a server of their own."""
    data = program.copy_installation(demonstration, tmp_path / "data")
    complaints = []
    with program.Server(data) as server:
        def person():
            context = browser.new_context(
                base_url=server.address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce", accept_downloads=True)
            context.set_default_timeout(20000)
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
            return page

        manager, lead = person(), person()
        manager.data = data
        sign_in(manager)
        manager.get_by_role("navigation", name="Registers").wait_for()
        yield manager, lead
        manager.context.close()
        lead.context.close()
    assert not complaints, complaints


def go(page, name):
    """Follows a link by its words, as a person does, and waits for the page."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def choose(page, label, text):
    """Picks a record in a field that searches."""
    page.get_by_role("combobox", name=label).fill(text)
    page.get_by_role("option").filter(has_text=text).first.click()


def saved(page, click):
    """The file behind a button or link."""
    with page.expect_download() as download:
        click.click()
    return download.value


def code(page):
    """The code of the record whose page this is."""
    return page.url.split("?")[0].rsplit("/", 1)[1]


def test_the_whole_chain(people, shoot, tmp_path):
    manager, lead = people
    approve_the_programme(manager, shoot)
    name_the_lead_auditor(manager, lead, shoot)
    plan_the_audit(manager, shoot)
    resources = work_through_the_pair(lead, shoot, tmp_path)
    awareness = work_through_the_others(lead, shoot)
    action = answer_the_finding(manager, resources, shoot)
    look_at_the_progress(lead, shoot)
    report = sign_and_receive(lead, manager, resources, awareness, action, shoot, tmp_path)
    look_at_the_standards(manager, resources, awareness, shoot)
    pack = make_the_pack(manager, resources, shoot, tmp_path)
    read_the_pack(pack, resources, awareness, action, report)
    answer, status = program.verify(manager.data)
    assert status == 0, answer["problems"][:3]


def approve_the_programme(page, shoot):
    page.goto(f"{HOME}/audits")
    go(page, "Programme")
    press(page, "Propose a programme")
    assert page.get_by_role("link", name=re.compile("191.*of 191 requirements planned or done", re.S)).count() == 1
    look(page, shoot, "chain-programme")
    go(page, "Record and approval")
    # Whoever proposed it is linked to a person and owns it; before anything is pressed it would say what approval needs.
    assert page.get_by_text("needs “Owner” first").count() == 0
    press(page, "Approve")
    assert page.get_by_text("Approved", exact=True).count() >= 1
    go(page, "Timeline, points and requirements")
    press(page, "Make the audits of 2027")
    assert page.get_by_role("button", name="Make the audits of 2027").count() == 0
    go(page, "Integrated internal audit 2027")
    look(page, shoot, "chain-audit")


def name_the_lead_auditor(page, lead, shoot):
    go(page, "Edit")
    choose(page, "Lead auditor", "Quality Assurance Lead")
    press(page, "Save")
    page.goto(f"{HOME}/members")
    page.locator("#f-email").fill(LEAD)
    page.get_by_label("Role").first.select_option("internal_auditor")
    press(page, "Invite")
    look(page, shoot, "chain-members")
    lead.goto(re.search(r"/invitation/[A-Za-z0-9]+", page.content()).group(0))
    lead.get_by_label("Your name").fill("Quality Assurance Lead")
    lead.get_by_label("Password").fill(program.PASSWORD)
    with lead.expect_navigation(url=re.compile(HOME)):
        lead.locator("main form button[type=submit]").first.click()


def plan_the_audit(page, shoot):
    page.goto(AUDIT)
    go(page, "Plan it")
    page.get_by_role("button", name="Work out the plan").click()
    page.get_by_role("heading", name="As worked out").wait_for()
    page.get_by_role("button", name="Work it out again").wait_for()
    assert page.get_by_text("It is proven that no plan").count() == 1
    look(page, shoot, "chain-plan")


def paper(page, point):
    """From the plan to the working paper of the session that has the point; answers the code of its check."""
    page.goto(AUDIT)
    go(page, "Open the plan")
    with page.expect_navigation():
        page.locator(".plan-session").filter(has_text=point).get_by_role("link", name="Working paper").click()
    return page.locator(".check-part").filter(has_text=point).first.get_attribute("data-check")


def write(page, check, verdicts, minutes, notes, reason=None):
    for standard, verdict in verdicts.items():
        page.locator(f"label[for='f-{check}-verdict_{standard}-{verdict}']").click()
    for name, text in (("notes", notes), ("reason", reason), ("minutes", str(minutes))):
        if text:
            page.locator(f"[name='{check}.{name}']").first.fill(text)
    page.locator(f"[name='{check}.minutes']").first.blur()
    page.locator("[data-paper-state]", has_text=SAVED).wait_for()


def finish(page):
    """Points of the session that were not worked through are asked about first."""
    press(page, "Finish")
    if page.get_by_text("no verdict yet").count():
        press(page, "Finish all the same")
    page.get_by_text("This session was held.").wait_for()


def work_through_the_pair(page, shoot, tmp_path):
    """Conform for 27001, minor for 42001; with evidence and a finding for 42001 alone. Answers its code."""
    check = paper(page, PAIR)
    part = page.locator(f"[data-check='{check}']")
    assert part.get_by_text("Ask once for both").count() == 1
    # Without the reason the pair is not taken, and that is said.
    for standard, verdict in (("27001", "conform"), ("42001", "minor")):
        page.locator(f"label[for='f-{check}-verdict_{standard}-{verdict}']").click()
    part.get_by_text("The verdicts differ: say why").first.wait_for()
    write(page, check, {}, 40, "Capacity of servers is watched and forecast. Nothing is written down for training and running AI.",
          "Only 42001 asks for the resources of AI systems.")
    evidence = tmp_path / "capacity forecast.txt"
    evidence.write_text("Forecast 2027: storage, memory, network")
    page.locator(f"#f-{check}-photo").set_input_files(evidence)
    part.locator(".chosen").get_by_text("EVD-").wait_for()
    page.locator("[data-paper-state]", has_text=SAVED).wait_for()
    page.reload()
    part.get_by_text("The verdict for 42001 calls for a finding; there is none yet.").wait_for()
    look(page, shoot, "chain-paper")
    part.get_by_role("link", name="Raise a finding").click()
    page.get_by_label("Statement").fill(RESOURCES)
    # The form begins with what the verdicts say: 27001 is not concerned.
    assert page.get_by_label(re.compile("^42001 A.4.5")).is_checked() and not page.get_by_label(re.compile("^27001 A.8.6")).is_checked()
    assert page.locator("[name=grade_27001]").input_value() == ""
    assert page.locator("[name=grade_42001]").input_value() == "minor_nonconformity"
    page.locator("[name=due_42001]").fill("2027-06-30")
    look(page, shoot, "chain-finding-form")
    press(page, "Raise the finding")
    page.get_by_role("heading", level=1, name=RESOURCES).wait_for()
    rows = page.get_by_role("region", name="For each standard").get_by_role("row")
    assert "not concerned" in rows.filter(has_text="27001").inner_text()
    assert re.search("Minor nonconformity.*30 Jun 2027.*open", rows.filter(has_text="42001").inner_text(), re.S)
    page.get_by_text("A manager answers it with a corrective action.").wait_for()
    look(page, shoot, "chain-finding")
    finding = code(page)
    go(page, "Working paper")
    assert page.get_by_text("calls for a finding").count() == 0
    finish(page)
    look(page, shoot, "chain-paper-held")
    return finding


def work_through_the_others(page, shoot):
    """Both conform in one session; an opportunity for 27001 and a minor nonconformity for 42001 in another, with a sample."""
    write(page, paper(page, SAME), {"27001": "conform", "42001": "conform"}, 25, "One plan of messages for both; two of each read.")
    finish(page)

    check = paper(page, BETTER)
    write(page, check, {"27001": "opportunity", "42001": "minor"}, 55, "Four of five asked know where to report.",
          "The course has what 27001 asks for; what 42001 asks of people is missing.")
    page.locator(f"[data-check='{check}']").get_by_role("link", name="Draw a sample").click()
    page.locator("[name=register]").select_option("trainings")
    page.get_by_label("How many").fill("4")
    page.get_by_label("Seed").fill("march")
    look(page, shoot, "chain-draw")
    press(page, "Draw the sample")
    page.get_by_text("Drawn again just now").wait_for()
    for index in range(4):
        page.get_by_label(re.compile("^Result for")).nth(index).select_option("not_conform" if index == 0 else "conform")
    page.get_by_label(re.compile("^Note on")).first.fill("No part on AI")
    press(page, "Save results")
    page.get_by_text("3 conform, 1 does not, 0 not seen yet.").wait_for()
    look(page, shoot, "chain-sample")
    go(page, "Working paper")
    page.locator(f"[data-check='{check}']").get_by_role("link", name="Raise a finding").click()
    page.get_by_label("Statement").fill(AWARENESS)
    page.locator("[name=due_27001]").fill("2027-09-30")
    page.locator("[name=due_42001]").fill("2027-05-31")
    press(page, "Raise the finding")
    page.get_by_role("heading", level=1, name=AWARENESS).wait_for()
    rows = page.get_by_role("region", name="For each standard").get_by_role("row")
    assert re.search("Opportunity for improvement.*30 Sep 2027", rows.filter(has_text="27001").inner_text(), re.S)
    assert re.search("Minor nonconformity.*31 May 2027", rows.filter(has_text="42001").inner_text(), re.S)
    finding = code(page)
    go(page, "Working paper")
    finish(page)
    return finding


def answer_the_finding(page, finding, shoot):
    page.goto(f"{HOME}/findings/{finding}")
    go(page, "Answer it with a corrective action")
    assert not page.get_by_label("ISO/IEC 27001").is_checked() and page.get_by_label("ISO/IEC 42001").is_checked()
    page.get_by_label("Action", exact=False).first.fill("Resources of every AI system are recorded with its entry")
    page.get_by_label("Correction").fill("Asked the team for today's figures.")
    page.get_by_label("Cause", exact=True).fill("The capacity plan is older than the AI systems.")
    page.get_by_label("How we see the effect").fill("Six of six AI systems say what they need.")
    choose(page, "Owner", "Head of Data and AI")
    look(page, shoot, "chain-action-form")
    press(page, "Create")
    answers = page.get_by_role("region", name="What it answers")
    assert [cell.strip() for cell in answers.get_by_role("row").last.get_by_role("cell").all_inner_texts()][-2:] == [
        "not concerned", "Minor nonconformity"]
    text = page.get_by_role("main").inner_text()
    assert "It counts for" in text and "30 Jun 2027" in text and "42001 A.4.5" in text and "27001" not in text.split("It counts for")[1]
    look(page, shoot, "chain-action")
    return code(page)


def look_at_the_progress(page, shoot):
    page.goto(AUDIT)
    go(page, "Progress")
    stats = page.get_by_role("main").inner_text()
    assert re.search(r"3 of 12\s+sessions held", stats) and re.search(r"0\s+verdicts without a finding", stats)
    grades = page.get_by_role("table", name="Findings by grade and standard").get_by_role("row")
    assert grades.filter(has_text="Minor").get_by_role("cell").all_inner_texts() == ["0", "2"]
    assert grades.filter(has_text="Opportunity").get_by_role("cell").all_inner_texts() == ["1", "0"]
    look(page, shoot, "chain-progress")


def sign_and_receive(lead, manager, resources, awareness, action, shoot, tmp_path):
    go(lead, "Report")
    missing = lead.get_by_role("note").filter(has_text="Not ready to be signed").inner_text()
    assert "no conclusion for ISO/IEC 27001" in missing and "no conclusion for ISO/IEC 42001" in missing
    write_report(lead, "The objectives were met where the team could look.", "Nine sessions are still to be held.")
    look(lead, shoot, "chain-report")

    book = openpyxl.load_workbook(io.BytesIO(saved(lead, lead.get_by_role("link", name="Workbook")).path().read_bytes()))
    findings = {row["Finding"]: row for row in rows_of(book["Findings"])}
    assert (findings[resources]["Grade 27001"], findings[resources]["Grade 42001"]) == ("", "Minor nonconformity")
    assert (findings[resources]["Due 27001"], findings[resources]["Due 42001"]) == ("", "2027-06-30")
    assert (findings[awareness]["Grade 27001"], findings[awareness]["Grade 42001"]) == (
        "Opportunity for improvement", "Minor nonconformity")
    assert (findings[awareness]["Due 27001"], findings[awareness]["Due 42001"]) == ("2027-09-30", "2027-05-31")
    check = next(row for row in rows_of(book["Checks"]) if row["Audit point"] == PAIR)
    assert (check["Verdict 27001"], check["Verdict 42001"]) == ("Conform", "Minor")
    actions = {row["Action"]: row for row in rows_of(book["Corrective actions"])}
    assert actions[action]["For"] == "42001" and actions[action]["Answers"] == resources

    press(lead, "Sign this report")
    lead.get_by_role("heading", level=1, name=re.compile("report 1")).wait_for()
    signed, report = lead.url.split("?")[0], code(lead)
    assert lead.get_by_role("link", name="Edit", exact=True).count() == 0
    manager.goto(signed)
    press(manager, "Receive for management")
    manager.get_by_text("Received", exact=True).first.wait_for()
    look(manager, shoot, "chain-report-received")
    said = words(saved(manager, manager.get_by_role("link", name="PDF")).path())
    assert "Signed by Quality Assurance Lead on 2026-11-16" in said and re.search("Received by [^.]{3,60} on 2026-11-16", said) and "SHA-256" in said
    assert re.search("ISO/IEC 27001 Conforms and is effective ISO/IEC 42001 Conforms and is effective, except for the findings", said)
    assert resources in said and action in said and "Measured saving" in said

    # What changes later does not change it.
    lead.goto(f"{AUDIT}/report")
    lead.get_by_text("Nothing has changed since.").wait_for()
    assert lead.get_by_role("button", name="Sign this report").count() == 0
    lead.get_by_text("What the lead auditor writes").click()
    lead.get_by_label("Limits").fill("Written after the signature.")
    press(lead, "Save the texts")
    assert lead.get_by_role("button", name="Sign this report").count() == 1
    lead.goto(signed)
    frozen = lead.get_by_role("main").inner_text()
    assert "Nine sessions are still to be held." in frozen and "Written after the signature." not in frozen
    return report


def rows_of(sheet):
    head, *rows = list(sheet.values)
    return [dict(zip(head, ("" if cell is None else cell for cell in row))) for row in rows]


def look_at_the_standards(page, resources, awareness, shoot):
    """The finding stands at the requirement of 42001 and not at the one of 27001 that the same audit point looked at."""
    def row(requirement):
        return page.get_by_role("row").filter(has=page.get_by_role("link", name=requirement, exact=True)).first

    page.goto(f"{HOME}/gap/iso42001")
    assert row("42001 A.4.5").get_by_role("link", name=resources).count() == 1
    assert row("42001 7.3").get_by_role("link", name=awareness).count() == 1
    look(page, shoot, "chain-gap")
    page.goto(f"{HOME}/gap/iso27001")
    # What is covered is folded away.
    page.eval_on_selector_all("main details", "all => all.forEach(details => details.open = true)")
    for requirement in ("27001 A.8.6", "27001 7.3", "27001 A.6.3"):
        assert row(requirement).count() == 1
        assert not re.search(f"{resources}|{awareness}|nonconformity", row(requirement).inner_text()), requirement
    page.goto(f"{HOME}/soa")
    assert row("42001 A.4.5").get_by_role("link", name=resources).count() == 1
    assert "nonconformity" not in row("27001 A.8.6").inner_text() and "nonconformity" not in row("27001 A.6.3").inner_text()
    look(page, shoot, "chain-soa")
    page.goto(f"{HOME}/requirements/iso42001:A.4.5")
    page.get_by_role("heading", name="Open nonconformities").wait_for()
    assert page.get_by_role("link", name=RESOURCES).count() == 1
    look(page, shoot, "chain-requirement")
    page.goto(f"{HOME}/requirements/iso27001:A.8.6")
    assert page.get_by_role("heading", name="Coverage").count() == 1
    assert page.get_by_role("heading", name="Open nonconformities").count() == 0 and page.get_by_text(RESOURCES).count() == 0


def make_the_pack(page, resources, shoot, tmp_path):
    page.goto(f"{HOME}/audits/AUD-2027-2")
    go(page, "Prepare a pack")
    text = page.get_by_role("main").inner_text()
    # The second finding has no answer yet, for 42001 alone; the first has one.
    unanswered = text.split("An open nonconformity of ISO/IEC 42001 has no corrective action.")[1]
    assert AWARENESS in unanswered and RESOURCES not in unanswered
    assert AWARENESS not in text.split("An open nonconformity of ISO/IEC 42001")[0]
    assert "No internal audit of" not in text
    look(page, shoot, "chain-pack")
    press(page, "Make the pack")
    look(page, shoot, "chain-pack-made")
    target = tmp_path / "pack.zip"
    saved(page, page.get_by_role("button", name="Download")).save_as(target)
    # Nobody gave us the key by another way, so whose it is stays open.
    whole = program.concord("verify", target, "--json", check=False)
    answer = json.loads(whole.stdout)
    assert whole.returncode == 3 and answer["consistent"] and answer["problems"] == []
    assert program.concord("verify", target, "--key", answer["key"], "--json").returncode == 0
    return target


def read_the_pack(pack, resources, awareness, action, report):
    with zipfile.ZipFile(pack) as archive:
        names = archive.namelist()
        index = {line["uid"]: line["records"] for line in json.loads(archive.read("index.json"))["requirements"]}
        pages = {name: archive.read(name).decode() for name in names if name.endswith(".html")}
        table = list(csv.DictReader(io.StringIO(archive.read("tables/corrective-actions.csv").decode("utf-8-sig"))))
        record = json.loads(archive.read(f"records/corrective-actions/{action}.json"))
        frozen = json.loads(archive.read(f"records/audit-reports/{report}.json"))
    assert {resources, action} <= set(index["iso42001:A.4.5"])
    assert not {resources, action} & {record for uid, records in index.items() if uid.startswith("iso27001:") for record in records}
    assert awareness in index["iso42001:7.3"] and awareness in index["iso27001:A.6.3"]
    assert RESOURCES in pages["standards/iso42001.html"] and RESOURCES not in pages["standards/iso27001.html"]
    assert record["standards"] == ["iso42001"] and record["requirements"] == ["iso42001:A.4.5"] and record["sources"] == [resources]
    line = next(line for line in table if line["Code"] == action)
    assert "27001" not in " ".join(line.values()) and "42001" in line["Only for"]
    # The report in it is the one that was signed.
    assert RESOURCES in frozen["content"] and "Written after the signature." not in frozen["content"]
    shown = next(text for name, text in pages.items() if name.endswith("-audit-reports.html"))
    assert RESOURCES in shown and report in shown
