"""The running program, as the browser and end-to-end tests need it: an installation in a directory, the server over it,
and a client of its API. Everything here goes through what a user has: the command line and HTTP."""
import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("CONCORD_BIN", ROOT / ".build/debug/concord"))
if not BINARY.is_absolute():
    BINARY = ROOT / BINARY
ADMIN = "ciso@example.com"
PASSWORD = "a-long-way-to-certification"
DATABASE = "concord.sqlite"
ORGANIZATION, WORKSPACE = "Halden Health", "halden-health"
# The day on which the demonstration organization stands still.
TODAY = "2026-11-16"


def demo_folder():
    """The demonstration organization as files; None if it is nowhere."""
    for folder in (os.environ.get("CONCORD_DEMO"), ROOT / "Demo", ROOT / "../shared/data/demo"):
        if folder and (Path(folder) / "risks.csv").is_file():
            return Path(folder).resolve()
    return None


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONCORD_")}
    for name in ("CONCORD_LIBRARIES", "CONCORD_DEMO"):
        if name in os.environ:
            kept[name] = os.environ[name]
    return kept | {"CONCORD_ADMIN_PASSWORD": PASSWORD, "CONCORD_TODAY": TODAY, "SWIFT_BACKTRACE": "enable=no",
                   "CONCORD_TEST_PASSWORDS": "cheap"} | more


def concord(*arguments, data=None, check=True, timeout=120):
    """Runs a command; answers what it printed and how it ended."""
    command = [str(BINARY), *map(str, arguments)]
    if data is not None:
        command += ["--data", str(data)]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=timeout, check=False)
    if check and ended.returncode != 0:
        raise AssertionError(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout}\n{ended.stderr}")
    return ended


def verify(data, check=False):
    """What `concord verify --json` says and how it ended."""
    ended = concord("verify", "--json", data=data, check=check)
    try:
        answer = json.loads(ended.stdout)
    except ValueError:
        answer = {"ok": False, "problems": [{"what": "program", "name": "verify", "problem": ended.stdout + ended.stderr}]}
    return answer, ended.returncode


def verify_with(data, key):
    """The same with a key that lies elsewhere."""
    ended = concord("verify", "--json", "--key-file", key, data=data, check=False)
    return json.loads(ended.stdout or "{}"), ended.returncode


def derived_seed(secret):
    """The seed of the key by which an installation signs (HKDF, RFC 5869)."""
    return hmac.digest(hmac.digest(bytes(32), secret, "sha256"), b"concord signing\1", "sha256")


def signature(seed, key, text):
    """A signature line of a signed note, without its dash, made by OpenSSL. The key is `name+id+public`."""
    name, identity, _ = key.split("+", 2)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        # PrivateKeyInfo of an Ed25519 key (RFC 8410).
        (folder / "key.der").write_bytes(bytes.fromhex("302e020100300506032b657004220420") + seed)
        (folder / "text").write_text(text)
        made = subprocess.run(["openssl", "pkeyutl", "-sign", "-keyform", "DER", "-inkey", folder / "key.der", "-rawin", "-in",
                               folder / "text"], capture_output=True, check=True).stdout
    return f"{name} {base64.b64encode(bytes.fromhex(identity) + made).decode()}"


def make_installation(data, demo=True):
    concord("init", "--organization", ORGANIZATION, "--admin", ADMIN, data=data)
    if demo:
        concord("import", "--workspace", WORKSPACE, demo_folder(), data=data)
        # Approvals are signed by name, so the administrator is somebody of the register: one who owns nothing there.
        concord("user", "add", "--workspace", WORKSPACE, "--email", ADMIN, "--role", "administrator", "--person",
                "PER-0026", data=data)
    return data


def make_token(data, role="manager", name=None):
    name = name or f"test-{role}-{time.time_ns()}"
    return concord("token", "create", "--workspace", WORKSPACE, "--name", name, "--role", role, data=data).stdout.strip()


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


class Server:
    """`concord serve` over a data directory. Used as a context it is stopped at the end."""

    def __init__(self, data, wrapper=(), options=(), **variables):
        self.data, self.port, self.wrapper, self.variables = Path(data), free_port(), list(wrapper), variables
        self.options = list(map(str, options))
        self.process, self.lines = None, []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, seconds=30):
        self.log = open(self.data.parent / f"{self.data.name}.log", "ab")
        self.process = subprocess.Popen(
            [*self.wrapper, str(BINARY), "serve", "--data", str(self.data), "--port", str(self.port), *self.options],
            stdout=subprocess.PIPE, stderr=self.log, env=environment(**self.variables))
        deadline, said = time.monotonic() + seconds, b""
        # It is ready when it says where it can be reached.
        while not re.search(rb"https?://\S+.*\n", said):
            left = deadline - time.monotonic()
            readable = left > 0 and select.select([self.process.stdout], [], [], left)[0]
            more = os.read(self.process.stdout.fileno(), 4096) if readable else b""
            if not more:
                self.kill()
                raise AssertionError(f"The server did not become ready. It said: {said.decode()}{self.errors()}")
            said += more
        self.lines = said.decode().splitlines()
        return self

    def errors(self):
        return Path(self.log.name).read_text(errors="replace")[-2000:]

    def stop(self, seconds=15):
        """Asks it to end; answers the exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        finally:
            self.kill()

    def kill(self):
        """Ends it as a crash does."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process is not None:
            self.process.stdout.close()
        if not self.log.closed:
            self.log.close()

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, *_):
        self.stop() if self.process.poll() is None else self.kill()

    def api(self, token):
        return API(self.port, token)


class API:
    """One connection to the API with a token. Not for use by two threads at once."""

    def __init__(self, port, token, workspace=WORKSPACE):
        self.port, self.token, self.root = port, token, f"/api/v1/workspaces/{workspace}"
        self.connection = None

    def __call__(self, method, path, body=None, **headers):
        """Answers (status, headers, body); the body is parsed if it is JSON. Raises OSError or HTTPException when the
        server went away; then nothing was acknowledged."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()} | {"Authorization": f"Bearer {self.token}"}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json" if method != "PATCH" else "application/merge-patch+json")
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self.connection.request(method, path if path.startswith("/api") else self.root + path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if "json" in (answer.getheader("Content-Type") or "") and content:
            content = json.loads(content)
        return answer.status, answer.headers, content

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Session:
    """Somebody signed in, as a browser is: a cookie, pages, posted forms."""

    def __init__(self, port, email=ADMIN, password=PASSWORD):
        self.port, self.cookie = port, ""
        status, headers, content = self("POST", "/sign-in", {"email": email, "password": password})
        assert status == 303, content
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def __call__(self, method, path, fields=None, files=()):
        """Answers (status, headers, body). Files are (field, name, bytes)."""
        headers, body = {"Cookie": self.cookie}, None
        if files:
            boundary = "-----concord"
            parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                     for name, value in (fields or {}).items()]
            parts += [f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n"
                      for field, name, content in files]
            body = b"".join(parts) + f"--{boundary}--\r\n".encode()
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
        elif fields is not None:
            body = urllib.parse.urlencode(fields).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def attach(self, path, content, name="minutes.txt"):
        """Puts a file at a record, through its page."""
        page = f"/w/{WORKSPACE}{path}"
        token = re.search(rb'name="_token" value="([^"]*)"', self("GET", page)[2]).group(1).decode()
        status, _, answer = self("POST", f"{page}/attachments", {"_token": token}, [("file", name, content)])
        assert status == 303, answer
        return hashlib.sha256(content).hexdigest()


def copy_installation(original, target):
    """A copy of a data directory that no server has."""
    shutil.copytree(original, target, ignore=shutil.ignore_patterns("lock", "*.sock"))
    return target


@contextlib.contextmanager
def database(path):
    """The database of a data directory, or a database file, by Python's own SQLite: changes are kept, the file is let go."""
    path = Path(path)
    connection = sqlite3.connect(path / "concord.sqlite" if path.is_dir() else path)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


GONE = (OSError, http.client.HTTPException, ValueError)
