"""`kill -9` while four clients write: after a restart every acknowledged record, change and file is there, and verify
finds nothing half done. CONCORD_KILL_ROUNDS sets how often (5; 1,000 in `make bench`)."""
import os
import random
import threading
import time

import load
import program

ROUNDS = int(os.environ.get("CONCORD_KILL_ROUNDS", "5"))


def test_acknowledged_writes_survive_kill_9(empty):
    token = program.make_token(empty)
    draw = random.Random(9)
    kept = load.Acknowledged()
    killed = 0
    for number in range(ROUNDS):
        server = program.Server(empty).start()
        before, stop = len(kept), threading.Event()
        threads = load.start(server.port, token, kept, stop, number, f"r{number}")
        enough, deadline = before + draw.randint(5, 150), time.monotonic() + 60
        while len(kept) < enough:
            assert any(thread.is_alive() for thread in threads), f"the writers gave up: {kept.wrong[:3]}"
            assert time.monotonic() < deadline, f"hardly anything is acknowledged: {kept.wrong[:3]}"
            threads[0].join(0.001)
        server.kill()
        killed += 1
        stop.set()
        for thread in threads:
            thread.join()
        assert not kept.wrong, kept.wrong[:3]
        is_last = number == ROUNDS - 1
        with program.Server(empty) as again:
            check(again.api(token), kept, f"r{number}-" if not is_last else "r")
            assert again.stop() == 0
        if number % 10 == 0 or is_last:
            answer, status = program.verify(empty)
            assert status == 0 and answer["ok"], answer["problems"][:5]
    print(f"\n{killed} kills, {len(kept.writes)} acknowledged writes and {len(kept.files)} files, none lost")


def check(api, kept, label):
    """Every acknowledged write whose label begins so is there, at least as new as it was acknowledged."""
    for identifier, (revision, name, service) in kept.records.items():
        if not name.startswith(f"Supplier {label}"):
            continue
        status, _, answer = api("GET", f"/suppliers/{identifier}")
        assert status == 200, f"{identifier} was acknowledged and is gone ({status})"
        assert answer["name"] == name and answer["revision"] >= revision, f"{identifier} fell back to {answer}"
        assert answer["revision"] > revision or answer["service"] == service, f"{identifier} lost a change: {answer}"
    for digest, content in kept.files.items():
        status, _, answer = api("GET", f"/files/{digest}")
        assert status == 200 and answer == content, f"the file {digest} was acknowledged and is gone or altered ({status})"
