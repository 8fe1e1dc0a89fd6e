"""The installation's key gets a successor: what the former one signed still verifies, what is new names the new one, nothing
that was altered looks right afterwards, and a rotation that is cut off anywhere leaves one key that fits."""
import hashlib
import json
import shutil
import subprocess

import pack_verifier
import pytest

import program

FILE = b"Minutes of the review, signed.\n" * 50
DAY = "2027-09-06"


def key_list(data, *more):
    return json.loads(program.concord("key", "list", "--json", *more, data=data).stdout)


def rotate(data, *more, check=True):
    return program.concord("key", "rotate", *more, data=data, check=check)


def pack(data, target):
    program.concord("pack", "--audit", "AUD-2027-2", "--kind", "stage1", "--date", DAY, "--output", target, data=data)
    return target


def sealed(data):
    answer, status = program.verify(data)
    assert status == 0, answer
    return answer


def with_file(data):
    with program.Server(data) as server:
        api = server.api(program.make_token(data, name="program"))
        status, _, answer = api("POST", "/files", FILE, Content_Type="text/plain")
        assert status == 201
        assert api("POST", "/evidence", {"title": "Minutes", "file": answer["sha256"]})[0] == 201
        assert server.stop() == 0
    return data


@pytest.fixture(scope="module")
def before(installation, tmp_path_factory):
    """An installation with a file, a token, a pack, a published checkpoint and a backup."""
    folder = tmp_path_factory.mktemp("keys")
    data = with_file(program.copy_installation(installation, folder / "data"))
    pack(data, folder / "old.zip")
    program.concord("checkpoint", "publish", "--file", folder / "published.jsonl", data=data)
    program.concord("backup", folder / "old.backup", data=data)
    return data


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """One with next to nothing but a file."""
    return with_file(program.make_installation(tmp_path_factory.mktemp("small") / "data", demo=False))


@pytest.fixture
def data(small, tmp_path):
    return program.copy_installation(small, tmp_path / "data")


@pytest.fixture(scope="module")
def rotated(before, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rotated")
    data = program.copy_installation(before, folder / "data")
    rotate(data)
    rotate(data)
    pack(data, folder / "new.zip")
    return data


def test_chain_and_seals(before, rotated):
    old, new = key_list(before)["keys"], key_list(rotated)["keys"]
    assert len(old) == 1 and len(new) == 3 and new[0] == old[0] and len(set(new)) == 3
    assert len({key.split("+")[0] for key in new}) == 1, "the name of the installation stays"
    sealed(rotated)
    events = program.concord("events", "--jsonl", data=rotated).stdout
    assert events.count('"key_rotated"') == 4, "twice, of the installation and of its workspace"
    for file in rotated.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file
    with program.Server(rotated) as server:
        assert program.Session(server.port)("GET", f"/w/{program.WORKSPACE}/risks")[0] == 200


def test_old_and_new_packs(before, rotated):
    old, new = (folder.parent / name for folder, name in ((before, "old.zip"), (rotated, "new.zip")))
    keys = key_list(rotated)["keys"]
    for file, key, status in [(old, keys[0], 0), (old, keys[2], 1), (new, keys[2], 0), (new, keys[1], 0), (new, keys[0], 0)]:
        ended = program.concord("verify", file, "--key", key, check=False)
        assert ended.returncode == status, (key, ended)
        assert bool(pack_verifier.verify(file, key)) == bool(status), (key, pack_verifier.verify(file, key))
    assert "a successor of the key that you trust" in program.concord("verify", new, "--key", keys[0]).stdout
    stranger = program.make_installation(before.parent / "stranger", demo=False)
    ended = program.concord("verify", new, "--key", key_list(stranger)["keys"][0], check=False)
    assert ended.returncode == 1


def test_published_checkpoints_still_fit(before, rotated, tmp_path):
    published = before.parent / "published.jsonl"
    assert program.concord("verify", "--checkpoint", published, data=rotated).returncode == 0
    both = shutil.copy(published, tmp_path)
    said = program.concord("checkpoint", "publish", "--file", both, data=rotated).stdout
    assert said.startswith("1 checkpoint added"), said
    assert program.concord("verify", "--checkpoint", both, data=rotated).returncode == 0


def test_backups_from_before_and_after(before, rotated, tmp_path):
    program.concord("backup", tmp_path / "new.backup", data=rotated)
    program.concord("restore", tmp_path / "new.backup", "--key-file", rotated / "signing-key", data=tmp_path / "new")
    assert program.verify_with(tmp_path / "new", rotated / "signing-key")[1] == 0
    assert key_list(tmp_path / "new", "--key-file", rotated / "signing-key") == key_list(rotated)
    former = next(path for path in rotated.iterdir() if path.name.startswith("signing-key.former")
                  and path.read_bytes() == (before / "signing-key").read_bytes())
    refused = program.concord("restore", before.parent / "old.backup", "--key-file", rotated / "signing-key",
                              data=tmp_path / "old", check=False)
    assert refused.returncode == 2 and "is not the one of this backup" in refused.stderr
    program.concord("restore", before.parent / "old.backup", "--key-file", former, data=tmp_path / "old")


def test_wrong_key_is_told_apart(rotated, tmp_path):
    """Also a former one: with it nothing is written, and nothing looks altered."""
    data = program.copy_installation(rotated, tmp_path / "data")
    former = next(path for path in data.iterdir() if "former" in path.name)
    ended = program.concord("verify", "--key-file", former, data=data, check=False)
    assert ended.returncode == 2 and "is not the one of this data" in ended.stderr, ended
    sealed(data)


def test_not_beside_a_server(data):
    with program.Server(data):
        ended = rotate(data, check=False)
        assert ended.returncode == 2 and "Stop it, rotate the key, and start it again." in ended.stderr


ALTERED = {
    "a role": "UPDATE membership SET role = 'manager'",
    "a file's type": "UPDATE blob SET type = 'text/html'",
    "a file's date": "UPDATE blob SET at = '2020-01-01T00:00:00.000Z'",
    "a file's seal": "UPDATE blob SET type = 'text/html', seal = ''",
    "an event": "UPDATE security_event SET detail = detail || '.' WHERE id = (SELECT max(id) FROM security_event)",
    "a checkpoint": "DELETE FROM checkpoint WHERE size = (SELECT min(size) FROM checkpoint)",
    "the seal": "DELETE FROM setting WHERE name = 'seal'",
}


@pytest.mark.parametrize("what", ALTERED)
def test_rotation_makes_nothing_right(data, what):
    with program.database(data) as database:
        assert database.execute(ALTERED[what]).rowcount > 0
    before = (data / "signing-key").read_bytes()
    ended = rotate(data, check=False)
    assert ended.returncode == 1 and "The key can't be rotated while these don't match their seals" in ended.stderr, ended
    assert (data / "signing-key").read_bytes() == before and not (data / "signing-key.next").exists()
    assert program.verify(data)[1] == 1


CHAIN = {
    "taken out": "DELETE FROM setting WHERE name = 'key succession'",
    "shortened": "UPDATE setting SET value = json_remove(value, '$[0]') WHERE name = 'key succession'",
    "emptied": "UPDATE setting SET value = '[]' WHERE name = 'key succession'",
}


@pytest.mark.parametrize("what", CHAIN)
def test_the_list_of_keys_is_altered(rotated, tmp_path, what):
    data = program.copy_installation(rotated, tmp_path / "data")
    with program.database(data) as database:
        assert database.execute(CHAIN[what]).rowcount > 0
    answer, status = program.verify(data)
    assert status == 1 and "key succession" in json.dumps(answer)


def test_a_former_key_signs_nothing_new(rotated, before, tmp_path):
    """Somebody who has the former key and the database: a checkpoint of theirs, over the ledger as it is, is not taken, from
    inside or outside."""
    data = program.copy_installation(rotated, tmp_path / "data")
    program.concord("token", "create", "--workspace", program.WORKSPACE, "--name", "later", data=data)
    with program.Server(data) as server:
        api = server.api(program.make_token(data))
        assert api("POST", "/suppliers", {"name": "Later"})[0] == 201
        assert server.stop() == 0
    with program.database(data) as database:
        size, note = database.execute("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone()
    text = note.split("\n\n")[0] + "\n"
    secret = bytes.fromhex((before / "signing-key").read_text().split()[-1])
    seed = program.derived_seed(secret)
    forged = tmp_path / "forged.txt"
    forged.write_text(f"{text}\n— {program.signature(seed, key_list(before)['keys'][0], text)}\n")
    ended = program.concord("verify", "--checkpoint", forged, data=data, check=False)
    assert ended.returncode == 1 and "signed by a former key, which was replaced at entry" in ended.stdout, ended.stdout
    with program.database(data) as database:
        database.execute("UPDATE checkpoint SET note = ? WHERE size = ?", (forged.read_text(), size))
    ended = program.concord("verify", data=data, check=False)
    assert ended.returncode == 1 and "after that key was replaced" in ended.stdout, ended.stdout


def test_a_key_of_the_first_kind_goes_on(tmp_path):
    """As earlier versions made it: it signs and seals with one seed."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "signing-key").write_text(f"concord-old {'5c' * 32}\n")
    program.make_installation(data, demo=False)
    assert key_list(data)["derivation"] == "seed"
    rotate(data)
    assert key_list(data)["derivation"] == "hkdf" and len(key_list(data)["keys"]) == 2
    sealed(data)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_disk_without_hard_links(data):
    """The old key is copied, since it may be the only one."""
    old, key = (data / "signing-key").read_bytes(), key_list(data)["keys"][-1]
    subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=link", "-e", "inject=link:error=EPERM",
                    program.BINARY, "key", "rotate", "--data", data], env=program.environment(), timeout=60, check=True)
    former = data / f"signing-key.former-{key.split('+')[1]}"
    assert former.read_bytes() == old and former.stat().st_mode & 0o777 == 0o600 and former.stat().st_nlink == 1
    assert (data / "signing-key").read_bytes() != old and not (data / "signing-key.next").exists()
    assert not list(data.glob("*.part"))
    sealed(data)


def test_the_old_key_is_not_written_over_unless_it_is_kept(data):
    """Something else has the name under which it would be kept: the new one is used from where it is, and goes to its place once
    that is out of the way."""
    old, key = (data / "signing-key").read_bytes(), key_list(data)["keys"][-1]
    taken, waiting = data / f"signing-key.former-{key.split('+')[1]}", data / "signing-key.next"
    taken.write_text("something else\n")
    assert "something else is there" in rotate(data).stderr
    sealed(data)
    assert rotate(data, check=False).returncode != 0, "the place of the next is taken"
    assert (data / "signing-key").read_bytes() == old and taken.read_text() == "something else\n" and waiting.exists()
    taken.unlink()
    sealed(data)
    assert taken.read_bytes() == old and not waiting.exists() and len(key_list(data)["keys"]) == 2


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_cut_off_anywhere(empty, tmp_path):
    """Killed at each call that makes something durable or visible, the data has one key that fits, and the next rotation is
    like any other."""
    rounds, ended_whole = 0, False
    for call in ("fsync", "fdatasync", "rename", "link"):
        for number in range(1, 60):
            data = program.copy_installation(empty, tmp_path / f"{call}-{number}")
            ended = subprocess.run(
                ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}",
                 program.BINARY, "key", "rotate", "--data", data], capture_output=True, env=program.environment(), timeout=60, check=False)
            if ended.returncode == 0:
                ended_whole = True
                break
            keys = key_list(data)["keys"]
            assert len(keys) in (1, 2) and not (data / "signing-key.next").exists(), (call, number)
            sealed(data)
            rotate(data)
            assert key_list(data)["keys"][:-1] == keys
            shutil.rmtree(data)
            rounds += 1
    assert ended_whole and rounds >= 6, rounds


def schema_back(data):
    """As an insider would who wants rows sealed anew: the tables as they were before files had seals."""
    with program.database(data) as database:
        database.execute("ALTER TABLE blob DROP COLUMN seal")
        database.execute("DELETE FROM migration WHERE version >= 10")


def test_files_from_before_are_sealed_once(small, tmp_path):
    """The first start of this version seals them; setting the schema back afterwards makes no altered row right, not even
    together with the seal of that time."""
    data = program.copy_installation(small, tmp_path / "data")
    # As an earlier version left it: no column, no mark, and the seal of the installation without the mark.
    with program.database(data) as database:
        database.execute("DELETE FROM setting WHERE name = 'file seals'")
    schema_back(data)
    program.concord("reseal", data=data)
    with program.database(data) as database:
        database.execute("DELETE FROM setting WHERE name = 'file seals'")
    sealed_before = program.copy_installation(data, tmp_path / "kept")
    assert program.verify(data)[1] == 1, "a mark that was taken out is named"
    for more in (False, True):
        attacked = program.copy_installation(sealed_before, tmp_path / f"attacked-{more}")
        schema_back(attacked)
        with program.database(attacked) as database:
            assert database.execute("UPDATE blob SET type = 'text/html'").rowcount > 0
            database.execute("DELETE FROM setting WHERE name = 'file seals'")
            if more:
                database.execute("DELETE FROM migration WHERE version >= 10")
        answer, status = program.verify(attacked)
        assert status == 1 and hashlib.sha256(FILE).hexdigest() in json.dumps(answer), answer
