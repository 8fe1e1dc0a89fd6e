"""What somebody decides about a file at the command line: register, columns, values, defaults, standard, header, language;
a proposal is kept as a profile and saves the decisions the next time."""
import json

import importing
import openpyxl
import program
import pytest


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """An installation with an empty workspace, made once and copied."""
    return program.make_installation(tmp_path_factory.mktemp("blank") / "data", demo=False)


@pytest.fixture
def data(blank, tmp_path):
    return program.copy_installation(blank, tmp_path / "data")


# Headings and values that no dictionary knows.
STRANGE = "Quux;Blip;Zorp;Narf\nNordcloud;sevenish;wibble;x\nPaper House;twoish;wobble;\n"
DECIDED = ["--register", "suppliers", "--map", "Quux=name", "--map", "Blip=tier", "--map", "Zorp=note", "--map", "Narf=provides_ai",
           "--value", "tier:sevenish=critical", "--value", "tier:twoish=routine", "--default", "country=Norway"]


@pytest.fixture
def strange(tmp_path):
    path = tmp_path / "strange.csv"
    path.write_text(STRANGE, encoding="utf-8")
    return path


def suppliers(data):
    return {record["name"]: record for record in importing.records(data, "suppliers")}


def check_decided(data):
    found = suppliers(data)
    assert {name: (record["tier"], record["note"], record["country"]) for name, record in found.items()} == {
        "Nordcloud": ("critical", "wibble", "Norway"), "Paper House": ("routine", "wobble", "Norway")}
    assert found["Nordcloud"]["provides_ai"] is True


def test_columns_values_and_defaults_are_given_once(data, strange):
    status, report = importing.run(data, *DECIDED, strange)
    assert status == 0, importing.brief(report["files"][0])
    check_decided(data)
    columns = {column["heading"]: column["field"] for column in report["files"][0]["columns"]}
    assert columns == {"Quux": "name", "Blip": "tier", "Zorp": "note", "Narf": "provides_ai"}


def test_what_was_decided_is_kept_for_the_next_file_of_this_shape(data, strange, tmp_path):
    importing.run(data, *DECIDED, strange)
    later = tmp_path / "strange-2.csv"
    later.write_text(STRANGE.replace("Nordcloud", "Southcloud").replace("Paper House", "Glass House"), encoding="utf-8")
    status, report = importing.run(data, later)
    (part,) = report["files"]
    assert (status, part["created"], part["questions"]) == (0, 2, []), importing.brief(part)
    assert suppliers(data)["Southcloud"]["tier"] == "critical"


def test_a_dry_run_writes_nothing_and_its_proposal_is_a_profile(data, blank, strange, tmp_path):
    before = program.verify(data)[0]["ledger_entries"]
    ended = program.concord("import", "--workspace", program.WORKSPACE, "--dry-run", *DECIDED, strange, data=data, check=False)
    assert ended.returncode == 0 and not suppliers(data)
    assert program.verify(data)[0]["ledger_entries"] == before
    profile = tmp_path / "profile.yaml"
    profile.write_text(ended.stdout, encoding="utf-8")
    status, report = importing.run(data, "--profile", profile, strange)
    assert status == 0, importing.brief(report["files"][0])
    check_decided(data)


@pytest.mark.parametrize("options, words", [
    (["--register", "no-such-register"], "no-such-register"),
    (["--register", "suppliers", "--map", "Quux=no_such_field"], "no_such_field"),
    (["--register", "suppliers", "--map", "No such heading=name"], "No such heading"),
    (["--register", "suppliers", "--map", "Quux=name", "--map", "Blip=tier", "--value", "tier:sevenish=gigantic"], "gigantic"),
    (["--register", "suppliers", "--map", "Quux=name", "--default", "tier=gigantic"], "gigantic"),
    (["--register", "suppliers", "--map", "Quux"], "Quux"),
    (["--standard", "iso99999"], "iso99999"),
    (["--profile", "no-such-file.yaml"], "no-such-file.yaml"),
    (["--header-row", "0"], "header"),
    (["--header-row", "99"], "99"),
    (["--language", "klingon"], "klingon"),
])
def test_a_decision_that_makes_no_sense_is_named(data, strange, options, words):
    """It is refused, or the report says so; nothing is written under a wrong decision, and nothing crashes."""
    ended = program.concord("import", "--workspace", program.WORKSPACE, "--good-rows-only", *options, strange, data=data, check=False)
    assert ended.returncode in (1, 2), ended.stdout
    assert words in ended.stdout + ended.stderr
    assert not [record for record in suppliers(data).values() if record.get("tier") == "critical"]


def test_the_row_of_the_headings_can_be_given(data, tmp_path):
    """Two rows look like headings; the first is of another table that stands above."""
    book = openpyxl.Workbook()
    for line in (["Supplier", "Service", "Country"], ["Example Ltd", "how to fill in", "where"], [], ["Supplier", "Service", "Country"],
                 ["Nordcloud", "Hosting", "Norway"], ["Paper House", "Paper", "Sweden"]):
        book.active.append(line)
    book.save(tmp_path / "suppliers.xlsx")
    status, report = importing.run(data, "--header-row", "4", tmp_path / "suppliers.xlsx")
    (part,) = report["files"]
    assert (status, part["rows"], part["created"]) == (0, 2, 2), importing.brief(part)
    assert set(suppliers(data)) == {"Nordcloud", "Paper House"}


@pytest.mark.parametrize("language, date, expected", [("en", "04/03/2026", None), ("de", "3.4.2026", "2026-04-03"), ("fr", "03/04/2026", "2026-04-03")])
def test_a_language_settles_how_days_are_read(data, tmp_path, language, date, expected):
    """A day that can be read two ways is asked about once, or read as the language does and said."""
    table = tmp_path / "trainings.csv"
    table.write_text(f"Training,Date\nAwareness,{date}\n", encoding="utf-8")
    _, report = importing.run(data, "--good-rows-only", "--language", language, table)
    (part,) = report["files"]
    if part["created"]:
        (training,) = importing.records(data, "trainings")
        assert training.get("date") == expected if expected else training.get("date") in (None, "2026-03-04", "2026-04-03")
    if not part["created"] or not expected:
        assert part["questions"] or part["notes"] or part["warnings"] or part["rejected"], importing.brief(part)


def test_the_order_of_day_and_month_comes_from_the_whole_column(data, tmp_path):
    for name, days in {"days-first.csv": ["03/04/2026", "13/04/2026"], "months-first.csv": ["03/04/2026", "04/13/2026"]}.items():
        rows = "".join(f"{name} {number},{day}\n" for number, day in enumerate(days))
        (tmp_path / name).write_text(f"Training,Date\n{rows}", encoding="utf-8")
        status, _ = importing.run(data, "--register", "trainings", tmp_path / name)
        assert status == 0
    dates = {record["title"]: record["date"] for record in importing.records(data, "trainings")}
    assert dates == {"days-first.csv 0": "2026-04-03", "days-first.csv 1": "2026-04-13", "months-first.csv 0": "2026-03-04",
                     "months-first.csv 1": "2026-04-13"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso8859-15", "mac_roman"])
def test_the_encoding_is_worked_out_from_the_whole_file(data, tmp_path, encoding):
    names = [f"Supplier {number}" for number in range(300)] + ["Müller & Söhne", "Café Électrique", "Größe GmbH"]
    (tmp_path / "suppliers.csv").write_text("Supplier;Service\n" + "".join(f"{name};Dienst für Gerät\n" for name in names), encoding=encoding)
    status, report = importing.run(data, tmp_path / "suppliers.csv")
    assert status == 0, importing.brief(report["files"][0])
    assert set(suppliers(data)) == set(names)
    assert {record["service"] for record in suppliers(data).values()} == {"Dienst für Gerät"}


def test_a_file_of_two_encodings_is_refused_with_its_place(data, tmp_path):
    head = "Supplier;Service\n" + "".join(f"Größe {number};für\n" for number in range(5))
    (tmp_path / "suppliers.csv").write_bytes(head.encode() + "Gr\u00f6\u00dfe 6;f\u00fcr\n".encode("cp1252"))
    status, report = importing.good_rows(data, tmp_path / "suppliers.csv")
    (part,) = report["files"]
    assert status == 1
    assert 7 in {entry["row"] for entry in part["rejected"]} or "7" in json.dumps(part), importing.brief(part)
    assert "\ufffd" not in json.dumps(suppliers(data), ensure_ascii=False)
    assert not any("Ã" in name for name in suppliers(data)), "read in the wrong encoding"
