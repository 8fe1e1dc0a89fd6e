"""For the certification body: the level of integration is judged, the letter read, a pack prepared, made and taken, and
the archive that the browser saved is verified."""
import json
import re

import pytest

import program
from pages import sign_in, violations

HOME = f"/w/{program.WORKSPACE}"
AUDIT = f"{HOME}/audits/AUD-2027-2"


@pytest.fixture
def walk(browser, demonstration, tmp_path):
    with program.Server(program.copy_installation(demonstration, tmp_path / "data")) as server:
        def open_page(javascript=True, width=1440):
            context = browser.new_context(
                base_url=server.address, viewport={"width": width, "height": 900}, reduced_motion="reduce",
                java_script_enabled=javascript, accept_downloads=True)
            context.set_default_timeout(15000)
            page = context.new_page()
            sign_in(page, at=AUDIT)
            page.get_by_role("heading", name="For the certification body").wait_for()
            return page

        open_page.server = server
        yield open_page


def test_the_way_to_a_pack(walk, tmp_path, shoot):
    page = walk()
    problems = violations(page)

    # The level of integration: a percentage without its reason is refused and what was typed is still there.
    page.get_by_role("link", name="Level of integration").first.click()
    page.get_by_label("How far").first.select_option("75")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("Say what shows it").wait_for()
    assert page.get_by_label("How far").first.input_value() == "75"
    problems += violations(page)
    for number in range(7):
        page.get_by_label("How far").nth(number).select_option("50" if number else "75")
        page.get_by_label("Reason").nth(number).fill("One manual for both")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("54 %").first.wait_for()
    problems += violations(page)
    shoot(page, "integration")

    # The letter takes it up, and names what is not there yet.
    page.get_by_role("link", name="Letter", exact=True).click()
    for text in ("54 %", "One manual for both", "Audit Rijn Certification", "6 AI systems", "The scope statement is not approved yet."):
        page.get_by_text(text).first.wait_for()
    problems += violations(page)
    shoot(page, "letter")

    # The pack: what is missing leads to where it is put right; another day; made; taken.
    page.goto(AUDIT)
    page.get_by_role("link", name="Prepare a pack").click()
    page.get_by_role("link", name="No statement of applicability is approved.").wait_for()
    page.get_by_role("link", name="Stage 2").click()
    page.get_by_text("Records of operation").wait_for()
    problems += violations(page)
    shoot(page, "pack")
    page.get_by_role("button", name="Make the pack").click()
    page.get_by_role("heading", name=re.compile("Stage 2 pack for AUD-2027-2")).wait_for()
    problems += violations(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "halden-health-AUD-2027-2-stage2-2027-09-13.zip"
    saved = tmp_path / "saved.zip"
    download.value.save_as(saved)
    answer = json.loads(program.concord("verify", saved, "--json", check=False).stdout)
    assert answer["consistent"] and not answer["authentic"] and answer["ledger_entries"] > 500
    page.reload()
    page.get_by_text("Times downloaded").wait_for()
    assert not problems, "\n".join(problems)


def test_without_javascript_and_on_a_phone(walk):
    page = walk(javascript=False, width=390)
    page.get_by_role("link", name="Prepare a pack").click()
    page.get_by_role("button", name="Make the pack").click()
    page.get_by_role("heading", name=re.compile("Stage 1 pack")).wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.endswith("stage1-2027-09-13.zip")


def test_the_pack_reads_as_pages(walk, browser, tmp_path):
    """A person opens index.html of the unpacked archive: every page is there, looks right to axe, and needs no server."""
    import zipfile

    program.concord("pack", "--audit", "AUD-2027-2", "--kind", "stage1", "--output", tmp_path / "pack.zip", data=walk.server.data)
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    context = browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
    page = context.new_page()
    problems = []
    page.goto((tmp_path / "unpacked/index.html").as_uri())
    pages = page.eval_on_selector_all("a[href$='.html']", "all => all.map(a => a.href)")
    assert len(pages) > 15
    for href in dict.fromkeys([page.url, *pages]):
        page.goto(href)
        problems += violations(page)
        wide = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            problems.append(f"{href} is {wide} px wider than the phone")
    context.close()
    assert not problems, "\n".join(problems)
