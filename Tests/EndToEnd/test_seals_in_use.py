"""Somebody with the database alters a row that decides who may do what, uses it over HTTP and puts it back before anybody
looks: refused while it is altered, told to the administrator, and the row works again afterwards."""
import hashlib
import json

import pytest

import program

GUEST = "guest@example.com"


@pytest.fixture(scope="module")
def place(installation, tmp_path_factory):
    data = tmp_path_factory.mktemp("seals") / "data"
    program.copy_installation(installation, data)
    tokens = {name: program.make_token(data, name=name, role="reader") for name in ("one", "two", "three")}
    with program.Server(data) as server:
        yield server, data, tokens


def row(data, sql):
    with program.database(data) as database:
        return database.execute(sql).fetchall()


def change(data, sql, arguments=()):
    with program.database(data) as database:
        assert database.execute(sql, arguments).rowcount > 0, sql


ATTACKS = {
    "a role": ("UPDATE membership SET role = 'reader'", "UPDATE membership SET role = 'administrator'"),
    "a last day": ("UPDATE membership SET until = '2099-01-01'", "UPDATE membership SET until = NULL"),
    "a person": ("UPDATE membership SET person = 'PER-0001'", "UPDATE membership SET person = NULL"),
    "a name": ("UPDATE account SET name = name || '.'", "UPDATE account SET name = substr(name, 1, length(name) - 1)"),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_an_altered_member_is_refused_in_use(place, what):
    server, data, _ = place
    session = program.Session(server.port)
    page = f"/w/{program.WORKSPACE}/risks"
    assert session("GET", page)[0] == 200
    before = row(data, "SELECT role, until, person, audits FROM membership")
    assert len(before) == 1
    there, back = ATTACKS[what]
    if "person" in there:
        back = "UPDATE membership SET person = " + (f"'{before[0][2]}'" if before[0][2] else "NULL")
    change(data, there)
    try:
        assert session("GET", page)[0] in (303, 404)
    finally:
        change(data, back)
    assert session("GET", page)[0] == 200


def test_a_password_set_in_the_database_opens_nothing(place):
    server, data, _ = place
    (kept,), = row(data, "SELECT password FROM account")
    salt = b"0" * 16
    key = hashlib.scrypt(b"my own password", salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=len(bytes.fromhex(kept.split("$")[-1])))
    parts = kept.split("$")
    change(data, "UPDATE account SET password = ?", ("$".join(parts[:-2] + [salt.hex(), key.hex()]),))
    try:
        with pytest.raises(AssertionError):
            program.Session(server.port, password="my own password")
    finally:
        change(data, "UPDATE account SET password = ?", (kept,))
    program.Session(server.port)


@pytest.mark.parametrize("name, there, back", [
    ("one", "UPDATE token SET role = 'administrator' WHERE name = 'one'", "UPDATE token SET role = 'reader' WHERE name = 'one'"),
    ("two", "UPDATE token SET until = '2099-01-01' WHERE name = 'two'", "UPDATE token SET until = NULL WHERE name = 'two'"),
])
def test_an_altered_token_is_refused_in_use(place, name, there, back):
    server, data, tokens = place
    change(data, there)
    try:
        assert server.api(tokens[name])("GET", "/risks")[0] == 401
    finally:
        change(data, back)
    assert server.api(tokens[name])("GET", "/risks")[0] == 200


def test_what_was_refused_is_an_event_and_the_chain_is_whole(place):
    server, data, _ = place
    events = [json.loads(line) for line in program.concord("events", "--jsonl", data=data).stdout.splitlines()]
    broken = {event["subject"] for event in events if event["kind"] == "seal_broken"}
    assert any(name.startswith("member ") for name in broken), events[:20]
    assert any(name.startswith("token one") for name in broken) and any(name.startswith("account ") for name in broken)
    answer, status = program.verify(data)
    assert status == 0, answer
