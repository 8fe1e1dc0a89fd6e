"""Registers of a public kit, where they are at hand: every row is created or named. The files belong to others and are no
part of this repository; CONCORD_REAL_REGISTERS names the folder, without it the tests are skipped."""
import csv
import os
from pathlib import Path

import importing
import program
import pytest

# The end of a file's name: the register; None where there is no register for it yet.
REGISTERS = {
    "asset-register": "assets", "capa-register": "corrective-actions", "change-log": "changes", "competence-matrix": "competences",
    "document-control-register": "documents", "incident-register": "incidents", "legal-compliance-register": "obligations",
    "raci-matrix": None, "risk-register": "risks", "risk-treatment-plan": "treatments", "security-objectives-register": "objectives",
    "stakeholder-requirements": "interested-parties", "statement-of-applicability": "coverage", "supplier-register": "suppliers",
    "training-register": "trainings", "vulnerability-register": None,
}


def folder():
    for place in (os.environ.get("CONCORD_REAL_REGISTERS"), program.ROOT / "../shared/data/real/registers"):
        if place and Path(place).is_dir():
            return Path(place).resolve()
    return None


def kind(path):
    return next((name for name in REGISTERS if path.stem.endswith(name)), None)


FILES = sorted(path for path in folder().glob("*.csv") if kind(path)) if folder() else []
pytestmark = pytest.mark.skipif(not FILES, reason="no folder with real registers; CONCORD_REAL_REGISTERS names one")


def rows(path):
    """The rows in which anything stands, without the header, with their numbers as a person sees them; and the ragged ones."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.reader(file)]
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(cell.strip() for cell in line)]
    (_, header), *body = filled
    return body, [number for number, line in body if len(line) != len(header)]


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Status and report of each file, all imported into one workspace, one after the other as somebody would."""
    data = program.make_installation(tmp_path_factory.mktemp("real") / "data", demo=False)
    first = ("asset", "supplier", "document", "risk-register")
    order = sorted(FILES, key=lambda path: not any(word in path.stem for word in first))
    return data, {path: importing.good_rows(data, path) for path in order}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_is_created_or_named(imported, path):
    status, report = imported[1][path]
    (part,) = report["files"]
    body, _ = rows(path)
    if REGISTERS[kind(path)] is None:
        assert part["register"] is None and part["created"] == 0, part
        assert status == 1 and (part["notes"] or part["questions"] or part["rejected"] or part["left_out"]), "a reason is given"
        return
    assert part["register"] is not None, (part["notes"], part["questions"])
    assert part["rows"] == len(body)
    unnamed = len(body) - part["created"] - part["updated"] - part["unchanged"] - part["named"]
    assert unnamed == 0, f"{unnamed} rows vanished"
    assert part["created"] > 0, part["rejected"][:3]
    if part["rejected"]:
        assert status == 1
    elif not part["named"]:
        assert status == 0


@pytest.mark.parametrize("path", [path for path in FILES if REGISTERS[kind(path)]], ids=lambda path: path.stem)
def test_it_is_the_register_that_a_person_would_choose(imported, path):
    (part,) = imported[1][path][1]["files"]
    assert part["register"] == REGISTERS[kind(path)], part["notes"]


@pytest.mark.parametrize("path", [path for path in FILES if kind(path) == "statement-of-applicability"], ids=lambda path: path.stem)
def test_the_statement_has_its_lines(imported, path):
    """Rows with a cell too many can't be read for certain: they are taken as far as they are, or named."""
    data, reports = imported
    (part,) = reports[path][1]["files"]
    body, ragged = rows(path)
    assert len(body) == 93
    named = importing.named_rows(part)
    assert named <= set(ragged), f"rows {sorted(named - set(ragged))} are refused: {part['rejected'][:3]}"
    decided = [line for line in importing.records(data, "coverage") if line["requirement"].startswith("iso27001:A.") and line["applicable"] != "undecided"]
    assert len(decided) == 93 - len(named)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_ragged_rows_are_spoken_of(imported, path):
    """A row with more or fewer cells than the header is never taken in silence: its cells may stand in the wrong columns."""
    (part,) = imported[1][path][1]["files"]
    if part["register"] is None:
        return
    spoken = {entry["row"] for name in ("rejected", "left_out", "warnings") for entry in part[name]}
    assert set(rows(path)[1]) <= spoken


def test_the_ledger_is_whole(imported):
    answer, status = program.verify(imported[0])
    assert status == 0 and not answer.get("problems"), answer
