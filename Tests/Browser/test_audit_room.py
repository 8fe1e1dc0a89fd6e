"""The audit room: a manager shows what an audit needs and invites the certification body's auditor for a period; the auditor
accepts, asks, gets an answer, takes the pack and writes a finding; the manager sees every look."""
import re

import pytest

import program
from pages import sign_in, violations

HOME = f"/w/{program.WORKSPACE}"
ROOM = f"{HOME}/certification/AUD-2027-2/room"


@pytest.fixture
def people(browser, demonstration, tmp_path):
    """Makes a browser of one's own for each person, at one server."""
    data = program.copy_installation(demonstration, tmp_path / "data")
    program.concord("pack", "--audit", "AUD-2027-2", "--kind", "stage1", "--output", tmp_path / "pack.zip", data=data)
    with program.Server(data) as server:
        def person(width=1440):
            context = browser.new_context(base_url=server.address, viewport={"width": width, "height": 900}, reduced_motion="reduce")
            context.set_default_timeout(15000)
            return context.new_page()

        yield person


def test_a_room_for_a_period(people, shoot):
    manager, auditor, problems = people(), people(), []
    sign_in(manager, at=ROOM)
    manager.get_by_text("Nothing is shown yet.").wait_for()
    manager.get_by_role("button", name="Show", exact=True).click()
    manager.get_by_role("region", name="Shown", exact=True).get_by_role("link", name="Risks", exact=True).wait_for()
    problems += violations(manager)
    shoot(manager, "room-manager")
    manager.get_by_role("link", name="Members", exact=True).click()
    manager.get_by_label("E-mail address").fill("auditor@body.example.org")
    manager.get_by_label("Role").first.select_option("external_auditor")
    manager.get_by_label("Last day").fill("2026-12-31")
    manager.get_by_role("button", name="Invite").click()
    link = re.search(r"/invitation/[A-Za-z0-9]+", manager.content()).group(0)

    auditor.goto(link)
    auditor.get_by_label("Your name").fill("Ada Auditor")
    auditor.get_by_label("Password").fill("four words of a stranger")
    auditor.locator("main form button[type=submit]").first.click()
    auditor.wait_for_url(re.compile(HOME))
    auditor.goto(ROOM)
    auditor.get_by_label("What you want to see or know").fill("Records of AI training of the data team")
    auditor.get_by_label("Kind").select_option("sample")
    auditor.get_by_role("button", name="Ask").click()
    auditor.get_by_role("link", name="Records of AI training").wait_for()
    problems += violations(auditor)
    auditor.get_by_label("Statement").fill("Two AI systems have no owner for their data")
    auditor.get_by_label("Requirements").fill("iso42001:A.99")
    auditor.get_by_role("button", name="Write it").click()
    auditor.get_by_role("alert").wait_for()
    problems += violations(auditor)
    auditor.get_by_label("Requirements").fill("iso42001:A.7.2")
    auditor.get_by_label("Grade", exact=True).select_option("minor_nonconformity")
    auditor.get_by_role("button", name="Write it").click()
    auditor.get_by_role("link", name="Two AI systems have no owner").wait_for()
    shoot(auditor, "room-auditor")
    auditor.get_by_role("link", name=re.compile("Stage 1 pack")).first.click()
    with auditor.expect_download() as download:
        auditor.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.endswith(".zip")

    # The request is answered; the auditor reads the answer.
    manager.goto(ROOM)
    manager.get_by_role("link", name="Records of AI training").click()
    manager.get_by_role("link", name="Edit").click()
    manager.get_by_label("Answer", exact=True).fill("Nobody of that team was trained yet.")
    manager.get_by_role("button", name="Save").click()
    manager.get_by_role("button", name="Give the answer").click()
    auditor.goto(ROOM)
    auditor.get_by_text("Nobody of that team was trained yet.").wait_for()

    # Every look is there.
    manager.goto(f"{HOME}/room-looks")
    manager.get_by_role("link", name=f"{HOME}/certification/PCK-0001/archive").first.wait_for()
    assert manager.get_by_role("link", name=ROOM).count() > 1
    problems += violations(manager)
    assert not problems, "\n".join(problems)
