"""What an administrator does with a member, and a person with their sessions, walked in a browser."""
import re

import program
import pytest
from pages import sign_in, violations

MEMBER = "reset-me@example.com"
NEW = "four words nobody says"


@pytest.fixture(scope="module")
def member(server):
    program.concord("user", "add", "--workspace", program.WORKSPACE, "--email", MEMBER, "--name", "Rosa Reader",
                    "--role", "reader", data=server.data)


def test_a_member_is_changed_reset_and_removed(open_page, member, shoot):
    page = open_page()
    page.goto(f"/w/{program.WORKSPACE}/members")
    page.get_by_role("link", name="Rosa Reader").click()
    page.get_by_label("Role", exact=True).select_option("manager")
    page.get_by_role("button", name="Save").click()
    assert "Manager" in page.locator("main").inner_text()
    shoot(page, "member")
    assert violations(page) == []
    page.get_by_role("button", name="Make a reset link").click()
    link = re.search(r"/reset/\w+", page.locator("main").inner_text()).group(0)
    shoot(page, "member-reset")
    guest = open_page(signed=False)
    guest.goto(link)
    assert violations(guest) == []
    guest.get_by_label("New password").fill(NEW)
    guest.get_by_role("button", name="Set it").click()
    sign_in(guest, email=MEMBER, password=NEW)
    guest.goto("/account/sessions")
    assert "this one" in guest.locator("main").inner_text()
    shoot(guest, "sessions")
    assert violations(guest) == []
    guest.goto("/account")
    assert violations(guest) == []
    page.goto(f"/w/{program.WORKSPACE}/members")
    page.get_by_role("link", name="Rosa Reader").click()
    assert "Chrome on Linux" in page.locator("main").inner_text()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="End access").click()
    page.wait_for_url("**/members")
    assert "Rosa Reader" not in page.locator("main").inner_text()
