"""States in which a power cut can leave a directory, worked out from what a process really asked of the kernel.

`record` runs a program under strace. `Recording` reads the trace: writes, truncations, creations, renames, removals,
fsyncs, and what was said to others (sockets and standard output), each with the line at which it began and ended.
`Recording.state` then cuts the power at a line:

- a write is on disk for certain only if an fsync of its file began after the write had ended, and ended before the cut;
- a new name, a rename or a removal only if an fsync of its *folder* did so; names of one folder reach the disk in order;
- of everything else, each write may be missing, complete, torn at a sector, or a hole of zeros where the file grew.

The page cache that a `kill -9` leaves behind hides all of this; only such a replay shows a missing fsync.
"""
import os
import random
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

CALLS = ("openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,lseek,ftruncate,fsync,fdatasync,"
         "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat")
SECTOR = 512
# Shared memory of the write-ahead log is never durable and SQLite makes it anew; lock and socket hold no data.
VOLATILE = re.compile(r"(-shm|/lock|\.sock)$")


def tracer(trace):
    """What to put before a command so that its calls are recorded. The command stays our own child (-D)."""
    return ["strace", "-D", "-f", "-y", "-xx", "-s", "100000000", "-o", str(trace), "-e", f"trace={CALLS}", "-e", "signal=none"]


def text(hexed):
    return bytes.fromhex(hexed.replace("\\x", ""))


def strings(arguments):
    return [text(found) for found in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)]


@dataclass
class File:
    """What one inode went through."""
    base: bytes = b""
    writes: list = field(default_factory=list)  # (began, ended, offset, bytes) or (began, ended, None, length)
    syncs: list = field(default_factory=list)  # (began, ended)


@dataclass
class Name:
    """A change to a folder: path → file (None: a folder), or removal."""
    began: int
    ended: int
    folder: str
    path: str
    file: object
    action: str  # make | remove


class Recording:
    def __init__(self, folder, base, trace):
        """folder: what was watched; base: its `snapshot` before, on disk for certain; None if there was no such folder."""
        self.folder = os.path.realpath(folder)
        self.existed, base = base is not None, base or {}
        self.folders = {path for path, content in base.items() if content is None} | ({self.folder} if self.existed else set())
        self.base = {path: File(content) for path, content in base.items() if content is not None and not VOLATILE.search(path)}
        self.live = dict(self.base)
        self.files = list(self.base.values())
        self.names, self.folder_syncs, self.said = [], {}, []
        self.offsets = {}
        self.lines = 0
        for call, arguments, result, began, ended in self._calls(trace):
            self._take(call, arguments, result, began, ended)

    # ── Reading the trace ──────────────────────────────────────────────────────────────────────────────────────────
    def _calls(self, trace):
        begun = {}
        with open(trace, encoding="ascii", errors="replace") as lines:
            for number, line in enumerate(lines):
                self.lines = number + 1
                match = re.match(r"(\d+) +(.*)", line.rstrip("\n"))
                if not match:
                    continue
                thread, rest = match.groups()
                if rest.endswith("<unfinished ...>"):
                    begun[thread] = (number, rest[: -len("<unfinished ...>")].rstrip())
                    continue
                began = number
                resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", rest)
                if resumed:
                    began, first = begun.pop(thread, (number, ""))
                    rest = first + resumed.group(1)
                match = re.match(r"(\w+)\((.*)\)\s+= (-?\d+|\?)(?:<(.*?)>)?", rest)
                if match and match.group(3) != "?" and int(match.group(3)) >= 0:
                    yield match.group(1), match.group(2), (int(match.group(3)), match.group(4)), began, number
                elif match and match.group(1) in ("fsync", "fdatasync"):
                    raise AssertionError(f"an fsync failed: {rest[:200]}")
        # What had begun when the trace ended was never answered; a message that had begun may have gone out.
        for number, rest in begun.values():
            match = re.match(r"(write|writev|sendto|sendmsg)\((.*)", rest)
            if match:
                yield match.group(1), match.group(2), (-1, None), number, self.lines

    def _path(self, hexed):
        """A path as strace writes it, in full."""
        plain = text(hexed).decode("utf-8", "surrogateescape") if "\\x" in hexed else hexed
        return plain

    def _descriptor(self, arguments):
        match = re.match(r"(\d+)<(.*?)>", arguments)
        return (int(match.group(1)), self._path(match.group(2))) if match else (None, "")

    def _watched(self, path):
        return path.startswith(self.folder + "/") and not VOLATILE.search(path)

    def _paths(self, arguments):
        """Full paths named in the arguments of a call about names."""
        found = []
        for base, path in re.findall(r'(?:AT_FDCWD|\d+)?(?:<([^>]*)>)?(?:, )?"((?:\\x[0-9a-f]{2})+)"', arguments):
            path = text(path).decode("utf-8", "surrogateescape")
            found.append(os.path.normpath(os.path.join(self._path(base) if base else os.getcwd(), path)))
        return found

    def _take(self, call, arguments, result, began, ended):
        if call in ("openat", "open", "creat"):
            descriptor, path = result[0], self._path(result[1] or "")
            self.offsets[descriptor] = 0
            if not self._watched(path):
                return
            if path not in self.live and ("O_CREAT" in arguments or call == "creat"):
                self._make(path, File(), began, ended)
            file = self.live.get(path)
            if file is not None and ("O_TRUNC" in arguments or call == "creat") and (file.base or file.writes):
                file.writes.append((began, ended, None, 0))
            if file is not None and "O_APPEND" in arguments:
                self.offsets[descriptor] = "end"
        elif call in ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg"):
            descriptor, path = self._descriptor(arguments)
            content = b"".join(strings(arguments.split(">", 1)[-1]))
            if call in ("sendto", "sendmsg") or descriptor == 1 or path.startswith(("socket:", "TCP", "pipe:", "UNIX")):
                self.said.append((began, content))
            elif self._watched(path) and path in self.live:
                self._write(call, arguments, path, descriptor, content, result[0], began, ended)
        elif call == "lseek":
            descriptor, _ = self._descriptor(arguments)
            self.offsets[descriptor] = result[0]
        elif call == "ftruncate":
            descriptor, path = self._descriptor(arguments)
            if self._watched(path) and path in self.live:
                self.live[path].writes.append((began, ended, None, int(arguments.rsplit(",", 1)[1])))
        elif call in ("fsync", "fdatasync"):
            _, path = self._descriptor(arguments)
            if path in self.live and self.live[path] is not None:
                self.live[path].syncs.append((began, ended))
            else:
                self.folder_syncs.setdefault(path, []).append((began, ended))
        elif call.startswith("mkdir"):
            for path in self._paths(arguments)[:1]:
                if self._watched(path) or path == self.folder:
                    self._make(path, None, began, ended)
        elif call.startswith("rename"):
            old, new = (self._paths(arguments) + ["", ""])[:2]
            if self._watched(new) and old in self.live:
                file = self.live[old]
                self._remove(old, began, ended)
                self._make(new, file, began, ended)
        elif call.startswith("unlink"):
            for path in self._paths(arguments)[:1]:
                if path in self.live:
                    self._remove(path, began, ended)
        elif call.startswith("link"):
            raise AssertionError("This recording does not know hard links; teach it before you trust it.")

    def _write(self, call, arguments, path, descriptor, content, count, began, ended):
        file = self.live[path]
        if call.startswith("pwrite"):
            numbers = re.findall(r", (\d+)(?=,|$)", arguments)
            offset = int(numbers[-1])
        else:
            offset = self.offsets.get(descriptor, 0)
            if offset == "end":
                offset = len(self.content(file, lambda *_: "whole"))
            else:
                self.offsets[descriptor] = offset + count
        file.writes.append((began, ended, offset, content[:count]))

    def _make(self, path, file, began, ended):
        self.live[path] = file
        if file is not None and all(file is not known for known in self.files):
            self.files.append(file)
        self.names.append(Name(began, ended, os.path.dirname(path), path, file, "make"))

    def _remove(self, path, began, ended):
        self.live.pop(path, None)
        self.names.append(Name(began, ended, os.path.dirname(path), path, None, "remove"))

    # ── Cutting the power ──────────────────────────────────────────────────────────────────────────────────────────
    @staticmethod
    def certain(began, ended, syncs, cut):
        return any(first >= ended and last <= cut for first, last in syncs)

    def content(self, file, fate, cut=None):
        """The bytes of a file; fate(write, is growing) says what becomes of each write that is not certain."""
        content = bytearray(file.base)
        for write in file.writes:
            began, ended, offset, what = write
            if cut is not None and began > cut:
                break
            is_certain = cut is None or self.certain(began, ended, file.syncs, cut)
            becomes = "whole" if is_certain else fate(write, offset is not None and offset + len(what) > len(content))
            if becomes == "missing":
                continue
            if offset is None:
                if what < len(content):
                    del content[what:]
                else:
                    content.extend(bytes(what - len(content)))
                continue
            if offset + len(what) > len(content):
                content.extend(bytes(offset + len(what) - len(content)))
            if becomes == "whole":
                content[offset:offset + len(what)] = what
            elif isinstance(becomes, random.Random):  # torn: each sector by itself
                for start in range(0, len(what), SECTOR):
                    if becomes.random() < 0.5:
                        content[offset + start:offset + start + SECTOR] = what[start:start + SECTOR]
            # else a hole of zeros: the length reached the disk, the bytes did not
        return bytes(content)

    def state(self, cut, seed, mode):
        """What is on disk after a power cut at a line: path → bytes, and the set of folders. mode: `least` (only what is
        certain), `most` (everything), or `some`."""
        draw = random.Random(seed)

        def fate(_, grows):
            if mode == "least":
                return "missing"
            if mode == "most":
                return "whole"
            return draw.choice(["missing", "whole", draw, "hole" if grows else draw])

        contents = {}
        names = {path: file for path, file in self.base.items()}
        folders = set(self.folders)
        kept = {}
        for folder in {name.folder for name in self.names}:
            changes = [name for name in self.names if name.folder == folder and name.began <= cut]
            least = 0
            for index, name in enumerate(changes):
                if self.certain(name.began, name.ended, self.folder_syncs.get(folder, []), cut):
                    least = index + 1
            kept[folder] = {"least": least, "most": len(changes)}.get(mode, draw.randint(least, len(changes)))
        for name in self.names:
            if name.began > cut or kept[name.folder] <= 0:
                continue
            kept[name.folder] -= 1
            if name.path != self.folder and name.folder not in folders:
                continue
            if name.action == "remove":
                names.pop(name.path, None)
            elif name.file is None:
                folders.add(name.path)
            else:
                names[name.path] = name.file
        for path, file in names.items():
            if id(file) not in contents:
                contents[id(file)] = self.content(file, fate, cut)
        return {path: contents[id(file)] for path, file in names.items()}, folders

    def lay(self, state, target):
        """Puts a state into a folder."""
        files, folders = state
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        for folder in sorted(folders):
            os.makedirs(os.path.join(target, os.path.relpath(folder, self.folder)), exist_ok=True)
        for path, content in files.items():
            place = os.path.join(target, os.path.relpath(path, self.folder))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            Path(place).write_bytes(content)

    def cuts(self, count, seed):
        """(line, seed, mode) of power cuts to try: half of them just when something was said, for then the most is owed."""
        draw = random.Random(seed)
        told = [line for line, _ in self.said] or [self.lines]
        for number in range(count):
            line = draw.choice(told) if number % 2 == 0 else draw.randrange(self.lines + 1)
            yield line, draw.getrandbits(32), draw.choice(["least", "least", "most", "some", "some", "some"])

    def said_at(self, marker):
        """The line at which bytes were first said to somebody; None if never."""
        return next((line for line, content in self.said if marker in content), None)


def snapshot(folder):
    """What is in a folder now: path → bytes, or None for a folder."""
    folder = os.path.realpath(folder)
    return {str(path): path.read_bytes() if path.is_file() else None
            for path in Path(folder).rglob("*") if path.is_file() or path.is_dir()}


def ended(trace, seconds=60):
    """Waits until the tracer has written its last line: the one about the process it began with."""
    with open(trace, "rb") as file:
        process = file.readline().split(b" ", 1)[0]
    deadline = time.monotonic() + seconds
    while True:
        with open(trace, "rb") as file:
            file.seek(max(0, os.path.getsize(trace) - 4000))
            tail = file.read()
        if re.search(rb"(^|\n)" + process + rb" +\+\+\+ (exited|killed)[^\n]*\n", tail):
            return
        if time.monotonic() > deadline:
            raise AssertionError("The tracer does not end.")
        time.sleep(0.02)
