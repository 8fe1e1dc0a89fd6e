"""A verifier of certification packs, independent of Concord: written from docs/bundle-format.md alone, with Python's
standard library and the command line of OpenSSL. `python3 pack_verifier.py PACK [KEY]` prints what is wrong."""
import base64
import hashlib
import json
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

SAFE = re.compile(r"(?!\.)[A-Za-z0-9_.-]+(/(?!\.)[A-Za-z0-9_.-]+)*")


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def read_archive(data, problems):
    """The members by name. The archive is written again from what its list says and must be the same."""
    members, rebuilt, listing = {}, [], []
    if len(data) < 22 or data[-22:-18] != b"PK\5\6":
        return problems.append("archive: no end record") or {}
    count, _, length, start = struct.unpack("<HHLL", data[-14:-2])
    at, offset = start, 0
    while at + 46 <= start + length <= len(data) and offset <= start:
        crc, size, _, name_length = struct.unpack("<LLLH", data[at + 16:at + 30])
        raw = data[at + 46:at + 46 + name_length]
        name = raw.decode("latin-1")
        content = data[offset + 30 + name_length:offset + 30 + name_length + size]
        if not SAFE.fullmatch(name):
            problems.append(f"{name}: not a name of a member")
        if name in members:
            problems.append(f"{name}: twice in the archive")
        if zlib.crc32(content) != crc or len(content) != size:
            problems.append(f"{name}: checksum")
        members.setdefault(name, content)
        common = struct.pack("<HHHHHLLLHH", 10, 0, 0, 0, 0x21, crc, size, size, name_length, 0)
        header = b"PK\3\4" + common + raw
        line = b"PK\1\2\x3f\3" + common + struct.pack("<HHHLL", 0, 0, 0, 0o100644 << 16, offset) + raw
        if data[offset:offset + len(header)] != header or data[at:at + len(line)] != line:
            problems.append(f"{name}: header")
        rebuilt += [header, content]
        listing.append(line)
        offset += len(header) + size
        at += 46 + name_length
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, len(listing), len(listing), sum(map(len, listing)), offset, 0)
    if b"".join(rebuilt + listing) + end != data:
        problems.append("archive: not the one archive that these members make")
    return members


class Key:
    def __init__(self, line):
        name, identity, encoded = line.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        if len(raw) != 33 or raw[0] != 1:
            raise ValueError("no Ed25519 key")
        self.name, self.id, self.bytes = name, hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4], raw[1:]
        if self.id.hex() != identity:
            raise ValueError("the key's id is not its own")

    def text(self, note):
        """The text of a signed note, or None."""
        text, gap, signatures = note.partition("\n\n")
        if not gap or not signatures.endswith("\n"):
            return None
        for line in signatures[:-1].split("\n"):
            dash, name, encoded = (line.split(" ") + ["", ""])[:3]
            try:
                raw = base64.b64decode(encoded, validate=True)
            except ValueError:
                return None
            if dash == "\u2014" and name == self.name and raw[:4] == self.id and base64.b64encode(raw).decode() == encoded:
                return text + "\n" if self.signed(text + "\n", raw[4:]) else None
        return None

    def signed(self, text, signature):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            # SubjectPublicKeyInfo of an Ed25519 key (RFC 8410).
            (folder / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + self.bytes)
            (folder / "text").write_bytes(text.encode())
            (folder / "signature").write_bytes(signature)
            return subprocess.run(
                ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", folder / "key.der", "-rawin",
                 "-in", folder / "text", "-sigfile", folder / "signature"], capture_output=True, check=False).returncode == 0


def root_of(leaf, index, size, proof):
    """The root to which an inclusion proof leads (RFC 6962 2.1.1); None if it can't be one."""
    def node(left, right):
        return hashlib.sha256(b"\1" + left + right).digest()

    if not 0 <= index < size:
        return None
    if size == 1:
        return leaf if not proof else None
    if not proof:
        return None
    split = 1 << (size - 1).bit_length() - 1
    *rest, last = proof
    if index < split:
        left = root_of(leaf, index, split, rest)
        return left and node(left, last)
    right = root_of(leaf, index - split, size - split, rest)
    return right and node(last, right)


def former_keys(lines, key, problems):
    """The keys before the pack's own, each of which signed who succeeds it."""
    found, last = [], None
    for note in map(json.loads, lines.splitlines()):
        head, name, old, new, _ = note.split("\n")[:5]
        old, new = Key(old), Key(new)
        if head != "concord-key-succession/1" or {name, old.name, new.name} != {key.name} or last not in (None, old.bytes):
            return problems.append("keys.jsonl: no chain") or []
        if old.text(note) is None or new.text(note) is None:
            return problems.append("keys.jsonl: signature") or []
        found.append(old.bytes)
        last = new.bytes
    if last not in (None, key.bytes):
        return problems.append("keys.jsonl: leads to another key") or []
    return found


def check_manifest(members, key, problems):
    manifest = json.loads(members["manifest.json"])
    listed = {line["name"]: line for line in manifest["members"]}
    if manifest["format"] != "concord-pack/1" or len(listed) != len(manifest["members"]):
        problems.append("manifest.json: format")
    for name in sorted(set(members) ^ (set(listed) | {"manifest.json", "manifest.note"})):
        problems.append(f"{name}: in the archive or in the manifest, not in both")
    for name, line in listed.items():
        if name in members and (sha256(members[name]) != line["sha256"] or len(members[name]) != line["size"]):
            problems.append(f"{name}: not what the manifest says")
    text = key.text(members["manifest.note"].decode())
    lines = (text or "").split("\n")
    if len(lines) != 4 or lines[0] != "concord-pack/1" or not lines[1].startswith(f"concord/{key.name}/"):
        problems.append("manifest.note: signature")
    elif lines[2] != sha256(members["manifest.json"]):
        problems.append("manifest.json: not the one that was signed")
    return lines[1] if len(lines) == 4 else ""


def check_ledger(members, key, origin, facts, problems):
    text = key.text(members["checkpoint.txt"].decode())
    lines = (text or "").split("\n")
    if len(lines) != 4 or lines[0] != origin or lines[1] != str(facts["ledger_size"]) or facts["origin"] != origin:
        return problems.append("checkpoint.txt: signature or text")
    size, root = int(lines[1]), base64.b64decode(lines[2])
    entries, proofs = (members[f"ledger/{name}.jsonl"].split(b"\n") for name in ("entries", "proofs"))
    if entries.pop() != b"" or proofs.pop() != b"" or len(entries) != len(proofs):
        problems.append("ledger: lines")
    records, last = {}, 0
    for line, proof in zip(entries, map(json.loads, proofs)):
        entry = json.loads(line)
        name = f"records/{entry['kind']}/{entry['id']}.json"
        leaf = hashlib.sha256(b"\0" + line).digest()
        if proof["seq"] != entry["seq"] or entry["seq"] <= last or entry["workspace"] != facts["workspace"]:
            problems.append(f"{name}: order")
        if root_of(leaf, entry["seq"] - 1, size, [bytes.fromhex(hash) for hash in proof["proof"]]) != root:
            problems.append(f"{name}: the entry is not in the ledger that was signed")
        if name in records or sha256(members.get(name, b"")) != entry["body_sha256"]:
            problems.append(f"{name}: not what its entry says")
        last = entry["seq"]
        records[name] = (entry, json.loads(members[name]) if name in members else {})
    for name in members:
        if name.startswith("records/") and name not in records:
            problems.append(f"{name}: no entry")
    check_files(members, records, facts, problems)


def check_files(members, records, facts, problems):
    bodies = {entry["id"]: (entry, body) for entry, body in records.values()}
    listed = {file["member"]: file for file in facts["files"]}
    for name in set(listed) ^ {name for name in members if name.startswith("files/")}:
        problems.append(f"{name}: in the archive or in pack.json, not in both")
    for name, file in listed.items():
        _, body = bodies.get(file["record"], ({}, {}))
        named = [value for value in body.values() if isinstance(value, str)]
        named += [attached["sha256"] for attached in body.get("attachments", [])]
        if file["sha256"] not in named or sha256(members.get(name, b"")) != file["sha256"]:
            problems.append(f"{name}: not the file that {file['record']} names")
    held = {(file["record"], file["sha256"]) for file in facts["files"]}
    for code, (entry, body) in bodies.items():
        wanted = [attached["sha256"] for attached in body.get("attachments", [])]
        if entry["kind"] in ("evidence", "documents") and body.get("file"):
            wanted.append(body["file"])
        if any((code, hash) not in held for hash in wanted):
            problems.append(f"{code}: a file is missing")
        if entry["kind"] == "evidence" and not body.get("valid_from", "") <= facts["date"] <= body.get("valid_until", "9999-12-31"):
            problems.append(f"{code}: does not speak for {facts['date']}")


def verify(path, trusted=None):
    """What is wrong with a pack, as lines; none if it is whole."""
    problems = []
    members = read_archive(Path(path).read_bytes(), problems)
    try:
        key = Key(members["key.txt"].decode())
        former = former_keys(members.get("keys.jsonl", b""), key, problems)
        if trusted is not None and Key(trusted).bytes not in [key.bytes, *former]:
            problems.append("key.txt: neither the key that is trusted nor a successor of it")
        origin = check_manifest(members, key, problems)
        check_ledger(members, key, origin, json.loads(members["pack.json"]), problems)
    except (KeyError, ValueError, TypeError) as broken:
        problems.append(f"can't be read: {broken!r}")
    return problems


if __name__ == "__main__":
    found = verify(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    print("\n".join(found) or "nothing was altered")
    sys.exit(bool(found))
