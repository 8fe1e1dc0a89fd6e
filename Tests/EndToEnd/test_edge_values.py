"""Every register × every field × values at the edges of its kind, through each way in: creation, change, import, and an
archive of a workspace. Either it is refused by name, or everything that shows it answers. A trap of Swift would end the
program for all workspaces at once.

A few turns by default; CONCORD_EDGES=all takes every value of every field and looks at every record."""
import csv
import hashlib
import io
import json
import os

import edges
import program
import pytest

ALL = os.environ.get("CONCORD_EDGES") == "all"
TURNS = range(max(len(edges.NUMBERS), len(edges.TEXTS)) + 2) if ALL else range(4)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    data = program.make_installation(tmp_path_factory.mktemp("edges") / "data", demo=False)
    with program.Server(data) as running:
        yield running
        assert running.process.poll() is None, running.errors()


@pytest.fixture(scope="module")
def api(server):
    return server.api(program.make_token(server.data, "administrator"))


@pytest.fixture(scope="module")
def document(server):
    return program.API(server.port, "")("GET", "/api/openapi.json")[2]


def test_what_comes_in_is_shown_and_the_rest_refused_by_name(server, api, document):
    slugs, made, changed = edges.registers(document), 0, 0
    assert len(slugs) > 45
    for slug in slugs:
        known, _ = edges.fields(document, slug)
        for turn in TURNS:
            record = edges.make(api, document, slug, turn)
            if record is None:
                continue
            made += 1
            # The same by a change, each field for itself: one value that is refused keeps no other out.
            for place, (field, schema) in enumerate(known.items()):
                values = edges.edges(schema)
                for value in values if ALL else [values[(turn * 3 + place) % len(values)]]:
                    status, _, answer = api("PATCH", f"/{slug}/{record[0]}", json.dumps({field: value}).encode(), If_Match="*")
                    assert status in (200, 400, 403, 404, 409, 413, 422), (slug, field, value, status, answer)
                    if status == 422:
                        assert answer["detail"] and answer["errors"], answer
                    changed += status == 200
                if not ALL and place > 6:
                    break
    assert made > 60 and changed > 100, (made, changed)
    asked = edges.pages(api, program.Session(server.port), slugs, records=200 if ALL else 2, formats=("csv", "xlsx", "json") if ALL else ("csv", "xlsx"))
    assert asked > 300


def test_what_is_no_text_or_number_is_refused(api, document):
    for slug in edges.registers(document)[:: 1 if ALL else 8]:
        known, _ = edges.fields(document, slug)
        for field in list(known)[: None if ALL else 2]:
            for value in edges.UNREADABLE:
                body = f'{{"{field}": {value}}}'.encode("utf-8", "surrogateescape")
                status, _, answer = api("POST", f"/{slug}", body)
                assert status in (400, 403, 422) and answer["detail"], (slug, field, value, status, answer)


def table(document, slug, turns):
    """A sheet with a column for every field and an edge in every cell."""
    known, _ = edges.fields(document, slug)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(known)
    for turn in turns:
        row = []
        for schema in known.values():
            values = edges.edges(schema)
            value = values[turn % len(values)]
            text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
            row.append(text[:10_001])
        writer.writerow(row)
    return out.getvalue().encode("utf-8", "replace")


def test_an_import_takes_or_names_every_row(server, api, document):
    slugs = edges.registers(document)
    for slug in slugs if ALL else slugs[::4]:
        status, _, answer = api("POST", f"/{slug}/import?good_rows_only=true", table(document, slug, range(len(edges.NUMBERS))), Content_Type="text/csv")
        assert status in (200, 400, 403, 409, 422), (slug, status, answer)
        if status != 200:
            assert answer["detail"], answer
    edges.pages(api, program.Session(server.port), slugs[::4], records=1)


def entry(workspace, seq, slug, body, state, code=None):
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    one = {"seq": seq, "id": code or f"X-{seq}", "kind": slug, "version": 1, "action": "created", "state": state, "actor": "x",
           "at": "2026-01-01T00:00:00.000Z", "note": "", "batch": seq, "body": text}
    words = lambda value: json.dumps(value, ensure_ascii=False)  # noqa: E731
    hashed = (f'{{"action":"created","actor":"x","at":{words(one["at"])},"batch":{seq},"body_sha256":"{hashlib.sha256(text.encode()).hexdigest()}",'
              f'"id":{words(one["id"])},"kind":{words(slug)},"note":"","seq":{seq},"state":{words(state) if state else "null"},"version":1,'
              f'"workspace":{words(workspace)}}}')
    one["leaf_hash"] = hashlib.sha256(b"\0" + hashed.encode()).hexdigest()
    return one


def archive(document, turn):
    """A workspace in which every field of every register holds what no door let in, as far as an archive may."""
    entries = []
    for slug in edges.registers(document):
        known, _ = edges.fields(document, slug)
        body = {}
        for place, (field, schema) in enumerate(known.items()):
            values = [one for one in edges.edges(schema) if not isinstance(one, edges.Raw) and one not in ([], "", None)]
            values = [one for one in values if isinstance(one, bool) or not isinstance(one, int) or abs(one) <= 10**15] or ["x"]
            # Numbers where texts are and texts where numbers are, too.
            body[field] = ([10**15, -10**15, "x", ["x"], True, {"a": 1}] + values)[(turn + place) % (6 + len(values))] if turn else (
                10**15 if schema.get("type") in ("integer", "number") else values[0])
        # Turn 0 says of every archive where it points at nothing; the others point nowhere.
        if turn:
            body = {field: value for field, value in body.items() if not known[field].get("description", "").startswith(("Id of one of", "Ids of:"))}
        entries.append(entry("made", len(entries) + 1, slug, body, None))
    method = [{}, {"likelihood": [{"name": f"l{n}"} for n in range(200_000)]},
              {"bands": [{"name": "a", "from": 10**15, "to": -10**15}]}, {"bands": [{"name": "a", "from": 1, "to": 25}] * 100_000},
              {"scales": {"competence": [{"name": "x"}] * 100_000}}, {"currency": "x" * 100_000, "frameworks": ["x"] * 100_000}][turn % 6]
    if turn % 2 or ALL:
        entries.append(entry("made", len(entries) + 1, "settings", method, None, "SETTINGS"))
    return {"format": "concord-workspace-1", "name": "Made", "slug": "made", "files": [], "entries": entries}


@pytest.mark.parametrize("turn", range(12) if ALL else range(2))
def test_an_archive_is_refused_or_shown(document, tmp_path, turn):
    data, file = tmp_path / "data", tmp_path / "made.json"
    file.write_text(json.dumps(archive(document, turn), ensure_ascii=False))
    ended = program.concord("init", "--from", file, "--admin", program.ADMIN, data=data, check=False)
    assert ended.returncode in (0, 1), ended.stderr
    if ended.returncode == 1:
        assert "of the export isn't valid" in ended.stderr, ended.stderr
        return
    token = program.concord("token", "create", "--workspace", "made", "--name", "t", "--role", "administrator", data=data).stdout.strip()
    with program.Server(data) as server:
        edges.pages(program.API(server.port, token, "made"), program.Session(server.port), edges.registers(document), records=1)
        assert server.process.poll() is None, server.errors()
