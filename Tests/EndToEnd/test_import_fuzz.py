"""Spoilt tables given to the import: whatever stands in a file, the command ends with a report, in time and within memory,
every row is counted once, no half-read sign is stored, and the ledger stays whole.

60 files by default; CONCORD_IMPORT_FUZZ=2000 makes it longer, CONCORD_IMPORT_FUZZ_SEED others."""
import json
import os
import subprocess
import time

import company_french
import company_german
import importing
import mutations
import program
import pytest

FILES = int(os.environ.get("CONCORD_IMPORT_FUZZ", "60"))
SEED = os.environ.get("CONCORD_IMPORT_FUZZ_SEED", "1")
BATCH = 12
# A workspace takes so many batches before a new one is begun, so that what one file left behind meets another.
BATCHES_PER_WORKSPACE = 10
SECONDS_PER_FILE = 25
# Of one process, the subprocess for workbooks included. The limit of that one is 512 MB.
MEGABYTES = 640
# Lines above a table: titles, instructions, two lines of headings, a repeated header.
LINES_ABOVE = 14


def measured(data, paths):
    """Runs the import; answers (exit status or signal, what it printed, errors, seconds, peak of memory in MB)."""
    began = time.monotonic()
    out, err = data.parent / "out.json", data.parent / "err.txt"
    with open(out, "wb") as output, open(err, "wb") as errors:
        process = subprocess.Popen(
            [str(program.BINARY), "import", "--workspace", program.WORKSPACE, "--good-rows-only", "--json", *map(str, paths), "--data", str(data)],
            stdout=output, stderr=errors, env=program.environment())
        limit = began + 30 + SECONDS_PER_FILE * len(paths)
        # The usage of this one process and of what it waited for; what the fixtures started does not count.
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            if time.monotonic() > limit:
                process.kill()
                os.wait4(process.pid, 0)
                process.returncode = -9
                return "hangs", "", err.read_text(errors="replace"), time.monotonic() - began, 0
            time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, out.read_text(encoding="utf-8", errors="strict"), err.read_text(errors="replace"), time.monotonic() - began, usage.ru_maxrss / 1024


def complaints(data, files):
    """What is wrong after these files were imported together."""
    status, printed, errors, seconds, megabytes = measured(data, [path for path, _ in files])
    if status not in (0, 1):
        return [f"ended with {status} after {seconds:.0f} s: {errors[-600:]}"]
    found = []
    if megabytes > MEGABYTES:
        found.append(f"took {megabytes:.0f} MB")
    try:
        parts = json.loads(printed)["files"]
    except (ValueError, KeyError):
        return [*found, f"printed no report but {printed[:200]!r}; {errors[-600:]}"]
    for part in parts:
        try:
            importing.check_sum(part)
        except (AssertionError, KeyError) as wrong:
            found.append(f"{type(wrong).__name__}: {wrong}")
    for path, mutation in files:
        mine = [part for part in parts if part["path"].endswith(path.name)]
        if not mine:
            found.append(f"{path.name} is not in the report")
        elif mutation.rows and len(mine) == 1 and mine[0]["register"] and not mutation.rows - LINES_ABOVE <= mine[0]["rows"] < mutation.rows:
            found.append(f"{path.name} has {mutation.rows} lines, {mine[0]['rows']} rows are spoken of")
    return found


def broken_signs(data):
    """Codes of records in which a sign stands that could not be read."""
    with program.database(data) as database:
        return [f"{register} {code}" for register, code, body in database.execute("SELECT kind, id, body FROM record")
                if "\ufffd" in json.dumps(json.loads(body), ensure_ascii=False)]


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The tables of the companies and of the demonstration, by the name of their file."""
    place = tmp_path_factory.mktemp("sources")
    folders = [company_german.build(place / "german").folder, company_french.build(place / "french").folder]
    if program.demo_folder():
        folders.append(program.demo_folder())
    paths = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".xlsx", ".txt")]
    assert len(paths) > 20
    return [(path.stem, mutations.read(path)) for path in paths]


def test_spoilt_files_do_no_harm(sources, tmp_path):
    blank = program.make_installation(tmp_path / "blank", demo=False)
    wrong, data, workspaces = [], None, []
    for begin in range(0, FILES, BATCH):
        if begin // BATCH % BATCHES_PER_WORKSPACE == 0:
            data = program.copy_installation(blank, tmp_path / f"data-{begin}")
            workspaces.append(data)
        folder = tmp_path / f"files-{begin}"
        folder.mkdir()
        files = []
        for number in range(begin, min(begin + BATCH, FILES)):
            mutation = mutations.Mutation(sources, SEED, number)
            path = folder / mutation.name
            path.write_bytes(mutation.content)
            files.append((path, mutation))
        found = complaints(data, files)
        if found:
            # Which of them it was, each in a workspace of its own; the files stay where they are for a look.
            wrong += [f"{folder.name}: {what}" for what in found]
            for number, (path, mutation) in enumerate(files):
                alone = complaints(program.copy_installation(blank, tmp_path / f"alone-{begin}-{number}"), [(path, mutation)])
                wrong += [f"  {path} ({', '.join(mutation.done)}): {what}" for what in alone]
    for data in workspaces:
        answer, status = program.verify(data)
        if status or answer.get("problems"):
            wrong.append(f"verify of {data.name}: {status} {str(answer)[:500]}")
        wrong += [f"{data.name}: U+FFFD stands in {code}" for code in broken_signs(data)]
    assert not wrong, f"{len(wrong)} complaints, seed {SEED}:\n" + "\n".join(wrong[:40])


@pytest.mark.without_program
def test_the_files_are_worth_reading(sources):
    """Most of what is made is still a table, in each form, and some of it counts its rows; the same seed makes the same."""
    made = [mutations.Mutation(sources, SEED, number) for number in range(60)]
    assert sum(mutation.rows is not None for mutation in made) >= 5
    assert sum(mutation.name.endswith(".xlsx") for mutation in made) >= 10
    assert len({operation for mutation in made for operation in mutation.done}) > 25
    text = [mutation for mutation in made if not mutation.name.endswith(".xlsx")]
    assert all(mutations.Mutation(sources, SEED, int(mutation.name[:5])).content == mutation.content for mutation in text[:10])
