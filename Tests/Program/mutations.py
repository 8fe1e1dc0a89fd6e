"""Files of tables, spoilt: the tables of companies with cells swapped, rows cut, headers doubled, encodings broken, bytes
flipped. Every file follows from a seed and a number, so that one that does harm can be made again."""
import csv
import datetime
import io
import random
import re
import zipfile

import openpyxl

ODD = ["\ufffd", "\u202eabc", "e\u0301\u0301\u0301", "👩‍👩‍👧‍👦", "a\u2028b", "\u00a0", "\u200b", "İ", "ﬁ", "#REF!", "#N/A", "1e308", "-0", "NaN", "inf",
       "99999999999999999999999", "-9223372036854775808", "31.02.2026", "0000-00-00", "2026-13-01", "45000", "1.1.1", "Q9 2026", "T0", "24:61",
       "=1/0", "=HYPERLINK(\"http://example.com\")", "=A1:A9999999", "'", "\"", "\"\"", ";", ",;|\n", "A.5.1–A.99.99", "A.5.1-A.5.999999999",
       "RSK-0001", "RSK-99999999999999999999", "../../x", "<b>x</b>", "{{x}}", "%s%n", "--", "Total", "x" * 300, "\\", "\t", "1/2/3/4", "100 %", "−5", "٣"]
CONTROL = ["\x00", "\x01", "\x07", "\x0b", "\x1b[2J", "\x7f", "\x85"]


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def place(lines, dice):
    rows = [number for number, line in enumerate(lines) if line]
    if not rows:
        return None
    row = dice.choice(rows)
    return row, dice.randrange(len(lines[row]))


def swap_cells(lines, dice):
    for _ in range(dice.randint(1, 30)):
        a, b = place(lines, dice), place(lines, dice)
        if a and b:
            lines[a[0]][a[1]], lines[b[0]][b[1]] = lines[b[0]][b[1]], lines[a[0]][a[1]]


def swap_columns(lines, dice):
    width = max(map(len, lines), default=0)
    if width > 1:
        a, b = dice.sample(range(width), 2)
        for line in lines:
            if max(a, b) < len(line):
                line[a], line[b] = line[b], line[a]


def cut_rows(lines, dice):
    for _ in range(dice.randint(1, max(1, len(lines) // 2))):
        if len(lines) > 1:
            del lines[dice.randrange(len(lines))]


def drop_column(lines, dice):
    column = dice.randrange(max(map(len, lines), default=1) or 1)
    for line in lines:
        del line[column:column + 1]


def double_header(lines, dice):
    filled = [line for line in lines if sum(1 for value in line if value not in (None, "")) > 2]
    if filled:
        for _ in range(dice.randint(1, 3)):
            lines.insert(dice.randrange(len(lines) + 1), list(filled[0]))


def double_headings(lines, dice):
    """The same heading over several columns."""
    for line in lines[:6]:
        if len(line) > 2:
            line[dice.randrange(len(line))] = line[dice.randrange(len(line))]


def repeat_rows(lines, dice):
    for _ in range(dice.randint(1, 10)):
        lines.insert(dice.randrange(len(lines) + 1), list(dice.choice(lines)) if lines else [])


def ragged(lines, dice):
    for _ in range(dice.randint(1, 10)):
        if lines:
            line = dice.choice(lines)
            if dice.random() < 0.5:
                line.extend(dice.choice(ODD) for _ in range(dice.randint(1, 5)))
            else:
                del line[dice.randrange(len(line) + 1):]


def insert_empty(lines, dice):
    for _ in range(dice.randint(1, 20)):
        lines.insert(dice.randrange(len(lines) + 1), [] if dice.random() < 0.5 else [""] * dice.randint(1, 10))


def insert_lines(lines, dice):
    """Group titles, totals, remarks."""
    for _ in range(dice.randint(1, 4)):
        lines.insert(dice.randrange(len(lines) + 1), [dice.choice(["Group", "Total", "Summe", "see below", "Stand: 3.4.26", "1"])])


def odd_values(lines, dice):
    for _ in range(dice.randint(1, 25)):
        where = place(lines, dice)
        if where:
            lines[where[0]][where[1]] = dice.choice(ODD)


def odd_endings(lines, dice):
    for _ in range(dice.randint(1, 25)):
        where = place(lines, dice)
        if where:
            value = str(lines[where[0]][where[1]] or "")
            lines[where[0]][where[1]] = dice.choice([f" {value}", f"{value}\u00a0", f"{value}\u200b", value.upper(), value[: len(value) // 2],
                                                     value + dice.choice(ODD), value[::-1], f"{value}\n{value}"])


def control_characters(lines, dice):
    for _ in range(dice.randint(1, 8)):
        where = place(lines, dice)
        if where:
            lines[where[0]][where[1]] = f"{lines[where[0]][where[1]] or ''}{dice.choice(CONTROL)}x"


def huge_cell(lines, dice):
    where = place(lines, dice)
    if where:
        lines[where[0]][where[1]] = dice.choice(["x", "ä ", "1", "a;", "\n", "A.5.1, "]) * dice.choice([5_000, 40_000, 200_000])


def many_columns(lines, dice):
    width = dice.choice([50, 300, 2_000])
    for line in lines[:8]:
        line.extend(f"c{number}" for number in range(width))


def turn(lines, _):
    """Rows become columns."""
    width = max(map(len, lines), default=0)
    lines[:] = [[line[column] if column < len(line) else "" for line in lines] for column in range(width)]


TABLE = [swap_cells, swap_columns, cut_rows, drop_column, double_header, double_headings, repeat_rows, ragged, insert_empty, insert_lines,
         odd_values, odd_endings, control_characters, huge_cell, many_columns, turn]

# After these it is certain which lines of a text are rows.
TIDY = [swap_columns, drop_column, repeat_rows, insert_empty, insert_lines]


# ── Bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def flip(content, dice):
    changed = bytearray(content)
    for _ in range(dice.randint(1, 20)):
        if changed:
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def cut(content, dice):
    return content[: dice.randrange(len(content) + 1)]


def insert(content, dice):
    where = dice.randrange(len(content) + 1)
    return content[:where] + dice.choice([b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\"", b"\r", b"\x80\x81", b"\xc3(", b"\xed\xa0\x80", b"\n" * 50]) + content[where:]


def leave(content, _):
    return content


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def read(path):
    """The tables of a file: (name, lines) for each sheet, in the text or values that stand there."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, data_only=True)
        return [(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book]
    content = path.read_bytes()
    for encoding in ("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    delimiter = max("\t;,", key=text.count)
    return [(None, list(csv.reader(io.StringIO(text), delimiter=delimiter)))]


class Mutation:
    """A spoilt file: its name, its content, what was done, and the number of its rows where that is certain."""

    def __init__(self, sources, seed, number):
        """`sources` are (name without ending, tables)."""
        self.dice = dice = random.Random(f"{seed}/{number}")
        name, tables = dice.choice(sources)
        self.tables = [(sheet, [list(line) for line in lines]) for sheet, lines in tables]
        self.done, self.rows = [name], None
        if len(self.tables) > 3:
            self.tables = dice.sample(self.tables, 3)
        # One of six is spoilt so little that its rows can be counted.
        self.is_tidy = number % 6 == 0
        for _ in range(dice.choice([0, 1, 1, 2, 3])):
            operation = dice.choice(TIDY if self.is_tidy else TABLE)
            operation(dice.choice(self.tables)[1], dice)
            self.done.append(operation.__name__)
        as_workbook = not self.is_tidy and dice.random() < 0.45
        self.content = self.workbook() if as_workbook else self.text()
        ending = dice.choice([".csv", ".csv", ".csv", ".txt", ".tsv"])
        if as_workbook:
            ending = ".csv" if dice.random() < 0.05 else ".xlsx"
        elif not self.is_tidy and dice.random() < 0.03:
            ending = ".xlsx"
        self.name = f"{number:05}-{dice.choice([name, name, name, 'Tabelle1', 'export (3)', 'Ünïcode ✓'])}{ending}"

    def text(self):
        dice = self.dice
        lines = [[written(value) for value in line] for line in dice.choice(self.tables)[1]]
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=dice.choice(";;,,\t|"), lineterminator=dice.choice(["\r\n", "\n", "\n", "\r"])).writerows(lines)
        encoding = dice.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "iso8859-15", "mac_roman"])
        content = out.getvalue().encode(encoding, errors="replace")
        spoil = dice.choice([leave, leave, leave, flip, cut, insert])
        if self.is_tidy:
            encoding, spoil = "utf-8", leave
            self.rows = sum(1 for line in lines if any(value.strip() for value in line))
        self.done += [encoding, spoil.__name__]
        if not self.is_tidy and dice.random() < 0.05:
            half = out.getvalue()
            content = half[: len(half) // 2].encode("cp1252", "replace") + half[len(half) // 2:].encode("utf-8")
            self.done.append("two encodings")
        return spoil(content, dice)

    def workbook(self):
        dice = self.dice
        book = openpyxl.Workbook()
        book.remove(book.active)
        for sheet, lines in self.tables:
            title = dice.choice([sheet or "Table", sheet or "Table", "Sheet1", "Tabelle1", "Risks", "Übersicht", "x" * 31, " ", "Deckblatt"])
            made = book.create_sheet(re.sub(r"[\\*?:/\[\]]", "_", title)[:31])
            for line in lines:
                made.append([legal(value) for value in line[:16_000]])
            spoil_sheet(made, dice)
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
        spoil = dice.choice([leave, leave, leave, inside, inside, flip, cut])
        self.done += ["workbook", spoil.__name__]
        return spoil(content, dice)


def written(value):
    if value is None:
        return ""
    return value.strftime("%d.%m.%Y") if isinstance(value, datetime.datetime) else str(value)


def legal(value):
    """What a cell of a workbook may hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "_x0007_", value)[:32_767] if isinstance(value, str) else value


def spoil_sheet(sheet, dice):
    rows, columns = max(1, sheet.max_row), max(1, min(sheet.max_column, 200))
    for _ in range(dice.choice([0, 0, 1, 3])):
        row, column = dice.randint(1, rows), dice.randint(1, columns)
        kind = dice.randrange(7)
        if kind == 0:
            sheet.merge_cells(start_row=row, start_column=column, end_row=row + dice.randint(0, 5), end_column=column + dice.randint(0, 5))
        elif kind == 1:
            sheet.row_dimensions[row].hidden = True
        elif kind == 2:
            sheet.sheet_state = "visible" if len(sheet.parent.worksheets) == 1 else dice.choice(["visible", "hidden", "veryHidden"])
        elif kind == 3:
            sheet.cell(dice.choice([900, 40_000, 1_048_576]), dice.choice([1, 60, 16_384]), "stray")
        else:
            cell = sheet.cell(row, column)
            if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                cell.value = dice.choice(["=SUM(A1:A9)", "=#REF!", "#REF!", "=A1", True, -1, 1e300, 45_000, datetime.datetime(1900, 1, 1), datetime.time(9, 30)])
                if isinstance(cell.value, float):
                    cell.number_format = dice.choice(["0 %", "dd.mm.yyyy", "General"])


def inside(content, dice):
    """Spoils a member of the package."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        names = before.namelist()
        chosen = dice.choice(names)
        for name in names:
            member = before.read(name)
            if name == chosen:
                how = dice.randrange(6)
                if how == 0:
                    continue
                if how == 1:
                    member = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
                elif how == 2:
                    member = re.sub(rb"\d+", lambda found: dice.choice([found.group(), found.group(), b"-1", b"99999999999"]), member)
                else:
                    member = dice.choice([flip, cut, insert])(member, dice)
            after.writestr(name, member)
    return out.getvalue()
