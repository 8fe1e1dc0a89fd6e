"""An attacker with a shell on the machine alters what is stored, with the server stopped, by means that know nothing of
Concord's own code: Python's sqlite3, and bytes in files. `concord verify` must notice each of them and name what it
concerns. A verifier that passes everything would fail here."""
import hashlib
import json
import random
import shutil

import pytest

import program

DATABASE = "concord.sqlite"
FILE = b"Minutes of the review, signed.\n" * 50
ATTACHED = b"The contract as it was signed.\n" * 50


@pytest.fixture(scope="module")
def evidence(installation, tmp_path_factory):
    """An installation with the demonstration, a comment and an uploaded file, its ledger signed up to the end."""
    data = tmp_path_factory.mktemp("attacked") / "data"
    program.copy_installation(installation, data)
    token = program.make_token(data)
    with program.Server(data) as server:
        api = server.api(token)
        status, _, answer = api("POST", "/files", FILE, Content_Type="text/plain")
        assert status == 201, answer
        assert answer["sha256"] == hashlib.sha256(FILE).hexdigest()
        status, _, answer = api("POST", "/evidence", {"title": "Minutes", "file": answer["sha256"]})
        assert status == 201, answer
        program.Session(server.port).attach("/suppliers/S-01", ATTACHED)
        for title in ("Witness one", "Witness two"):
            status, _, answer = api("POST", "/suppliers", {"name": title})
            assert status == 201, answer
        status, _, answer = api("PATCH", f"/suppliers/{answer['id']}", {"service": "Changed once"}, If_Match=_["ETag"])
        assert status == 200, answer
        assert server.stop() == 0
    answer, status = program.verify(data)
    assert status == 0 and answer["ok"], answer
    # The write-ahead log is brought home, so that what follows alters the file itself.
    with program.database(data) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return data


@pytest.fixture
def data(evidence, tmp_path):
    return program.copy_installation(evidence, tmp_path / "data")


def alter(data, sql, arguments=()):
    """Answers how many rows the attacker changed; an attack that changes nothing proves nothing."""
    with program.database(data) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        changed = database.execute(sql, arguments).rowcount
    assert changed > 0, f"This attack did nothing: {sql}"
    return changed


def ask(data, sql, arguments=()):
    with program.database(data) as database:
        return database.execute(sql, arguments).fetchone()


def must_notice(data, *named, what=None):
    answer, status = program.verify(data)
    assert status == 1 and not answer["ok"] and answer["problems"], f"verify let it through: {answer}"
    said = json.dumps(answer["problems"], ensure_ascii=False)
    for name in named:
        assert str(name) in said, f"verify does not name {name}: {said[:1000]}"
    if what:
        assert what in {problem["what"] for problem in answer["problems"]}, said[:1000]


def test_untouched_it_passes(data):
    answer, status = program.verify(data)
    assert (status, answer["ok"], answer["problems"]) == (0, True, [])
    assert answer["ledger_entries"] > 800 and answer["files"] == 2


RECORD = "(SELECT id FROM record WHERE kind = 'risks' ORDER BY id LIMIT 1)"
SEQ = "(SELECT max(seq) FROM revision WHERE kind = 'risks')"

# what it is called, the statement, what must be named (SQL that finds it before the attack), what kind of problem
ROWS = {
    "a record's content": (f"UPDATE record SET body = replace(body, '\":', '\": ') WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record's level": (f"UPDATE record SET body = json_set(body, '$.likelihood', 1, '$.x', 1) WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record's title": (f"UPDATE record SET title = title || '.' WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record's owner": ("UPDATE record SET owner = NULL WHERE id = (SELECT id FROM record WHERE owner IS NOT NULL LIMIT 1)",
                         "SELECT id FROM record WHERE owner IS NOT NULL LIMIT 1", "record"),
    "a record's state": (f"UPDATE record SET state = 'accepted-by-nobody' WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record's author": (f"UPDATE record SET updated_by = 'nobody@example.com' WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record's first author": (f"UPDATE record SET created_by = 'nobody@example.com' WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record's date": (f"UPDATE record SET updated_at = '2020-01-01T00:00:00.000Z' WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record's version": (f"UPDATE record SET version = version + 1 WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record hidden": (f"UPDATE record SET archived = 1 WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record shown to outsiders": (f"INSERT INTO shown SELECT workspace, id, 'AUD-2027-2' FROM record WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record approved": (f"UPDATE record SET approved_version = 1 WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record removed": (f"DELETE FROM record WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "a record invented": (
        "INSERT INTO record (workspace, id, kind, title, version, seq, body, created_at, created_by, updated_at, updated_by)"
        " SELECT workspace, 'RSK-9999', kind, title, version, seq, body, created_at, created_by, updated_at, updated_by"
        f" FROM record WHERE id = {RECORD}", "SELECT 'RSK-9999'", "record"),
    "a record moved to another register": (f"UPDATE record SET kind = 'assets' WHERE id = {RECORD}", f"SELECT {RECORD}", "record"),
    "an entry's content": (f"UPDATE revision SET body = replace(body, 'a', 'b') WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "an entry's content and its hash": (f"UPDATE revision SET body_hash = randomblob(32) WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "an entry's author": (f"UPDATE revision SET actor = 'nobody@example.com' WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "an entry's moment": (f"UPDATE revision SET at = '2020-01-01T00:00:00.000Z' WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "an entry's note": (f"UPDATE revision SET note = note || '.' WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "an entry's action": (f"UPDATE revision SET action = 'archived' WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "an entry's batch": (f"UPDATE revision SET batch = batch + 1000 WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "an entry's leaf": (f"UPDATE revision SET leaf_hash = randomblob(32) WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "an entry taken out": (f"DELETE FROM revision WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "the last entry taken out": ("DELETE FROM revision WHERE seq = (SELECT max(seq) FROM revision)", "SELECT 'halden-health'", None),
    "an entry's content blanked": (f"UPDATE revision SET body = NULL WHERE seq = {SEQ}", f"SELECT {SEQ}", "revision"),
    "the ledger's head": ("UPDATE workspace SET ledger_size = ledger_size - 1", "SELECT 'halden-health'", "ledger"),
    "the ledger's frontier": ("UPDATE workspace SET ledger_frontier = randomblob(length(ledger_frontier))", "SELECT 'halden-health'", "ledger"),
    "a checkpoint's text": ("UPDATE checkpoint SET note = '.' || note WHERE size = (SELECT max(size) FROM checkpoint)", "SELECT max(size) FROM checkpoint", "checkpoint"),
    "a link taken out": ("DELETE FROM link WHERE rowid = (SELECT min(rowid) FROM link)", "SELECT from_id FROM link ORDER BY rowid LIMIT 1", "link"),
    "a link bent": ("UPDATE link SET to_id = from_id WHERE rowid = (SELECT min(rowid) FROM link)", "SELECT from_id FROM link ORDER BY rowid LIMIT 1", "link"),
    "a link of nobody": (
        "INSERT INTO link SELECT workspace, 'GHOST', role, to_id FROM link LIMIT 1", "SELECT 'GHOST'", "link"),
    "a requirement uncovered": (
        "DELETE FROM requirement_link WHERE rowid = (SELECT min(rowid) FROM requirement_link)",
        "SELECT from_id FROM requirement_link ORDER BY rowid LIMIT 1", "link"),
    "a file forgotten": ("DELETE FROM blob", f"SELECT '{hashlib.sha256(ATTACHED).hexdigest()}'", "file"),
    "a file forgotten, with its bytes": ("DELETE FROM blob", f"SELECT '{hashlib.sha256(ATTACHED).hexdigest()}'", "file"),
    "the search emptied": ("DELETE FROM search", "SELECT 'halden-health'", "search"),
    "a record kept from the search": (
        f"UPDATE search SET title = '', text = '' WHERE rowid = (SELECT row_id FROM record WHERE id = {RECORD})", f"SELECT {RECORD}", "search"),
    "every checkpoint": ("DELETE FROM checkpoint", "SELECT 'halden-health'", "checkpoint"),
    "the name of the organization": ("UPDATE workspace SET name = 'Halden Hospitals'", "SELECT 'workspace halden-health'", "member"),
    "a member's role": ("UPDATE membership SET role = 'reader'", "SELECT 'member ciso@example.com of halden-health'", "member"),
    "the audits of a member": ("UPDATE membership SET audits = 'AUD-2027-2'", "SELECT 'member ciso@example.com of halden-health'", "member"),
    "the last day of a token": ("UPDATE token SET until = '2099-01-01'", "SELECT 'token ' || name FROM token", "member"),
    "a password": ("UPDATE account SET password = 'scrypt$15$8$1$00$00'", "SELECT 'account ciso@example.com'", "member"),
    "an administrator invented": (
        "INSERT INTO account (email, name, password, created_at) VALUES ('me@example.com', '', '', '')", "SELECT 'account me@example.com'", "member"),
    "a token's role": ("UPDATE token SET role = 'administrator'", "SELECT 'token ' || name FROM token", "member"),
    "the seal of members": ("DELETE FROM setting WHERE name = 'seal'", "SELECT 'all'", "member"),
    "a file's size": ("UPDATE blob SET size = size + 1", "SELECT sha256 FROM blob", "file"),
}


@pytest.mark.parametrize("attack", ROWS)
def test_a_row_is_altered(data, attack):
    sql, finder, what = ROWS[attack]
    named = ask(data, finder)[0]
    alter(data, sql)
    if "with its bytes" in attack:
        shutil.rmtree(data / "files")
    must_notice(data, named, what=what)


def test_a_consistent_lie(data):
    """The attacker rewrites an entry *with* its hashes, its record and the ledger's head, as far as one can without the
    signing key: the signed checkpoint still says otherwise."""
    seq, identifier, body = ask(data, "SELECT seq, record_id, body FROM revision WHERE kind = 'risks' ORDER BY seq LIMIT 1")
    lie = json.dumps(json.loads(body) | {"title": "Nothing to see here"}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    alter(data, "UPDATE revision SET body = ?, body_hash = ? WHERE seq = ?", (lie, hashlib.sha256(lie.encode()).digest(), seq))
    alter(data, "UPDATE record SET body = ? WHERE id = ? AND seq = ?", (lie, identifier, seq))
    must_notice(data, seq)


def test_a_ledger_cut_back(data, evidence, tmp_path):
    """An older copy of the whole directory is put back: only a checkpoint kept outside can show it."""
    note = ask(evidence, "SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")[0]
    outside = tmp_path / "checkpoint.txt"
    outside.write_text(note)
    assert program.concord("verify", "--checkpoint", outside, data=data, check=False).returncode == 0
    # Back to an earlier state: the last entries, their records and the newer checkpoints gone, the head recomputed by the
    # program itself from an honest run. Here the honest run is an installation with the same key and a shorter ledger.
    older = tmp_path / "older"
    older.mkdir()
    shutil.copy(data / "signing-key", older / "signing-key")
    program.make_installation(older, demo=False)
    inside = program.concord("verify", data=older, check=False)
    assert inside.returncode == 0, f"the shorter ledger should look sound from inside: {inside.stdout}"
    assert program.concord("verify", "--checkpoint", outside, data=older, check=False).returncode == 1


def test_bytes_of_a_file(data):
    kept = [path for path in (data / "files").rglob("*") if path.is_file()]
    assert {path.name for path in kept} == {hashlib.sha256(content).hexdigest() for content in (FILE, ATTACHED)}
    for path in kept:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.chmod(0o600)
        path.write_bytes(content)
        must_notice(data, path.name, what="file")
        path.unlink()
        must_notice(data, path.name, what="file")


def cells(data):
    """Where in the database file the bytes of ledger and records lie: the stored texts, found as they stand there."""
    with program.database(data) as database:
        texts = [row[0].encode() for row in database.execute(
            "SELECT body FROM revision WHERE length(body) BETWEEN 40 AND 1500 ORDER BY seq")]
        texts += [row[0].encode() for row in database.execute("SELECT note FROM checkpoint")]
    content = (data / DATABASE).read_bytes()
    for text in texts:
        at = content.find(text)
        while at >= 0:
            yield at, len(text)
            at = content.find(text, at + len(text))


def test_bytes_of_the_database(data, tmp_path):
    """Single bytes of stored ledger entries, records and checkpoints are flipped in the file itself. SQLite notices
    none of it; verify must notice all of it."""
    places = list(cells(data))
    assert len(places) > 500
    draw = random.Random(20261116)
    original = (data / DATABASE).read_bytes()
    for at, length in draw.sample(places, 12):
        altered = bytearray(original)
        place = at + draw.randrange(length)
        altered[place] ^= 1 << draw.randrange(7)
        for leftover in ("-wal", "-shm"):
            (data / (DATABASE + leftover)).unlink(missing_ok=True)
        (data / DATABASE).write_bytes(altered)
        answer, status = program.verify(data)
        assert status == 1 and not answer["ok"], f"a flipped bit at byte {place} goes unnoticed"
