"""Accounts in a browser: what an administrator does with a member, what a person does with their own account and sessions, and
what a browser forgets. On every page nothing that axe complains of and nothing wider than a phone."""
import re

import program
import pytest
from pages import look, press, sign_in, violations

HOME = f"/w/{program.WORKSPACE}"
NEW = "four words nobody says"


def account(server, name, role="reader"):
    """A new member with an account of their own; answers address and password."""
    email = f"{name.split()[0].lower()}@example.com"
    said = program.concord("user", "add", "--workspace", program.WORKSPACE, "--email", email, "--name", name, "--role", role,
                           data=server.data).stdout
    return email, re.search(r"The password is (\S+)", said).group(1)


def visit(open_page, person):
    """Signs in as somebody at a browser of their own."""
    page = open_page(signed=False)
    enter(page, person)
    return page


def enter(page, person):
    sign_in(page, email=person[0], password=person[1])
    page.get_by_role("navigation", name="Registers").wait_for()


def member(page, name):
    page.goto(f"{HOME}/members")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def main(page):
    return page.locator("main").inner_text()


def test_a_role_is_changed_and_works_at_once(open_page, server, shoot):
    person = account(server, "Rosa Reader")
    page, guest = open_page(), visit(open_page, person)
    guest.goto(f"{HOME}/suppliers")
    assert guest.get_by_role("link", name=re.compile("^(New|Add)")).count() == 0
    page.goto(f"{HOME}/members")
    look(page, shoot, "members")
    member(page, "Rosa Reader")
    look(page, shoot, "member")
    page.get_by_label("Role").select_option("manager")
    press(page, "Save role")
    page.get_by_text("Saved.", exact=True).wait_for()
    assert page.locator(".head-facts").inner_text() == "Manager"
    guest.reload()
    assert guest.get_by_role("link", name=re.compile("^(New|Add)")).count() > 0
    page.goto(f"{HOME}/security-events?kind=member_changed")
    assert "Reader → Manager" in main(page)
    look(page, shoot, "security-events")
    page.goto(f"{HOME}/security-events?kind=backup")
    look(page, shoot, "security-events-empty")


def test_the_open_page_of_whose_access_ended_stops_at_the_next_click(open_page, server):
    person = account(server, "Emil Ended")
    page, guest = open_page(), visit(open_page, person)
    guest.goto(f"{HOME}/risks")
    member(page, "Emil Ended")
    press(page, "End access")
    page.get_by_text("Access ended.", exact=True).wait_for()
    assert page.get_by_role("link", name="Emil Ended").count() == 0
    guest.get_by_role("navigation", name="Registers").get_by_role("link", name=re.compile("^Assets")).click()
    guest.get_by_role("heading", level=1, name="Not found").or_(guest.get_by_text("There is no workspace")).first.wait_for()
    assert violations(guest) == []
    guest.goto("/")
    assert "no part in any workspace" in main(guest)


def test_a_password_is_reset_by_a_link_that_works_once(open_page, server, shoot):
    person = account(server, "Lara Lost")
    page, guest = open_page(), visit(open_page, person)
    member(page, "Lara Lost")
    press(page, "Create reset link")
    look(page, shoot, "member-reset")
    link = re.search(r"/reset/\w+", main(page)).group(0)
    browser = open_page(signed=False)
    browser.goto(link)
    look(browser, shoot, "reset")
    browser.get_by_label("New password").fill("password1234")
    press(browser, "Set password")
    assert "easy to guess" in main(browser)
    browser.get_by_label("New password").fill(NEW)
    press(browser, "Set password")
    enter(browser, (person[0], NEW))
    guest.reload()
    assert guest.url.split("?")[0].endswith("/sign-in"), "a session from before the reset goes on"
    again = open_page(signed=False)
    again.goto(link)
    assert "used, replaced or has expired" in main(again)
    look(again, shoot, "reset-gone")
    page.goto(f"{HOME}/security-events?person={person[0]}")
    assert {"Password reset link issued", "Password reset link used"} <= set(
        page.locator("td .tag").all_inner_texts())


def test_my_sessions_are_seen_and_ended(open_page, server, shoot):
    person = account(server, "Sara Sessions")
    first, second = visit(open_page, person), visit(open_page, person)
    first.goto("/account")
    look(first, shoot, "account")
    first.get_by_role("link", name="Where you are signed in").click()
    assert first.get_by_text("Chrome on Linux").count() == 2 and first.get_by_text("this browser").count() == 1
    look(first, shoot, "sessions")
    press(first, "End all others")
    assert "You aren’t signed in anywhere else." in main(first)
    second.reload()
    assert second.url.split("?")[0].endswith("/sign-in")


def test_name_time_zone_and_reminders_are_ones_own(open_page, server, shoot):
    person = account(server, "Zoe Zone", "administrator")
    page = visit(open_page, person)
    page.goto("/account")
    assert "Language: English" in main(page)
    page.get_by_label("Name").fill("Zoë Zone")
    page.get_by_label("Time zone").select_option("Pacific/Kiritimati")
    page.get_by_label("Reminders by mail").select_option("overdue")
    press(page, "Save")
    page.get_by_text("Saved.", exact=True).wait_for()
    look(page, shoot, "account-saved")
    assert page.get_by_label("Time zone").input_value() == "Pacific/Kiritimati"
    # Fourteen hours ahead of UTC.
    page.goto(f"{HOME}/security-events")
    stamp = page.locator("time").first
    hour, shown = int(stamp.get_attribute("datetime")[11:13]), int(stamp.inner_text().split(", ")[1][:2])
    assert (hour + 14) % 24 == shown


def test_nobody_sees_what_another_account_left_in_the_browser(open_page, server):
    ann, bob = account(server, "Ann Author", "manager"), account(server, "Bob Browser", "manager")
    page = visit(open_page, ann)
    write = "localStorage.setItem('concord:paper:/w/x/checks/CHK-1/fields', JSON.stringify({ texts: { notes: 'secret' } }))"
    kept = "Object.keys(localStorage).filter(key => key.startsWith('concord:paper:')).length"
    page.evaluate(write)
    page.goto(HOME)
    assert page.evaluate(kept) == 1, "the same person's text is gone"
    # The session ends by itself, and the same person comes back.
    page.context.clear_cookies(name=re.compile("^concord-(?!owner-|device-)"))
    enter(page, ann)
    assert page.evaluate(kept) == 1
    # Somebody else comes instead, also where the browser has lost its cookies.
    page.context.clear_cookies()
    enter(page, bob)
    assert page.evaluate(kept) == 0


def test_signing_out_asks_before_unsent_text_is_deleted(open_page, server):
    person = account(server, "Olga Out", "manager")
    page = visit(open_page, person)
    page.evaluate("localStorage.setItem('concord:paper:/w/x/checks/CHK-1/fields', '{}')")
    kept = "Object.keys(localStorage).filter(key => key.startsWith('concord:paper:')).length"
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog")
    assert "1 audit point that was not sent" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    assert page.evaluate(kept) == 1 and page.url.endswith("/account")
    page.get_by_role("button", name="Sign out").click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
    assert page.url.split("?")[0].endswith("/sign-in") and page.evaluate(kept) == 0
    # With nothing unsent nothing is asked.
    enter(page, person)
    page.goto("/account")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert page.url.split("?")[0].endswith("/sign-in")
