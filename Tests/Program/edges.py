"""Values at the edges of what a field may hold and beyond, made from the API's own description, and a walk over everything
that shows them. Whatever comes in is refused by name or shown: nothing may end the program, hang or be an error of ours."""
import json
import re

import program

LEAST, MOST = -2**63, 2**63 - 1


class Raw(float):
    """A number that is written as it stands, such as one that no number of Python is."""

    def __new__(cls, text):
        made = float.__new__(cls, 0)
        made.text = text
        return made

    def __repr__(self):
        return self.text


NUMBERS = [LEAST, MOST, 0, -1, 1, Raw("1e308"), Raw("-0"), Raw("-0.0"), Raw("0.5"), 10**15, 10**15 - 1, -10**15, Raw("1e-320"),
           Raw("9007199254740993"), "NaN", "12", True]
DAYS = ["0001-01-01", "9999-12-31", "0000-01-01", "10000-01-01", "2026-02-30", "2024-02-29", "today-99999999999d", "", " ", "+002026-01-01", 20260101]
TEXTS = ["\ufffd", "x" * 300, "\uffff\u202e", " ", "=1+1", "\t=cmd|' /C calc'!A0", "x" * 10_001, "ß" * 3_000, "<script>alert(1)</script>", "😀" * 2_000,
         "x" * 200_001, "", "a\r\nb\u2028c", "-", "\u0301" * 500, MOST, [["x"]]]
LISTS = [[], ["x"], ["", " "], ["x"] * 5_000, [LEAST, True], "a; b", [["x"]], None]
# No JSON at all, or none that a text can be made of: the whole request is refused.
UNREADABLE = [r'"\u0000"', r'"\ud800"', r'"\udfff\ud800"', "NaN", "Infinity", "-Infinity", "1" * 400, "01", "1e400", "[" * 2_000 + "]" * 2_000, '"\x01"',
              str(10**20), str(MOST + 1), '"' + "\udc80" + '"']


def edges(schema):
    """What to try for a field, by its schema."""
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "array" in kinds:
        items = schema.get("items", {}).get("enum", [])
        return [items, items[:1] * 100, items[-1:]] + LISTS if items else LISTS
    if "boolean" in kinds:
        return [True, False, "yes", 1, 2, None]
    if "integer" in kinds or "number" in kinds:
        return [schema.get("maximum", MOST), schema.get("minimum", LEAST)] + NUMBERS
    if schema.get("enum"):
        return [schema["enum"][-1], schema["enum"][0], "\ufffd", "x" * 10_001, 7]
    if schema.get("format") == "date":
        return DAYS
    return TEXTS


def fields(document, register):
    name = "".join(part[:1].upper() + part[1:] for part in register.split("-"))
    schema = document["components"]["schemas"][f"{name}Input"]
    return {field: one for field, one in schema["properties"].items() if field != "extra"}, schema.get("required", [])


def registers(document):
    """Registers whose records people make, by slug."""
    found = re.compile(r"/api/v1/workspaces/\{ws\}/([a-z-]+)$")
    slugs = [match.group(1) for path in document["paths"] if (match := found.match(path)) and "post" in document["paths"][path]]
    # What is sent to imports is a file.
    return [slug for slug in slugs if slug != "imports" and f"/api/v1/workspaces/{{ws}}/{slug}/{{id}}" in document["paths"]]


def refusals(answer, sent):
    """The fields that a refusal names; it says of each what is wrong."""
    assert answer.get("detail") and answer.get("errors"), answer
    for error in answer["errors"]:
        assert error["message"], answer
    named = {error["field"] for error in answer["errors"] if error.get("field")}
    return named & set(sent)


def make(api, document, register, turn):
    """A record with the edge of that turn in every field: what is refused is left out and the rest sent again. Answers the id and
    revision of what was made, if it was."""
    known, required = fields(document, register)
    body = {}
    for field, schema in known.items():
        values = edges(schema)
        body[field] = values[turn % len(values)]
    for _ in range(6):
        status, _, answer = api("POST", f"/{register}", json.dumps(body).encode())
        assert status in (201, 403, 409, 413, 422), (register, turn, status, answer)
        if status != 422:
            return (answer["id"], answer["revision"]) if status == 201 else None
        named = refusals(answer, body)
        if not named:
            return None
        for field in named:
            # A field that is needed comes with something plain the next time.
            plain = {"string": "x", "array": known[field].get("items", {}).get("enum", ["x"])[:1]}
            if field in required and body[field] != plain.get(known[field].get("type")):
                body[field] = (known[field].get("enum") or [plain.get(known[field].get("type"), "x")])[0]
            else:
                del body[field]
    return None


def pages(api, session, slugs, records=2, formats=("csv", "xlsx")):
    """Asks for everything that shows the records: answers how many pages it were. `session` asks for pages of people."""
    asked = 0

    def good(status, path, answer):
        nonlocal asked
        asked += 1
        assert status < 500 and status != 404, (path, status, re.sub(r"<[^>]*>|\s+", " ", answer)[-400:])

    root = f"/w/{api.root.split('/')[-1]}"
    for path in ("", "/attention", "/steps", "/gap/iso42001", "/gap/iso27001", "/soa", "/heat-map", "/crosswalk", "/ledger", "/method", "/ai-inventory",
                 "/threat-catalogue", "/search?q=x", "/reminders", "/storage", "/audits/programme", "/soa/export?format=xlsx"):
        status, _, answer = session("GET", root + path)
        asked += 1
        assert status < 500, (path, status, answer[:300])
    for path in ("/gap", "/soa", "/attention", "/ledger?limit=1000", "/storage"):
        good(api("GET", path)[0], path, "")
    for slug in slugs:
        good(session("GET", f"{root}/{slug}")[0], slug, "")
        for shape in formats:
            status, _, answer = api("GET", f"/{slug}/export?format={shape}")
            good(status, f"{slug} {shape}", str(answer))
        status, _, answer = api("GET", f"/{slug}?limit=200")
        good(status, slug, str(answer))
        for item in answer["items"][-records:]:
            for path in (f"{root}/{slug}/{item['id']}", f"{root}/{slug}/{item['id']}/edit", f"{root}/{slug}/{item['id']}/history"):
                status, _, page = session("GET", path)
                good(status, path, page.decode(errors="replace"))
            good(api("GET", f"/{slug}/{item['id']}/history")[0], slug, "")
    return asked


def session(port):
    return program.Session(port)
