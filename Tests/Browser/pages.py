"""What every walk does with a page: sign in as a person does, and ask axe-core what it finds."""
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


def violations(page):
    """What axe complains of, a line each; empty for a good page."""
    found = AXE.run(page).response["violations"]
    return [
        f"{page.url} [{violation['id']}] {violation['help']}: " + "; ".join(
            f"{node['html'][:160]} ({' '.join(node.get('failureSummary', '').split())[:200]})" for node in violation["nodes"][:3])
        for violation in found
    ]
