"""The plan of an audit on the command line and over HTTP: made from the registers, exported, solved again, stopped, told to
auditees by a real mail server, and read by a calendar program."""
import email
import email.policy
import json
import re
import urllib.parse

import icalendar
import pytest
from aiosmtpd.controller import Controller

import program

AUDIT = "AUD-2027-1"
PLAN = f"/w/{program.WORKSPACE}/audits/{AUDIT}/plan"
AGENDA = f"/w/{program.WORKSPACE}/audits/{AUDIT}/agenda"


@pytest.fixture(scope="module")
def planned(installation, tmp_path_factory):
    """A copy in which the plan is made."""
    data = program.copy_installation(installation, tmp_path_factory.mktemp("planned") / "data")
    made = program.concord("plan", "make", AUDIT, "--json", "--stop-after", "10", data=data, check=False)
    assert made.returncode == 1, made.stderr  # some points can't be covered
    return data, json.loads(made.stdout)


def test_make_show_export_and_solve_agree(planned, tmp_path):
    data, made = planned
    shown = json.loads(program.concord("plan", "show", AUDIT, "--json", data=data, check=False).stdout)
    assert shown["plan"] == made["plan"] and shown["covered"] == made["covered"] > 20
    assert shown["status"] == "incomplete" and shown["plan_gap"] == 0
    assert all(not session["broken"] for session in shown["plan"])
    exported = tmp_path / "audit.json"
    exported.write_text(program.concord("plan", "export", AUDIT, data=data).stdout)
    solved = json.loads(program.concord("plan", "solve", exported, "--json", "--seconds", "10", check=False).stdout)
    assert (solved["covered"], solved["objective"]) == (made["covered"], made["objective"])
    assert {point["point"]: point["reason"] for point in solved["uncovered"]} == {
        point["point"]: point["reason"] for point in made["uncovered"]}
    assert program.verify(data)[1] == 0


def test_through_the_running_server(copy):
    with program.Server(copy):
        made = program.concord("plan", "make", AUDIT, "--stop-after", "10", data=copy, check=False)
        assert made.returncode == 1 and "of 74 points in" in made.stdout and "no plan is better" in made.stdout
        assert "Not covered: AP-63, no_independent_auditor" in made.stdout


@pytest.mark.parametrize("arguments, status, words", [
    (["make", "AUD-NONE"], 1, "There is no audit"),
    (["make", AUDIT, "--stop-after", "0"], 2, "--stop-after is from"),
    (["show", "R-001"], 1, "There is no audit"),
])
def test_what_is_wrong_is_said(installation, arguments, status, words):
    ended = program.concord("plan", *arguments, data=installation, check=False)
    assert ended.returncode == status and words in ended.stderr


class Inbox:
    """A mail server's handler that keeps what it is given, and turns one address away."""

    def __init__(self, refused=None):
        self.messages, self.refused = {}, refused

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        for address in envelope.rcpt_tos:
            self.messages[address] = email.message_from_bytes(envelope.content, policy=email.policy.default)
        return "250 OK"


def post(session, page, path):
    token = re.search(rb'name="_token" value="([^"]*)"', session("GET", page)[2]).group(1).decode()
    return session("POST", path, {"_token": token})


def test_auditees_are_told_by_mail(planned, tmp_path):
    data = program.copy_installation(planned[0], tmp_path / "data")
    refused = "people.manager@halden-health.example.com"
    inbox = Inbox(refused)
    controller = Controller(inbox, hostname="127.0.0.1", port=program.free_port())
    controller.start()
    try:
        options = ["--smtp", f"smtp://127.0.0.1:{controller.port}", "--mail-from", "audits@example.com"]
        with program.Server(data, options=options) as server:
            session = program.Session(server.port)
            status, headers, body = post(session, AGENDA, f"{AGENDA}/notice")
            assert status == 303, body
            assert "failed=1" in headers["Location"]
            comments = session("GET", AGENDA.removesuffix("/agenda"))[2].decode()
    finally:
        controller.stop()
    assert refused not in inbox.messages and len(inbox.messages) > 5
    message = inbox.messages["head.of.platform.operations@halden-health.example.com"]
    assert message["From"] == "audits@example.com" and "appointments" in message["Subject"]
    text = message.get_body().get_content()
    assert "Platform Operations" in text and "Networks" not in text
    calendar = icalendar.Calendar.from_ical(next(message.iter_attachments()).get_content())
    events = calendar.walk("VEVENT")
    mine = [one for one in planned[1]["plan"] if one["unit"] == "U-OPS"]
    assert 0 < len(events) <= len(mine)
    assert {str(event["DTSTART"].dt)[:10] for event in events} <= {one["half_day"][:10] for one in mine}
    assert "Notice of the agenda sent to" in comments and "no such mailbox" in comments
    assert program.verify(data)[1] == 0


def test_without_a_mail_server_nothing_is_lost(planned, tmp_path):
    data = program.copy_installation(planned[0], tmp_path / "data")
    before = program.verify(data)[0]["ledger_entries"]
    options = ["--smtp", f"smtp://127.0.0.1:{program.free_port()}", "--mail-from", "audits@example.com"]
    with program.Server(data, options=options) as server:
        session = program.Session(server.port)
        status, _, body = post(session, AGENDA, f"{AGENDA}/notice")
        assert status == 503 and b"did not take the messages" in body
    with program.Server(data) as server:
        session = program.Session(server.port)
        assert b"--smtp" in session("GET", AGENDA)[2]
    assert program.verify(data)[0]["ledger_entries"] == before


@pytest.mark.parametrize("options, words", [
    (["--smtp", "mail.example.com", "--mail-from", "a@example.com"], "is no mail server"),
    (["--smtp", "smtp://mail.example.com"], "needs a sender"),
    (["--smtp", "smtp://u:secret@mail.example.com", "--mail-from", "a@example.com"], "is no mail server"),
])
def test_a_wrong_mail_server_is_refused_at_the_start(installation, options, words):
    ended = program.concord("serve", *options, data=installation, check=False)
    assert ended.returncode == 2 and words in ended.stderr


def test_calendars_are_read_by_a_calendar_program(planned, tmp_path):
    data = program.copy_installation(planned[0], tmp_path / "data")
    with program.Server(data) as server:
        session = program.Session(server.port)
        status, headers, body = session("GET", f"{AGENDA}/calendar?for=all")
        assert status == 200 and headers["Content-Type"].startswith("text/calendar")
        events = icalendar.Calendar.from_ical(body).walk("VEVENT")
        assert len(events) == len(planned[1]["plan"])
        assert len({str(event["UID"]) for event in events}) == len(events)
        begins = sorted(event["DTSTART"].dt.strftime("%Y-%m-%d/%p") for event in events)
        assert begins == sorted(one["half_day"] for one in planned[1]["plan"])
        page = session("GET", AGENDA)[2].decode()
        address = urllib.parse.urlsplit(re.search(r"http://[^<]*/calendar/[^<]*", page).group(0)).path
        session.cookie = ""
        assert session("GET", address)[0] == 200
        for wrong in (address[:-1], address.replace("/all/", "/IA-1/"), address.replace("AUD-2027-1", "AUD-2027-2")):
            assert session("GET", wrong)[0] == 404
