"""People are told by mail what happens to their account, against a real mail server; a mail server that is gone keeps nobody out."""
import re

import program
from test_reminders import inbox, text  # noqa: F401

NEW = "four words nobody says"


def form_token(session, path="/account"):
    return re.search(rb'name="_token" value="([^"]*)"', session("GET", path)[2]).group(1).decode()


def test_a_new_browser_and_a_new_password_are_told(copy, inbox):  # noqa: F811
    with program.Server(copy, options=inbox.options) as server:
        # The first sign-in of an account is nothing to tell of, and the browser that was there before is none either.
        first = program.Session(server.port)
        assert first("GET", "/account")[0] == 200
        second = program.Session(server.port)
        inbox.wait_for(1)
        status, _, answer = second("POST", "/account/password", {
            "_token": form_token(second), "old": program.PASSWORD, "new": NEW})
        assert status == 303, answer
        inbox.wait_for(2)
    signed_in, changed = inbox.to(program.ADMIN)
    assert signed_in["Subject"] == "New sign-in to your Concord account" and "Unknown browser" in text(signed_in)
    assert changed["Subject"] == "Your Concord password was changed"
    assert "https://isms.example.com/account" in text(changed) and NEW not in text(changed)


def test_a_mail_server_that_is_gone_keeps_nobody_out(copy):
    options = ["--smtp", f"smtp://127.0.0.1:{program.free_port()}", "--mail-from", "concord@example.com"]
    with program.Server(copy, options=options) as server:
        program.Session(server.port)
        assert program.Session(server.port)("GET", "/account")[0] == 200
        assert server.stop() == 0
    assert program.ADMIN in server.errors()
