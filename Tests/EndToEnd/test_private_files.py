"""Whatever Concord writes is for its owner alone, temporary files too; a crash leaves none of those, a full disk for them
is said; and what a command is told to write never takes the place of what is no file."""
import io
import json
import os
import select
import stat
import subprocess
import threading
import time

import openpyxl
import pytest

import program

AUDIT = "AUD-2027-2"


def wide(*roots):
    """Everything under these that anybody but the owner may touch."""
    found = []
    for root in roots:
        for path in [root, *root.rglob("*")]:
            if not path.is_symlink() and path.stat().st_mode & 0o077:
                found.append(f"{path.relative_to(root.parent)} {stat.S_IMODE(path.stat().st_mode):o}")
    return found


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_nobody_else_reads_what_is_written(tmp_path):
    """Over a folder that was there and open to all, as a mounted volume is."""
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir(mode=0o755)
    out.mkdir(mode=0o700)
    program.make_installation(data)
    (out / "own.yaml").write_text("library: {uid: own-rules, title: Our own rules, version: '1', provider: Us}\n")
    (out / "own.yaml").chmod(0o600)
    with program.Server(data) as server:
        api = server.api(program.make_token(data))
        assert api("POST", "/suppliers/import", b"name\nNordkap\n", Content_Type="text/csv")[0] == 200
        assert api("POST", "/files", b"Minutes", Content_Type="text/plain")[0] == 201
        assert api("GET", "/risks/export?format=xlsx")[0] == 200
        program.Session(server.port).attach("/suppliers/S-01", b"Signed.")
        for arguments in (["export", "risks", "--format", "xlsx", "-o", out / "risks.xlsx"], ["export", "risks", "-o", out / "risks.csv"],
                          ["export", "--everything", "-o", out / "all.json"], ["soa", "-o", out / "soa.csv"], ["soa", "--xlsx", out / "soa.xlsx"],
                          ["pack", "--audit", AUDIT, "--kind", "stage2", "-o", out / "pack.zip"], ["backup", out / "backup"],
                          ["report", "audit", "AUD-2027-1", "-o", out / "report.md"], ["rebuild"], ["library", "add", out / "own.yaml"]):
            program.concord(*arguments, data=data, check=False)
        assert len(list(out.iterdir())) == 9
        assert wide(data, out) == []
        assert list((data / "tmp").iterdir()) == []
    assert wide(data, out) == []
    doctor = program.concord("doctor", data=data).stdout
    assert "open to others" not in doctor
    (data / "signing-key").chmod(0o600), (data / "files" / "open").mkdir(mode=0o755)
    ended = program.concord("doctor", data=data, check=False)
    assert ended.returncode == 1 and "files/open is open to others on this machine (mode 755)" in ended.stdout


def test_a_crash_leaves_no_temporary_file(copy):
    """Killed while something lies there; gone once it is started again. The system's own folder gets nothing."""
    others = copy.parent / "system"
    others.mkdir()
    book = workbook([["title"]] + [[f"Risk {n}"] for n in range(20_000)])
    server = program.Server(copy, TMPDIR=str(others)).start()
    try:
        token = program.make_token(copy)

        def send():
            try:
                server.api(token)("POST", "/risks/import?dry_run=true", book, Content_Type="application/octet-stream")
            except program.GONE:
                pass

        sending = threading.Thread(target=send)
        sending.start()
        deadline = time.monotonic() + 30
        while not (copy / "tmp").is_dir() or not list((copy / "tmp").iterdir()):
            assert time.monotonic() < deadline, "no temporary file was seen in the data directory"
        server.kill()
        sending.join()
    finally:
        server.kill()
    assert list((copy / "tmp").iterdir()) and wide(copy / "tmp") == []
    with program.Server(copy, TMPDIR=str(others)):
        assert list((copy / "tmp").iterdir()) == [] and list(others.iterdir()) == []


def test_a_full_disk_for_temporary_files_is_507(copy):
    """The folder for temporary files is a disk of 8 kB, mounted for the server alone."""
    script = 'mount -t tmpfs -o size=8k none "$0" && exec "$@"'
    wrapper = ["unshare", "-rm", "sh", "-c", script, str(copy / "tmp")]
    (copy / "tmp").mkdir(exist_ok=True)
    if subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("No file system of one's own can be mounted here.")
    with program.Server(copy, wrapper=wrapper) as server:
        api = server.api(program.make_token(copy))
        rows = b"name\n" + b"".join(b"Supplier %d\n" % n for n in range(20_000))
        for method, path, body in (("POST", "/suppliers/import?dry_run=true", rows), ("GET", "/controls/export?format=xlsx", None)):
            status, _, answer = api(method, path, body, Content_Type="text/csv")
            assert status == 507 and "full" in json.dumps(answer), (path, status, answer)
        # What a half file left would keep the next ones from being written.
        assert api("POST", "/suppliers/import?dry_run=true", b"name\nNordkap\n", Content_Type="text/csv")[0] == 200
        assert list((copy / "tmp").iterdir()) == []


# ── Outputs ──────────────────────────────────────────────────────────────────────────────────────────────────────────
OUTPUTS = [["export", "risks", "-o"], ["export", "--everything", "-o"], ["soa", "--xlsx"], ["backup", "--replace"],
           ["pack", "--audit", AUDIT, "--kind", "stage2", "-o"]]


def kind(path):
    return stat.S_IFMT(os.lstat(path).st_mode)


@pytest.mark.parametrize("arguments", OUTPUTS, ids=lambda arguments: " ".join(arguments[:2]))
def test_an_output_takes_no_place_but_a_files(copy, tmp_path, arguments):
    folder = tmp_path / "places"
    folder.mkdir()
    (folder / "target").write_text("mine")
    (folder / "link").symlink_to(folder / "target")
    (folder / "dangling").symlink_to(folder / "nothing")
    (folder / "folder").mkdir()
    for name in ("link", "dangling", "folder"):
        ended = program.concord(*arguments, folder / name, data=copy, check=False)
        assert ended.returncode == 2 and str(folder / name) in ended.stderr, ended
    assert (folder / "target").read_text() == "mine" and kind(folder / "link") == stat.S_IFLNK
    if os.geteuid() == 0 and subprocess.run(["mknod", folder / "null", "c", "1", "3"], check=False).returncode == 0:
        program.concord(*arguments, folder / "null", data=copy, check=False)
        assert kind(folder / "null") == stat.S_IFCHR
    os.mkfifo(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    said, done = [], threading.Event()

    def read():
        while not done.is_set() or select.select([reader], [], [], 0)[0]:
            if select.select([reader], [], [], 0.1)[0]:
                more = os.read(reader, 65536)
                said.append(more)
                if not more and done.is_set():
                    return

    reading = threading.Thread(target=read)
    reading.start()
    program.concord(*arguments, folder / "pipe", data=copy, check=False)
    done.set()
    reading.join()
    os.close(reader)
    assert kind(folder / "pipe") == stat.S_IFIFO and len(b"".join(said)) > 100
    assert sorted(os.listdir(folder)) == sorted({"target", "link", "dangling", "folder", "pipe"} | ({"null"} if (folder / "null").exists() else set()))
