"""Undoing an import of many records from the ledger's page: progress without any script, and a server that is killed in
the middle."""
import re
import time

import program

COUNT = 2500
LEDGER = f"/w/{program.WORKSPACE}/ledger"


def standing(data):
    with program.database(data) as database:
        return database.execute("SELECT count(*) FROM record WHERE kind = 'risks' AND archived = 0").fetchone()[0]


def begin(session):
    page = session("GET", LEDGER)[2].decode()
    token = re.search(r'name="_token" value="([^"]*)"', page).group(1)
    action = re.search(r'action="([^"]*/undo)"', page).group(1)
    status, headers, _ = session("POST", action, {"_token": token})
    assert status == 303 and headers["Location"] == action
    return action


def follow(session, address, until=lambda done: False, seconds=120):
    """Loads the page as a browser does that is told to come again; answers the figures seen and the last answer."""
    seen, deadline = [], time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = session("GET", address)
        if answer[1]["Refresh"] is None:
            return seen, answer
        done, total = map(int, re.search(rb"Records taken back: (\d+) of (\d+)", answer[2]).groups())
        seen.append((done, total))
        if until(done):
            return seen, answer
        time.sleep(0.02)
    raise AssertionError(f"It did not end: {seen[-3:]}")


def test_progress_and_a_crash_in_the_middle(empty, tmp_path):
    file = tmp_path / "risks.csv"
    file.write_text("id,title,domains\n" + "".join(f"R-{n:05},Risk {n},information_security\n" for n in range(COUNT)))
    program.concord("import", "--workspace", program.WORKSPACE, file, data=empty)
    with program.Server(empty) as server:
        session = program.Session(server.port)
        address = begin(session)
        seen, answer = follow(session, address, until=lambda done: done > 0)
        assert answer[1]["Refresh"] == "1" and 0 < seen[-1][0] <= COUNT == seen[-1][1], seen
        server.kill()
    assert standing(empty) == COUNT
    assert program.verify(empty)[1] == 0
    with program.Server(empty) as server:
        session = program.Session(server.port)
        seen, (status, _, page) = follow(session, address)
        assert (seen, status) == ([], 200) and b"Nothing was taken back." in page
        seen, (status, headers, _) = follow(session, begin(session))
        assert status == 303 and headers["Location"] == f"{LEDGER}?done=undone"
        assert seen == sorted(seen), "it never goes back"
    assert standing(empty) == 0
    assert program.verify(empty)[1] == 0
