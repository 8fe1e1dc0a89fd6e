"""The plan of an audit as the lead auditor makes it: open the audit, work the plan out, see why something is not covered,
pin a session, be warned of a bad move, work it out again, and take the agenda along. With and without JavaScript."""
import re
import subprocess

import icalendar
import pytest

import program
from pages import sign_in, violations

AUDIT = f"/w/{program.WORKSPACE}/audits/AUD-2027-1"


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def walk(browser, demonstration, tmp_path, request):
    data = program.copy_installation(demonstration, tmp_path / "data")
    with program.Server(data) as server:
        context = browser.new_context(
            base_url=server.address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce",
            java_script_enabled=request.param)
        context.set_default_timeout(30000)
        page = context.new_page()
        page.data, page.has_script = data, request.param
        sign_in(page)
        page.get_by_role("navigation", name="Registers").wait_for()
        yield page
        context.close()


def axe(page):
    return violations(page) if page.has_script else []


def sessions(page):
    """Day and half-day, place and auditor of every session, in order."""
    return page.locator(".plan-session").evaluate_all(
        """all => all.map(one => [one.closest('.plan-day').querySelector('h3').textContent,
             one.closest('.plan-half').querySelector('h4').textContent, one.querySelector('header a').textContent,
             one.querySelector('.second').textContent.split(' · ')[0]].join(' | '))""")


def card(page, place, who):
    return page.locator(".plan-session").filter(has_text=place).filter(has_text=who).first


def worked_out(page):
    """The page comes again by itself until the plan is there."""
    page.get_by_role("heading", name="As worked out").wait_for()
    page.get_by_role("button", name="Work it out again").wait_for()


def test_plan_pin_move_and_agenda(walk, shoot):
    walk.goto(AUDIT)
    walk.get_by_role("link", name="Plan it").click()
    walk.get_by_text("No plan yet").wait_for()
    problems = axe(walk)
    walk.get_by_role("button", name="Work out the plan").click()
    worked_out(walk)
    first = sessions(walk)
    assert len(first) > 8
    assert walk.get_by_text("It is proven that no plan").count() == 1
    uncovered = walk.get_by_role("list", name="Audit points that are not covered")
    assert "ISO/IEC 42001 at level 2" in uncovered.inner_text()
    assert "owns the control C-57" in uncovered.inner_text()
    assert walk.get_by_role("table", name="One audit or two").get_by_text("ISO/IEC 42001 alone").count() == 1
    problems += axe(walk)
    if walk.has_script:
        shoot(walk, "audit-plan")

    # A session stays where it is.
    pinned = card(walk, "Platform Operations", "Quality Assurance Lead")
    pinned.get_by_role("button", name="Pin").click()
    walk.get_by_text("pinned", exact=True).first.wait_for()

    # A move is judged before it is made.
    card(walk, "People", "Compliance Manager").get_by_role("link", name="Move").click()
    half = walk.get_by_label("Half-day")
    options = half.locator("option").all_inner_texts()
    assert any("breaks a rule" in option for option in options) and any("–" not in option for option in options)
    half.select_option("2027-03-05/PM")
    if not walk.has_script:
        walk.get_by_role("button", name="See what it means").click()
    walk.get_by_text("Compliance Manager is not free on 2027-03-05/PM.").wait_for()
    problems += axe(walk)
    walk.get_by_role("button", name="Move it all the same").click()
    walk.get_by_text("say why it is right all the same").wait_for()
    walk.get_by_label("Why it is right all the same").fill("Agreed with her on Monday.")
    walk.get_by_role("button", name="Move it all the same").click()
    walk.get_by_text("One rule is broken").wait_for()
    assert "not free" in card(walk, "People", "Compliance Manager").inner_text()

    # Nobody is moved to own work.
    card(walk, "Engineering", "Platform Engineer").get_by_role("link", name="Move").click()
    walk.get_by_label("Auditor").select_option("IA-2")
    if not walk.has_script:
        walk.get_by_role("button", name="See what it means").click()
    walk.get_by_text("This can't be.").wait_for()
    assert walk.get_by_text("works in Engineering").count() == 1
    assert walk.get_by_role("button", name=re.compile("Move it")).count() == 0

    # Worked out again around both.
    walk.goto(f"{AUDIT}/plan")
    kept = [line for line in sessions(walk) if "Quality Assurance Lead" in line and "Platform Operations" in line][:1]
    walk.get_by_role("button", name="Work it out again").click()
    worked_out(walk)
    again = sessions(walk)
    assert kept[0] in again
    assert any(line.startswith("Fri 5 Mar 2027 | Afternoon | People | Compliance Manager") for line in again), again

    # The agenda of one of them, on the page, as a file and behind an address.
    walk.get_by_role("link", name="Agenda").click()
    walk.get_by_label("Whose agenda").select_option("IA-1")
    if not walk.has_script:
        walk.get_by_role("button", name="Show").click()
    walk.get_by_text("for Compliance Manager").wait_for()
    problems += axe(walk)
    if walk.has_script:
        shoot(walk, "audit-agenda")
    with walk.expect_download() as download:
        walk.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename == "AUD-2027-1-IA-1.pdf"
    text = subprocess.run(["pdftotext", "-layout", download.value.path(), "-"], capture_output=True, text=True, check=True).stdout
    assert "Agenda of Compliance Manager" in text and "nobody audits own work" in text and "Fri 5 Mar 2027" in text
    with walk.expect_download() as download:
        walk.get_by_role("link", name="Calendar file").click()
    calendar = icalendar.Calendar.from_ical(download.value.path().read_bytes())
    events = [event for event in calendar.walk("VEVENT")]
    expected = [line for line in again if line.endswith("Compliance Manager")]
    assert len(events) == len(expected) > 0
    assert "2027-03-05 13:30:00" in [str(event["DTSTART"].dt) for event in events]
    address = walk.get_by_label("Address of the calendar").inner_text().strip()
    fetched = walk.context.request.fetch(address, headers={"Cookie": ""})
    assert fetched.status == 200 and fetched.headers["content-type"].startswith("text/calendar")
    assert len(icalendar.Calendar.from_ical(fetched.body()).walk("VEVENT")) == len(events)
    assert walk.context.request.fetch(address[:-2]).status == 404
    assert not problems, "\n".join(problems)
    answer, status = program.verify(walk.data)
    assert status == 0, answer["problems"][:3]


def test_rule_out_and_choose_who_answers(walk):
    walk.goto(f"{AUDIT}/plan?view=auditors")
    assert walk.get_by_text("What is own work, and why").count() == 5
    problems = axe(walk)
    walk.get_by_label("Auditor or unit").select_option("IA-1")
    walk.get_by_label("Not with this unit").select_option("U-PPL")
    walk.get_by_role("button", name="Rule it out").click()
    walk.get_by_text("Compliance Manager – People").wait_for()
    walk.goto(f"{AUDIT}/plan?view=points")
    problems += axe(walk)
    row = walk.get_by_role("row").filter(has_text="AP-52")
    row.get_by_text("Change", exact=True).click()
    row.get_by_label("Who answers AP-52").select_option("U-OPS")
    row.get_by_role("button", name="Set").click()
    walk.get_by_text("Chosen by hand.").wait_for()
    assert "Platform Operations" in walk.get_by_role("row").filter(has_text="AP-52").inner_text()
    assert not problems, "\n".join(problems)
    shown = program.concord("plan", "export", "AUD-2027-1", data=walk.data)
    assert '"IA-1"' in shown.stdout and "ruled out for this audit" in shown.stdout
