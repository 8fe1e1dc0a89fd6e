"""What happens to a nonconformity, as a person walks it: similar places before an action is done, the effect judged by somebody
else, and the reminders that an administrator sees and sets."""
import re

import pytest

import program
from pages import sign_in, violations

HOME = f"/w/{program.WORKSPACE}"


@pytest.fixture
def walk(browser, demonstration, tmp_path):
    """A page of the administrator at a server of its own."""
    data = program.copy_installation(demonstration, tmp_path / "data")
    with program.Server(data) as server:
        context = browser.new_context(base_url=server.address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        context.set_default_timeout(15000)
        page = context.new_page()
        sign_in(page)
        yield page
        context.close()


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_similar_places_are_looked_at_before_an_action_is_done(walk, shoot):
    walk.goto(f"{HOME}/corrective-actions/CA-08")
    walk.get_by_label("Effect is looked for on").fill("2027-02-01")
    press(walk, "Action is done")
    walk.get_by_text("say first where else the same could have happened").wait_for()
    walk.go_back()
    walk.get_by_label("Effect is looked for on").fill("2027-02-01")
    walk.get_by_label("Similar places looked at").fill("Four other services bought by card: all have an entry.")
    press(walk, "Action is done")
    main = walk.get_by_role("main")
    assert "Effect check due" in main.inner_text() and "Four other services bought by card" in main.inner_text()
    assert violations(walk) == []
    shoot(walk, "action-done")
    walk.get_by_role("link", name="Edit", exact=True).click()
    folded = walk.get_by_label("Change to the management system")
    assert not folded.is_visible()
    walk.locator("summary", has_text="Resources, and what changes with it").click()
    folded.fill("Purchasing by card is part of the supplier process.")
    assert violations(walk) == []
    shoot(walk, "action-form")
    press(walk, "Save")
    # What is written in it keeps the group open.
    walk.get_by_role("link", name="Edit", exact=True).click()
    assert walk.get_by_label("Change to the management system").is_visible()


def test_an_administrator_sees_who_is_told_next_and_sets_the_days(walk, shoot):
    walk.goto(f"{HOME}/reminders")
    told = walk.locator("section", has=walk.get_by_role("heading", name="Who is told next"))
    assert "Compliance Manager" in told.inner_text() and "escalation" in told.inner_text()
    assert violations(walk) == []
    shoot(walk, "reminders")
    walk.get_by_label("Tell the one above").fill("400")
    press(walk, "Save")
    walk.get_by_text("from 1 to 365").first.wait_for()
    walk.get_by_label("Tell the one above").fill("365")
    press(walk, "Save")
    assert "escalation" not in told.inner_text() and "CA-05" in told.inner_text()
    told.get_by_role("link", name=re.compile("^Reminder 60 days before")).click()
    walk.get_by_text("Overdue since 31 Aug 2026.").wait_for()
