"""Reminders and escalation by mail, against a real mail server: one mail to each person with links that lead to the records,
the one above after two weeks, nothing twice, kept in the ledger, each workspace for itself, and a server that ends cleanly."""
import email
import email.policy
import json
import re
import socket
import subprocess
import threading
import time

import pytest
from aiosmtpd.controller import Controller

import program

OWNER = "compliance.manager@halden-health.example.com"
SITE = "https://isms.example.com"


class Inbox:
    """A mail server's handler that keeps every message in order, and turns one address away."""

    def __init__(self, refused=None):
        self.messages, self.refused, self.came = [], refused, threading.Condition()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        with self.came:
            self.messages.append((envelope.rcpt_tos[0], email.message_from_bytes(envelope.content, policy=email.policy.default)))
            self.came.notify_all()
        return "250 OK"

    def wait_for(self, count, seconds=60):
        with self.came:
            assert self.came.wait_for(lambda: len(self.messages) >= count, seconds), f"{len(self.messages)} of {count} mails"

    def to(self, address):
        return [message for to, message in self.messages if to == address]


@pytest.fixture
def inbox():
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=program.free_port())
    controller.start()
    inbox.options = ["--smtp", f"smtp://127.0.0.1:{controller.port}", "--mail-from", "concord@example.com", "--address", SITE + "/"]
    yield inbox
    controller.stop()


def remind(data, *arguments, check=True, day=program.TODAY):
    ended = subprocess.run(
        [str(program.BINARY), "remind", "--data", str(data), "--json", *arguments], capture_output=True, text=True,
        env=program.environment(CONCORD_TODAY=day), timeout=120, check=False)
    assert not check or ended.returncode == 0, ended.stdout + ended.stderr
    return json.loads(ended.stdout) if ended.stdout else ended


def at_last(data):
    """Reminds by hand as soon as the server, which does it by itself, is not at it."""
    for _ in range(100):
        report = remind(data, check=False)
        if isinstance(report, dict):
            return report
        assert "being sent just now" in report.stderr, report.stderr
    raise AssertionError("The server is still sending.")


def told(report):
    return {(mail["to"], one["id"], one["escalated"]) for mail in report["mails"] for one in mail["records"]}


def text(message):
    return message.get_body().get_content().replace("\r\n", "\n")


def test_each_is_told_once_and_the_one_above_after_two_weeks(copy, inbox):
    before = program.verify(copy)[0]["ledger_entries"]
    dry = remind(copy, "--dry-run")
    assert dry["dry_run"] and program.verify(copy)[0]["ledger_entries"] == before and not inbox.messages
    sent = remind(copy, *inbox.options)
    assert told(sent) == told(dry) and len(sent["mails"]) == len(inbox.messages) == len({to for to, _ in inbox.messages})
    # CA-05 of the demonstration was due on 31 August and is not done.
    assert (OWNER, "CA-05", False) in told(sent)
    above = {to for to, record, escalated in told(sent) if record == "CA-05" and escalated}
    assert len(above) == 1 and OWNER not in above
    mail = inbox.to(OWNER)[0]
    assert mail["From"] == "concord@example.com" and mail["Auto-Submitted"] == "auto-generated"
    assert "overdue" in mail["Subject"] and "Halden Health" in mail["Subject"]
    said = text(mail)
    assert f"{SITE}/w/halden-health/corrective-actions/CA-05\n" in said and "overdue by 77 days" in said
    assert said.index("OVERDUE") < said.index("CA-05")
    escalation = text(inbox.to(above.pop())[0])
    assert "ESCALATED TO YOU" in escalation and "CA-05" in escalation and "You get this because" in escalation
    # Again on the same day, and on the sixth after it: nobody. In a week: those whom it still concerns.
    assert remind(copy, *inbox.options)["mails"] == []
    assert told(remind(copy, "--dry-run", day="2026-11-22")) & told(sent) == set()
    assert (OWNER, "CA-05", False) in told(remind(copy, "--dry-run", day="2026-11-23"))
    assert program.verify(copy)[1] == 0


def test_the_server_sends_them_by_itself_and_a_restart_nothing_twice(copy, inbox):
    expected = remind(copy, "--dry-run")
    options = [*inbox.options, "--remind-hour", "0"]
    with program.Server(copy, options=options) as server:
        inbox.wait_for(len(expected["mails"]))
        # A command speaks to the running server; what was sent there counts.
        assert at_last(copy)["mails"] == []
        session = program.Session(server.port)
        page = session("GET", f"/w/{program.WORKSPACE}/corrective-actions/CA-05")[2].decode()
        assert "Overdue since 31 Aug 2026." in page and "was reminded on 16 Nov 2026." in page
        assert "Escalated to " in page and "Reminder sent to" in page
        # The links of the mails lead to records that are there.
        for to, message in inbox.messages:
            for path in re.findall(rf"{SITE}(/\S+)", text(message)):
                assert session("GET", path)[0] == 200, (to, path)
        history = session("GET", f"/w/{program.WORKSPACE}/corrective-actions/CA-05/history")[2].decode()
        assert "reminders" in history and "Escalated to " in history
        attention = session("GET", f"/w/{program.WORKSPACE}/attention")[2].decode()
        assert "(since 31 Aug 2026, escalated 16 Nov)" in attention
        assert server.stop() == 0
    count = len(inbox.messages)
    with program.Server(copy, options=options) as server:
        assert at_last(copy)["mails"] == []
        assert server.stop() == 0
    assert len(inbox.messages) == count == len(expected["mails"])
    assert program.verify(copy)[1] == 0


def test_workspaces_do_not_cross(copy, inbox):
    program.concord("init", "--organization", "Other Ltd", "--admin", program.ADMIN, data=copy)
    token = program.concord(
        "token", "create", "--workspace", "other-ltd", "--name", "t", "--role", "manager", data=copy).stdout.strip()
    with program.Server(copy) as server:
        api = program.API(server.port, token, workspace="other-ltd")
        person = api("POST", "/people", {"name": "The same address", "email": OWNER})[2]["id"]
        made = api("POST", "/corrective-actions", {"action": "Only of Other Ltd", "owner": person, "due_on": "2026-11-10"})
        assert made[0] == 201, made
    other = remind(copy, "--workspace", "other-ltd", *inbox.options)
    assert told(other) == {(OWNER, made[2]["id"], False)}
    # Having been told there keeps nobody from being told here.
    assert (OWNER, "CA-05", False) in told(remind(copy, "--workspace", program.WORKSPACE, *inbox.options))
    first, second = map(text, inbox.to(OWNER))
    assert "Only of Other Ltd" in first and "/w/other-ltd/" in first and "halden" not in first.lower()
    assert "Only of Other Ltd" not in second and "other-ltd" not in second


def test_who_is_turned_away_is_kept_and_not_asked_again_tomorrow(copy, inbox):
    inbox.refused = OWNER
    ended = subprocess.run(
        [str(program.BINARY), "remind", "--data", str(copy), *inbox.options], capture_output=True, text=True,
        env=program.environment(), timeout=120, check=False)
    assert ended.returncode == 1 and f"<{OWNER}>: not taken" in ended.stdout and "no such mailbox" in ended.stdout
    assert not inbox.to(OWNER) and inbox.messages
    assert not [mail for mail in remind(copy, "--dry-run", day="2026-11-17")["mails"] if mail["to"] == OWNER]
    with program.Server(copy) as server:
        page = program.Session(server.port)("GET", f"/w/{program.WORKSPACE}/corrective-actions/CA-05")[2].decode()
        assert "was not taken by the mail server" in page and "no such mailbox" in page


def test_without_a_mail_server_nothing_is_lost(copy):
    before = program.verify(copy)[0]["ledger_entries"]
    ended = remind(copy, check=False)
    assert ended.returncode == 1 and "No mail server is set" in ended.stderr
    gone = ["--smtp", f"smtp://127.0.0.1:{program.free_port()}", "--mail-from", "a@example.com"]
    ended = remind(copy, *gone, check=False)
    assert ended.returncode == 1 and "did not take the messages" in ended.stderr
    # Neither does a server end badly whose mail server is gone.
    with program.Server(copy, options=[*gone, "--remind-hour", "0"]) as server:
        ended = remind(copy, check=False)
        assert ended.returncode == 1 and ("did not take" in ended.stderr or "just now" in ended.stderr), ended.stderr
        page = program.Session(server.port)("GET", f"/w/{program.WORKSPACE}/reminders")[2].decode()
        assert "Who is told next" in page and "CA-05" in page
        assert server.stop() == 0
    assert program.verify(copy)[0]["ledger_entries"] == before


def test_a_mail_server_that_does_not_answer_keeps_the_server_from_nothing(copy):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        options = ["--smtp", f"smtp://127.0.0.1:{silent.getsockname()[1]}", "--mail-from", "a@example.com", "--remind-hour", "0"]
        with program.Server(copy, options=options) as server:
            silent.settimeout(30)
            with silent.accept()[0]:  # the mail is on its way, and nothing comes back
                assert program.Session(server.port)("GET", f"/w/{program.WORKSPACE}")[0] == 200
                began = time.monotonic()
                assert server.stop() == 0
                assert time.monotonic() - began < 10
    assert told(remind(copy, "--dry-run")), "what was not sent is still to be sent"


@pytest.mark.parametrize("address", ["isms.example.com", "https://", "ftp://x", "https://x/path", "https://u@x"])
def test_a_wrong_address_is_refused(installation, address):
    ended = program.concord("remind", "--dry-run", "--address", address, data=installation, check=False)
    assert ended.returncode == 2 and "is no address of a site" in ended.stderr
