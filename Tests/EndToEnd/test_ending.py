"""The end of the server, whatever is at work: status 0 within ten seconds, nothing half done, and whoever waits is told."""
import http.client
import subprocess
import threading
import time

import pytest

import program


def rows(count, bad=False):
    """A risk register of so many rows, as CSV."""
    lines = ["title,domains,description"]
    lines += [f"Risk {number},{'nonsense' if bad else 'information_security'},Text of {number}" for number in range(count)]
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """An installation in which verify and rebuild have something to do."""
    data = program.make_installation(tmp_path_factory.mktemp("ending") / "data")
    file = data.parent / "risks.csv"
    file.write_bytes(rows(4_000))
    program.concord("import", "--workspace", program.WORKSPACE, "--register", "risks", file, data=data)
    return data


def test_it_ends_in_order_while_commands_read(many):
    """SIGTERM while verify, rebuild and an export read through the server crashed two times of three."""
    commands = [("verify",), ("rebuild",), ("export", "--workspace", program.WORKSPACE, "--everything", "-o", many.parent / "all.json")]
    for number in range(5):
        server = program.Server(many).start()
        running = [subprocess.Popen([str(program.BINARY), *map(str, command), "--data", str(many)], env=program.environment(),
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands * 2]
        try:
            # Into the middle of them, each time a little later.
            running[0].wait(0.2 + number * 0.4)
        except subprocess.TimeoutExpired:
            pass
        began = time.monotonic()
        status = server.stop(15)
        assert status == 0 and time.monotonic() - began < 10, (status, server.errors())
        for command in running:
            command.wait(20)
    assert program.verify(many)[1] == 0


def test_a_long_import_is_finished_or_broken_off_and_told(many):
    """Accepted or not: who waits gets an answer, and what the answer says is what is in the registers."""
    token = program.make_token(many)
    with program.Server(many) as server:
        before = server.api(token)("GET", "/risks?limit=1")[2]["total"]
        answers = []

        def send():
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            connection.request("POST", f"/api/v1/workspaces/{program.WORKSPACE}/risks/import", rows(30_000),
                               {"Authorization": f"Bearer {token}"})
            answers.append(connection.getresponse().status)

        sending = threading.Thread(target=send)
        sending.start()
        sending.join(2)
        began = time.monotonic()
        assert server.stop(15) == 0 and time.monotonic() - began < 10
        sending.join()
    with program.Server(many) as server:
        after = server.api(token)("GET", "/risks?limit=1")[2]["total"]
    assert (answers, after - before) in [([503], 0), ([200], 30_000)], (answers, before, after)


def test_work_ends_with_whoever_waits_for_it(many):
    """A file that takes long to judge: who leaves frees the server at once."""
    token = program.make_token(many)
    with program.Server(many) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("POST", f"/api/v1/workspaces/{program.WORKSPACE}/risks/import?dry_run=true", rows(60_000, bad=True),
                           {"Authorization": f"Bearer {token}"})

        def used():
            fields = open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()
            return int(fields[11]) + int(fields[12])

        began = used()
        deadline = time.monotonic() + 30
        while used() - began < 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        connection.close()
        quiet, deadline, last = 0, time.monotonic() + 15, used()
        while quiet < 5:
            assert time.monotonic() < deadline, "it goes on although nobody waits"
            time.sleep(0.2)
            quiet = quiet + 1 if used() - last <= 2 else 0
            last = used()
