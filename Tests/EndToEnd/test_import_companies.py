"""Registers as a German and a French company keep them, a beginner's, and one each in Spanish, Italian and Dutch: they come
in as they are, completely, and the second time nothing happens."""
import company_french
import company_german
import importing
import mutations
import program
import pytest
import small_companies
from companies import plain

COMPANIES = {"german": company_german.build, "french": company_french.build, "beginner": small_companies.beginner,
             "spanish": small_companies.spanish, "italian": small_companies.italian, "dutch": small_companies.dutch}

NOTHING = {"register": None, "standard": None, "rows": 0, "created": 0, "updated": 0, "unchanged": 0, "named": 0, "rejected": [],
           "left_out": [], "warnings": [], "notes": [], "questions": []}


class Imported:
    """A company, imported into a workspace of its own: people first, then the folder, then the folder again."""

    def __init__(self, build, place):
        self.company = build(place / "files")
        self.data = program.make_installation(place / "data", demo=False)
        if self.company.people:
            self.people = importing.good_rows(self.data, self.company.folder / self.company.people)
        self.status, self.report = importing.good_rows(self.data, self.company.folder)
        self.registers = importing.Registers(self.data)
        self.registers["people"]
        for part in self.company.parts:
            self.registers[part.register]
        self.again_status, self.again = importing.good_rows(self.data, self.company.folder)

    def part(self, wanted, report=None):
        """What the report says of a part. One that it doesn't speak of reads as a part of which nothing was taken."""
        files = (report or self.report)["files"]
        found = [part for part in files if part["path"].endswith(wanted.path) and (wanted.sheet is None or part["sheet"] == wanted.sheet)]
        return found[0] if len(found) == 1 else NOTHING | {"notes": [f"the report has {len(found)} entries for it"]}


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Each company, imported when it is first asked for."""
    made = {}

    def of(name):
        if name not in made:
            try:
                made[name] = Imported(COMPANIES[name], tmp_path_factory.mktemp(name))
            except Exception as failure:  # Said by every test of this company, not by the first alone.
                made[name] = failure
        if isinstance(made[name], Exception):
            raise made[name]
        return made[name]
    return of


@pytest.fixture(params=COMPANIES)
def one(imported, request):
    return imported(request.param)


def test_every_sheet_is_taken_for_what_it_is(one):
    wrong = []
    for wanted in one.company.parts:
        found = one.part(wanted)
        if found["register"] != wanted.register:
            wrong.append(f"{wanted.path} {wanted.sheet}: {found['register']}, expected {wanted.register}; {found['notes']} {found['questions']}")
        elif wanted.standard and wanted.standard not in str(found["standard"]):
            wrong.append(f"{wanted.path} {wanted.sheet}: standard {found['standard']}, expected {wanted.standard}")
    assert not wrong, "\n".join(wrong)


def test_every_row_is_in(one):
    wrong = []
    for wanted in one.company.parts:
        found = one.part(wanted)
        taken = found["created"] + found["updated"] + found["unchanged"]
        if taken != wanted.rows or found["rejected"]:
            wrong.append(f"{wanted.path} {wanted.sheet}: {taken} of {wanted.rows} rows taken; rejected {found['rejected'][:3]}, "
                         f"left out {found['left_out'][:3]}; {found['notes']}")
    assert not wrong, "\n".join(wrong)


def test_sheets_that_are_no_register_make_no_record(one):
    for path, sheet in one.company.others:
        for found in one.report["files"]:
            if found["path"].endswith(path) and found["sheet"] == sheet:
                assert (found["register"], found["created"], found["updated"]) == (None, 0, 0), found


def test_records_hold_what_stands_in_the_files(one):
    wrong = []
    for part in one.company.parts:
        try:
            wrong += one.registers.differences(part)
        except AssertionError as missing:
            wrong.append(str(missing))
    assert not wrong, f"{len(wrong)} values are wrong:\n" + "\n".join(wrong)


def test_teams_as_owners_are_named_and_their_words_kept(one):
    wrong = []
    for wanted in one.company.parts:
        kept = str(one.registers[wanted.register])
        for words in wanted.said:
            if not importing.said(one.part(wanted), words):
                wrong.append(f"{wanted.path}: “{words}” is not in the report")
            # A unit or role of that name may have become the owner; then its words stand in its own record.
            elif words not in kept and words not in str([one.registers["units"], one.registers["roles"]]):
                wrong.append(f"{wanted.path}: the words “{words}” are not kept")
    assert not wrong, "\n".join(wrong)


def test_nothing_was_refused_and_no_file_passed_over(one):
    assert one.status == 0, [(part["path"], part["sheet"], part["register"], part["rejected"][:2], part["questions"]) for part in one.report["files"]]


def test_the_second_time_nothing_happens_and_nothing_is_asked(one):
    wrong = []
    for wanted in one.company.parts:
        found = one.part(wanted, one.again)
        counts = {name: found[name] for name in ("created", "updated", "unchanged")}
        if counts != {"created": 0, "updated": 0, "unchanged": wanted.rows} or found["questions"]:
            wrong.append(f"{wanted.path} {wanted.sheet}: {counts} of {wanted.rows} rows; asked {found['questions']}; {found['notes']}")
    assert not wrong, "\n".join(wrong)
    assert one.again_status == one.status


def test_the_ledger_is_whole(one):
    answer, status = program.verify(one.data)
    assert status == 0 and not answer.get("problems"), answer


@pytest.mark.without_program
@pytest.mark.parametrize("name", COMPANIES)
def test_the_truth_stands_in_the_files(tmp_path, name):
    """What the tests expect of a company is in its files: titles, codes, the names of teams, and so many rows at least."""
    company = COMPANIES[name](tmp_path / "files")
    assert len({(part.path, part.sheet) for part in company.parts}) == len(company.parts)
    for part in company.parts:
        if part.path.endswith(".ods"):
            continue
        tables = [lines for sheet, lines in mutations.read(company.folder / part.path) if part.sheet in (None, sheet)]
        assert len(tables) == 1, f"{part.path} has no sheet {part.sheet}"
        lines = [[str(value).strip() for value in line if value not in (None, "")] for line in tables[0]]
        assert sum(map(bool, lines)) > part.rows
        cells = {plain(value) for line in lines for value in line}
        titles = [*part.codes.values(), *(title for _, rising in part.rising for title in rising)]
        titles += part.records if part.register != "coverage" else []
        assert not [title for title in [*titles, *part.codes, *part.said] if plain(title) not in cells], part.path
