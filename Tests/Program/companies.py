"""Registers as organizations really keep them before they have a tool: workbooks with a title above the table, headings on
two lines, their own words for levels, names as "Müller, Anna", teams as owners. Each builder writes the files of a company
into a folder and answers the truth: what every sheet is, how many rows it has, and what some records must hold.

Everything is invented. The companies are in company_german.py, company_french.py and small_companies.py; here is how the
files are written and how an expected value is said."""
import csv
import datetime
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.styles import Alignment, Font, PatternFill

import program


# ── The truth ────────────────────────────────────────────────────────────────────────────────────────────────────────
def plain(text):
    """A name or title for comparison: no accents' form, case, commas or blanks in excess, words of a name in any order."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", str(text)).casefold())
    return " ".join(sorted(words))


@dataclass(frozen=True)
class Named:
    """A reference to the record of a register that has this title."""
    register: str
    title: str


@dataclass(frozen=True)
class OneOf:
    """A value that may be read in more than one way; the scale of the organization has other steps than ours."""
    values: tuple

    def __init__(self, *values):
        object.__setattr__(self, "values", values)


@dataclass(frozen=True)
class Begins:
    """A text that begins so, such as the day of an instant."""
    text: str


@dataclass(frozen=True)
class Contains:
    """A text in which this stands."""
    text: str


@dataclass
class Part:
    """What one sheet, or a file without sheets, is."""
    path: str
    register: str
    rows: int
    sheet: str | None = None
    # Title of a record, or the uid of a requirement for lines of coverage: values by field.
    records: dict = field(default_factory=dict)
    # (field, titles): levels must not fall along these records, and the last is above the first.
    rising: list = field(default_factory=list)
    # Code that the organization gave: title. It must be found in the record.
    codes: dict = field(default_factory=dict)
    # Words that must be said in the report because no record is called so: teams as owners.
    said: tuple = ()
    standard: str | None = None


@dataclass
class Company:
    name: str
    folder: Path
    people: str
    language: str
    parts: list
    # (file, sheet) of what is no register: cover, legend, evaluation.
    others: list = field(default_factory=list)


def person(name):
    return Named("people", name)


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
HEAD = PatternFill("solid", fgColor="DDE6F0")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})!")


def cell(value):
    """A text "2026-04-03!" stands for a real date in a cell, so that tables stay readable."""
    match = DAY.fullmatch(value) if isinstance(value, str) else None
    return datetime.datetime(*map(int, match.groups())) if match else value


class Book:
    """A workbook that is put together line by line."""

    def __init__(self):
        self.book = openpyxl.Workbook()
        self.book.remove(self.book.active)

    def sheet(self, name, lines, *, header=(), merged=(), hidden_rows=(), hidden=False, start_column=1, percent=(),
              day_format="dd.mm.yyyy"):
        """Adds a sheet. Row numbers are those of the sheet, from 1; `percent` are columns shown as percentages."""
        sheet = self.book.create_sheet(name)
        for number, line in enumerate(lines, 1):
            for column, value in enumerate(line, start_column):
                if value is None or value == "":
                    continue
                made = sheet.cell(number, column, cell(value))
                if isinstance(made.value, datetime.datetime):
                    made.number_format = day_format
                if column - start_column in percent and isinstance(made.value, float):
                    made.number_format = "0 %"
                if number in header:
                    made.font, made.fill = Font(bold=True), HEAD
                    made.alignment = Alignment(wrap_text=True, vertical="top")
        for area in merged:
            sheet.merge_cells(area)
        for number in hidden_rows:
            sheet.row_dimensions[number].hidden = True
        if hidden:
            sheet.sheet_state = "hidden"
        if header:
            sheet.freeze_panes = sheet.cell(max(header) + 1, 1)
        return self

    def save(self, path):
        self.book.save(path)


def amend_book(path, sheet, *, changed=(), added=(), after):
    """Changes a sheet as somebody does a month later: `changed` are (words, old, new) in the row where the words stand,
    `added` are lines below the row where `after` stands, from the same column on."""
    book = openpyxl.load_workbook(path)
    table = book[sheet]

    def found(words):
        cells = [made for row in table.iter_rows() for made in row if made.value == words]
        assert cells, f"“{words}” is nowhere in {path.name}"
        return cells[0]

    for words, old, new in changed:
        cells = [made for made in table[found(words).row] if made.value == old]
        assert cells, f"“{old}” is not in the row of “{words}” of {path.name}"
        cells[0].value = new
    at = found(after)
    for number, line in enumerate(added, at.row + 1):
        table.insert_rows(number)
        for column, value in enumerate(line, at.column):
            table.cell(number, column, value if value != "" else None)
    book.save(path)


def amend_csv(path, *, changed=(), added=(), encoding):
    """The same for delimited text; lines are added at its end."""
    with open(path, encoding=encoding, newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    for words, old, new in changed:
        line = next(line for line in lines if words in line)
        line[line.index(old)] = new
    write_csv(path, [*lines, *map(list, added)], encoding=encoding)


def write_csv(path, lines, *, encoding="utf-8", delimiter=";", newline="\r\n"):
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator=newline).writerows(lines)


def write_unicode_text(path, lines):
    """What Excel saves as "Unicode Text": UTF-16 with a mark, tabs, quotes only where they are needed."""
    with open(path, "w", encoding="utf-16", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\r\n").writerows(lines)


def write_ods(path, sheets):
    """An OpenDocument spreadsheet of (name, lines); a text "2026-04-03!" becomes a date, numbers stay numbers."""
    document = OpenDocumentSpreadsheet()
    for name, lines in sheets:
        table = Table(name=name)
        for line in lines:
            row = TableRow()
            for value in line:
                row.addElement(ods_cell(cell(value)))
            table.addElement(row)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def ods_cell(value):
    if value is None or value == "":
        return TableCell()
    if isinstance(value, datetime.datetime):
        made = TableCell(valuetype="date", datevalue=value.strftime("%Y-%m-%d"))
        value = value.strftime("%d.%m.%y")
    elif isinstance(value, (int, float)):
        made = TableCell(valuetype="float", value=str(value))
    else:
        made = TableCell(valuetype="string")
    for line in str(value).split("\n"):
        made.addElement(P(text=line))
    return made


# ── The controls of the annexes ──────────────────────────────────────────────────────────────────────────────────────
ENTRY = re.compile(r"^  - id: '?([^'\n]+?)'?\n    kind: control\n    title: (.*?)\n(?=    \w)", re.M | re.S)


def annex(framework):
    """Identifiers and titles of the controls of a standard, in order, from the libraries of the program."""
    text = (program.ROOT / f"Libraries/frameworks/{framework}.yaml").read_text(encoding="utf-8")
    found = [(number, " ".join(title.split()).strip("'\"")) for number, title in ENTRY.findall(text)]
    expected = {"iso27001": 93, "iso42001": 38}[framework]
    assert len(found) == expected, f"{len(found)} controls of {framework} read from the library; {expected} there are"
    return found


def count(lines):
    """Number of rows in which anything stands."""
    return sum(1 for line in lines if any(value not in (None, "") for value in line))
