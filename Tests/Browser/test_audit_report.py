"""The report of an internal audit as a person walks it: what is missing, the texts, the signature of the lead auditor, the
receipt by management, PDF and workbook."""
import io
import re
import subprocess

import openpyxl
import pytest

import program
from pages import press, sign_in, violations, words, write_report

HOME = f"/w/{program.WORKSPACE}"
LEAD = "quality.assurance.lead@halden-health.example.com"
CHECK = {
    "title": "Monitoring", "audit": "AUD-2027-1", "point": "AP-23", "requirements": ["iso27001:9.1", "iso42001:9.1"],
    "verdict_27001": "conform", "verdict_42001": "minor", "reason": "No figure for AI", "minutes": 45, "baseline_27001": 40,
    "baseline_42001": 40,
}


@pytest.fixture
def desk(demonstration, tmp_path):
    """A server where the lead auditor has an account and a check and a finding were recorded."""
    data = program.copy_installation(demonstration, tmp_path / "data")
    environment = program.environment() | {"CONCORD_USER_PASSWORD": program.PASSWORD}
    subprocess.run(
        [str(program.BINARY), "user", "add", "--email", LEAD, "--role", "internal_auditor", "--data", str(data)],
        check=True, env=environment, capture_output=True)
    token = program.make_token(data)
    with program.Server(data) as server:
        api = server.api(token)
        lead = next(p["id"] for p in api("GET", "/people?limit=100")[2]["items"] if p["email"] == LEAD)
        tag = api("GET", "/audits/AUD-2027-1")[1]["ETag"]
        status, headers, _ = api("PATCH", "/audits/AUD-2027-1", {"lead_auditor": lead, "auditors": ["IA-2"]}, If_Match=tag)
        assert status == 200
        assert api("POST", "/audits/AUD-2027-1/opening", {}, If_Match=headers["ETag"])[0] in (200, 201)
        status, _, check = api("POST", "/checks", CHECK)
        assert status == 201
        assert api("POST", "/findings", {
            "statement": "No figure for AI", "audit": "AUD-2027-1", "checks": [check["id"]], "grade": "opportunity_for_improvement",
            "grade_42001": "minor_nonconformity", "requirements": ["iso27001:9.1", "iso42001:9.1"]})[0] == 201
        yield server


def enter(browser, server, email):
    page = browser.new_context(base_url=server.address, viewport={"width": 1440, "height": 900}, reduced_motion="reduce").new_page()
    page.set_default_timeout(15000)
    sign_in(page, email)
    page.get_by_role("navigation", name="Registers").wait_for()
    return page


def download(page, link):
    with page.expect_download() as got:
        link.click()
    return got.value.path()


def test_report(browser, desk, shoot):
    page = enter(browser, desk, LEAD)
    page.goto(f"{HOME}/audits/AUD-2027-1")
    page.get_by_role("link", name="Report", exact=True).click()
    missing = page.get_by_role("note").filter(has_text="Not ready to be signed").inner_text()
    assert "no conclusion for ISO/IEC 27001" in missing and "independence" in missing
    write_report(page, "The objectives were met.", "Only AP-23 was looked at.")
    text = page.get_by_role("main").inner_text()
    assert "35 minutes, 43.75 %" in text and "Conforms and is effective, except for the findings" in text
    assert not violations(page)
    shoot(page, "audit-report")
    book = openpyxl.load_workbook(io.BytesIO(download(page, page.get_by_role("link", name="Workbook")).read_bytes()))
    assert [sheet.title for sheet in book] == ["Checks", "Findings", "Corrective actions"]
    assert list(book["Findings"].values)[1][3:5] == ("Opportunity for improvement", "Minor nonconformity")
    assert "Not signed" in words(download(page, page.get_by_role("link", name="PDF")))
    press(page, "Sign this report")
    page.get_by_role("heading", level=1, name=re.compile("report 1")).wait_for()
    signed = page.url.split("?")[0]
    assert page.get_by_role("button", name="Receive for management").count() == 0
    assert not violations(page)

    boss = enter(browser, desk, program.ADMIN)
    boss.goto(signed)
    press(boss, "Receive for management")
    boss.get_by_text("Received", exact=True).first.wait_for()
    said = words(download(boss, boss.get_by_role("link", name="PDF")))
    assert "Signed by" in said and "SHA-256" in said and "No figure for AI" in said and "Measured saving" in said
    page.context.close()
    boss.context.close()
