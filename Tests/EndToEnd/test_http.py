"""HTTP as its clients expect it: HEAD, OPTIONS, 405, Expect, HTTP/1.0, one spelling of an address, and bodies that don't come."""
import http.client
import json
import os
import socket
import threading
import time

import pytest

import program

API = f"/api/v1/workspaces/{program.WORKSPACE}"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    data = program.make_installation(tmp_path_factory.mktemp("http") / "data", demo=False)
    with program.Server(data, options=["--idle-seconds", "3"]) as server:
        yield server, program.make_token(data)


def ask(server, method, path, token=None, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def raw(server, data, seconds=10, source="127.0.0.1"):
    """Everything that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds, source_address=(source, 0)) as connection:
        connection.sendall(data)
        received = b""
        while more := connection.recv(65_536):
            received += more
        return received


def test_head_is_get_without_its_body(running):
    server, token = running
    for path in ["/health", "/sign-in", "/api", "/api/openapi.json", f"{API}/risks", f"{API}/risks/R-404", f"{API}/gap"]:
        get, head = (ask(server, method, path, token) for method in ("GET", "HEAD"))
        assert head[0] == get[0] and head[2] == b"" and head[1]["Content-Length"] == str(len(get[2])), (path, head, get[0])


@pytest.mark.parametrize("path, allow", [("/health", "GET, HEAD, OPTIONS"), (f"{API}/risks", "GET, POST, HEAD, OPTIONS"),
                                         (f"{API}/risks/R-1", "DELETE, GET, PATCH, HEAD, OPTIONS"), ("/sign-out", "POST, OPTIONS")])
def test_a_wrong_method_says_which_are_right(running, path, allow):
    server, token = running
    status, headers, _ = ask(server, "PUT", path, token)
    assert status == 405 and headers["Allow"] == allow
    status, headers, body = ask(server, "OPTIONS", path, token)
    assert status == 204 and headers["Allow"] == allow and body == b""
    assert ask(server, "PUT", "/nowhere", token)[0] == ask(server, "OPTIONS", "/nowhere/at/all", token)[0] == 404


def test_an_address_has_one_spelling(running):
    server, token = running
    for path in [f"{API}/risks/?limit=1", f"//api//v1/workspaces/{program.WORKSPACE}/risks?limit=1"]:
        status, headers, _ = ask(server, "GET", path, token)
        assert status == 308 and headers["Location"] == f"{API}/risks?limit=1"
    # It never leads to another site.
    for path in ["//evil.example/", "/\\evil.example/", "/%5Cevil.example//"]:
        status, headers, _ = ask(server, "GET", path)
        assert status in (308, 400, 404) and not headers.get("Location", "/x").startswith(("//", "/\\")), (path, headers)
    assert ask(server, "POST", f"{API}/risks/", token, b"{}")[0] == 404


def test_who_asks_before_sending_is_answered(running):
    server, token = running
    body = b'{"name": "Asked first"}'
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(f"POST {API}/suppliers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
                           f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode())
        assert connection.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert connection.recv(4096).startswith(b"HTTP/1.1 201 ")
    # What is not wanted is not asked for.
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(f"POST {API}/suppliers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n".encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 401 ")


def test_an_old_client_hears_the_end(running):
    server, _ = running
    began = time.monotonic()
    answer = raw(server, b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert b" 200 " in answer and answer.endswith(b'{"status":"ok"}') and time.monotonic() - began < 2


def test_deleting_needs_the_revision_and_an_archived_record_says_so(running):
    server, token = running
    status, _, body = ask(server, "POST", f"{API}/suppliers", token, b'{"name": "Gone soon"}')
    path = f"{API}/suppliers/{json.loads(body)['id']}"
    assert ask(server, "DELETE", path, token)[0] == 428
    assert ask(server, "DELETE", path, token, If_Match='"7"')[0] == 412
    assert "archived" not in json.loads(ask(server, "GET", path, token)[2])
    assert ask(server, "DELETE", path, token, If_Match='"1"')[0] == 204
    assert json.loads(ask(server, "GET", path, token)[2])["archived"] is True


def test_what_means_nothing_is_refused(running):
    server, token = running
    assert ask(server, "POST", f"{API}/risks/import", token, b"")[0] == 400
    assert ask(server, "POST", f"{API}/samples/import", token, b"title\nx\n")[0] == 409
    assert ask(server, "GET", f"{API}/soa?as_of=", token)[0] == 400
    status, _, body = ask(server, "POST", f"{API}/suppliers", token, b'{"name": "Nordkap", "extra": {"a": "", "b": "x"}}')
    made = json.loads(body)
    assert status == 201 and made["extra"] == {"b": "x"}, made
    status, _, body = ask(server, "PATCH", f"{API}/suppliers/{made['id']}", token, b'{"extra": {"b": null}}', If_Match='"1"')
    assert status == 200 and "extra" not in json.loads(body), body
    assert ask(server, "POST", f"{API}/suppliers", token, b'{"name": "N", "extra": {"a\\u0001": "x"}}')[0] == 422
    status, headers, _ = ask(server, "GET", "/api/openapi.json")
    assert ask(server, "GET", "/api/openapi.json", If_None_Match=next(value for name, value in headers.items() if name.lower() == "etag"))[0] == 304


def test_a_body_that_does_not_come_is_not_waited_for(running):
    server, token = running
    heads = [f"POST {API}/suppliers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Length: 500\r\n\r\n{{",
             "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 19000\r\n\r\nemail="]
    for head in heads:
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(head.encode())
            sending = threading.Event()

            def trickle():
                while not sending.wait(0.3):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return

            thread = threading.Thread(target=trickle)
            thread.start()
            answer = connection.recv(4096)
            sending.set()
            thread.join()
        assert answer.startswith(b"HTTP/1.1 408 ") and time.monotonic() - began < 8, answer
    assert "request failed" not in server.errors()


def test_who_leaves_in_the_middle_is_no_error(running):
    server, token = running
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(f"POST {API}/suppliers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
                           "Content-Length: 500\r\n\r\n{".encode())
    assert ask(server, "GET", "/health")[0] == 200
    assert "request failed" not in server.errors()


def test_uploads_do_not_fill_the_memory(running):
    """Eight files of 60 MB at once took half a gigabyte."""
    server, token = running
    content = os.urandom(1 << 20) * 60
    answers = []

    def send(number):
        answers.append(ask(server, "POST", f"{API}/files", token, content + bytes([number]))[0])

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(answers)) in ([201], [201, 503]) and answers.count(201) >= 4, answers
    peak = next(int(line.split()[1]) for line in open(f"/proc/{server.process.pid}/status") if line.startswith("VmHWM"))
    assert peak < 300_000, f"{peak} kB"
    status, _, body = ask(server, "POST", f"{API}/files", token, content + b"\0")
    kept = json.loads(body)
    status, _, back = ask(server, "GET", f"{API}/files/{kept['sha256']}", token)
    assert back == content + b"\0"


def test_one_sender_does_not_take_all_connections(tmp_path):
    data = program.make_installation(tmp_path / "data", demo=False)
    with program.Server(data, wrapper=["prlimit", "--nofile=164:164"], options=["--trusted-proxy", "127.0.0.1"]) as server:
        half = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nemail"
        taken = []
        for _ in range(60):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=5, source_address=("127.0.0.7", 0))
            connection.sendall(half)
            taken.append(connection)
        # 100 connections there may be; an eighth of them for one address.
        assert ask(server, "GET", "/health")[0] == 200
        refused = sum(b" 503 " in answered(connection) for connection in taken)
        assert refused == 48, refused
        for connection in taken:
            connection.close()


def answered(connection):
    connection.settimeout(0.2)
    try:
        return connection.recv(200)
    except TimeoutError:
        return b""
    except OSError:
        return b" 503 "
