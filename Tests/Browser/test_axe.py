"""Every page that the left bar leads to, and one record of each register, as axe-core sees it: no violation, in light
and dark and at the width of a phone. Main pages are kept as pictures to look at."""
import re

import pytest

import program
from pages import sign_in, violations

HOME = f"/w/{program.WORKSPACE}"
# Pages that are looked at in pictures; a register's list, record and form stand for all of them.
PICTURES = {"": "home", "/risks": "risks", "/heat-map": "heat-map", "/gap": "gap", "/soa": "soa",
            "/ai-systems": "ai-systems", "/ai-inventory": "ai-inventory", "/crosswalk": "crosswalk", "/attention": "attention"}


def links(page, selector):
    """Addresses inside the workspace, in order, each once."""
    found = page.eval_on_selector_all(selector, "all => all.map(a => a.getAttribute('href'))")
    return list(dict.fromkeys(href for href in found if href and href.startswith(HOME)))


def visit(page, href):
    answer = page.goto(href)
    assert answer is not None and answer.status == 200, f"{href} answers {answer and answer.status}"


def bar(page):
    visit(page, HOME)
    found = links(page, "nav[aria-label=Registers] a[href]")
    assert len(found) > 20, "The left bar leads to hardly anything."
    return found


def first_record(page, register):
    """Where the first row of a list leads; None if the list is empty."""
    record = re.compile(rf"^{re.escape(register)}/(?!new$|export|import)[^/?#]+$")
    return next((href for href in links(page, "main table a[href], main li a[href]") if record.match(href)), None)


def test_every_page_of_the_bar_and_a_record_of_each(page):
    problems, records = [], 0
    # The menu of the person leads there, not the bar.
    visit(page, f"{HOME}/reminders")
    problems += violations(page)
    for href in bar(page):
        visit(page, href)
        problems += violations(page)
        record = first_record(page, href)
        if record:
            records += 1
            visit(page, record)
            problems += violations(page)
    assert records >= 10, "Hardly any list leads to a record."
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("register", ["risks", "ai-systems", "documents", "corrective-actions"])
def test_forms_and_history(page, register):
    visit(page, f"{HOME}/{register}")
    record = first_record(page, f"{HOME}/{register}")
    assert record, f"There is no record of {register} in the demonstration."
    problems = []
    for href in (f"{HOME}/{register}/new", f"{record}/edit", f"{record}/history"):
        visit(page, href)
        problems += violations(page)
    # A form with mistakes, too.
    visit(page, f"{HOME}/{register}/new")
    page.locator("main form[novalidate], main form").last.evaluate("form => { form.noValidate = true }")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    problems += violations(page)
    assert not problems, "\n".join(problems)


def test_before_signing_in(open_page):
    page = open_page(signed=False)
    problems = []
    for path in ("/sign-in", "/api"):
        visit(page, path)
        problems += violations(page)
    page.goto("/there-is-no-such-page")
    problems += violations(page)
    assert not problems, "\n".join(problems)


def test_dark(open_page):
    page = open_page(scheme="dark")
    problems = []
    for href in bar(page):
        visit(page, href)
        problems += violations(page)
    visit(page, first_record_of(page, "risks"))
    problems += violations(page)
    assert not problems, "\n".join(problems)


def test_phone(open_page):
    page = open_page(width=390, height=844)
    problems = []
    pages = bar(page)
    for href in [*pages, first_record_of(page, "risks"), f"{HOME}/risks/new"]:
        visit(page, href)
        problems += violations(page)
        wide = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            problems.append(f"{href} is {wide} px wider than the phone")
    assert not problems, "\n".join(problems)


def test_pictures(page, open_page, shoot):
    for path, name in PICTURES.items():
        visit(page, HOME + path)
        shoot(page, name)
    visit(page, first_record_of(page, "risks"))
    shoot(page, "risk")
    visit(page, f"{HOME}/risks/new")
    shoot(page, "risk-form")
    dark = open_page(scheme="dark")
    visit(dark, HOME)
    shoot(dark, "home-dark")


def test_without_javascript(open_page):
    """Signing in, finding a record and opening its form need no script."""
    page = open_page(signed=False, javascript=False)
    sign_in(page, at=f"{HOME}/risks")
    visit(page, f"{HOME}/risks?q=phishing")
    # A page without script can't be asked for its links all at once; its text can.
    record = re.search(rf'href="({HOME}/risks/R-\d+)"', page.content()).group(1)
    visit(page, record)
    visit(page, f"{record}/edit")
    page.locator("main form button[type=submit]").last.wait_for()


def first_record_of(page, register):
    visit(page, f"{HOME}/{register}")
    record = first_record(page, f"{HOME}/{register}")
    assert record, f"There is no record of {register} in the demonstration."
    return record
