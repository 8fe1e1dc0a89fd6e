"""schemathesis asks the API whatever its OpenAPI document allows, and what it forbids: no 5xx, no answer that the
document does not describe, nothing without a token, and a ledger that fits afterwards. Short by default: a few registers
stand for all, since they share their code. CONCORD_FUZZ=all asks every operation; CONCORD_FUZZ_CASES=20000 asks every
operation so many times in all at least; CONCORD_FUZZ_EXAMPLES (15) and CONCORD_FUZZ_SEED choose what is tried."""
import json
import os
import re
import subprocess

import pytest

import program

SCHEMATHESIS = program.ROOT / ".build/venv-schemathesis/bin/schemathesis"
CASES = int(os.environ.get("CONCORD_FUZZ_CASES", "0"))
EXAMPLES = int(os.environ.get("CONCORD_FUZZ_EXAMPLES", "15"))
SEED = os.environ.get("CONCORD_FUZZ_SEED", "20261116")
ALL = CASES > 0 or os.environ.get("CONCORD_FUZZ") == "all"
SAMPLE = ("risks", "documents", "suppliers", "ai-systems", "coverage")
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
          "response_headers_conformance", "ignored_auth")


@pytest.fixture
def document(server):
    status, _, answer = program.API(server.port, "")("GET", "/api/openapi.json")
    assert status == 200 and answer["openapi"].startswith("3.1"), answer
    return answer


def registers(document):
    """Paths of registers: those that have records, /…/{id}."""
    found = {}
    for path in document["paths"]:
        match = re.fullmatch(r"(/api/v1/workspaces/\{\w+\}/([a-z-]+))/\{(\w+)\}", path)
        if match and match.group(1) in document["paths"]:
            found[match.group(2)] = match.group(3)
    return found


def test_the_document_names_every_register(document):
    assert len(registers(document)) > 30
    operations = [operation for item in document["paths"].values() for name, operation in item.items() if name in METHODS]
    named = [operation["operationId"] for operation in operations if "operationId" in operation]
    assert len(named) == len(set(named)), "an operationId is used twice"


METHODS = {"get", "put", "post", "delete", "patch", "head", "options"}


def schemathesis(document, server, tmp_path, token, examples, name):
    """Asks the server; answers the number of cases. Without a token only what is open answers, and nothing is changed."""
    known = registers(document)
    sample = known if ALL else {slug: known[slug] for slug in SAMPLE if slug in known}
    assert sample
    # Known values for what is in paths, or every question would end at "there is no such workspace".
    lines = ["[parameters]"] + [f'"path.{one}" = "{program.WORKSPACE}"' for one in ("ws", "workspace")]
    api = server.api(program.make_token(server.data))
    for slug, one in sample.items():
        status, _, answer = api("GET", f"/{slug}?limit=1")
        assert status == 200, (slug, answer)
        if answer["items"]:
            lines += ["[[operations]]", f'include-path-regex = "/{slug}/\\\\{{{one}\\\\}}"',
                      f'parameters = {{ "path.{one}" = {json.dumps(answer["items"][0]["id"])} }}']
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text("\n".join(lines) + "\n")
    left_out = "|".join(slug for slug in known if slug not in sample)
    # One worker: Python 3.11 counts the depth of a parse for all threads together, and two that parse at once end in
    # "AST constructor recursion depth mismatch".
    command = [
        str(SCHEMATHESIS), "--config-file", str(configuration), "run", f"{server.address}/api/openapi.json",
        *(["--header", f"Authorization: Bearer {token}"] if token else []), "--checks", ",".join(CHECKS if token else CHECKS[:-1]),
        "--phases", "examples,coverage,fuzzing" if token else "fuzzing", "--mode", "all", "--max-examples", str(examples),
        "--workers", "1", "--seed", SEED, "--request-timeout", "20", "--suppress-health-check", "all",
        "--generation-database", "none", "--warnings", "off", "--no-color",
    ]
    if left_out:
        command += ["--exclude-path-regex", rf"^/api/v1/workspaces/\{{\w+\}}/({left_out})(/|$)"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=6 * 3600 if ALL else 1800, check=False)
    artifacts = program.ROOT / "artifacts"
    artifacts.mkdir(exist_ok=True)
    (artifacts / f"{name}.txt").write_text(ended.stdout + ended.stderr)
    assert ended.returncode == 0, f"see artifacts/{name}.txt\n{ended.stdout[-6000:]}{ended.stderr[-2000:]}"
    assert server.process.poll() is None, f"the server is gone: {server.errors()}"
    return int(re.search(r"([\d,]+) generated", ended.stdout).group(1).replace(",", ""))


def test_no_error_and_no_answer_outside_the_document(document, server, tmp_path):
    """One who asks with a token and one without; what they made of the installation is whole."""
    operations = sum(len(METHODS & set(item)) for item in document["paths"].values())
    strangers = schemathesis(document, server, tmp_path, None, 1 if not ALL else 3, "api-fuzz-stranger")
    size = server.api(program.make_token(server.data))("GET", "/ledger?limit=1")[2]["total"]
    with program.database(server.data) as database:
        before = database.execute("SELECT count(*) FROM revision").fetchone()[0]
    assert size == before, "a stranger wrote something"
    examples = max(EXAMPLES, -(-CASES // operations))
    members = schemathesis(document, server, tmp_path, program.make_token(server.data), examples, "api-fuzz")
    assert strangers + members >= CASES, f"only {strangers + members} cases"
    assert server.stop() == 0, server.errors()
    answer, status = program.verify(server.data)
    assert status == 0, answer
