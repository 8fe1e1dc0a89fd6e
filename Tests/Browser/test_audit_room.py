"""The audit room: a manager shows what an audit needs and invites the certification body's auditor for a period; the auditor
accepts, asks, gets an answer, takes the pack and writes a finding; the manager sees every look."""
import re

import pytest

import program
from pages import look, sign_in, violations

HOME = f"/w/{program.WORKSPACE}"
ROOM = f"{HOME}/certification/AUD-2027-2/room"


def fold(place, title):
    """The folded list of that heading."""
    page = getattr(place, "page", place)
    return place.locator("details.fold").filter(has=page.locator("summary", has_text=re.compile(f"^{title} ")))


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
    # First a look, with what is not wanted left out; then it is shown.
    manager.get_by_role("link", name="Choose what is shown").click()
    show = manager.get_by_role("button", name=re.compile(r"Show \d+ records"))
    before = int(re.search(r"\d+", show.text_content()).group())
    look(manager, shoot, "room-choose")
    fold(manager, "Incidents").locator("summary").click()
    fold(manager, "Incidents").get_by_label("Leave all of these out").check()
    fold(manager, "Risks").locator("summary").click()
    fold(manager, "Risks").get_by_label("Phishing of staff accounts").uncheck()
    left = int(re.search(r"\d+", show.text_content()).group())
    assert left < before - 1
    look(manager, shoot, "room-choose-open")
    show.click()
    manager.get_by_text(f"{left} records changed").wait_for()
    shown = manager.get_by_role("region", name="Shown", exact=True)
    shown.get_by_role("link", name="Risks", exact=True).wait_for()
    assert not shown.get_by_role("link", name="Incidents", exact=True).count()
    problems += violations(manager)
    shoot(manager, "room-manager")
    manager.get_by_role("link", name="Invite an auditor").click()
    form = manager.locator("#invite-auditor")
    assert form.get_by_label("Last day").input_value() == "2027-11-16"
    assert form.get_by_label("Recertification 27001").is_checked()
    look(manager, shoot, "room-invite")
    form.get_by_role("button", name="Invite the auditor").click()
    manager.get_by_role("alert").wait_for()
    form.get_by_label("E-mail address of the auditor").fill("auditor@body.example.org")
    form.get_by_role("button", name="Invite the auditor").click()
    manager.get_by_text("Link for auditor@body.example.org").wait_for()
    link = re.search(r"/invitation/[A-Za-z0-9]+", manager.content()).group(0)

    auditor.goto(link)
    auditor.get_by_label("Your name").fill("Ada Auditor")
    auditor.get_by_label("Password").fill("four words of a stranger")
    auditor.locator("main form button[type=submit]").first.click()
    # Invited to one audit, one arrives in its room.
    auditor.wait_for_url(re.compile(re.escape(ROOM)))
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

    # The request stands first where work is, and is answered in the room; the auditor reads the answer and what it shows.
    manager.goto(HOME)
    shoot(manager, "room-home-attention")
    manager.get_by_role("link", name="Requests of external auditors to be answered").click()
    manager.get_by_role("link", name="Records of AI training").first.click()
    manager.get_by_role("link", name="Edit").click()
    manager.get_by_role("heading", name="Stays as it is").wait_for()
    assert not manager.get_by_label("What is asked for").count()
    look(manager, shoot, "room-request-edit")
    manager.goto(ROOM)
    manager.get_by_role("button", name="Give the answer").click()
    manager.get_by_role("alert").wait_for()
    look(manager, shoot, "room-answer-refused")
    manager.get_by_label("Answer", exact=True).fill("Nobody of that team was trained yet.")
    manager.get_by_label("Add to Records that show it").fill("R-001")
    manager.locator(".suggestions [role=option]").first.click()
    look(manager, shoot, "room-answer")
    manager.get_by_role("button", name="Give the answer").click()
    manager.get_by_text("Done, and kept in the history.").wait_for()
    assert not manager.get_by_text("Answers point at").count()
    auditor.goto(ROOM)
    auditor.get_by_text("Nobody of that team was trained yet.").wait_for()
    auditor.get_by_role("link", name="Phishing of staff accounts").click()
    auditor.get_by_role("heading", name="Phishing of staff accounts").wait_for()
    assert not auditor.get_by_text(re.compile(r"PER-\d")).count()
    look(auditor, shoot, "room-auditor-risk")
    auditor.goto(f"{HOME}/risks")
    assert not auditor.locator("main").get_by_text(re.compile(r"PER-\d")).count()
    shoot(auditor, "room-auditor-risks")
    auditor.goto(ROOM)
    shoot(auditor, "room-auditor-answered")
    manager.goto(f"{HOME}/members")
    manager.get_by_role("heading", name="External auditors", exact=True).wait_for()
    manager.locator("details.fold summary").filter(has_text="Ada Auditor").filter(has_text="until").click()
    look(manager, shoot, "room-members")

    # Every look is there.
    manager.goto(f"{HOME}/room-looks")
    manager.get_by_role("link", name=f"{HOME}/certification/PCK-0001/archive").first.wait_for()
    assert manager.get_by_role("link", name=ROOM).count() > 1
    problems += violations(manager)
    assert not problems, "\n".join(problems)


def test_what_is_shown_without_script(browser, demonstration, tmp_path, shoot):
    """Two steps, and back again, with plain forms; at a record too."""
    data = program.copy_installation(demonstration, tmp_path / "data")
    with program.Server(data) as server:
        page = browser.new_context(base_url=server.address, java_script_enabled=False).new_page()
        page.set_default_timeout(15000)
        sign_in(page, at=f"{HOME}/certification/AUD-2027-2/sharing")
        fold(page, "Risks").locator("summary").click()
        fold(page, "Risks").get_by_label("Phishing of staff accounts").uncheck()
        page.get_by_role("button", name=re.compile(r"Show \d+ records")).click()
        page.wait_for_url(re.compile(r"/room\?done=changed"))
        page.goto(f"{HOME}/risks/R-001/share")
        assert not page.get_by_label("Recertification 27001").is_checked()
        shoot(page, "room-one-record")
        page.get_by_label("Recertification 27001").check()
        page.get_by_role("button", name="Save").click()
        page.get_by_text("see it for").wait_for()
        page.goto(f"{HOME}/certification/AUD-2027-2/sharing")
        shown = page.locator("section.card").filter(has_text="Shown now")
        fold(shown, "Controls").locator("summary").click()
        fold(shown, "Controls").get_by_label("All of these").check()
        shoot(page, "room-hide")
        page.get_by_role("button", name="Hide what is ticked").click()
        page.wait_for_url(re.compile(r"/room\?done=changed"))
        region = page.get_by_role("region", name="Shown", exact=True)
        assert region.get_by_role("link", name="Risks", exact=True).count()
        assert not region.get_by_role("link", name="Controls", exact=True).count()
