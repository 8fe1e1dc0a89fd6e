"""The registers of two companies and of some beginners come in by the workbench. Whoever brings them decides what it asks
and nothing else; each control that had to be set counts. The second time, and a month later, nothing is asked."""
import company_french
import company_german
import importing
import next_month
import program
import pytest
import small_companies
from empty_server import server, signed_in  # noqa: F401
from pages import follow, import_summary, press, upload

COMPANIES = {"german": (company_german.build, next_month.german), "french": (company_french.build, next_month.french)}
SMALL = {"beginner": small_companies.beginner, "spanish": small_companies.spanish, "italian": small_companies.italian,
         "dutch": small_companies.dutch}


class Person:
    """Somebody who knows their company and answers what the workbench asks: which names are teams. Asked for anything
    else, they would have to look into the files, and the test fails."""

    def __init__(self, page, company):
        self.page, self.decisions = page, 0
        self.teams = {words for part in company.parts for words in part.said}

    def answer(self):
        """Goes from table to table until nothing is asked any more."""
        overview = self.page.url
        while True:
            asking = self.page.locator(".import-summary").get_by_role("link")
            if not asking.count():
                return
            before = self.decisions
            follow(self.page, asking.first)
            self.answer_table()
            press(self.page, "Back to the overview")
            assert self.page.url == overview and self.decisions > before

    def answer_table(self):
        asked = self.page.locator(".notice.warn li")
        about = {link.get_attribute("href") for link in asked.get_by_role("link").all()}
        assert about == {"#references"}, f"{self.page.title()} asks: {asked.all_inner_texts()}"
        open_ones = [row for row in self.page.locator("#references tbody tr").all()
                     if row.locator("select").input_value() == "" and row.locator("input[type=text]").input_value() == ""]
        names = {row.locator("td").first.inner_text().strip() for row in open_ones}
        assert names and names <= self.teams, f"{self.page.title()} asks who these are: {names - self.teams}"
        everybody = self.page.get_by_label("All undecided names")
        if everybody.count():
            everybody.select_option(label="Keep all the words")
            self.decisions += 1
        else:
            for row in open_ones:
                row.locator("select").select_option(label="Keep the words")
                self.decisions += 1


def files(company):
    return sorted(company.folder.iterdir())


def assert_truth(data, parts):
    registers = importing.Registers(data)
    wrong = [difference for part in parts for difference in registers.differences(part)]
    assert not wrong, f"{len(wrong)} values are wrong:\n" + "\n".join(wrong)
    return registers


def rows_of(company):
    return sum(part.rows for part in company.parts)


@pytest.mark.parametrize("name", COMPANIES)
def test_a_company_comes_in(page, server, tmp_path, name):
    build, month_later = COMPANIES[name]
    company = build(tmp_path / "files")
    assert len(files(company)) >= 10 and len(company.parts) >= 11
    upload(page, *files(company))
    person = Person(page, company)
    person.answer()
    assert "Ready." in import_summary(page)
    print(f"{name}: {person.decisions} decisions for {len(files(company))} files")
    assert person.decisions < 10
    press(page, "Import")
    assert f"{rows_of(company)} created, 0 updated, 0 unchanged" in import_summary(page)
    registers = assert_truth(server.data, company.parts)
    for part in company.parts:
        kept = str([registers[part.register], registers["units"], registers["roles"]])
        assert not [words for words in part.said if words not in kept], f"{part.path}: the words of a team are not kept"

    # The same files again: nothing to decide, nothing to import.
    upload(page, *files(company))
    assert "Nothing to import." in import_summary(page)
    assert f"{rows_of(company)} rows are here already, unchanged" in import_summary(page)
    press(page, "Close this import")

    # And a month later: what is new and changed, and nothing else.
    month = month_later(company.folder)
    upload(page, *files(company))
    still = rows_of(company) - month.updated
    assert f"Ready. {month.created} new, {month.updated} changed, {still} unchanged" in " ".join(import_summary(page).split())
    press(page, "Import")
    assert f"{month.created} created, {month.updated} updated, {still} unchanged" in import_summary(page)
    assert_truth(server.data, month.parts)


def test_beginners_sets_take_one_decision_each(page, server, tmp_path):
    """Each file by itself, as somebody does who tries it out."""
    taken = {}
    for name, build in SMALL.items():
        company = build(tmp_path / name)
        for path in sorted(files(company), key=lambda path: path.name != company.people):
            upload(page, path)
            person = Person(page, company)
            person.answer()
            assert "Ready." in import_summary(page)
            press(page, "Import")
            taken[path.name] = person.decisions
        assert_truth(server.data, company.parts)
        upload(page, *files(company))
        assert "Nothing to import." in import_summary(page)
    assert max(taken.values()) <= 1, taken
