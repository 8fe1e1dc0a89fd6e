"""The power fails while four clients write. What the server asked of the kernel is recorded with strace and replayed to
states in which a power cut can leave the disk (`powercut.py`). Each opens, verifies, and holds everything that had been
acknowledged by then. CONCORD_POWERCUT_STATES sets how many (20; 2,000 in `make bench`)."""
import json
import os
import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import load
import powercut
import program

STATES = int(os.environ.get("CONCORD_POWERCUT_STATES", "20"))
DATABASE = "concord.sqlite"

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


# ── The replay itself must be able to see a loss ─────────────────────────────────────────────────────────────────────
BARE = """
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1] + "/bare.sqlite", isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = " + sys.argv[2])
database.execute("CREATE TABLE entry (number INTEGER, text TEXT)")
for number in range(40):
    database.execute("INSERT INTO entry VALUES (?, ?)", (number, "x" * 300))
    os.write(1, b"kept %d.\\n" % number)
"""

FILES = """
import os, sys
for number in range(10):
    file = os.open(sys.argv[1] + "/new", os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(file, b"content %d" % number * 100)
    if "file" in sys.argv[2]: os.fsync(file)
    os.close(file)
    os.rename(sys.argv[1] + "/new", sys.argv[1] + "/%d" % number)
    if "folder" in sys.argv[2]:
        folder = os.open(sys.argv[1], os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    os.write(1, b"kept %d.\\n" % number)
"""


def record(tmp_path, script, how):
    folder, trace = tmp_path / "watched", tmp_path / "trace"
    folder.mkdir()
    command = [*powercut.tracer(trace), "/usr/bin/python3", "-I", "-c", script, str(folder), how]
    assert powercut.subprocess.run(command, stdout=powercut.subprocess.PIPE, check=False).returncode == 0
    powercut.ended(trace)
    return powercut.Recording(folder, {}, trace)


def owed(recording, cut, count):
    found = (recording.said_at(b"kept %d.\n" % number) for number in range(count))
    lines = list(found)
    assert None not in lines, "the recording does not show what was acknowledged"
    return [number for number, line in enumerate(lines) if line <= cut]


def losses_of_database(recording, target, count=60):
    lost = 0
    for cut, seed, mode in recording.cuts(count, 1):
        recording.lay(recording.state(cut, seed, mode), target)
        with program.database(target / "bare.sqlite") as database:
            try:
                there = {row[0] for row in database.execute("SELECT number FROM entry")}
            except sqlite3.DatabaseError:
                there = set()
        lost += not set(owed(recording, cut, 40)) <= there
    return lost


def losses_of_files(recording, target, count=60):
    lost = 0
    for cut, seed, mode in recording.cuts(count, 1):
        recording.lay(recording.state(cut, seed, mode), target)
        for number in owed(recording, cut, 10):
            path = target / str(number)
            if not path.exists() or path.read_bytes() != b"content %d" % number * 100:
                lost += 1
                break
    return lost


@pytest.mark.without_program
@pytest.mark.parametrize("how, loses", [("NORMAL", True), ("OFF", True), ("FULL", False)])
def test_the_replay_sees_a_database_that_does_not_sync(tmp_path, how, loses):
    lost = losses_of_database(record(tmp_path, BARE, how), tmp_path / "state")
    assert (lost > 10) if loses else (lost == 0)


@pytest.mark.without_program
@pytest.mark.parametrize("how, loses", [("nothing", True), ("file", True), ("folder", True), ("file and folder", False)])
def test_the_replay_sees_files_that_are_not_synced(tmp_path, how, loses):
    lost = losses_of_files(record(tmp_path, FILES, how), tmp_path / "state")
    assert (lost > 5) if loses else (lost == 0)


# ── The product ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_init_is_kept(tmp_path):
    """Once `concord init` has said that the workspace is ready, it is: folder, key and database."""
    data, trace = tmp_path / "data", tmp_path / "trace"
    command = [*powercut.tracer(trace), str(program.BINARY), "init", "--data", str(data), "--organization", program.ORGANIZATION,
               "--admin", program.ADMIN]
    ended = powercut.subprocess.run(command, capture_output=True, env=program.environment(), check=False)
    assert ended.returncode == 0, ended.stderr
    powercut.ended(trace)
    recording = powercut.Recording(data, None, trace)
    ready = recording.said_at(b"is ready")
    assert ready is not None
    target, failures = tmp_path / "state", []
    for seed, mode in [(1, "least"), (2, "some"), (3, "some"), (4, "most")]:
        recording.lay(recording.state(ready, seed, mode), target)
        answer, status = program.verify(target)
        if status != 0 or workspaces(target) != [program.WORKSPACE]:
            failures.append(f"{mode} {seed}: {answer.get('problems')}")
        if not (target / "signing-key").is_file():
            failures.append(f"{mode} {seed}: the key is gone")
    assert not failures, "\n".join(failures)


def workspaces(data):
    try:
        with program.database(data) as database:
            return [row[0] for row in database.execute("SELECT slug FROM workspace")]
    except sqlite3.DatabaseError as error:
        return [str(error)]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """A server under load, recorded; and what it acknowledged."""
    folder = tmp_path_factory.mktemp("powercut")
    data, trace = program.make_installation(folder / "data", demo=False), folder / "trace"
    token = program.make_token(data)
    base = powercut.snapshot(data)
    kept = load.Acknowledged()
    with program.Server(data, wrapper=powercut.tracer(trace)) as server:
        stop = threading.Event()
        limit = 40 if STATES <= 100 else 150
        for thread in load.start(server.port, token, kept, stop, 1, "p", limit=limit):
            thread.join()
        assert not kept.wrong, kept.wrong[:3]
        assert server.stop() == 0
    powercut.ended(trace)
    assert len(kept.writes) > 100 and len(kept.files) > 10
    recording = powercut.Recording(data, base, trace)
    # When each yes went out: the first time its text was said to a client.
    times = {}
    for identifier, revision, name, service in kept.writes:
        times[identifier, revision, service] = recording.said_at(json.dumps(service).encode())
    for digest in kept.files:
        times[digest] = recording.said_at(digest.encode())
    assert None not in times.values(), "the recording does not show every acknowledgement"
    return recording, kept, times


def missing(data, kept, times, cut):
    """What had been acknowledged before the cut and is not there."""
    with program.database(data) as database:
        revisions = {(row[0], row[1]): row[2] for row in database.execute("SELECT record_id, version, body FROM revision")}
        versions = dict(database.execute("SELECT id, version FROM record"))
        blobs = {row[0] for row in database.execute("SELECT sha256 FROM blob")}
    for identifier, revision, _, service in kept.writes:
        if times[identifier, revision, service] <= cut:
            body = revisions.get((identifier, revision))
            if body is None or json.loads(body).get("service") != service or versions.get(identifier, 0) < revision:
                yield f"{identifier} revision {revision}"
    for digest, content in kept.files.items():
        if times[digest] <= cut:
            path = data / "files" / digest[:2] / digest
            if digest not in blobs or not path.exists() or path.read_bytes() != content:
                yield f"file {digest}"


def try_state(recorded, target, cut, seed, mode):
    recording, kept, times = recorded
    recording.lay(recording.state(cut, seed, mode), target)
    answer, status = program.verify(target)
    lost = list(missing(target, kept, times, cut)) if status in (0, 1) else ["everything"]
    if status == 0 and answer["ok"] and not lost:
        shutil.rmtree(target)
        return None
    return f"power cut at line {cut} ({mode}, seed {seed}), left in {target}: lost {lost[:3]}, verify says {answer['problems'][:3]}"


def test_acknowledged_writes_survive_power_cuts(recorded, tmp_path):
    recording, _, times = recorded
    cuts = list(recording.cuts(STATES, 20261116))
    assert sum(1 for cut, _, _ in cuts if any(line <= cut for line in times.values())) > STATES / 3
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda item: try_state(recorded, tmp_path / f"state-{item[0]}", *item[1]), enumerate(cuts))
    failures = [result for result in results if result]
    assert not failures, f"{len(failures)} of {STATES} states:\n" + "\n".join(failures[:10])
    print(f"\n{STATES} power cuts over {recording.lines} calls, nothing acknowledged was lost")
