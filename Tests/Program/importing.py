"""What the tests of the import share: running it, the sum over a part, and comparing records with what is expected."""
import json

import program
from companies import Begins, Contains, Named, OneOf, plain

TITLES = {"people": "name", "assets": "name", "suppliers": "name", "ai-systems": "name", "models": "name", "datasets": "name",
          "processes": "name", "units": "name", "obligations": "name", "corrective-actions": "action", "findings": "statement",
          "coverage": "requirement", "interested-parties": "party", "context-issues": "issue", "indicators": "name"}


def run(data, *arguments, timeout=300):
    """Imports; answers (exit status, report). What is printed must be the report whatever happened."""
    ended = program.concord("import", "--workspace", program.WORKSPACE, "--json", *arguments, data=data, check=False, timeout=timeout)
    assert ended.returncode in (0, 1), f"ended with {ended.returncode}:\n{ended.stdout[-500:]}\n{ended.stderr[-2000:]}"
    try:
        report = json.loads(ended.stdout)
    except ValueError:
        raise AssertionError(f"no report was printed:\n{ended.stdout[-500:]}\n{ended.stderr[-2000:]}") from None
    for part in report["files"]:
        check_sum(part)
    return ended.returncode, report


def good_rows(data, *paths):
    return run(data, "--good-rows-only", *paths)


def brief(part):
    """What a person wants to see of a part that is not as expected."""
    shown = {name: part[name] for name in ("path", "register", "standard", "rows", "created", "updated", "unchanged", "named")}
    shown |= {name: part[name][:4] for name in ("rejected", "left_out", "warnings", "notes", "questions", "unknown_headings") if part[name]}
    return json.dumps(shown, ensure_ascii=False, indent=1)


def named_rows(part):
    """Numbers of the rows that are named; 0 stands for the whole table."""
    return {entry["row"] for entry in [*part["rejected"], *part["left_out"]]}


def check_sum(part):
    """Every row that isn't empty was created, updated, unchanged or named."""
    where = f"{part['path']} {part['sheet'] or ''}"
    counts = [part[name] for name in ("created", "updated", "unchanged", "named")]
    assert sum(counts) == part["rows"], f"{where}: {counts} are not the {part['rows']} rows"
    named = named_rows(part)
    if 0 not in named:
        assert len(named) == part["named"], f"{where}: {part['named']} rows are said to be named, {len(named)} are"


def records(data, register):
    exported = json.loads(program.concord("export", register, "--workspace", program.WORKSPACE, "--format", "json", data=data).stdout or "[]")
    return exported["items"] if isinstance(exported, dict) else exported


class Registers:
    """The records of an installation, read once each."""

    def __init__(self, data):
        self.data, self.read = data, {}

    def __getitem__(self, register):
        if register not in self.read:
            self.read[register] = records(self.data, register)
        return self.read[register]

    def find(self, register, title):
        name = TITLES.get(register, "title")
        same = str.__eq__ if register == "coverage" else lambda a, b: plain(a) == plain(b)
        found = [record for record in self[register] if same(str(record.get(name, "")), title)]
        assert len(found) == 1, f"{len(found)} of {len(self[register])} {register} are called “{title}”"
        return found[0]

    def matches(self, value, expected):
        match expected:
            case OneOf():
                return any(self.matches(value, one) for one in expected.values)
            case Begins():
                return str(value or "").startswith(expected.text)
            case Contains():
                return expected.text in str(value or "")
            case Named():
                return value == self.find(expected.register, expected.title)["id"]
            case list():
                found = value if isinstance(value, list) else [value]
                return len(found) == len(expected) and all(any(self.matches(one, wanted) for one in found) for wanted in expected)
            case bool() | None:
                # A flag or field without value may be left out of a record.
                return value is expected or (expected is False and value is None)
            case int() | float():
                return isinstance(value, (int, float)) and abs(value - expected) < 1e-9
            case _:
                return value == expected

    def differences(self, part):
        """What of the truth of a part is not so, in words."""
        wrong = []
        for title, fields in part.records.items():
            try:
                record = self.find(part.register, title)
            except AssertionError as missing:
                wrong.append(str(missing))
                continue
            for name, expected in fields.items():
                try:
                    same = self.matches(record.get(name), expected)
                except AssertionError as missing:
                    same, expected = False, f"{expected} ({missing})"
                if not same:
                    wrong.append(f"{part.register} “{title}”: {name} is {record.get(name)!r}, expected {expected!r}")
        for name, titles in part.rising:
            try:
                levels = [self.find(part.register, title).get(name) for title in titles]
            except AssertionError as missing:
                wrong.append(str(missing))
                continue
            if None in levels or levels != sorted(levels) or levels[0] == levels[-1]:
                wrong.append(f"{part.register}: {name} of {titles} is {levels}, which does not rise")
        for code, title in part.codes.items():
            try:
                if code not in json.dumps(self.find(part.register, title), ensure_ascii=False):
                    wrong.append(f"{part.register} “{title}”: the code {code} is not kept")
            except AssertionError as missing:
                wrong.append(str(missing))
        return wrong


def said(part, words):
    """Whether a part's report says these words anywhere."""
    return words.casefold() in json.dumps([part[name] for name in ("rejected", "warnings", "left_out", "notes", "questions")],
                                          ensure_ascii=False).casefold()
