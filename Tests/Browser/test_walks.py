"""The main paths as a person walks them, each with a workspace of its own: sign in; import a spreadsheet with errors and
mend them; find a risk, change it, see its history and the heat map move; accept what the crosswalk suggests; approve the
statement of applicability."""
import re

import pytest

import program
from pages import sign_in

HOME = f"/w/{program.WORKSPACE}"


@pytest.fixture
def walk(browser, demonstration, tmp_path):
    """A page at a server of its own, nobody signed in yet."""
    data = program.copy_installation(demonstration, tmp_path / "data")
    with program.Server(data) as server:
        context = browser.new_context(base_url=server.address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        context.set_default_timeout(15000)
        page = context.new_page()
        page.data = data
        yield page
        context.close()


def press(page, button):
    """Presses a button that sends a form, and waits for the answer."""
    with page.expect_navigation():
        button.click()


def confirm(page, name):
    """Presses a button and says yes to the question that it asks."""
    page.get_by_role("button", name=name, exact=True).click()
    press(page, page.get_by_role("dialog").get_by_role("button", name=name, exact=True))


def test_sign_in_and_out(walk):
    sign_in(walk, password="not-the-password")
    assert walk.get_by_text("Wrong e-mail address or password").count() > 0
    assert walk.goto(f"{HOME}/risks").url.split("?")[0].endswith("/sign-in")
    sign_in(walk)
    walk.get_by_role("heading", name=program.ORGANIZATION).wait_for()
    walk.get_by_text("Account of").locator("xpath=ancestor::summary").click()
    walk.get_by_role("button", name="Sign out").click()
    walk.get_by_role("heading", name="Sign in").wait_for()
    assert walk.goto(HOME).url.split("?")[0].endswith("/sign-in")


def test_import_of_a_whole_folder(walk, tmp_path):
    """What an organization keeps in a folder comes in at once: its files by their own names, whatever else lies there."""
    (tmp_path / "ours/policies").mkdir(parents=True)
    (tmp_path / "ours/suppliers.csv").write_text("Supplier,Criticality\nQuiet Cables,critical\n", encoding="utf-8")
    (tmp_path / "ours/policies/ai.md").write_text(
        "---\nid: POL-7\ntitle: Use of AI\nkind: policy\n---\n# Use of AI\n\nWith care.\n", encoding="utf-8")
    (tmp_path / "ours/logo.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "ours/README.txt").write_text("Ours\n", encoding="utf-8")
    with open(tmp_path / "ours/policies/training.mp4", "wb") as film:
        film.truncate(120 << 20)
    sign_in(walk)
    walk.get_by_role("heading", name=program.ORGANIZATION).wait_for()
    walk.goto(f"{HOME}/import")
    walk.get_by_role("button", name="Preview").click()
    assert "Choose at least one file" in walk.get_by_role("main").inner_text()
    walk.goto(f"{HOME}/import")
    # Without script the browser sends the film too, and is told what to do.
    plain = walk.context.browser.new_context(java_script_enabled=False, storage_state=walk.context.storage_state()).new_page()
    plain.goto(walk.url)
    plain.get_by_text("A folder, or rows copied from a spreadsheet").click()
    plain.get_by_text("so the whole folder has a limit of 100 MB").wait_for()
    plain.get_by_label("Folder", exact=True).set_input_files(tmp_path / "ours")
    plain.get_by_role("button", name="Preview").click()
    plain.get_by_text("leave out pictures and archives").wait_for()
    plain.context.close()
    walk.get_by_text("A folder, or rows copied from a spreadsheet").click()
    walk.get_by_label("Folder", exact=True).set_input_files(tmp_path / "ours")
    walk.get_by_text("3 of the 5 files in it are of a kind that is read").wait_for()
    walk.get_by_role("button", name="Preview").click()
    walk.get_by_role("button", name="Import", exact=True).wait_for()
    seen = walk.get_by_role("main").inner_text()
    assert "suppliers.csv" in seen and "policies/ai.md" in seen and "Suppliers" in seen and "Documents" in seen, seen
    assert "logo.png" not in seen and "README" not in seen, seen
    walk.get_by_role("button", name="Import", exact=True).click()
    walk.get_by_text("2 created").first.wait_for()


def test_import_with_errors_and_correct_them(walk, tmp_path):
    sign_in(walk)
    table = tmp_path / "new suppliers.csv"
    table.write_text("Supplier;Criticality;Next assessment\nQuiet Cables;critical;2027-01-31\nLoud Cables;important;31.02.2027\n",
                     encoding="cp1252")
    walk.goto(f"{HOME}/import")
    walk.get_by_label("Files", exact=True).set_input_files(table)
    walk.get_by_role("button", name="Preview").click()
    # Nothing is imported while a row is bad and all or nothing is asked for.
    walk.get_by_role("button", name=re.compile("valid rows only")).wait_for()
    assert walk.get_by_role("button", name="Import", exact=True).count() == 0
    # Corrected in the file, and chosen again.
    table.write_text("Supplier;Criticality;Next assessment\nQuiet Cables;critical;2027-01-31\nLoud Cables;important;2027-02-28\n",
                     encoding="cp1252")
    walk.goto(f"{HOME}/import")
    walk.get_by_label("Files", exact=True).set_input_files(table)
    walk.get_by_role("button", name="Preview").click()
    walk.get_by_role("button", name="Import", exact=True).click()
    walk.get_by_text("2 created").first.wait_for()
    walk.goto(f"{HOME}/suppliers?q=cables")
    assert walk.get_by_role("link", name="Loud Cables").count() == 1
    walk.get_by_role("link", name="Quiet Cables").click()
    assert walk.get_by_text("Critical", exact=True).count() > 0


def figures(page):
    """What stands in the table behind the heat map."""
    page.goto(f"{HOME}/heat-map")
    return page.locator("main").locator("table, svg").all_inner_texts()


def test_change_a_risk_and_see_it_move(walk):
    sign_in(walk)
    before = figures(walk)
    walk.goto(HOME)
    walk.keyboard.press("/")
    walk.keyboard.type("phishing of staff")
    walk.keyboard.press("Enter")
    walk.get_by_role("main").get_by_role("link", name=re.compile("Phishing of staff", re.I)).first.click()
    walk.get_by_role("heading", level=1, name=re.compile("Phishing", re.I)).wait_for()
    record = walk.url.split("?")[0]
    walk.goto(record + "/edit")
    for name in ("current_likelihood", "current_impact"):
        walk.locator(f"main [name={name}]").first.wait_for(state="attached")
    choose(walk, "current_likelihood", "5")
    choose(walk, "current_impact", "5")
    walk.locator("main form button[type=submit]").last.click()
    walk.wait_for_url(re.compile(re.escape(record) + r"(\?|$)"))
    walk.goto(record + "/history")
    timeline = walk.get_by_role("main").inner_text()
    assert "Likelihood" in timeline or "likelihood" in timeline, timeline[:500]
    assert figures(walk) != before, "the heat map stands still"


def choose(page, name, value):
    """Picks a value of a field, whether it is a list or buttons."""
    field = page.locator(f"main [name={name}]").first
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        page.locator(f"main [name={name}][value='{value}']").check(force=True)


def count(page, label):
    """The figure on a chip."""
    return int(page.locator("main .chip", has_text=label).first.locator("span").inner_text())


def test_accept_suggestions_and_approve_the_statement(walk, shoot):
    sign_in(walk)
    walk.goto(f"{HOME}/gap/iso42001")
    missing, extendable = count(walk, "Missing"), count(walk, "Could be extended")
    assert extendable > 10
    # One by one, with a reason …
    offered = walk.locator("details.suggestion").count()
    suggestion = walk.locator("details.suggestion").first
    suggestion.locator("summary").click()
    suggestion.get_by_label("Reason").fill("It does this for models already.")
    press(walk, suggestion.get_by_role("button", name="Accept"))
    walk.goto(f"{HOME}/gap/iso42001")
    assert walk.locator("details.suggestion").count() < offered
    # … and the rest at once.
    walk.get_by_label("Reason, kept with each decision").fill("Looked at in the gap workshop of 16 November.")
    press(walk, walk.get_by_role("button", name="Accept the strongest for each"))
    walk.goto(f"{HOME}/gap/iso42001")
    assert count(walk, "Missing") < missing / 2 and count(walk, "Could be extended") < extendable
    shoot(walk, "gap-accepted")

    walk.goto(f"{HOME}/soa")
    assert count(walk, "All") == 131
    assert walk.get_by_role("button", name="Approve this statement").count() == 0, "it can be approved with lines missing"
    for lines, reason in (("no_reason", "Good practice, decided with the owner."), ("undecided", "Treats the AI risks of the register.")):
        walk.goto(f"{HOME}/soa?show={lines}")
        if walk.locator("[name=uid]").count():
            walk.get_by_label("Choose all rows").check()
            press(walk, walk.get_by_role("button", name="Decide on the chosen"))
            walk.get_by_label("Reason", exact=True).fill(reason)
            press(walk, walk.locator("main form button[value=decide]"))
    walk.goto(f"{HOME}/soa?show=problems")
    left = walk.locator("main table tbody tr").all_inner_texts() if count(walk, "With problems") else []
    assert not left, "\n".join(left[:10])
    walk.goto(f"{HOME}/soa")
    confirm(walk, "Approve this statement")
    walk.get_by_text("version 1 approved").wait_for()
    shoot(walk, "soa-approved")
    walk.get_by_role("link", name="Version 1").click()
    version = walk.url.split("?")[0]
    assert walk.goto(version + "/edit").status in (403, 404, 409), "an approved version can be edited"
    answer, status = program.verify(walk.data)
    assert status == 0, answer["problems"][:3]


def test_the_menu_of_a_phone_needs_no_script(open_page):
    phone = open_page(width=390, height=844, javascript=False)
    phone.goto(HOME)
    risks = phone.get_by_role("navigation", name="Registers").get_by_role("link", name="Risks")
    assert not risks.is_visible()
    assert phone.locator(".bar").bounding_box()["height"] < 80
    phone.get_by_role("button", name="Menu").click()
    risks.click()
    phone.get_by_role("heading", level=1, name="Risks").wait_for()
    assert not risks.is_visible()
    wide = open_page()
    wide.goto(HOME)
    assert wide.get_by_role("link", name="Risks").first.is_visible() and not wide.get_by_role("button", name="Menu").is_visible()


def test_decisions_stay_in_sight_of_what_was_chosen(open_page):
    page = open_page(javascript=False)
    page.goto(f"{HOME}/gap/iso42001")
    bar, box = page.locator(".decide-bar"), page.locator("input[name=pair]").first
    assert not in_sight(bar, page)
    box.check()
    assert in_sight(bar, page) and in_sight(box, page)


def in_sight(thing, page):
    place = thing.bounding_box()
    return place["y"] >= 0 and place["y"] + place["height"] <= page.viewport_size["height"]


def test_the_questions_of_the_chosen_method_open(open_page):
    page = open_page()
    page.goto(f"{HOME}/corrective-actions/new")
    why, people = page.get_by_label("Why?", exact=True), page.get_by_label("People", exact=True)
    assert not why.is_visible() and not people.is_visible()
    page.get_by_label("Method").select_option("fishbone")
    assert people.is_visible() and not why.is_visible()
    page.get_by_label("Method").select_option("five_whys")
    assert why.is_visible() and not people.is_visible()
    plain = open_page(javascript=False)
    plain.goto(f"{HOME}/corrective-actions/new?cause_method=five_whys&fishbone_people=Two+were+new")
    # What is chosen and what is written in are both open.
    assert plain.get_by_label("Why?", exact=True).is_visible() and plain.get_by_label("People", exact=True).is_visible()
