"""A database of each earlier schema comes to the present one, with a copy of it kept beside; a newer one is refused in words."""
import os
import shutil
import subprocess

import pytest

import program

COPIES = "concord.sqlite.schema-"


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    """Data directories by the number of their schema, each with a workspace and an account, made by the migrations up to it."""
    folder = tmp_path_factory.mktemp("schemas")
    newest = program.make_installation(folder / "newest", demo=False)
    with program.database(newest) as database:
        last = database.execute("SELECT max(version) FROM migration").fetchone()[0]
    made = {}
    for version in range(1, last):
        data = folder / f"schema-{version}"
        data.mkdir()
        shutil.copy(newest / "signing-key", data)
        ended = subprocess.run(
            [program.BINARY, "init", "--organization", "Unused", "--admin", program.ADMIN, "--data", data], capture_output=True,
            text=True, check=False, env=program.environment(CONCORD_TEST_SCHEMA=str(version)))
        assert ended.returncode == 0, ended
        made[version] = data
    return made, last


def copy(schemas, version, target):
    return program.copy_installation(schemas[0][version], target)


def version(path):
    with program.database(path) as database:
        return database.execute("SELECT max(version) FROM migration").fetchone()[0]


def copies(data):
    return sorted(path.name for path in data.iterdir() if path.name.startswith(COPIES))


def test_each_earlier_schema(schemas, tmp_path):
    made, last = schemas
    for earlier in made:
        data = copy(schemas, earlier, tmp_path / str(earlier))
        with program.database(data) as database:
            database.execute("INSERT INTO workspace (slug, name, created_at, ledger_frontier) VALUES (?, ?, ?, ?)",
                             ("old", "Old Ltd", "2025-01-01T00:00:00.000Z", bytes(8)))
            database.execute("INSERT INTO account (email, name, password, created_at) VALUES (?, ?, ?, ?)",
                             ("old@example.com", "Old", "scrypt$10$8$1$00$00", "2025-01-01T00:00:00.000Z"))
        program.concord("reseal", data=data)
        assert version(data) == last
        assert copies(data) == [f"{COPIES}{earlier}"]
        kept = data / copies(data)[0]
        assert kept.stat().st_mode & 0o777 == 0o600
        # The copy is whole and as it was.
        assert version(kept) == earlier
        with program.database(kept) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("SELECT name FROM workspace").fetchall() == [("Old Ltd",)]
        answer, status = program.verify(data)
        assert status == 0, answer
        assert "old@example.com" not in program.concord("user", "list", data=data).stdout
        assert copies(data) == [f"{COPIES}{earlier}"], "a second start copies nothing"


def test_only_the_last_two_are_kept(schemas, tmp_path):
    made, last = schemas
    data = copy(schemas, last - 1, tmp_path / "data")
    for earlier in (1, 2, last - 2):
        (data / f"{COPIES}{earlier}").write_bytes(b"earlier")
    program.concord("doctor", data=data)
    assert copies(data) == sorted([f"{COPIES}{last - 2}", f"{COPIES}{last - 1}"])


def test_a_new_installation_has_no_copy(tmp_path):
    assert copies(program.make_installation(tmp_path / "data", demo=False)) == []


def test_a_newer_one_is_refused_in_words(schemas, tmp_path):
    made, last = schemas
    data = program.make_installation(tmp_path / "data", demo=False)
    with program.database(data) as database:
        database.execute("INSERT INTO migration (version) VALUES (?)", (last + 1,))
    before = (data / program.DATABASE).read_bytes()
    for command in (["doctor"], ["serve", "--port", "0"]):
        ended = program.concord(*command, data=data, check=False, timeout=20)
        assert ended.returncode == 1, ended
        assert ended.stderr == (
            f"This data was written by a newer Concord (schema {last + 1}; this one knows {last}). Install that version again, "
            "or restore a backup made with this one.\n")
    assert (data / program.DATABASE).read_bytes() == before and copies(data) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk can be mounted by root only")
def test_without_room_for_a_copy_nothing_is_changed(schemas, tmp_path):
    made, last = schemas
    data = copy(schemas, last - 1, tmp_path / "data")
    with program.database(data) as database:
        database.execute("INSERT INTO setting (name, value) VALUES ('large', ?)", ("x" * 3_000_000,))
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f'mount -t tmpfs -o size=5m none "$1" && cp -r "$0"/. "$1" && "$2" doctor --data "$1"; s=$?; ls "$1" >&2; exit $s'
    ended = subprocess.run(["unshare", "--mount", "sh", "-c", script, data, disk, program.BINARY], capture_output=True,
                           text=True, env=program.environment(), timeout=60, check=False)
    assert ended.returncode == 1, ended
    assert "no room for a copy of the database" in ended.stderr and "Nothing was changed." in ended.stderr, ended
    assert COPIES not in ended.stderr.split("Nothing was changed.")[1]
