"""The workbench of imports, as somebody uses it who brings an old workbook: it is recognised, one value is decided, one
cell corrected in place, all of it imported; the next time nothing is asked; it is undone as a whole."""
import openpyxl
import pytest

import program
from empty_server import server, signed_in  # noqa: F401
from pages import IMPORTS as START
from pages import import_summary as summary
from pages import follow, look, press, upload, violations


@pytest.fixture
def workbook(tmp_path):
    """A risk register as a German company keeps it: titles above, headings over two rows, a sheet with a key beside it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Risiken"
    for line in (
            ["Musterbau KG – Risikoregister"], ["Stand: 3.4.26"], [],
            ["Nr.", "Risiko", "Bewertung", None, "Behandlung", "Termin", "Status"],
            [None, None, "Eintrittswahrscheinlichkeit (1–5)", "Schadenshöhe (1–5)", None, None, None],
            ["R-01", "Verschlüsselungstrojaner", 4, 5, "vermindern", "30.6.26", "offen"],
            ["R-02", "Verlust eines Notebooks", 9, 2, "vermindern", "1.7.26", "in Bearbeitung"],
            ["R-03", "Brand im Archiv", 1, 5, "akzeptieren", "31.12.26", "liegt beim Beirat"],
            ["R-04", "Ausfall des Rechenzentrums", 2, 5, "übertragen", "15.9.26", "liegt beim Beirat"],
            ["Summe: 4 Risiken"]):
        sheet.append(line)
    for cells in ("A1:G1", "A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:F5", "G4:G5"):
        sheet.merge_cells(cells)
    key = book.create_sheet("Legende")
    for line in (["Abkürzung", "Bedeutung"], ["R", "Risiko"], ["KG", "Kommanditgesellschaft"]):
        key.append(line)
    path = tmp_path / "Risiken 2026.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_an_old_workbook(open_page, shoot, workbook, javascript):
    page = open_page(javascript=javascript)

    def seen(name):
        if javascript:
            look(page, shoot, f"import-{name}")

    page.goto(START)
    seen("start-empty")
    upload(page, workbook)
    overview = page.url
    assert "1 row can’t be imported yet" in summary(page)
    assert page.get_by_role("button", name="Import", exact=True).count() == 0
    seen("overview")

    # Left and found again.
    page.goto(f"/w/{program.WORKSPACE}")
    page.goto(START)
    assert page.get_by_text("open question").count() == 1
    seen("start")
    page.get_by_role("link", name="Risiken 2026.xlsx").click()
    assert page.url == overview

    page.get_by_role("link", name="Decide: Risiken").click()
    assert page.get_by_label("Register", exact=True).input_value() == "risks"
    assert page.get_by_label("Headings from row").input_value() == "4"
    assert page.get_by_label("to row").input_value() == "5"
    seen("table")
    page.get_by_label("Status: liegt beim Beirat means").select_option(label="Identified")
    cell = page.get_by_label("Eintrittswahrscheinlichkeit").and_(page.locator("input[value='9']"))
    cell.fill("3")
    press(page, "Preview again")
    assert page.get_by_text("No open questions.").count() == 1
    assert page.get_by_text("4 new in Risks").count() == 1
    seen("table-decided")
    press(page, "Back to the overview")
    assert "Ready." in summary(page)
    press(page, "Import")
    assert "4 created, 0 updated, 0 unchanged" in summary(page)
    seen("taken")
    page.get_by_role("link", name="Risks", exact=True).last.click()
    assert page.get_by_role("link", name="Brand im Archiv").count() == 1

    # The next time nothing is asked, and the cell that is still wrong in the file is corrected as before.
    upload(page, workbook)
    assert "Nothing to import." in summary(page)
    assert page.locator(".import-summary").get_by_text("4 rows are here already").count() == 1
    seen("nothing-new")
    follow(page, page.get_by_role("link", name="Risiken", exact=True))
    assert page.get_by_text("Corrected as before", exact=True).count() == 1
    assert page.get_by_label("Eintrittswahrscheinlichkeit (1–5), row 7").input_value() == "3"
    seen("corrected-before")
    press(page, "Back to the overview")
    press(page, "Close this import")

    # The record of an import leads to it.
    page.goto(overview.replace("/import/", "/imports/"))
    follow(page, page.get_by_role("link", name="Show what was imported"))
    assert page.url == overview

    page.goto(overview)
    press(page, "Undo this import")
    assert page.get_by_text("Undone.", exact=True).count() == 1
    page.goto(f"/w/{program.WORKSPACE}/risks")
    assert page.get_by_role("link", name="Brand im Archiv").count() == 0


def test_dark_and_phone(open_page, workbook):
    page = open_page(scheme="dark", width=390, height=844)
    problems = []
    page.goto(START)
    problems += violations(page)
    upload(page, workbook)
    problems += violations(page)
    page.get_by_role("link", name="Decide: Risiken").click()
    problems += violations(page)
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1
    page.goto(f"{START}/profiles")
    problems += violations(page)
    assert not problems, "\n".join(problems)


def test_two_people_at_one_table(open_page, workbook):
    first, second = open_page(), open_page()
    upload(first, workbook)
    first.get_by_role("link", name="Decide: Risiken").click()
    second.goto(first.url)
    first.get_by_label("Leave out row 7").check()
    press(first, "Preview again")
    second.get_by_label("Status: liegt beim Beirat means").select_option(label="Treated")
    press(second, "Preview again")
    assert second.get_by_text("in the meantime").count() == 1
    assert second.get_by_label("Status: liegt beim Beirat means").input_value() == "treated"
    assert not violations(second)
    press(second, "Preview again")
    assert second.get_by_text("No open questions.").count() == 1
    press(second, "Back to the overview")
    press(second, "Import")
    assert "3 created" in summary(second)


def test_a_correction_is_taken_back_and_none_goes_to_other_words(page, workbook):
    upload(page, workbook)
    page.get_by_role("link", name="Decide: Risiken").click()
    page.get_by_label("Status: liegt beim Beirat means").select_option(label="Identified")
    page.get_by_label("Eintrittswahrscheinlichkeit (1–5), row 7").fill("3")
    press(page, "Back to the overview")
    press(page, "Import")
    # Another wrong number in the same cell is another slip.
    book = openpyxl.load_workbook(workbook)
    book["Risiken"]["C7"] = 8
    book.save(workbook)
    upload(page, workbook)
    assert "1 row needs a decision or a correction" in summary(page)
    # The old one again: corrected as before, until somebody says that it is meant.
    book["Risiken"]["C7"] = 9
    book.save(workbook)
    upload(page, workbook)
    assert "Nothing to import." in summary(page)
    follow(page, page.get_by_role("link", name="Risiken", exact=True))
    page.get_by_label("Eintrittswahrscheinlichkeit (1–5), row 7").fill("9")
    press(page, "Back to the overview")
    assert "1 row needs a decision or a correction" in summary(page)


def test_names_under_a_heading_that_nobody_knows(page, shoot, tmp_path):
    path = tmp_path / "Werteverzeichnis.csv"
    path.write_text("Dingsbums;Klassifizierung;Standort;Lieferant\nFräse 7;intern;Werk Erfurt;\nLohnserver;vertraulich;Kassel;\n")
    upload(page, path)
    page.get_by_role("link", name="Decide: Werteverzeichnis.csv").click()
    assert page.get_by_text("Name: which column says it?").count() == 1
    look(page, shoot, "import-column-asked")
    page.get_by_label("Which column is the name?").select_option(label="Dingsbums")
    press(page, "Preview again")
    assert page.get_by_text("No open questions.").count() == 1
    assert page.get_by_label("Dingsbums is").input_value() == "name"
    press(page, "Back to the overview")
    press(page, "Import")
    page.goto(f"/w/{program.WORKSPACE}/assets")
    assert page.get_by_role("link", name="Lohnserver").count() == 1


def test_a_phone_shows_first_what_is_to_be_decided(open_page, workbook):
    page = open_page(width=390, height=844)
    upload(page, workbook)
    page.get_by_role("link", name="Decide: Risiken").click()
    page.get_by_role("heading", name="Rows to correct").wait_for()
    assert not page.get_by_label("Risiko is").is_visible()
    assert page.get_by_label("Status: liegt beim Beirat means").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.import-bar')).position") == "static"
    page.get_by_text("columns are recognised").click()
    assert page.get_by_label("Risiko is").is_visible()


def test_rows_are_pasted_and_files_dropped(page, workbook):
    page.goto(START)
    page.get_by_text("A folder, or rows copied").click()
    page.get_by_label("Rows", exact=True).fill("Asset\tOwner\nMail server\tIT Operations\nCRM\tSales\n")
    press(page, "Preview")
    assert page.get_by_role("heading", name="pasted.tsv").count() == 1
    page.goto(START)
    page.evaluate("""() => {
        const data = new DataTransfer();
        data.items.add(new File(['Supplier\\nNordcloud\\n'], 'suppliers.csv'));
        data.items.add(new File(['x'], 'holiday.jpg'));
        document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }""")
    page.wait_for_function("document.querySelector('[data-drop] input').files.length === 1")
    press(page, "Preview")
    assert page.get_by_role("heading", name="suppliers.csv").count() == 1


def test_many_rows_and_their_undo_show_how_far_they_are(page, tmp_path):
    lines = "".join(f"Asset {number},internal\n" for number in range(1500))
    path = tmp_path / "assets.csv"
    path.write_text(f"Name,Classification\n{lines}")
    upload(page, path)
    overview = page.url
    press(page, "Import")
    # The page comes again by itself until all of it is there.
    page.get_by_text("1500 created, 0 updated, 0 unchanged").wait_for(timeout=60_000)
    press(page, "Undo this import")
    page.get_by_text("Undone.", exact=True).wait_for(timeout=60_000)
    assert page.url == overview
    press(page, "Begin again with these files")
    assert "1500 new" in summary(page)


def test_profiles(page, shoot, workbook, tmp_path):
    upload(page, workbook)
    page.get_by_role("link", name="Decide: Risiken").click()
    page.get_by_label("Status: liegt beim Beirat means").select_option(label="Treated")
    page.get_by_label("Leave out row 7").check()
    press(page, "Back to the overview")
    press(page, "Import")
    page.goto(f"{START}/profiles")
    look(page, shoot, "import-profiles")
    page.locator("main details.menu summary").first.click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as YAML").first.click()
    file = tmp_path / "profile.yaml"
    saved.value.save_as(file)
    assert "liegt beim Beirat" in file.read_text()
    press(page, "Delete")
    assert page.get_by_text("No profiles yet").count() == 1
    page.get_by_label("YAML file").set_input_files(str(file))
    press(page, "Load")
    assert page.get_by_role("cell", name="Risiken").count() >= 1
