"""Checkpoints that were published show a ledger that was cut back or written anew, also by an insider who has the key; and a
second installation watches over them."""
import concurrent.futures
import fcntl
import json
import shutil
import socketserver
import threading

import pytest

import program


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An installation, a copy of it from before its last entries, and the checkpoints that it published meanwhile."""
    folder = tmp_path_factory.mktemp("published")
    data = program.make_installation(folder / "data", demo=False)
    published = folder / "published.jsonl"
    with program.Server(data, options=["--checkpoint-file", published]) as server:
        api = server.api(program.make_token(data))
        for n in range(3):
            assert api("POST", "/suppliers", {"name": f"Supplier {n}"})[0] == 201
        program.concord("checkpoint", "publish", "--file", published, data=data)
        assert server.stop() == 0
    program.copy_installation(data, folder / "older")
    with program.Server(data, options=["--checkpoint-file", published]) as server:
        api = server.api(program.make_token(data))
        for n in range(300):
            assert api("POST", "/suppliers", {"name": f"Later {n}"})[0] == 201
        # The last is published when the server ends.
        assert server.stop() == 0
    return folder


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def size(line):
    return int(line["note"].split("\n")[1])


def key(data):
    return json.loads(program.concord("key", "list", "--json", data=data).stdout)["keys"][-1]


def rebuilt(made, folder):
    """The insider has the key and writes another history under it, longer than what was published."""
    data = folder / "rebuilt"
    data.mkdir()
    shutil.copy(made / "data/signing-key", data)
    program.make_installation(data, demo=False)
    with program.Server(data) as server:
        api = server.api(program.make_token(data))
        for n in range(320):
            assert api("POST", "/suppliers", {"name": f"Nothing happened {n}"})[0] == 201
        assert server.stop() == 0
    assert program.verify(data)[1] == 0, "from inside it is sound"
    return data


def test_what_is_published(made):
    found = lines(made / "published.jsonl")
    assert len(found) >= 2 and [line["since"] for line in found] == [0, *map(size, found[:-1])]
    assert (made / "published.jsonl").stat().st_mode & 0o777 == 0o600
    ended = program.concord("verify", "--checkpoint", made / "published.jsonl", data=made / "data")
    assert "nothing was altered" in ended.stdout
    note = program.concord("checkpoint", "show", "--note", data=made / "data").stdout
    assert note == found[-1]["note"]
    again = program.concord("checkpoint", "publish", "--file", made / "published.jsonl", data=made / "data").stdout
    assert again.startswith("0 checkpoints") and lines(made / "published.jsonl") == found


def test_a_rolled_back_database(made, tmp_path):
    older = program.copy_installation(made / "older", tmp_path / "older")
    assert program.verify(older)[1] == 0, "from inside it is sound"
    had = size(lines(made / "published.jsonl")[-1])
    ended = program.concord("verify", "--checkpoint", made / "published.jsonl", data=older, check=False)
    said = [line for line in ended.stdout.splitlines() if "Rolled back" in line]
    assert ended.returncode == 1 and len(said) == 1, ended.stdout
    assert f"Rolled back: {had} entries were published, and the ledger has only" in said[0]
    target = shutil.copy(made / "published.jsonl", tmp_path)
    ended = program.concord("checkpoint", "publish", "--file", target, data=older, check=False)
    assert ended.returncode == 1 and "Rolled back" in ended.stderr
    assert lines(made / "published.jsonl") == [json.loads(line) for line in open(target)]


def test_a_ledger_written_anew_with_the_key(made, tmp_path):
    data = rebuilt(made, tmp_path)
    ended = program.concord("verify", "--checkpoint", made / "published.jsonl", data=data, check=False)
    said = [line for line in ended.stdout.splitlines() if "Rewritten" in line]
    assert ended.returncode == 1 and len(said) == 1, ended.stdout
    ended = program.concord("checkpoint", "publish", "--file", shutil.copy(made / "published.jsonl", tmp_path), data=data, check=False)
    assert ended.returncode == 1 and "Rewritten" in ended.stderr


def test_a_ledger_that_is_gone(made, tmp_path):
    """The workspace of the published checkpoint is not there at all, or nothing is."""
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(made / "data/signing-key", other)
    program.concord("init", "--organization", "Another", "--admin", program.ADMIN, data=other)
    ended = program.concord("verify", "--checkpoint", made / "published.jsonl", data=other, check=False)
    assert ended.returncode == 1 and "Rolled back" in ended.stdout and "no longer has it" in ended.stdout
    with program.database(other) as database:
        for table in ("membership", "checkpoint", "revision", "record", "workspace"):
            database.execute(f"DELETE FROM {table}")
    program.concord("reseal", data=other)
    ended = program.concord("verify", "--checkpoint", made / "published.jsonl", data=other, check=False)
    assert ended.returncode == 1 and "no longer has it" in ended.stdout


@pytest.mark.parametrize("content", ["", "\n", "{}\n", "{\n", "no checkpoint\n"])
def test_a_file_without_checkpoints_is_no_proof(made, tmp_path, content):
    (tmp_path / "file").write_text(content)
    assert program.concord("verify", "--checkpoint", tmp_path / "file", data=made / "data", check=False).returncode in (1, 2)


def test_a_line_cut_off_by_a_crash(made, tmp_path):
    torn = tmp_path / "torn.jsonl"
    torn.write_text((made / "published.jsonl").read_text().splitlines(True)[0] + '{"at":"2026')
    program.concord("checkpoint", "publish", "--file", torn, data=made / "data")
    published = lines(made / "published.jsonl")
    assert [size(line) for line in lines(torn)] == [size(published[0]), size(published[-1])]


@pytest.mark.parametrize("content", ["passwords", "a\nb\n", "a\nb", "{}"])
def test_a_file_of_something_else_is_left_alone(made, tmp_path, content):
    (tmp_path / "file").write_text(content)
    ended = program.concord("checkpoint", "publish", "--file", tmp_path / "file", data=made / "data", check=False)
    assert ended.returncode == 1 and (tmp_path / "file").read_text() == content, ended


def take(file, witness, *more):
    return program.concord("witness", "take", file, *more, data=witness, check=False)


@pytest.fixture
def witness(tmp_path):
    data = tmp_path / "witness"
    program.concord("init", "--organization", "Witness", "--admin", program.ADMIN, data=data)
    return data


def test_a_witness(made, witness, tmp_path):
    published = made / "published.jsonl"
    first = tmp_path / "first.jsonl"
    first.write_text(published.read_text().splitlines(True)[0])
    assert take(first, witness).returncode == 1, "whose it is must be said once"
    assert take(first, witness, "--key", key(witness)).returncode == 1, "the key of somebody else"
    assert take(first, witness, "--key", key(made / "data")).returncode == 0
    both = tmp_path / "both.txt"
    assert take(published, witness, "-o", both).returncode == 0
    assert both.read_text().count("\n— ") == 2
    # Signed by both, it still is a checkpoint of the first.
    assert program.concord("verify", "--checkpoint", both, data=made / "data").returncode == 0
    assert program.concord("verify", "--checkpoint", both, data=made / "older", check=False).returncode == 1
    held = program.concord("witness", "list", data=witness).stdout
    assert f"\t{size(lines(published)[-1])} entries" in held
    # Rolled back.
    ended = take(first, witness)
    assert ended.returncode == 1 and "Rolled back" in ended.stderr
    # Rewritten, published from the start and as a proof from what is held.
    data = rebuilt(made, tmp_path)
    anew = tmp_path / "anew.jsonl"
    program.concord("checkpoint", "publish", "--file", anew, data=data)
    assert take(anew, witness).returncode == 1
    line = program.concord("checkpoint", "show", "--since", size(lines(published)[-1]), data=data).stdout
    anew.write_text(line)
    ended = take(anew, witness)
    assert ended.returncode == 1 and "Rewritten" in ended.stderr
    assert program.concord("witness", "list", data=witness).stdout == held, "what was held stays"
    assert program.verify(witness)[1] == 0
    # What is held can't be altered in silence, and goes along with a new key.
    program.concord("key", "rotate", data=witness)
    assert program.concord("witness", "list", data=witness).stdout == held
    with program.database(witness) as database:
        database.execute("UPDATE setting SET value = replace(value, '2026', '2025') WHERE name = 'witnessed ledgers'")
    assert take(published, witness).returncode == 1 and program.verify(witness)[1] == 1


def test_a_witness_follows_a_new_key(made, witness, tmp_path):
    data = program.copy_installation(made / "data", tmp_path / "data")
    published = tmp_path / "published.jsonl"
    shutil.copy(made / "published.jsonl", published)
    old = key(data)
    assert take(published, witness, "--key", old).returncode == 0
    program.concord("key", "rotate", data=data)
    with program.Server(data) as server:
        assert server.api(program.make_token(data))("POST", "/suppliers", {"name": "After"})[0] == 201
        program.concord("checkpoint", "publish", "--file", published, data=data)
        assert server.stop() == 0
    assert take(published, witness).returncode == 0
    assert key(data) in program.concord("witness", "list", data=witness).stdout
    # The file still begins with what the old key alone signed, and a timer still names that key.
    for more in ([], ["--key", old], ["--key", key(data)]):
        ended = take(published, witness, *more)
        assert ended.returncode == 0, ended
    assert take(published, witness, "--key", key(witness)).returncode == 1, "the key of somebody else"
    # A witness that begins with the new key takes the same file.
    second = tmp_path / "second"
    program.concord("init", "--organization", "Second", "--admin", program.ADMIN, data=second)
    for _ in range(2):
        ended = take(published, second, "--key", key(data))
        assert ended.returncode == 0, ended
    # The old key signs nothing new.
    held = program.concord("witness", "list", data=witness).stdout
    origin, count, root = lines(published)[-1]["note"].split("\n")[:3]
    text = f"{origin}\n{int(count) + 1}\n{root}\n"
    seed = program.derived_seed(bytes.fromhex((made / "data/signing-key").read_text().split()[-1]))
    note = f"{text}\n— {program.signature(seed, old, text)}\n"
    forged = tmp_path / "forged.jsonl"
    forged.write_text(published.read_text() + json.dumps({"note": note, "since": int(count), "proof": []}) + "\n")
    ended = take(forged, witness)
    assert ended.returncode == 1 and "signed by a former key" in ended.stderr, ended
    assert program.concord("witness", "list", data=witness).stdout == held, "what was held stays"


def test_several_publish_to_one_file(made, tmp_path):
    """None writes over what another added, and each goes on from it."""
    data, target = program.copy_installation(made / "data", tmp_path / "data"), tmp_path / "many.jsonl"
    with program.Server(data, options=["--checkpoint-file", target]) as server:
        api = server.api(program.make_token(data))
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            for n in range(4):
                assert api("POST", "/suppliers", {"name": f"Among many {n}"})[0] == 201
                for ended in pool.map(lambda _: program.concord("checkpoint", "publish", "--file", target, data=data), range(6)):
                    assert "added to" in ended.stdout
        assert server.stop() == 0
    found = lines(target)
    assert len(found) >= 4 and [line["since"] for line in found] == [0, *map(size, found[:-1])]


def test_a_file_that_does_not_answer(made, tmp_path):
    """Somebody holds it, as a disk does that has gone: the server answers meanwhile, and ends."""
    data, target = program.copy_installation(made / "data", tmp_path / "data"), tmp_path / "held.jsonl"
    with target.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with program.Server(data, options=["--checkpoint-file", target]) as server:
            api = server.api(program.make_token(data))
            assert api("POST", "/suppliers", {"name": "Meanwhile"})[0] == 201
            assert server.stop() == 0
            assert "The last checkpoints were not published" in server.errors()
    assert target.read_text() == ""


class MailSink(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while (more := self.rfile.readline()) != b".\r\n":
                    text += more
                self.server.taken.append(text)
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def mailed(data):
    """What `checkpoint publish --mail` says, and what a mail server took."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailSink) as sink:
        sink.taken = []
        threading.Thread(target=sink.serve_forever, daemon=True).start()
        address = f"smtp://127.0.0.1:{sink.server_address[1]}"
        ended = program.concord("checkpoint", "publish", "--mail", "auditor@example.org", "--smtp", address, "--mail-from",
                                "isms@example.com", data=data)
        sink.shutdown()
    return ended.stdout, sink.taken


def test_by_mail(made):
    said, taken = mailed(made / "data")
    assert said == "Mailed to auditor@example.org.\n"
    assert len(taken) == 1 and b"checkpoints.jsonl" in taken[0] and b"auditor@example.org" in taken[0]
    assert f"concord/{key(made / 'data').split('+')[0]}/{program.WORKSPACE}".encode() in taken[0]


def test_nothing_to_mail(witness):
    """Before the first entry there is nothing to send, and nothing is said to be sent: the first checkpoint goes out the same
    day."""
    said, taken = mailed(witness)
    assert "nothing was mailed" in said and not taken
    with program.Server(witness, options=["--checkpoint-mail", "auditor@example.org", "--smtp", "smtp://127.0.0.1:9",
                                          "--mail-from", "isms@example.com"]) as server:
        assert server.stop() == 0
        assert "not published" not in server.errors(), "no mail server is asked"
    with program.database(witness) as database:
        assert not database.execute("SELECT 1 FROM setting WHERE name = 'checkpoints mailed'").fetchall()
