"""The audit programme and audit time as a person walks them: propose, look at it, move a point, approve, make the audits of
a year; work out audit time, set a figure of one's own, check a quote. No script, no violation that axe knows, no page wider
than a phone."""
import re

import pytest

import program
from pages import look, press, sign_in

HOME = f"/w/{program.WORKSPACE}"


@pytest.fixture
def walk(browser, demonstration, tmp_path):
    data = program.copy_installation(demonstration, tmp_path / "data")
    with program.Server(data) as server:
        context = browser.new_context(base_url=server.address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        context.set_default_timeout(15000)
        page = context.new_page()
        sign_in(page)
        page.get_by_role("navigation", name="Registers").wait_for()
        yield page
        context.close()


def test_programme(walk, shoot):
    walk.goto(f"{HOME}/audits")
    walk.get_by_role("link", name="Programme", exact=True).click()
    walk.get_by_text("No audit programme yet").wait_for()
    look(walk, shoot, "programme-empty")
    press(walk, "Propose a programme")
    walk.get_by_role("heading", level=1, name="Audit programme 2027 to 2029").wait_for()
    programme = walk.url.split("?")[0]
    timeline = walk.get_by_role("group", name="Audits of the cycle")
    for audit in ("AUD-2027-1", "AUD-2027-2"):
        assert timeline.get_by_role("link", name=re.compile(audit)).count() == 1
    look(walk, shoot, "programme")

    # A point is moved to another year and stays there; the page says so.
    walk.get_by_role("link", name="Audit points").click()
    look(walk, shoot, "programme-points")
    walk.get_by_role("checkbox", name="AP-56 in 2027").uncheck()
    press(walk, "Save the years")
    assert not walk.get_by_role("checkbox", name="AP-56 in 2027").is_checked()
    walk.goto(programme)
    gap = walk.get_by_role("listitem").filter(has_text="AP-56 Environment")
    assert "Tick a year for it" in gap.inner_text()
    walk.goto(f"{programme}?tab=points")
    walk.get_by_role("checkbox", name="AP-56 in 2029").check()
    press(walk, "Save the years")
    walk.get_by_text("moved by hand").wait_for()

    # What is planned for each requirement.
    walk.get_by_role("link", name="Requirements").click()
    row = walk.get_by_role("row").filter(has_text="27001 A.7.5").first
    assert row.get_by_role("cell").nth(5).inner_text() == "planned"
    look(walk, shoot, "programme-requirements")

    # The planned audit gets its points, the next year its audits.
    walk.goto(programme)
    press(walk, "Make the audits of 2027")
    press(walk, "Make the audits of 2028")
    timeline = walk.get_by_role("group", name="Audits of the cycle")
    assert timeline.get_by_role("link").count() == 4
    assert walk.get_by_role("button", name="Make the audits of 2028").count() == 0
    walk.get_by_role("link", name="Surveillance 2028").click()
    walk.get_by_role("heading", level=1, name="Surveillance 2028").wait_for()

    # Approved like any document: it is frozen, and a change opens a draft.
    record = programme.removesuffix("/coverage")
    walk.goto(f"{record}/edit")
    walk.get_by_role("combobox", name="Owner").fill("Information Security")
    walk.get_by_role("option").first.click()
    press(walk, walk.locator("main form button[type=submit]").last.inner_text())
    press(walk, "Approve")
    walk.goto(programme)
    assert walk.get_by_text("Approved", exact=True).count() == 1
    walk.goto(f"{programme}?tab=points")
    walk.get_by_role("checkbox", name="AP-56 in 2028").check()
    press(walk, "Save the years")
    assert walk.get_by_text("Draft", exact=True).count() == 1
    walk.goto(record)
    assert "is approved and in force" in walk.get_by_role("main").inner_text()


def test_audit_time(walk, shoot):
    walk.goto(f"{HOME}/audits")
    walk.get_by_role("link", name="Audit time", exact=True).click()
    # From the registers; there is no row for so many people in AI.
    assert walk.get_by_label("Persons within the scope").input_value() == "128"
    assert "If 71 is right" in walk.get_by_role("main").inner_text()
    look(walk, shoot, "audit-time-incomplete")
    walk.get_by_label("Persons within the scope").fill("40")
    walk.get_by_label("Persons in AI activities").fill("8")
    for index in range(7):
        walk.locator(f"[name='level.{index}']").select_option("100" if index < 5 else "50")
    walk.get_by_label("Auditors of the team").fill("2, 2")
    walk.locator("[name='quote.initial']").fill("12")
    press(walk, "Work it out")
    days = walk.get_by_role("table", name="Auditor days")
    initial = days.get_by_role("row").filter(has_text="Initial")
    # 85.7 % of integration allows as much as the team: 20 %.
    assert initial.get_by_role("cell").all_inner_texts() == ["9.5", "12", "2.5", "8.5", "3.5", "12", "2.5 days more"]
    look(walk, shoot, "audit-time")
    shared = walk.url

    # A figure of one's own changes the result, is marked, and can be taken back.
    walk.get_by_role("link", name="Tables").click()
    look(walk, shoot, "audit-time-tables")
    walk.get_by_role("link", name=re.compile("Change: Up to 45 persons")).click()
    walk.get_by_label("Auditor days").fill("many")
    walk.get_by_label("Where it comes from").fill("Offer of the certification body")
    press(walk, "Use this figure")
    assert "is no number of days" in walk.get_by_role("alert").inner_text()
    assert walk.get_by_label("Where it comes from").input_value() == "Offer of the certification body"
    walk.get_by_label("Auditor days").fill("10.5")
    press(walk, "Use this figure")
    walk.goto(shared)
    assert walk.get_by_role("row").filter(has_text="Initial").first.get_by_role("cell").nth(3).inner_text() == "10.5"
    assert "Offer of the certification body" in walk.get_by_role("main").inner_text()
    walk.get_by_role("link", name="Tables").click()
    press(walk, "As in the library")
    walk.goto(shared)
    assert walk.get_by_role("row").filter(has_text="Initial").first.get_by_role("cell").nth(3).inner_text() == "8.5"

    # What can't be read is named and kept.
    walk.get_by_label("Persons within the scope").fill("forty")
    press(walk, "Work it out")
    assert "whole number" in walk.get_by_role("alert").inner_text()
    assert walk.get_by_label("Persons within the scope").input_value() == "forty"
    look(walk, shoot, "audit-time-wrong")
