"""What a single request must not be able to do: end the program, hold it up, or read what the engine says to itself.
Every case ended the process, or held it up for seconds, before it was refused.

CONCORD_HOSTILE=long tries more of everything: a thousand connections, four hundred readers, two thousand spoilt files."""
import contextlib
import http.client
import os
import random
import socket
import threading
import time
from urllib.parse import quote

import pytest

import program

LONG = os.environ.get("CONCORD_HOSTILE") == "long"
long_only = pytest.mark.skipif(not LONG, reason="takes minutes; make bench runs it")
LEAST, MOST = -2**63, 2**63 - 1
# Numbers at the edges, alone and in what is worked out from today.
EDGES = [str(LEAST), str(MOST), str(MOST + 1), "-1", "0", "1e308", "nan", "99999999999999999999", "0001-01-01", "9999-12-31",
         *(f"today{number:+d}{unit}" for number in (LEAST, -40_000, -1, 1, 40_000, MOST) for unit in "dm"),
         "today", "todayd", "today-", "today+", "today-d", "todays report", "today-99999999999999999999d", ",", ",,", " ", "%", "any"]
TESTS = ["", ".ne", ".gt", ".gte", ".lt", ".lte", ".empty", ".contains", ".same"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data = program.make_installation(tmp_path_factory.mktemp("hostile") / "data", demo=False)
    with program.Server(data) as running:
        yield running
        assert running.process.poll() is None, running.errors()


@pytest.fixture(scope="module")
def api(server):
    return server.api(program.make_token(server.data))


# Of every kind of storage: text, whole number, number, day, moment, choice, list, reference.
FIELDS = {
    "risks": ["id", "title", "state", "owner", "due", "updated_at", "revision", "score", "next_review", "domains", "inherent_likelihood",
              "treatment", "accepted_on", "requirements"],
    "suppliers": ["id", "tier", "next_assessment", "certificates", "annual_cost", "country", "personal_data"],
}


@pytest.mark.parametrize("register", ["risks", "suppliers"])
def test_no_filter_ends_the_program(api, register):
    answers = {}
    known = [field for field in FIELDS[register] if api("GET", f"/{register}?{field}.empty=true")[0] == 200]
    assert len(known) >= len(FIELDS[register]) - 2, known
    for field in known:
        for test in TESTS:
            for edge in EDGES:
                status, _, answer = api("GET", f"/{register}?{field}{test}={quote(edge)}")
                answers.setdefault(status, []).append(f"{field}{test}={edge}")
                assert status in (200, 400), (field, test, edge, answer)
                assert "syntax" not in str(answer) and "SQL" not in str(answer), answer
    assert len(answers[200]) > 100 and len(answers[400]) > 100


def test_a_word_that_begins_with_today_is_a_word(api):
    assert api("POST", "/suppliers", {"name": "Todays GmbH"})[0] == 201
    assert api("POST", "/suppliers", {"name": "today-off"})[0] == 201
    for name in ("Todays GmbH", "today-off"):
        status, _, answer = api("GET", f"/suppliers?name={quote(name)}")
        assert status == 200 and [one["name"] for one in answer["items"]] == [name], answer


@pytest.mark.parametrize("query", [
    "&".join(f"title.ne=x{number}" for number in range(1_200)), "requirements=,", "title=" + ",".join("x" * 2 for _ in range(3_000)),
    "sort=" + ",".join("title" for _ in range(500)), "domains=" + ",".join(f"a{number}" for number in range(1_500))])
def test_a_filter_of_very_many_parts_is_refused(api, query):
    for register in ("controls", "risks"):
        status, _, answer = api("GET", f"/{register}?{query}")
        assert status == 400 and "syntax" not in str(answer) and "tree" not in str(answer), answer


def test_more_keys_than_a_sheet_has_columns_are_refused(api):
    body = {"name": "Nordkap", "extra": {f"k{number}": "v" for number in range(66_000)}}
    status, _, answer = api("POST", "/suppliers", body)
    assert status == 422, answer
    status, _, answer = api("POST", "/suppliers", {"name": "Nordkap", "extra": {"k": "v" * 300_000}})
    assert status == 422, answer
    # Nor by adding a few at a time.
    status, _, kept = api("POST", "/suppliers", {"name": "Nordkap", "extra": {f"k{number}": "v" for number in range(150)}})
    assert status == 201, kept
    statuses, revision = [], kept["revision"]
    for part in range(4):
        status, _, answer = api("PATCH", f"/suppliers/{kept['id']}", {"extra": {f"m{part}-{number}": "v" for number in range(150)}},
                                If_Match=f'"{revision}"')
        statuses.append(status)
        revision = answer.get("revision", revision)
    assert statuses[0] == 200 and statuses[-1] == 422, statuses
    for shape in ("csv", "xlsx", "json"):
        assert api("GET", f"/suppliers/export?format={shape}")[0] == 200


@pytest.mark.parametrize("length", [71, 8_000])
def test_a_boundary_is_as_short_as_the_standard_has_it(server, length):
    """Each place that begins like the boundary was compared to the boundary's end: 2 MB stopped everybody for 48 s."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    began = time.monotonic()
    connection.request("POST", "/sign-in", b"-" * 15_000,
                       {"Content-Type": f"multipart/form-data; boundary={'-' * (length - 1)}X", "Origin": server.address})
    answer = connection.getresponse()
    answer.read()
    assert answer.status in (400, 403) and time.monotonic() - began < 2


def test_a_form_is_read_in_linear_time(server):
    visitor = program.Session(server.port)
    times = {}
    for size in (250_000, 1_000_000):
        body = b"-" * size
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        headers = {"Content-Type": f"multipart/form-data; boundary={'-' * 69}X", "Origin": server.address,
                   "Cookie": visitor.cookie}
        began = time.monotonic()
        connection.request("POST", f"/w/{program.WORKSPACE}/risks/views", body, headers)
        connection.getresponse().read()
        times[size] = time.monotonic() - began
    assert times[1_000_000] < 3, times


def heavy_files():
    """Files that once cost minutes or gigabytes, small as they are."""
    bomb = "a0: &a0 [{x: 1},{x: 2}]\n" + "".join(f"a{n}: &a{n} [{','.join(f'*a{n - 1}' for _ in range(8))}]\n" for n in range(1, 30))
    return {
        "aliases.yaml": bomb.encode(),
        "nested.yaml": b"[" * 100_000,
        "refused.csv": b"title,kind,likelihood\n" + b"x,nonsense,99\n" * 16_000,
        "heading.csv": b"A" * 1_000_000 + b"\n1\n",
        "columns.csv": ",".join(f"c{n}" for n in range(50_000)).encode() + b"\n",
        "empty-columns.csv": b"," * 200_000 + b"\n" + b"," * 200_000,
        "head.md": b"---\n" + b"a: b\n" * 50_000 + b"---\n# x\n",
        "pipes.md": b"|" * 300_000 + b"\n" + b"|-" * 100_000 + b"\n",
        "quotes.csv": b'title\n"' + b'x""' * 200_000,
    }


def test_heavy_files_hold_nobody_up(server, api):
    """Sixty imports at once that are as bad as files can be: health and a list answer within a second all the while, and the
    memory stays bounded."""
    token = program.make_token(server.data)
    files = list(heavy_files().items())
    answers, slow, done = [], [], threading.Event()

    def send(number):
        name, content = files[number % len(files)]
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        try:
            connection.request("POST", f"/api/v1/workspaces/{program.WORKSPACE}/imports?name={name}", content,
                               {"Authorization": f"Bearer {token}"})
            answers.append((name, connection.getresponse().status))
        finally:
            connection.close()

    def watch():
        while not done.wait(0.2):
            for path in ("/health", f"/api/v1/workspaces/{program.WORKSPACE}/risks?limit=50"):
                began = time.monotonic()
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
                connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
                assert connection.getresponse().status == 200
                connection.close()
                slow.append((time.monotonic() - began, path))

    watching = threading.Thread(target=watch)
    watching.start()
    sending = [threading.Thread(target=send, args=(number,)) for number in range(60)]
    for thread in sending:
        thread.start()
    for thread in sending:
        thread.join()
    done.set()
    watching.join()
    assert len(answers) == 60 and {status for _, status in answers} <= {201, 400, 413, 422, 503}, answers
    # Debug builds on a loaded machine are several times slower than what is promised.
    assert max(slow)[0] < 3, sorted(slow)[-5:]
    peak = next(int(line.split()[1]) for line in open(f"/proc/{server.process.pid}/status") if line.startswith("VmHWM"))
    assert peak < 400_000, f"{peak} kB"


def peak(server):
    """Megabytes that the server ever had resident."""
    return next(int(line.split()[1]) for line in open(f"/proc/{server.process.pid}/status") if line.startswith("VmHWM")) / 1024


@long_only
def test_slow_connections_keep_nobody_out(empty):
    """A thousand that send a byte now and then, or nothing, hold neither a place nor the memory."""
    count = 1_000 if LONG else 300
    with program.Server(empty) as server:
        lines = []
        try:
            for number in range(count):
                line = socket.create_connection(("127.0.0.1", server.port), timeout=20)
                head = [b"", b"G", b"POST /sign-in HTTP/1.1\r\nHost: x\r\n", b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 19000\r\n\r\na"]
                line.sendall(head[number % 4])
                lines.append(line)
            for number, line in enumerate(lines):
                if number % 4 == 3:
                    # Those that the server let go are gone.
                    with contextlib.suppress(OSError):
                        line.sendall(b"a")
            for _ in range(20):
                began = time.monotonic()
                assert program.API(server.port, "")("GET", "/health")[0] == 200
                assert time.monotonic() - began < 2
            assert program.Session(server.port)("GET", f"/w/{program.WORKSPACE}")[0] == 200
            assert peak(server) < 400, f"{peak(server):.0f} MB"
        finally:
            for line in lines:
                line.close()


@long_only
def test_many_readers_of_the_largest_page_fit_in_memory(copy):
    """Four hundred people ask for the statement of applicability at once; whoever is not answered is told to come back."""
    count = 400 if LONG else 150
    with program.Server(copy) as server:
        session = program.Session(server.port)
        token = program.make_token(server.data)
        statuses, wrong = [], []

        def read(number):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
            # Through a proxy, each from an address of their own; half of them are programs.
            headers = {"X-Forwarded-For": f"192.0.2.{number % 250 + 1}"}
            try:
                if number % 4 < 3:
                    connection.request("GET", f"/w/{program.WORKSPACE}/soa", headers=headers | {"Cookie": session.cookie})
                else:
                    connection.request("GET", f"/api/v1/workspaces/{program.WORKSPACE}/soa", headers=headers | {"Authorization": f"Bearer {token}"})
                answer = connection.getresponse()
                body = answer.read()
                statuses.append(answer.status)
                if answer.status == 200 and len(body) < 10_000 or answer.status == 503 and not answer.getheader("Retry-After"):
                    wrong.append((number, answer.status, body[:200]))
            finally:
                connection.close()

        readers = [threading.Thread(target=read, args=(number,)) for number in range(count)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert len(statuses) == count and set(statuses) <= {200, 503} and not wrong, (set(statuses), wrong[:3])
        assert statuses.count(200) >= min(count, 100), statuses.count(200)
        assert peak(server) < 400, f"{peak(server):.0f} MB"


def spoilt(content, draw):
    """The bytes of a file as a broken line, a bad disk or somebody who tries things leaves them."""
    out = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        at, kind = draw.randrange(len(out) + 1), draw.randrange(6)
        if kind == 0:
            del out[at:]
        elif kind == 1:
            for _ in range(draw.randint(1, 20)):
                if out:
                    out[draw.randrange(len(out))] = draw.randrange(256)
        elif kind == 2:
            out[at:at] = out[max(0, at - 200):at] * draw.randint(1, 50)
        elif kind == 3:
            out[at:at] = draw.choice([b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"', b"'", b"[", b"{", b"&a ", b"*a", b"<!DOCTYPE", b"\r", b"|"]) * draw.randint(1, 300)
        elif kind == 4:
            del out[at:at + draw.randint(1, 500)]
        else:
            out[at:at] = draw.choice([b"9" * 400, b"-9223372036854775808", b"1e400", b"0001-01-01", b"today-99999999999d", b"99999999999999999999"])
    return bytes(out)


@long_only
def test_no_file_ends_the_program(server, api):
    """Every importer, whole files and spoilt ones."""
    demo, files = program.demo_folder(), []
    for ending in ("csv", "md", "yaml", "json", "xlsx", "docx", "ods", "pdf", "xml", "zip"):
        files += sorted(demo.rglob(f"*.{ending}"), key=lambda file: (file.stat().st_size, file.name))[:2]
    files += [file for file in sorted(program.ROOT.glob("Tests/ExchangeTests/**/*")) if file.suffix in (".json", ".xml", ".md", ".yaml", ".xlsx", ".ods", ".docx") and file.stat().st_size < 200_000][:12]
    assert len({file.suffix for file in files}) >= 3, files
    draw, answers = random.Random(20261116), {}
    for number in range(2_000 if LONG else 60):
        file = files[number % len(files)]
        content = spoilt(file.read_bytes(), draw)
        began = time.monotonic()
        status, _, answer = api("POST", f"/imports?name={quote(file.name)}", content)
        assert status in (201, 400, 413, 422, 503), (file, number, status, answer)
        assert time.monotonic() - began < 25, (file, number)
        assert status == 201 or answer["detail"], answer
        answers[status] = answers.get(status, 0) + 1
        if status == 201:
            status, _, answer = api("GET", f"/imports/{answer['id']}/proposal")
            assert status in (200, 400, 409, 413, 422, 503), (file, number, status, answer)
    assert answers.get(201, 0) > 5, answers
    assert api("GET", "/risks")[0] == 200
