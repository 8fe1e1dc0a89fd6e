"""What the server takes on: connections that do nothing, more of them than there may be, requests that are none, and a
disk that fails under it."""
import http.client
import socket
import subprocess
import threading
import time

import pytest

import program


def get(port, path="/health", seconds=5):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def is_closed(connection, seconds):
    connection.settimeout(seconds)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_idle_connections_keep_nobody_out(empty):
    """More silent connections than there are file descriptors: the oldest of them make room."""
    with program.Server(empty, wrapper=["prlimit", "--nofile=120:120"]) as server:
        token = program.make_token(empty)
        silent = [connect(server.port) for _ in range(200)]
        for _ in range(3):
            assert get(server.port) == 200
        # The database and the files open what they need, too.
        api = server.api(token)
        assert api("POST", "/suppliers", {"name": "Nordkap"})[0] == 201
        assert api("POST", "/files", b"Minutes", Content_Type="text/plain")[0] == 201
        assert sum(is_closed(connection, 0.2) for connection in silent[:100]) == 100
        for connection in silent:
            connection.close()
        assert api("GET", "/suppliers")[0] == 200


def test_requests_that_trickle_make_room(empty):
    """As many requests as there may be connections, each half sent: for a moment one more is told to come back, then the one
    that has been coming for the longest makes room; the others are answered when they are whole."""
    with program.Server(empty, wrapper=["prlimit", "--nofile=80:80"]) as server:
        token = program.make_token(empty)
        head = (f"POST /api/v1/workspaces/{program.WORKSPACE}/suppliers HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 16\r\n"
                "Expect: 100-continue\r\n\r\n")
        # 64 of the 80 files are kept for the database and others.
        at_work = [connect(server.port) for _ in range(16)]
        for connection in at_work:
            connection.sendall(head.encode())
        # The server has read the head of each and waits for the rest.
        for connection in at_work:
            assert b" 100 " in connection.recv(4096)
        assert get(server.port) == 503
        began = time.monotonic()
        while get(server.port) != 200:
            assert time.monotonic() - began < 8
            time.sleep(0.2)
        answers = []
        for number, connection in enumerate(at_work):
            try:
                connection.settimeout(10)
                connection.sendall(b'{"name":"S%04d"}' % number)
                answers.append(b" 201 " in connection.recv(4096))
            except OSError:
                answers.append(False)
        assert sum(answers) in (14, 15), answers
        assert get(server.port) == 200


def test_half_a_request_does_not_keep_the_server_from_ending(empty):
    with program.Server(empty) as server, connect(server.port) as half:
        half.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nemail")
        assert get(server.port) == 200
        assert server.stop(10) == 0


def test_a_silent_connection_ends(empty):
    with program.Server(empty, options=["--idle-seconds", "1"]) as server:
        silent, half, used = connect(server.port), connect(server.port), connect(server.port)
        half.sendall(b"GET /health HTTP/1.1\r\nHo")
        used.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b" 200 " in used.recv(4096)
        for connection in (silent, half):
            assert is_closed(connection, 5)
        # What follows of the answer, then the end.
        used.settimeout(5)
        while used.recv(4096):
            pass
        assert get(server.port) == 200


def test_a_slow_download_is_no_silence(empty):
    """The answer is written at once and takes longer over the line than a connection may be idle."""
    token, content = program.make_token(empty), bytes(range(256)) * 80_000
    with program.Server(empty, options=["--idle-seconds", "1"]) as server:
        status, _, file = server.api(token)("POST", "/files", content)
        assert status == 201
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            slow.settimeout(10)
            slow.connect(("127.0.0.1", server.port))
            slow.sendall(f"GET /api/v1/workspaces/{program.WORKSPACE}/files/{file['sha256']} HTTP/1.1\r\nHost: localhost\r\n"
                         f"Authorization: Bearer {token}\r\n\r\n".encode())
            began, received = time.monotonic(), b""
            while b"\r\n\r\n" not in received:
                received += slow.recv(4096)
            body = bytearray(received.partition(b"\r\n\r\n")[2])
            while len(body) < len(content):
                more = slow.recv(65_536)
                assert more, f"broken off after {len(body)} bytes, {time.monotonic() - began:.1f} s"
                body += more
                # A slow line, as long as the server has had time to lose patience.
                if time.monotonic() - began < 4:
                    time.sleep(0.02)
            assert bytes(body) == content and time.monotonic() - began > 4


@pytest.mark.parametrize("path", ["/sign-in", "/health", f"/api/v1/workspaces/{program.WORKSPACE}/risks"])
def test_a_request_without_a_host_is_refused(server, path):
    with connect(server.port) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")
    with connect(server.port) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert not connection.recv(4096).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("error, when, code", [("EIO", "1", 503), ("EIO", "1+", 503), ("EDQUOT", "1+", 507), ("ENOSPC", "1+", 507)])
def test_a_failed_fsync_is_told_and_gone_when_the_disk_is_well(empty, error, when, code):
    """What a failed fsync lost can't be known, so nothing is written until the file was read anew; the server does that by
    itself once the disk takes writes again. Reading goes on, and whoever watches over it is told."""
    token = program.make_token(empty)
    with program.Server(empty) as server:
        api = server.api(token)
        name = f"{error} {when}"
        assert api("POST", "/suppliers", {"name": f"Before {name}"})[0] == 201
        tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-p", str(server.process.pid), "-o", "/dev/null", "-e", "trace=fsync,fdatasync",
             "-e", f"inject=fsync,fdatasync:error={error}:when={when}"], stderr=subprocess.PIPE)
        try:
            deadline = time.monotonic() + 10
            while b"TracerPid:\t0\n" in open(f"/proc/{server.process.pid}/status", "rb").read():
                assert tracer.poll() is None and time.monotonic() < deadline, "strace can't attach here"
                time.sleep(0.01)
            status, headers, answer = api("POST", "/suppliers", {"name": f"Lost {name}"})
            assert status == code, answer
            assert headers["Content-Type"] == "application/problem+json"
            assert get(server.port) == (503 if when == "1+" else get(server.port))
            status, _, answer = api("GET", f"/suppliers?name=Before {name}".replace(" ", "%20").replace("+", "%2B"))
            assert status == 200 and answer["total"] == 1, answer
        finally:
            tracer.terminate()
            tracer.wait()
        ended = time.monotonic()
        while api("POST", "/suppliers", {"name": f"After {name}"})[0] != 201:
            assert time.monotonic() - ended < 5, server.errors()
            time.sleep(0.1)
        assert get(server.port) == 200
        assert "failed" in server.errors() and "again" in server.errors()
        assert server.stop() == 0
    with program.Server(empty) as server:
        names = {item["name"] for item in server.api(token)("GET", "/suppliers?limit=100")[2]["items"]}
        assert {f"Before {name}", f"After {name}"} <= names, names
    assert program.verify(empty)[1] == 0
