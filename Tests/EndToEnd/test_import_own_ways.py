"""Workbooks of three more organizations: headings cut short and a scale explained on another sheet, an inventory of AI that
calls its systems assets, two registers on one sheet beside the export of a device manager. Imported with one command."""
import csv

import importing
import openpyxl
import program
import pytest
from openpyxl.comments import Comment


def book(path, sheets):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


STAFF = [["Surname", "First name", "E-mail", "Line manager"],
         ["Kowalska", "Marta", "marta@example.org", "Oyelaran, Tunde"],
         ["Oyelaran", "Tunde", "tunde@example.org", "Kowalska, Marta"],
         ["Berg", "Sanne", "sanne@example.org", "Marta Kowalska"]]
# The lowest number is the highest level, which only the other sheet says.
RISKS = [["Larkspur Ltd – risks 2026", None, None, "Status: 12.01.2026"],
         ["Ref.", "Risk desc.", "Lik.", "Imp.", "Resp.", "Mitig. actions"],
         [1, "Phishing of the finance team", 1, 2, "Kowalska, Marta", "Training"],
         [2, "Fire in the data centre", 4, 1, "Berg, Sanne", "Second site"],
         [3, "Lost laptop", 2, 4, "Berg, Sanne", "Encryption"]]
SCALE = [["Value", "Likelihood", "Impact"], [1, "Almost certain", "Catastrophic"], [2, "Likely", "Major"],
         [3, "Possible", "Moderate"], [4, "Unlikely", "Minor"], [5, "Rare", "Negligible"]]
AI_ASSETS = [["AI asset register"], [], ["Asset ID", "AI Asset", "Description", "Business owner", "In production since"],
             ["AI-01", "Churn predictor", "Predicts who leaves", "Berg, Sanne", "2023-06-01"],
             ["AI-02", "CV screening", "Ranks applications", "Kowalska, Marta", "2025-01-15"]]
BOTH = [["Assets"], ["Asset", "Owner", "Location", "Classification"], ["ERP", "Berg, Sanne", "Hall 1", "Internal"],
        ["FILE SERVER", "Berg, Sanne", "Hall 1", "Internal"], [], [],
        ["Suppliers"], ["Supplier", "Service", "Contract end", "Criticality"], ["Nordkap GmbH", "Hosting", "31.12.2027", "critical"],
        ["Veldmail BV", "Post", "unlimited", "low"]]


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("own-ways")
    data = program.make_installation(place / "data", demo=False)
    folder = place / "files"
    folder.mkdir()
    book(folder / "staff.xlsx", {"Staff": STAFF})
    book(folder / "larkspur.xlsx", {"RR": RISKS, "Scales": SCALE, "AI Assets": AI_ASSETS, "ISMS": BOTH})
    workbook = openpyxl.load_workbook(folder / "larkspur.xlsx")
    workbook["RR"]["B4"].comment = Comment("Ask the landlord first", "MK")
    workbook.save(folder / "larkspur.xlsx")
    with open(folder / "DevicesWithInventory_2026-02-01.csv", "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["Device ID", "Device name", "Ownership", "OS version", "Last check-in", "Primary user email address", "Serial number"])
        for number in range(1, 4):
            writer.writerow([f"6f-{number}", f"LT-{number:03}", "Corporate", "10.0", "2026-01-31 07:11:00", "sanne@example.org", f"5CG{number}"])
    status, report = importing.good_rows(data, folder)
    return data, status, report, importing.Registers(data), folder


def test_every_row_is_taken(imported):
    data, status, report, _, folder = imported
    taken = {(part["sheet"] or "devices"): (part["register"], part["created"]) for part in report["files"] if part["register"]}
    assert taken == {"Staff": ("people", 3), "RR": ("risks", 3), "AI Assets": ("ai-systems", 2), "ISMS": ("assets", 2),
                     "ISMS: Suppliers": ("suppliers", 2), "devices": ("assets", 3)}, [importing.brief(part) for part in report["files"]]
    assert status == 0
    again_status, again = importing.good_rows(data, folder)
    assert again_status == 0 and sum(part["created"] + part["updated"] for part in again["files"]) == 0, [importing.brief(part) for part in again["files"]]


def test_levels_are_read_as_the_other_sheet_says(imported):
    _, _, report, registers, _ = imported
    levels = [(risk["inherent_likelihood"], risk["inherent_impact"]) for risk in sorted(registers["risks"], key=lambda risk: risk["id"])]
    assert levels == [(5, 4), (2, 5), (4, 2)]
    notes = [note for part in report["files"] for note in part["notes"]]
    assert any("Scales" in note and "the lowest number is the highest level" in note for note in notes), notes
    people = {person["id"]: person["name"] for person in registers["people"]}
    assert {people.get(risk.get("owner")) for risk in registers["risks"]} == {"Marta Kowalska", "Sanne Berg"}


def test_what_can_not_be_taken_is_named(imported):
    _, _, report, registers, _ = imported
    warnings = [warning for part in report["files"] for warning in part["warnings"]]
    assert any("is a circle" in warning["reason"] for warning in warnings)
    assert any(warning["value"] == "Ask the landlord first" and warning["row"] == 4 for warning in warnings)
    assert any(warning["value"] == "unlimited" for warning in warnings)
    managers = [person for person in registers["people"] if person.get("reports_to")]
    assert len(managers) == 2


def test_ai_assets_are_ai_systems_by_their_names(imported):
    _, _, _, registers, _ = imported
    assert sorted(system["name"] for system in registers["ai-systems"]) == ["CV screening", "Churn predictor"]
