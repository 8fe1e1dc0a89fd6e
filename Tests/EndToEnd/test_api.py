"""Promises of the API beyond reading and writing: proofs of the ledger, records as they stood, preconditions, requests
that are repeated."""
import hashlib

import pytest

import program


@pytest.fixture
def api(server):
    return server.api(program.make_token(server.data))


def proves(leaf, index, size, proof, root):
    """RFC 6962, 2.1.1, written down from the text."""
    fn, sn, hash = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            hash = hashlib.sha256(b"\1" + step + hash).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            hash = hashlib.sha256(b"\1" + hash + step).digest()
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hash == root


def test_every_entry_of_the_ledger_is_proven(api):
    position, proven, unsigned = "1", 0, 0
    assert api("POST", "/suppliers", {"name": "Newer than the signature"})[0] == 201
    while position:
        status, _, page = api("GET", f"/ledger?from={position}&limit=100")
        assert status == 200
        size, root = page["tree"]["size"], bytes.fromhex(page["tree"]["root"])
        lines = page["checkpoint"].split("\n")
        assert int(lines[1]) == size
        assert hashlib.sha256(b"").digest() != root and __import__("base64").b64decode(lines[2]) == root
        for entry in page["items"]:
            if entry["seq"] > size:
                assert entry["proof"] is None
                unsigned += 1
                continue
            leaf, proof = bytes.fromhex(entry["leaf_hash"]), [bytes.fromhex(step) for step in entry["proof"]]
            assert proves(leaf, entry["seq"] - 1, size, proof, root), entry["seq"]
            assert not proves(leaf, entry["seq"] % size, size, proof, root)
            proven += 1
        position = page["next"]
    assert proven > 800 and unsigned == 1


def test_a_record_as_it_stood_is_whole(api):
    _, headers, now = api("GET", "/suppliers/S-01")
    assert headers["ETag"] == f'"{now["revision"]}"'
    status, _, changed = api("PATCH", "/suppliers/S-01", {"service": "Another"}, If_Match=headers["ETag"])
    assert status == 200 and changed["created_at"] == now["created_at"] and changed.keys() == now.keys()
    status, headers, then = api("GET", f"/suppliers/S-01?as_of={now['updated_at']}")
    assert status == 200 and then == now
    assert headers["ETag"] == f'"{now["revision"]}"'
    (listed,) = [item for item in api("GET", "/suppliers?limit=200")[2]["items"] if item["id"] == "S-01"]
    assert listed == changed
    (exported,) = [item for item in api("GET", "/suppliers/export?format=json")[2] if item["id"] == "S-01"]
    assert exported == changed


@pytest.mark.parametrize("header, status", [
    ('"1"', 200), ('"7", "1"', 200), ('W/"1"', 200), ("*", 200), ("1", 200), ('"7"', 412), ('"7","8"', 412), ('"abc"', 412),
    ("abc", 400), ('"1', 400), ("", 400), ('"1",', 200)])
def test_if_match(api, header, status):
    code = api("POST", "/suppliers", {"name": "Nordkap"})[2]["id"]
    assert api("PATCH", f"/suppliers/{code}", {"service": "Mail"}, If_Match=header)[0] == status


def test_a_change_without_if_match_asks_for_it(api):
    assert api("PATCH", "/suppliers/S-01", {"service": "Mail"})[0] == 428


def test_a_repeated_request_is_known_by_its_hash(api, server):
    body = {"name": "Nordkap", "note": "x" * 10_000}
    answers = [api("POST", "/suppliers", body, Idempotency_Key="one") for _ in range(3)]
    assert [answer[0] for answer in answers] == [201] * 3 and len({answer[2]["id"] for answer in answers}) == 1
    assert api("POST", "/suppliers", {"name": "Other"}, Idempotency_Key="one")[0] == 409
    server.stop()
    with program.database(server.data) as database:
        assert database.execute("SELECT max(length(request)) FROM idempotency").fetchone() == (32,)


def test_questions_that_look_alike_are_not_mixed_up(api):
    """An answer is remembered by what was asked: a value with & and = in it is not another filter."""
    assert api("GET", "/suppliers?name=a&tier=critical")[2]["total"] == 0
    assert api("GET", "/suppliers?name=a%26tier%3Dcritical")[2]["total"] == 0
    named = api("POST", "/suppliers", {"name": "a&tier=critical"})[2]["id"]
    assert api("GET", "/suppliers?name=a&tier=critical")[2]["total"] == 0
    assert [item["id"] for item in api("GET", "/suppliers?name=a%26tier%3Dcritical")[2]["items"]] == [named]
