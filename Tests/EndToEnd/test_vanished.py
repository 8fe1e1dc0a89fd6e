"""The database, or the directory in which it lies, goes away or becomes another one under the running server. Nothing is
acknowledged that is not in the file at the path, `/health` and the log say so, and the server ends with a status of its own
unless the same file comes back. `serve` never makes an installation of what it finds."""
import concurrent.futures
import http.client
import os
import shutil
import subprocess
import threading
import time

import pytest

import program

# What systemd and others take as "try again" (sysexits.h, EX_TEMPFAIL).
GONE = 75


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    data = program.make_installation(tmp_path_factory.mktemp("vanished") / "data", demo=False)
    return data, program.make_token(data)


@pytest.fixture
def place(original, tmp_path):
    data, token = original
    return program.copy_installation(data, tmp_path / "data"), token


def health(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status
    except program.GONE:
        return None
    finally:
        connection.close()


def until(condition, seconds=40):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "this never came"
        time.sleep(0.02)
    return found


class Writers:
    """Four clients that create suppliers until the server is gone, and note which were acknowledged."""

    def __init__(self, server, token):
        self.kept, self.refused, self.stop = [], [], threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(server, token, n), daemon=True) for n in range(4)]
        for thread in self.threads:
            thread.start()

    def run(self, server, token, number):
        api, count = server.api(token), 0
        while not self.stop.is_set():
            count += 1
            name = f"Supplier {number}-{count}"
            try:
                status, _, answer = api("POST", "/suppliers", {"name": name})
            except program.GONE:
                return
            if status == 201:
                self.kept.append(name)
            else:
                self.refused.append(status)

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(30)


def names(path):
    with program.database(path) as database:
        return {row[0] for row in database.execute("SELECT title FROM record WHERE kind = 'suppliers'")}


def away(data):
    (data / program.DATABASE).rename(data.parent / "taken.sqlite")


def removed(data):
    # Its content is kept by a second name, so that what was acknowledged before can be looked for.
    os.link(data / program.DATABASE, data.parent / "taken.sqlite")
    (data / program.DATABASE).unlink()


def replaced(data):
    os.link(data / program.DATABASE, data.parent / "taken.sqlite")
    shutil.copy(data / program.DATABASE, data.parent / "other")
    (data.parent / "other").rename(data / program.DATABASE)


def log_replaced(data):
    (data / f"{program.DATABASE}-wal").rename(data.parent / "taken-wal")


def moved(data):
    data.rename(data.parent / "elsewhere")


def emptied(data):
    data.rename(data.parent / "elsewhere")
    data.mkdir()


def test_it_is_noticed_under_load(original, tmp_path):
    """Each with a server of its own, side by side: most of the time is waiting for the file to come back."""
    attacks = [away, removed, replaced, log_replaced, moved, emptied]
    with concurrent.futures.ThreadPoolExecutor(len(attacks)) as pool:
        tried = {attack: pool.submit(attacked, original, tmp_path / attack.__name__, attack) for attack in attacks}
    failed = {attack.__name__: str(found.exception()) for attack, found in tried.items() if found.exception()}
    assert not failed, failed


def attacked(original, folder, attack):
    folder.mkdir()
    data, token = program.copy_installation(original[0], folder / "data"), original[1]
    server = program.Server(data).start()
    try:
        writers = Writers(server, token)
        until(lambda: len(writers.kept) > 20)
        attack(data)
        before = len(writers.kept)
        until(lambda: health(server) == 503)
        # Whatever was acknowledged after the file was gone would stand in no file at the path.
        assert len(writers.kept) - before <= 12, "it went on acknowledging"
        assert server.process.wait(30) == GONE
        writers.end()
        assert set(writers.refused) <= {503}
    finally:
        server.kill()
    said = server.data.parent.joinpath("data.log").read_text()
    assert "is no longer the file that was opened" in said, said
    # No new installation came to be where it was, and nothing was put there.
    left = sorted(path.name for path in data.iterdir()) if data.exists() else []
    assert attack is not emptied or left == [], left
    assert attack is not moved or not data.exists()


def test_the_same_file_comes_back(place):
    """A rename there and back, as a careless script does: writing goes on by itself, and nothing acknowledged is missing."""
    data, token = place
    with program.Server(data) as server:
        writers = Writers(server, token)
        until(lambda: len(writers.kept) > 20)
        away(data)
        until(lambda: health(server) == 503)
        (data.parent / "taken.sqlite").rename(data / program.DATABASE)
        until(lambda: health(server) == 200)
        before = len(writers.kept)
        until(lambda: len(writers.kept) > before + 20)
        writers.end()
        assert server.stop() == 0
    assert set(writers.kept) <= names(data)
    assert program.verify(data)[1] == 0


@pytest.mark.parametrize("name", ["missing", "empty", "an empty database", "another database"])
def test_serve_makes_no_installation(tmp_path, name):
    data = tmp_path / "data"
    if name != "missing":
        data.mkdir()
    if name == "an empty database":
        (data / program.DATABASE).touch()
    if name == "another database":
        with program.database(data) as database:
            database.execute("CREATE TABLE notes (text TEXT)")
    before = {path.name: path.read_bytes() for path in data.iterdir()} if data.exists() else None
    key = tmp_path / "key"
    key.write_text(f"concord-test {'07' * 32}\n")
    for more in ([], ["--key-file", key]):
        ended = subprocess.run([program.BINARY, "serve", "--data", data, "--port", "0", *more], capture_output=True,
                               text=True, env=program.environment(), timeout=20, check=False)
        assert ended.returncode == 2 and "There is no installation in" in ended.stderr, ended
        for command in (["verify"], ["token", "list"]):
            ended = program.concord(*command, *more, data=data, check=False)
            assert ended.returncode == 2 and "There is no installation in" in ended.stderr, ended
    after = {path.name: path.read_bytes() for path in data.iterdir() if path.name not in ("lock", "tmp")} if data.exists() else None
    assert after == before
