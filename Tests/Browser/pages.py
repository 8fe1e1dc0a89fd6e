"""What every walk does with a page: sign in as a person does, press buttons, and ask axe-core what it finds."""
import subprocess

from axe_playwright_python.sync_playwright import Axe

import program

# WCAG 2.2 AA and what axe calls good practice.
AXE = Axe()


def sign_in(page, email=program.ADMIN, password=program.PASSWORD, at="/"):
    """Opens an address of somebody who is not signed in and fills in the form to which it leads."""
    page.goto(at)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def signed_in_state(browser, server):
    """Cookies of the administrator of a server, got by signing in as a person does."""
    context = browser.new_context(base_url=server.address)
    page = context.new_page()
    sign_in(page)
    page.get_by_role("navigation", name="Registers").wait_for()
    state = context.storage_state()
    context.close()
    return state


def violations(page):
    """What axe complains of, a line each; empty for a good page."""
    found = AXE.run(page).response["violations"]
    return [
        f"{page.url} [{violation['id']}] {violation['help']}: " + "; ".join(
            f"{node['html'][:160]} ({' '.join(node.get('failureSummary', '').split())[:200]})" for node in violation["nodes"][:3])
        for violation in found
    ]


def look(page, shoot, name):
    """Nothing that axe complains of, nothing wider than a phone; kept as a picture."""
    found = violations(page)
    assert not found, found
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert wide <= 1, f"{page.url} is {wide} px wider than the phone"
    shoot(page, name)


def press(page, name):
    """Presses a button that sends a form, says yes where it asks, and waits for the answer."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()
        dialog = page.get_by_role("dialog")
        if dialog.count() and dialog.first.is_visible():
            dialog.get_by_role("button", name=name, exact=True).click()


def follow(page, link):
    """Follows a link and waits for the page."""
    with page.expect_navigation():
        link.click()


IMPORTS = f"/w/{program.WORKSPACE}/import"


def upload(page, *paths):
    """Sends files to a new import, all at once."""
    page.goto(IMPORTS)
    page.get_by_label("Files", exact=True).set_input_files([str(path) for path in paths])
    press(page, "Preview")


def import_summary(page):
    """What the overview of an import says of all of it."""
    return page.locator(".import-summary").inner_text()


def words(pdf):
    """What stands in a PDF, as one line."""
    return " ".join(subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout.split())


def write_report(page, summary, limits):
    """Fills in, on the report's page, what its lead auditor writes: conform for 27001, with exceptions for 42001."""
    page.get_by_label("Conclusion for 27001").select_option("conforms")
    page.get_by_label("Conclusion for 42001").select_option("with_exceptions")
    page.get_by_label("Summary and reasons").fill(summary)
    page.get_by_label("Limits").fill(limits)
    page.get_by_label("Independence").fill("Nobody audited own work.")
    press(page, "Save the texts")
