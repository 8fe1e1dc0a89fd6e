"""What people complain of in tools of this kind, one case after the other, each with further inputs of the same kind:
controls of two standards under one number, rows that vanish, owners that are teams, texts that a cell can't hold, files
imported twice, columns that nobody keeps."""
import csv
import json
import re

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


def short(value):
    """What a case is called: not by the text of a whole file."""
    return value if isinstance(value, str) and len(value) < 40 and "\n" not in value else "_"


def write(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def workbook(folder, name, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(folder / name)
    return folder / name


def bring(data, *paths):
    """Imports one after the other; answers the last report's only part and its status."""
    for path in paths[:-1]:
        importing.good_rows(data, path)
    status, report = importing.good_rows(data, paths[-1])
    assert len(report["files"]) == 1, report["files"]
    return status, report["files"][0]


def coverage(data):
    return {line["requirement"]: line for line in importing.records(data, "coverage")}


# ── Numbers that stand in the annexes of both standards ──────────────────────────────────────────────────────────────
SECURITY = """Control ID,Control,Applicable,Justification,Implementation status
A.5.2,Information security roles and responsibilities,Yes,Risk treatment,Implemented
A.5.3,Segregation of duties,Yes,Risk treatment,Implemented
A.6.2,Terms and conditions of employment,Yes,Contract,Implemented
A.7.4,Physical security monitoring,Yes,Risk treatment,Partial
A.8.2,Privileged access rights,Yes,Risk treatment,Implemented
"""
ARTIFICIAL = {
    # By ids that only one standard has and by titles.
    "aims.csv": """Control ID,Control,Applicable,Justification,Implementation status
A.2.2,AI policy,Yes,Law,Implemented
A.5.2,AI system impact assessment process,Yes,Risk treatment,Planned
A.5.3,Documentation of AI system impact assessments,No,not yet,
A.6.2.4,AI system verification and validation,Yes,Risk treatment,Partial
A.8.2,System documentation and information for users,Yes,Contract,Implemented
""",
    # By titles alone: each of the numbers stands in both annexes.
    "second statement.csv": """Control ID,Control,Applicable,Justification,Implementation status
A.5.2,AI system impact assessment process,Yes,Risk treatment,Planned
A.5.3,Documentation of AI system impact assessments,No,not yet,
A.7.4,Quality of data for AI systems,Yes,Risk treatment,Partial
A.8.2,System documentation and information for users,Yes,Contract,Implemented
""",
    # By the name of the file alone.
    "SoA ISO 42001.csv": """Control ID,Applicable,Justification,Implementation status
A.5.2,Yes,Risk treatment,Planned
A.5.3,No,not yet,
A.7.4,Yes,Risk treatment,Partial
A.8.2,Yes,Contract,Implemented
""",
    # By a column.
    "statement.csv": """Standard,Control ID,Applicable,Justification
ISO/IEC 42001:2023,A.5.2,Yes,Risk treatment
ISO/IEC 42001:2023,A.5.3,No,not yet
ISO/IEC 42001:2023,A.7.4,Yes,Risk treatment
ISO/IEC 42001:2023,A.8.2,Yes,Contract
""",
}


@pytest.mark.parametrize("name", ARTIFICIAL)
def test_a_second_standard_overwrites_no_line_of_the_first(data, tmp_path, name):
    _, first = bring(data, write(tmp_path, "soa-isms.csv", SECURITY))
    assert first["created"] == 5, importing.brief(first)
    before = {uid: line for uid, line in coverage(data).items() if uid.startswith("iso27001:")}
    text = ARTIFICIAL[name]
    status, part = bring(data, write(tmp_path, name, text))
    after = coverage(data)
    assert {uid: line for uid, line in after.items() if uid.startswith("iso27001:")} == before
    lines = {f"iso42001:{line}" for line in re.findall(r"A\.[\d.]+\d", text)}
    assert lines == {uid for uid in after if uid.startswith("iso42001:")}, importing.brief(part)
    assert "iso42001" in str(part["standard"]) and status == 0
    assert after["iso42001:A.5.3"]["applicable"] == "no" and after["iso42001:A.5.2"]["applicable"] == "yes"


def test_two_standards_in_two_sheets_of_one_workbook(data, tmp_path):
    lines = {title: [["Control ID", "Applicable", "Justification"], ["A.5.2", "Yes", why], ["A.8.2", "Yes", why]]
             for title, why in {"ISO 27001": "of the ISMS", "ISO 42001": "of the AIMS"}.items()}
    _, report = importing.good_rows(data, workbook(tmp_path, "statements.xlsx", lines))
    assert [(part["created"], part["rejected"]) for part in report["files"]] == [(2, []), (2, [])]
    assert {uid: line["justification"] for uid, line in coverage(data).items()} == {
        f"{standard}:A.{number}": why for standard, why in {"iso27001": "of the ISMS", "iso42001": "of the AIMS"}.items() for number in ("5.2", "8.2")}


def test_numbers_of_both_standards_without_a_sign_are_asked_about(data, tmp_path):
    """Nothing says which standard is meant: no line is decided, and with the answer they are in."""
    table = write(tmp_path, "list.csv", "Control ID,Applicable,Justification\nA.5.2,Yes,Needed\nA.8.2,Yes,Needed\nA.8.4,No,Not needed\n")
    status, part = bring(data, table)
    if part["created"]:
        # Taken only with a word on what was assumed.
        assert part["standard"] and (part["notes"] or part["warnings"] or part["questions"]), importing.brief(part)
    else:
        assert status == 1 and (part["questions"] or part["rejected"]) and not coverage(data)
    importing.run(data, "--good-rows-only", "--standard", "iso42001", table)
    assert {"iso42001:A.5.2", "iso42001:A.8.2", "iso42001:A.8.4"} <= set(coverage(data))


@pytest.mark.parametrize("rows", [
    ["A.8.2,Information classification", "A.6.2,Mobile devices and teleworking", "A.9.2.3,Management of privileged access rights"],
    ["A.8.1,Responsibility for assets", "A.9.4.3,Password management system", "A.8.3,Media handling"],
    ["A.5.1,Management direction for information security", "A.7.2,During employment", "A.18.1.4,Privacy and protection of personally identifiable information"],
], ids=short)
def test_titles_of_an_earlier_edition_decide_nothing_in_silence(data, tmp_path, rows):
    """A.8.2 was classification and is privileged access now: a line of that number is not decided by it."""
    text = "Control ID,Control,Applicable,Justification\n" + "".join(f"{row},Yes,Risk treatment\n" for row in rows)
    _, part = bring(data, write(tmp_path, "soa-old.csv", text))
    decided = coverage(data)
    number = rows[0].split(",")[0]
    spoken = {entry["row"] for name in ("rejected", "left_out", "warnings") for entry in part[name]}
    assert 2 in spoken, importing.brief(part)
    line = decided.get(f"iso27001:{number}", {})
    assert line.get("title") != rows[0].split(",")[1], "an old title stands at a line of the new edition"


# ── Rows that vanish ─────────────────────────────────────────────────────────────────────────────────────────────────
EVIDENCE = "Evidence name,Collected on,Location\nFirewall review,2026-05-01,shared drive\nAccess review,2026-06-01,shared drive\n"


@pytest.mark.parametrize("options", [[], ["--register", "evidence"]], ids=short)
@pytest.mark.parametrize("name, text", [
    ("evidence.csv", EVIDENCE),
    ("proofs.csv", "Item,Gathered,Where\nFirewall review,01.05.2026,shared drive\nAccess review,01.06.2026,shared drive\n"),
    ("Nachweise.csv", "Nachweis;Gesammelt am;Ablage\nFirewall-Prüfung;1.5.26;Laufwerk N\nRechteprüfung;1.6.26;Laufwerk N\n"),
], ids=short)
def test_each_row_is_in_or_named(data, tmp_path, name, text, options):
    status, report = importing.run(data, "--good-rows-only", *options, write(tmp_path, name, text))
    (part,) = report["files"]
    assert part["rows"] == 2
    assert part["created"] + len(importing.named_rows(part)) >= 2 or 0 in importing.named_rows(part), importing.brief(part)
    assert len(importing.records(data, "evidence")) == (part["created"] if part["register"] == "evidence" else 0)
    assert status == (0 if part["created"] == 2 else 1)


@pytest.mark.parametrize("name, text", [
    ("evidences.csv", "name,description\nFirewall review,Q2\nAccess review,Q2\n"),
    ("export.csv", "name,description,folder\nFirewall review,Q2,/\nAccess review,Q2,/\n"),
    ("evidence-list-of-another-tool.csv", "id,name,description,owners\n1,Firewall review,Q2,\n2,Access review,Q2,\n"),
], ids=short)
def test_a_file_of_evidence_does_not_become_processes(data, tmp_path, name, text):
    status, part = bring(data, write(tmp_path, name, text))
    assert part["register"] in ("evidence", None), importing.brief(part)
    assert not importing.records(data, "processes")
    assert status == (0 if part["created"] == 2 else 1)
    if part["register"] is None:
        assert part["questions"] or part["notes"]


@pytest.mark.parametrize("name, content", [
    ("nothing.csv", b"Alpha,Beta\n1,2\n3,4\n"),
    ("lyrics.csv", b"Strophe;Zeile\n1;Der Mond ist aufgegangen\n1;die goldnen Sternlein prangen\n"),
    ("empty.csv", b""),
    ("header-only.csv", b"Gamma,Delta\n"),
    ("readings.tsv", b"t\tv\n0\t1.5\n1\t1.7\n"),
], ids=short)
def test_a_file_of_which_nothing_was_taken_ends_with_1(data, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    status, part = bring(data, path)
    assert status == 1
    assert (part["created"], part["register"]) == (0, None)
    assert part["notes"] or part["questions"] or part["rejected"] or part["left_out"], "a reason is given"


def test_headings_that_nobody_understood_are_named_and_their_columns_kept(data, tmp_path):
    table = write(tmp_path, "suppliers.csv", "Supplier,Service,Mood of the account manager\nGood Ltd,Hosting,sunny\nBad Ltd,Mail,cloudy\n")
    _, part = bring(data, table)
    assert "Mood of the account manager" in str(part["unknown_headings"]) and part["created"] == 2
    assert "sunny" in json.dumps(importing.records(data, "suppliers"))


@pytest.mark.parametrize("bad", ["31.13.2026", "whenever", "30 February 2026"], ids=short)
def test_a_good_file_is_not_refused_for_its_neighbour(data, tmp_path, bad):
    folder = tmp_path / "files"
    folder.mkdir()
    write(folder, "a-broken.xlsx", "this is no workbook")
    write(folder, "b-empty.csv", "")
    write(folder, "suppliers.csv", f"Supplier,Next assessment\nGood Ltd,2027-01-31\nOdd Ltd,{bad}\n")
    status, report = importing.good_rows(data, folder)
    parts = {part["path"].split("/")[-1]: part for part in report["files"]}
    assert status == 1 and set(parts) == {"a-broken.xlsx", "b-empty.csv", "suppliers.csv"}
    assert parts["suppliers.csv"]["created"] >= 1
    assert {record["name"] for record in importing.records(data, "suppliers")} >= {"Good Ltd"}
    for name in ("a-broken.xlsx", "b-empty.csv"):
        assert parts[name]["notes"] or parts[name]["rejected"], parts[name]
    spoken = {entry["row"] for name in ("rejected", "warnings") for entry in parts["suppliers.csv"][name]}
    assert 3 in spoken, "the day that is none is named"


# ── An owner that is a team ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name, text, words, register, title", [
    ("risks.csv", "Risk ID,Risk,Kind,Likelihood,Impact,Owner\nR-1,Laptop theft,security,3,4,IT Operations\nR-2,Phishing,security,4,3,alex@example.com\n",
     "IT Operations", "risks", "Laptop theft"),
    ("assets.csv", "Name,Type,Owner\nFile server,Infrastructure,Facility Management (Berlin)\nCRM,Application,Alex Muster\n",
     "Facility Management (Berlin)", "assets", "File server"),
    ("Lieferanten.csv", "Lieferant;Leistung;Verantwortlich\nNordcloud;Hosting;Fachbereich Einkauf\nPapierhaus;Papier;Muster, Alex\n",
     "Fachbereich Einkauf", "suppliers", "Nordcloud"),
    ("Objectifs.csv", "Objectif;Responsable;Échéance\nFormer le personnel;Direction des ressources humaines;31 décembre 2026\nSauvegarder;MUSTER Alex;31 décembre 2026\n",
     "Direction des ressources humaines", "objectives", "Former le personnel"),
    ("assets.csv", "Name,Type,Supplier no.,Owner\nFile server,Infrastructure,Cables & Sons,Alex Muster\nCRM,Application,,Alex Muster\n",
     "Cables & Sons", "assets", "File server"),
], ids=short)
def test_a_name_that_nobody_has_costs_no_row(data, tmp_path, name, text, words, register, title):
    people = write(tmp_path, "people.csv", "Name,Email\nAlex Muster,alex@example.com\n")
    _, part = bring(data, people, write(tmp_path, name, text))
    assert (part["register"], part["created"], part["rejected"]) == (register, 2, []), importing.brief(part)
    assert importing.said(part, words), "it is named in the report"
    registers = importing.Registers(data)
    record = registers.find(register, title)
    linked = json.dumps([registers["units"], registers["roles"], registers["suppliers"] if register != "suppliers" else []], ensure_ascii=False)
    assert words in json.dumps(record, ensure_ascii=False) or words in linked, f"the words are lost: {record}"
    other = next(one for one in registers[register] if one["id"] != record["id"])
    assert other.get("owner") == registers.find("people", "Alex Muster")["id"]


def test_a_unit_of_that_name_is_found(data, tmp_path):
    units = write(tmp_path, "units.csv", "Unit\nIT Operations\nSales\n")
    importing.run(data, "--good-rows-only", "--register", "units", units)
    _, part = bring(data, write(tmp_path, "risks.csv", "Risk,Likelihood,Impact,Owner\nLaptop theft,3,4,IT Operations\n"))
    assert part["created"] == 1 and importing.said(part, "IT Operations")
    assert len([unit for unit in importing.records(data, "units") if unit["name"] == "IT Operations"]) == 1


# ── A sheet of names and values about the organization ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize("lines, sites, certificates", [
    ([("Name", "Fjordnett AS"), ("Industry", "Hosting"), ("Site", "Bergen, 40 people, two floors at the harbour"),
      ("Site", "Home offices"), ("Certificate", "ISO/IEC 27001:2022, Nordic Example Cert, 3 May 2025 to 2 May 2028")],
     {"Bergen": {"people": 40, "note": "two floors at the harbour"}, "Home offices": {}},
     {"ISO/IEC 27001:2022": {"body": "Nordic Example Cert", "first_certified": "2025-05-03", "valid_until": "2028-05-02"}}),
    ([("Organisation", "Muster AG"), ("Standort", "Ulm: 12 Mitarbeitende, Altbau"), ("Zertifikat", "ISO 9001, 31.12.2027"),
      ("Motto", "Alles wird gut")],
     {"Ulm": {"note": "12 Mitarbeitende, Altbau"}}, {"ISO 9001": {"valid_until": "2027-12-31"}}),
])
def test_a_sheet_of_names_and_values(data, tmp_path, lines, sites, certificates):
    _, report = importing.good_rows(data, workbook(tmp_path, "us.xlsx", {"About us": lines}))
    said = " ".join(note for part in report["files"] for note in part["notes"])
    assert all(f"“{name}”" in said for name, _ in (lines[0], lines[1])[:1]), said
    for register, title, expected in (("sites", "name", sites), ("certificates", "standard", certificates)):
        found = {record[title]: record for record in importing.records(data, register)}
        assert found.keys() == expected.keys()
        for name, values in expected.items():
            assert values.items() <= found[name].items(), (name, found[name])


def test_a_sheet_that_explains_words_is_none(data, tmp_path):
    words = [("Site", "Place where people work for the company"), ("Certificate", "Paper that a body gives"),
             ("Risk", "Effect of uncertainty"), ("Asset", "Anything of value"), ("Supplier", "Who delivers")]
    for name, lines in (("glossary.xlsx", [("Term", "Meaning"), *words]), ("plain.xlsx", words)):
        importing.good_rows(data, workbook(tmp_path, name, {"Glossary": lines}))
        kept = {register: importing.records(data, register) for register in ("risks", "assets", "suppliers")}
        assert not any(kept.values()), kept


# ── A text that a cell of a workbook can't hold ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("text", ["x" * 40_000 + "END", "Zeile mit Ümlaut\n" * 2_500 + "END", "🔒" * 17_000 + "END", "y" * 32_767], ids=short)
def test_a_long_text_is_not_cut_without_a_word(data, tmp_path, text):
    table = tmp_path / "suppliers.csv"
    with open(table, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Supplier ID", "Supplier", "Note"], ["S-1", "Long Ltd", text], ["S-2", "Short Ltd", "brief"]])
    bring(data, table)
    kept = importing.Registers(data).find("suppliers", "Long Ltd")["note"]
    assert kept == text
    exported = tmp_path / "suppliers.xlsx"
    said = program.concord("export", "suppliers", "--workspace", program.WORKSPACE, "--format", "xlsx", "-o", exported, data=data)
    book = openpyxl.load_workbook(exported)
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    whole = any(text == cell for cell in cells)
    assert whole or len(book.sheetnames) > 1 or said.stdout.strip() or said.stderr.strip(), "it was cut in silence"
    # Brought back, it shortens nothing; and what was changed beside it is taken.
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    row = next(row for row in range(2, sheet.max_row + 1) if "Short Ltd" in [cell.value for cell in sheet[row]])
    sheet.cell(row, header.index("note") + 1).value = "brief, but changed"
    book.save(exported)
    importing.good_rows(data, exported)
    registers = importing.Registers(data)
    assert registers.find("suppliers", "Long Ltd")["note"] == text
    assert registers.find("suppliers", "Short Ltd")["note"] == "brief, but changed"


# ── The same file twice ──────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name, text, register, count", [
    ("risks.csv", "Risk,Kind,Likelihood,Impact\nPhishing,security,3,3\nLaptop theft ,security,2,2\n", "risks", 2),
    ("suppliers.csv", "Supplier,Service\n  Nordcloud AG,Hosting\nPaper\u00a0House,Paper\nDouble  Blank Ltd,Mail\nZero\u200bWidth Ltd,Post\n", "suppliers", 4),
    ("assets.csv", "Asset ID,Name,Type\n A-1 ,Server ,Device\nA-2\u00a0,Laptop,Device\n", "assets", 2),
    ("trainings.csv", "Training,Date\nAwareness\u00a0,3.4.26\n Onboarding,13.4.26\n", "trainings", 2),
    ("controls.csv", "Control,Status\nBackups every night,Implemented\nBackups every week ,Planned\n", "controls", 2),
], ids=short)
def test_the_same_file_twice_makes_no_second_record(data, tmp_path, name, text, register, count):
    table = write(tmp_path, name, text)
    _, first = bring(data, table)
    assert (first["register"], first["created"]) == (register, count), importing.brief(first)
    _, second = bring(data, table)
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, count), importing.brief(second)
    assert len(importing.records(data, register)) == count
    again = bring(data, write(tmp_path, f"copy of {name}", text.replace("\u200b", "").replace("\u00a0", " ")))[1]
    assert again["created"] == 0 and len(importing.records(data, register)) == count


@pytest.mark.parametrize("first, written, second", [
    ("KIM.CASE@EXAMPLE.COM", "kim.case@example.com", "kim.case@example.com"),
    ("kim.case@example.com", " Kim.Case@Example.com ", "KIM.CASE@example.com"),
    ("kim.case@example.com", "Case, Kim", "kim.case@example.com\u00a0"),
    ("kim.case@example.com", "CASE Kim", " kim.case@example.com"),
], ids=short)
def test_one_address_is_one_person_whatever_its_case(data, tmp_path, first, written, second):
    bring(data, write(tmp_path, "people.csv", f"Name,Email\nKim Case,{first}\n"))
    _, part = bring(data, write(tmp_path, "assets.csv", f'Asset ID,Name,Type,Owner\nA-1,Server,Device,"{written}"\n'))
    assert part["created"] == 1 and not part["rejected"] and not part["warnings"], importing.brief(part)
    bring(data, write(tmp_path, "people-2.csv", f"Name,Email\nKim Case,{second}\n"))
    (kim,) = importing.records(data, "people")
    (server,) = importing.records(data, "assets")
    assert server["owner"] == kim["id"]


# ── Columns that nobody keeps ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("header, rows, levels", [
    ("Risk ID,Risk Name,Likelihood (1-5),Impact (1-5)", ["R-1,Laptop theft,3,4", "R-2,Phishing,4,3"], [(3, 4), (4, 3)]),
    ("No.,Risk description,Probability [1..5],Severity [1..5]", ["1,Laptop theft,3,4", "2,Phishing,4,3"], [(3, 4), (4, 3)]),
    ("Nr.;Risiko;Eintrittswahrscheinlichkeit (1–5);Schadensausmaß (1–5)", ["R 1;Laptop theft;3;4", "R 2;Phishing;4;3"], [(3, 4), (4, 3)]),
    ("Réf.;Risque;Probabilité (1 à 5);Impact (1 à 5)", ["R/1;Laptop theft;3;4", "R/2;Phishing;4;3"], [(3, 4), (4, 3)]),
    ("ID,Risk,Likelihood,Impact", ["R-1,Laptop theft,3 - possible,4 - large", "R-2,Phishing,4 - likely,3 - medium"], [(3, 4), (4, 3)]),
], ids=short)
def test_a_risk_register_without_a_column_for_the_kind(data, tmp_path, header, rows, levels):
    status, part = bring(data, write(tmp_path, "risks.csv", "\n".join([header, *rows]) + "\n"))
    assert (part["register"], part["created"], part["rejected"], status) == ("risks", 2, [], 0), importing.brief(part)
    registers = importing.Registers(data)
    found = [registers.find("risks", title) for title in ("Laptop theft", "Phishing")]
    assert [(risk["inherent_likelihood"], risk["inherent_impact"]) for risk in found] == levels
    assert all(risk["domains"] == ["information_security"] for risk in found)


def test_a_default_is_given_once_for_a_whole_file(data, tmp_path):
    table = write(tmp_path, "risks.csv", "Risk,Likelihood,Impact\nWrong answer,3,4\nBias,4,3\n")
    status, report = importing.run(data, "--good-rows-only", "--default", "domains=ai", table)
    assert status == 0 and report["files"][0]["created"] == 2
    assert all(risk["domains"] == ["ai"] for risk in importing.records(data, "risks"))


@pytest.mark.parametrize("name, text", [
    ("soa.csv", "Control ID,Applicable,Justification,Remarks of the auditor\nA.5.1,Yes,Needed,fine\nA.5.9,No,not needed,\n"),
    ("SoA 27001.csv", "Control;Applicable;Reason;Colour\n5.01;yes;Needed;green\nA 5.9;no;not needed;\n"),
    ("Erklärung zur Anwendbarkeit.csv", "Maßnahme;Anwendbar;Begründung;Bemerkung des Auditors\nA.5.01;Ja;Nötig;gut\nA.5.09;Nein;nicht nötig;\n"),
], ids=short)
def test_a_statement_without_the_titles_of_controls(data, tmp_path, name, text):
    status, part = bring(data, write(tmp_path, name, text))
    assert (part["register"], part["created"], part["rejected"], status) == ("coverage", 2, [], 0), importing.brief(part)
    lines = coverage(data)
    assert (lines["iso27001:A.5.1"]["applicable"], lines["iso27001:A.5.9"]["applicable"]) == ("yes", "no")
    assert lines["iso27001:A.5.1"]["title"] == "Policies for information security"


# ── What a table may come to ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name, text", [
    ("wide.csv", ",".join(f"h{number}" for number in range(20_000)) + "\n" + "x,y\n" * 20_000),
    ("same.csv", ",".join("a" for _ in range(100_000)) + "\n" + "x\n" * 10),
    ("long.csv", "Risk,Likelihood," + ",".join(f"note {number}" for number in range(200)) + "\n" + "x,3\n" * 60_000),
    ("keys.yaml", "risks:\n" + "".join(f"- k{number}: x\n" for number in range(15_000))),
])
def test_a_small_file_comes_to_no_large_table(data, tmp_path, name, text):
    """Every short row was filled up to the width of the header: 0.3 MB came to 6 GB."""
    ended = program.concord("import", "--json", write(tmp_path, name, text), data=data, check=False, timeout=60)
    assert ended.returncode == 1, ended.stdout[:500]
    assert "columns" in ended.stdout or "rows" in ended.stdout


def test_moments_whose_order_is_open_are_asked_about(data, tmp_path):
    text = "Incident;Detected at\nPhishing;03/04/2026 10:00\nOutage;05/06/2026 11:30\n"
    path = write(tmp_path, "incidents.csv", text)
    _, report = importing.good_rows(data, path)
    assert [question["about"] for part in report["files"] for question in part["questions"]].count("days") == 1, report
    program.concord("import", "--days", "dmy", path, data=data)
    assert {record["detected_at"][:10] for record in importing.records(data, "incidents")} == {"2026-04-03", "2026-06-05"}
