"""Certification packs on the command line, against a verifier that knows nothing of Concord (pack_verifier.py)."""
import io
import json
import random
import shutil
import subprocess
import zipfile

import pack_verifier
import pytest
import program

AUDIT = "AUD-2027-2"


def make(data, target, *more):
    return json.loads(program.concord("pack", "--audit", AUDIT, "--kind", "stage2", "--output", target, "--json", *more, data=data).stdout)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The demonstration organization with evidence whose file is in it, and a pack of it."""
    folder = tmp_path_factory.mktemp("pack")
    data = program.make_installation(folder / "data")
    with program.Server(data) as server:
        manager = server.api(program.make_token(data))
        status, _, record = manager("POST", "/evidence", {
            "title": "Test of recovery", "valid_from": "2027-03-01", "valid_until": "2028-02-29", "requirements": ["iso27001:A.8.13"]})
        assert status == 201
        program.Session(server.port).attach(f"/evidence/{record['id']}", b"restored in 41 minutes", "recovery test.txt")
        manager("POST", "/evidence", {"title": "Last year", "valid_from": "2025-01-01", "valid_until": "2025-12-31"})
        # While the server runs.
        made = make(data, folder / "pack.zip")
    return data, folder / "pack.zip", made, record["id"]


def verify(file, *more):
    ended = program.concord("verify", file, "--json", *more, check=False)
    return json.loads(ended.stdout), ended.returncode


def test_both_verifiers_accept_it(installed, tmp_path):
    data, pack, made, evidence = installed
    # Somewhere else, with no data directory in sight.
    copy = tmp_path / "from the organization.zip"
    shutil.copy(pack, copy)
    answer, status = verify(copy)
    # Whole, but by whom is known only to who brings the key: never 0 without it.
    assert status == 3 and answer["consistent"] and not answer["authentic"] and not answer["ok"], answer
    said = program.concord("verify", copy, check=False).stdout
    assert "Signer unknown" in said and "nothing was altered" not in said
    answer, status = verify(copy, "--key", answer["key"])
    assert status == 0 and answer["ok"] and answer["authentic"] and answer["members"] == made["members"], answer
    assert answer["documents_made_again"] > 20 and answer["files"] == 1
    assert pack_verifier.verify(copy, answer["key"]) == []
    with zipfile.ZipFile(copy) as archive:
        assert archive.testzip() is None
        assert archive.read(f"files/{evidence}/recovery-test.txt") == b"restored in 41 minutes"
        index = json.loads(archive.read("index.json"))
        served = next(line for line in index["requirements"] if line["uid"] == "iso27001:A.8.13")
        assert evidence in served["records"]
        assert not any("Last year" in archive.read(name).decode() for name in archive.namelist() if name.startswith("records/evidence"))
    assert program.verify(data)[1] == 0


def test_the_same_again(installed, tmp_path):
    data, pack, made, _ = installed
    again = make(data, tmp_path / "again.zip")
    assert again == made | {"file": str(tmp_path / "again.zip")}
    assert (tmp_path / "again.zip").read_bytes() == pack.read_bytes()


def flipped(pack, names):
    data = bytearray(pack.read_bytes())
    with zipfile.ZipFile(pack) as archive:
        for info in archive.infolist():
            if info.filename in names and info.file_size:
                data[info.header_offset + 30 + len(info.filename) + info.file_size // 2] ^= 1
    return bytes(data)


def test_a_byte_in_every_member_is_named(installed, tmp_path):
    _, pack, _, evidence = installed
    altered = tmp_path / "altered.zip"
    with zipfile.ZipFile(pack) as archive:
        names = {info.filename for info in archive.infolist() if info.file_size}
    # What everything else is read from is flipped alone, the rest at once: each must be named all the same.
    alone = {"manifest.json", "manifest.note", "key.txt", "checkpoint.txt", "pack.json"} | {
        "ledger/entries.jsonl", "ledger/proofs.jsonl", f"files/{evidence}/recovery-test.txt", "index.html", "records/risks/R-001.json"}
    for group in [{name} for name in sorted(alone)] + [names - alone]:
        altered.write_bytes(flipped(pack, group))
        answer, status = verify(altered)
        named = {problem["name"] for problem in answer["problems"]}
        assert status == 1 and not answer["ok"]
        assert group <= named, group - named
        if len(group) == 1:
            assert pack_verifier.verify(altered) != []


def test_whatever_is_altered_the_verifier_ends_with_an_answer(installed, tmp_path):
    _, pack, _, _ = installed
    draw, altered = random.Random(42001), tmp_path / "altered.zip"
    for _ in range(12):
        data = bytearray(pack.read_bytes())
        for _ in range(draw.choice((1, 5, 200))):
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        if draw.random() < 0.4:
            at = draw.randrange(len(data))
            del data[at:at + draw.randrange(1, 5000)]
        altered.write_bytes(data)
        answer, status = verify(altered)
        assert status == 1 and answer["problems"]


def test_the_archive_itself(installed, tmp_path):
    _, pack, _, _ = installed
    data, altered = pack.read_bytes(), tmp_path / "altered.zip"

    def more_in_it():
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("extra.txt", "see me")
        return out.getvalue()

    def twice():
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning):
            archive.writestr("index.html", "another")
        return out.getvalue()

    cases = [data[:-1], data[:len(data) // 2], data + b"\0", b"PK" + data, b"", b"no archive", more_in_it(), twice()]
    for number, case in enumerate(cases):
        altered.write_bytes(case)
        answer, status = verify(altered)
        assert status == 1 and answer["problems"], number
        assert pack_verifier.verify(altered) != [], number


def test_another_key_is_refused(installed, tmp_path):
    _, pack, _, _ = installed
    other = program.make_installation(tmp_path / "other", demo=False)
    (tmp_path / "audits.csv").write_text(f"id,title,kind\n{AUDIT},Certification,certification\n")
    program.concord("import", "--workspace", program.WORKSPACE, tmp_path / "audits.csv", data=other)
    make(other, tmp_path / "other.zip")
    # A pack of anybody's, under whatever name.
    assert verify(tmp_path / "other.zip")[1] == 3
    key = verify(tmp_path / "other.zip")[0]["key"]
    answer, status = verify(pack, "--key", key)
    assert status == 1 and any(problem["what"] == "key" for problem in answer["problems"])
    assert pack_verifier.verify(pack, key) != []
    (tmp_path / "key.txt").write_text(verify(pack)[0]["key"] + "\n")
    assert verify(pack, "--key", tmp_path / "key.txt")[1] == 0


@pytest.mark.parametrize("wrong, status", [
    (("--audit", "AUD-404", "--kind", "stage1"), 1), (("--audit", AUDIT, "--kind", "stage9"), 2),
    (("--audit", AUDIT, "--kind", "stage1", "--date", "soon"), 2), (("--audit", AUDIT, "--kind", "stage1", "--position", "999999"), 1)])
def test_wrong_orders(installed, tmp_path, wrong, status):
    ended = program.concord("pack", *wrong, "--output", tmp_path / "no.zip", data=installed[0], check=False)
    assert ended.returncode == status and ended.stderr.strip()
    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_is_listed(installed):
    ended = program.concord("pack", "--audit", AUDIT, "--kind", "stage1", "--missing", "--json", data=installed[0], check=False)
    gaps = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert {"No statement of applicability is approved.", "No impact assessment is approved."} <= {gap["problem"] for gap in gaps}
    assert any(gap["title"] == "Last year" and "does not speak for" in gap["problem"] for gap in gaps)


def test_a_full_disk_leaves_nothing(installed, tmp_path):
    """The pack goes to a disk of one megabyte, mounted for this process alone."""
    def run(script):
        return subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", str(tmp_path), str(program.BINARY), str(installed[0]), AUDIT],
                              capture_output=True, text=True, env=program.environment(), check=False)

    mount = 'mount -t tmpfs -o size=1m none "$1" && '
    if run(mount + "true").returncode != 0:
        pytest.skip("No file system of one's own can be mounted here.")
    ended = run(mount + 'echo earlier > "$1/pack.zip"; "$2" pack --data "$3" --audit "$4" --kind stage2 --output "$1/pack.zip"; '
                'echo "status $?"; ls -A "$1"; cat "$1/pack.zip"')
    assert ended.stdout.split("\n") == ["status 1", "pack.zip", "earlier", ""], ended
    assert "disk is full" in ended.stderr


def test_an_empty_archive_is_no_pack(tmp_path):
    empty = tmp_path / "empty.zip"
    empty.write_bytes(b"PK\x05\x06" + bytes(18))
    ended = program.concord("verify", empty, check=False)
    assert ended.returncode == 1 and "There is nothing in it" in ended.stdout
