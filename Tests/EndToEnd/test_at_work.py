"""After a crash the next start says what was being done; after an orderly end it says nothing."""
import contextlib
import os
import signal
import socket
import stat
import time

import program
import pytest


@pytest.fixture
def data(tmp_path):
    return program.make_installation(tmp_path / "data", demo=False)


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


@contextlib.contextmanager
def half_sent(server, token, secret="hidden-in-the-query"):
    """A request that has begun and does not come to its end."""
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall((f"POST /api/v1/workspaces/{program.WORKSPACE}/files?name={secret} HTTP/1.1\r\nHost: localhost\r\n"
                      f"Authorization: Bearer {token}\r\nContent-Length: 5000000\r\n\r\n").encode() + b"x" * 100_000)
        until(lambda: b"/files" in (server.data / "at-work").read_bytes() and b"token" in (server.data / "at-work").read_bytes())
        yield


def events(data):
    return program.concord("events", "--jsonl", data=data).stdout


@pytest.mark.parametrize("how", [signal.SIGABRT, signal.SIGILL, signal.SIGTRAP, signal.SIGKILL])
def test_the_next_start_names_what_was_at_work(data, how):
    token = program.make_token(data, name="sync")
    server = program.Server(data).start()
    with half_sent(server, token):
        server.process.send_signal(how)
        assert server.process.wait(10) == -how
        server.kill()
    with program.Server(data) as again:
        said = again.errors()
        assert "ended without notice" in said and "POST /api/v1/workspaces/:ws/files" in said and "token:sync" in said, said
        # Nothing that the request brought, and nothing that ended before it.
        assert "hidden" not in said and token not in said and program.WORKSPACE not in said and "GET" not in said.split("ended without notice")[-1], said
        for line in (events(data),):
            assert "ended_unexpectedly" in line and "POST /api/v1/workspaces/:ws/files" in line and "hidden" not in line
        assert stat.S_IMODE(os.stat(data / "at-work").st_mode) == 0o600
        session = program.Session(again.port)
        page = session("GET", f"/w/{program.WORKSPACE}/security-events")[2].decode()
        assert "Ended unexpectedly" in page and "/files" in page
    # Told once.
    with program.Server(data) as third:
        assert third.errors().count("ended without notice") == 1, third.errors()


def test_an_orderly_end_leaves_nothing(data):
    server = program.Server(data).start()
    token = program.make_token(data)
    assert server.api(token)("GET", "/risks")[0] == 200
    assert server.stop() == 0
    with program.Server(data) as again:
        assert "ended without notice" not in again.errors()
    assert "ended_unexpectedly" not in events(data)


def test_a_start_that_fails_is_no_crash(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = program.subprocess.run([str(program.BINARY), "serve", "--data", str(data), "--port", str(taken.getsockname()[1])], capture_output=True,
                                       env=program.environment(), timeout=60, check=False)
        assert ended.returncode == 1
    with program.Server(data) as again:
        assert "ended without notice" not in again.errors()


@pytest.mark.parametrize("content", [b"", b"\xff" * 300_000, b"\x10running\t\t0\tnow" + b"\0" * 100, b"\x07running" + b"\xff" * 200_000])
def test_what_stands_in_the_file_ends_nothing(data, content):
    (data / "at-work").write_bytes(content)
    with program.Server(data) as server:
        assert server.api(program.make_token(data))("GET", "/risks")[0] == 200
