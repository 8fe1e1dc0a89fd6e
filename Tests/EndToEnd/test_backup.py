"""Backups are exact or refused: one flipped bit, a cut, an upload in between; and nothing is restored by halves."""
import hashlib
import io
import json
import random
import shutil
import sqlite3
import tarfile
import threading

import pytest

import program

PASSPHRASE = "six words that nobody would guess"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An installation with a few files, and its backup with the key; not to be changed."""
    folder = tmp_path_factory.mktemp("backup")
    data = program.make_installation(folder / "data", demo=False)
    with program.Server(data) as server:
        api = server.api(program.make_token(data))
        for n in range(3):
            assert api("POST", "/files", b"File %d" % n * 400, Content_Type="text/plain")[0] == 201
        assert api("POST", "/suppliers", {"name": "Nordkap"})[0] == 201
    (data / "libraries").mkdir()
    (data / "libraries/own.yaml").write_text("library: {uid: own-rules, title: Our own rules, version: '1', provider: Us}\n")
    program.concord("backup", "--with-key", folder / "whole", data=data)
    return data, folder / "whole"


def restore(file, target, *more):
    return program.concord("restore", file, *more, data=target, check=False)


def refused(file, target, *more):
    """By status 1 and by name, with nothing left behind; what only checks says the same."""
    ended = restore(file, target, *more)
    checked = program.concord("backup", "--verify", file, *more, check=False)
    assert ended.returncode == checked.returncode == 1 and "is damaged or no backup: " in ended.stderr, (ended, checked)
    assert not target.exists() and not [path for path in target.parent.iterdir() if "restore" in path.name]
    return ended.stderr.split("no backup: ")[1]


def test_it_holds_what_its_rows_name(made, tmp_path):
    data, file = made
    with tarfile.open(file) as archive:
        names = archive.getnames()
        assert names[0] == "manifest.json" and names[-1] == "manifest.sha256" and len([n for n in names if n.startswith("files/")]) == 3
        for member in json.loads(archive.extractfile("manifest.json").read())["members"]:
            assert hashlib.sha256(archive.extractfile(member["name"]).read()).hexdigest() == member["sha256"]
    assert "whole" in program.concord("backup", "--verify", file).stdout
    assert restore(file, tmp_path / "new").returncode == 0
    assert program.verify(tmp_path / "new")[1] == 0
    assert (tmp_path / "new/libraries/own.yaml").read_bytes() == (data / "libraries/own.yaml").read_bytes()
    assert (tmp_path / "new/signing-key").read_bytes() == (data / "signing-key").read_bytes()


def test_one_flipped_bit_is_refused(made, tmp_path):
    _, file = made
    content, draw = file.read_bytes(), random.Random(27001)
    with tarfile.open(file) as archive:
        members = [(member.offset, member.name) for member in archive]
    # Of each member one in its head, and over the whole file.
    places = [at + draw.randrange(512) for at, _ in members] + [draw.randrange(len(content)) for _ in range(40 - len(members))]
    for place in places:
        altered = bytearray(content)
        altered[place] ^= 1 << draw.randrange(8)
        (tmp_path / "altered").write_bytes(altered)
        ended = program.concord("backup", "--verify", tmp_path / "altered", check=False)
        assert ended.returncode == 1, place
    said = refused(tmp_path / "altered", tmp_path / "new")
    assert said.split(":")[0] in [name for _, name in members] + ["the end"]


def test_a_cut_is_refused_with_the_member(made, tmp_path):
    _, file = made
    content = file.read_bytes()
    with tarfile.open(file) as archive:
        members = [(member.offset, member.name) for member in archive]
    for at, name in members:
        (tmp_path / "cut").write_bytes(content[:at])
        assert refused(tmp_path / "cut", tmp_path / "new").startswith(name)
    for more in (content[:-1], content[:-512], content + b"\0", content + content):
        (tmp_path / "cut").write_bytes(more)
        assert refused(tmp_path / "cut", tmp_path / "new").startswith("the end")


def test_only_known_names_are_unpacked(made, tmp_path):
    """An archive of somebody's own making, its manifest and hashes right: a path, a link, a name too many."""
    _, file = made
    with tarfile.open(file) as archive:
        manifest = json.loads(archive.extractfile("manifest.json").read())
    for name in ("../escaped", "/tmp/escaped", "files/../../escaped", "libraries/../escaped", "lock", "libraries/.hidden", "files/aa/bb"):
        altered = manifest | {"members": manifest["members"] + [{"name": name, "size": 0, "sha256": hashlib.sha256(b"").hexdigest()}]}
        said = json.dumps(altered).encode()
        with tarfile.open(tmp_path / "other", "w", format=tarfile.USTAR_FORMAT) as archive:
            head = tarfile.TarInfo("manifest.json")
            head.size, head.mode = len(said), 0o600

            archive.addfile(head, io.BytesIO(said))
        refused(tmp_path / "other", tmp_path / "new")
    assert not list(tmp_path.rglob("escaped"))


def test_it_is_exact_under_uploads(empty, tmp_path):
    with program.Server(empty) as server:
        token, done = program.make_token(empty), threading.Event()

        def upload(who):
            api, n = server.api(token), 0
            # So many that there are always some under way, and few enough to be copied twenty times.
            while not done.is_set() and n < 400:
                n += 1
                assert api("POST", "/files", b"%d %d " % (who, n) * 500, Content_Type="text/plain")[0] == 201

        clients = [threading.Thread(target=upload, args=(who,)) for who in range(4)]
        for client in clients:
            client.start()
        try:
            for n in range(20):
                file = tmp_path / f"backup-{n}"
                program.concord("backup", "--with-key", file, data=empty)
        finally:
            done.set()
            for client in clients:
                client.join()
    for n in (0, 10):
        program.concord("backup", "--verify", tmp_path / f"backup-{n}")
    assert restore(file, tmp_path / "new").returncode == 0
    answer, status = program.verify(tmp_path / "new")
    assert status == 0 and answer["files"] > 0
    with program.database(tmp_path / "new") as database:
        named = {row[0] for row in database.execute("SELECT sha256 FROM blob")}
    assert {path.name for path in (tmp_path / "new/files").rglob("*") if path.is_file()} == named


def test_a_passphrase_encrypts_it(made, tmp_path):
    data, _ = made
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    (tmp_path / "other").write_text("another\n")
    given = ("--passphrase-file", tmp_path / "passphrase")
    program.concord("backup", "--with-key", tmp_path / "sealed", *given, data=data)
    content = (tmp_path / "sealed").read_bytes()
    for words in (b"SQLite format", b"Nordkap", (data / "signing-key").read_bytes().strip()[-20:], b"File 1"):
        assert words not in content
    assert "can't be decrypted" in refused(tmp_path / "sealed", tmp_path / "new", "--passphrase-file", tmp_path / "other")
    assert "--passphrase-file" in refused(tmp_path / "sealed", tmp_path / "new")
    draw = random.Random(1)
    for place in [5, 20] + [draw.randrange(len(content)) for _ in range(4)]:
        altered = bytearray(content)
        altered[place] ^= 1
        (tmp_path / "altered").write_bytes(altered)
        refused(tmp_path / "altered", tmp_path / "new", *given)
    # A chunk cut off at its boundary, and two exchanged.
    head, chunk = 34, 65536 + 16
    parts = [content[head + at:head + at + chunk] for at in range(0, len(content) - head, chunk)]
    for order in (parts[:-1], [parts[1], parts[0], *parts[2:]]):
        (tmp_path / "altered").write_bytes(content[:head] + b"".join(order))
        refused(tmp_path / "altered", tmp_path / "new", *given)
    assert restore(tmp_path / "sealed", tmp_path / "new", *given).returncode == 0
    assert program.verify(tmp_path / "new")[1] == 0


# ── The key ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_no_key_is_made_in_silence(made, tmp_path):
    data = program.copy_installation(made[0], tmp_path / "data")
    key = (data / "signing-key").rename(tmp_path / "elsewhere")
    for command in (["verify"], ["doctor"], ["serve", "--port", "0"]):
        ended = program.concord(*command, data=data, check=False, timeout=20)
        assert ended.returncode == 2 and "The signing key is not at" in ended.stderr, ended
    assert not (data / "signing-key").exists()
    assert program.concord("verify", "--key-file", key, data=data).returncode == 0
    with program.Server(data, CONCORD_KEY_FILE=str(key)) as server:
        assert program.verify(data)[1] == 0 and server.stop() == 0
    (tmp_path / "credentials").mkdir()
    shutil.copy(key, tmp_path / "credentials/concord-signing-key")
    with program.Server(data, CREDENTIALS_DIRECTORY=str(tmp_path / "credentials")):
        program.concord("backup", tmp_path / "keyless", data=data)
    assert not (data / "signing-key").exists()
    # Another key than that of the backup is not taken; a new one only if that is said.
    (tmp_path / "wrong").write_text("concord-wrong " + "ab" * 32 + "\n")
    wrong = restore(tmp_path / "keyless", tmp_path / "new", "--key-file", tmp_path / "wrong")
    assert wrong.returncode == 2 and "is not the one of this backup" in wrong.stderr and not (tmp_path / "new").exists()
    assert restore(tmp_path / "keyless", tmp_path / "new", "--new-key").returncode == 0
    assert program.verify(tmp_path / "new")[1] == 0
    assert "concord/" in (tmp_path / "new/former-checkpoints.txt").read_text()


def test_serve_makes_no_installation(tmp_path):
    for folder in (tmp_path / "mistyped", tmp_path):
        ended = program.concord("serve", "--port", "0", data=folder, check=False, timeout=20)
        assert ended.returncode == 2 and "There is no installation" in ended.stderr
    assert list(tmp_path.iterdir()) == []


# ── What lists and search read ───────────────────────────────────────────────────────────────────────────────────────
def flip(data, sql):
    with sqlite3.connect(data / "concord.sqlite") as database:
        database.executescript(sql)
    database.close()


HIDE = """
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = sql || ' WHERE id <> ''SUP-0001''' WHERE name = 'record_title';
PRAGMA writable_schema = RESET;
REINDEX record_title;
PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = replace(sql, ' WHERE id <> ''SUP-0001''', '') WHERE name = 'record_title';
"""


@pytest.mark.parametrize("attack, what", [
    (HIDE, "database"),
    ("UPDATE search_data SET block = zeroblob(length(block)) WHERE id > 10", "search"),
    ("DELETE FROM search_docsize", "search"),
], ids=["a record out of an index", "the search's index", "the search's sizes"])
def test_what_lists_read_is_looked_at(made, tmp_path, attack, what):
    data = program.copy_installation(made[0], tmp_path / "data")
    flip(data, attack)
    answer, status = program.verify(data)
    assert status == 1 and what in {problem["what"] for problem in answer["problems"]}, answer


# ── The command socket ───────────────────────────────────────────────────────────────────────────────────────────────
def test_silent_clients_of_the_socket_stop_nobody(empty):
    import http.client
    import socket
    with program.Server(empty) as server:
        silent = []
        for _ in range(40):
            client = socket.socket(socket.AF_UNIX)
            client.connect(str(empty / "concord.sock"))
            silent.append(client)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("GET", "/health")
        assert connection.getresponse().status == 200
        # They are let go, so that a command comes through.
        for client in silent:
            client.settimeout(20)
            assert client.recv(1) == b""
            client.close()
        assert program.verify(empty)[1] == 0
