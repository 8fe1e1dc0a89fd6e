"""schemathesis asks the API whatever its OpenAPI document allows, and what it forbids: no 5xx, no answer that the
document does not describe, nothing without a token. Short by default: a few registers stand for all, since they share
their code. CONCORD_FUZZ_EXAMPLES (15) and CONCORD_FUZZ=all make it longer."""
import json
import os
import re
import subprocess

import pytest

import program

SCHEMATHESIS = program.ROOT / ".build/venv-schemathesis/bin/schemathesis"
EXAMPLES = os.environ.get("CONCORD_FUZZ_EXAMPLES", "15")
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


def test_no_error_and_no_answer_outside_the_document(document, server, tmp_path):
    token = program.make_token(server.data)
    api = server.api(token)
    known = registers(document)
    sample = known if os.environ.get("CONCORD_FUZZ") == "all" else {slug: known[slug] for slug in SAMPLE if slug in known}
    assert sample
    # Known values for what is in paths, or every question would end at "there is no such workspace".
    lines = ["[parameters]"] + [f'"path.{name}" = "{program.WORKSPACE}"' for name in ("ws", "workspace")]
    for slug, name in sample.items():
        status, _, answer = api("GET", f"/{slug}?limit=1")
        assert status == 200, answer
        if answer["items"]:
            lines += ["[[operations]]", f'include-path-regex = "/{slug}/\\\\{{{name}\\\\}}"',
                      f'parameters = {{ "path.{name}" = {json.dumps(answer["items"][0]["id"])} }}']
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text("\n".join(lines) + "\n")
    left_out = "|".join(slug for slug in known if slug not in sample)
    # One worker: Python 3.11 counts the depth of a parse for all threads together, and two that parse at once end in
    # "AST constructor recursion depth mismatch".
    command = [
        str(SCHEMATHESIS), "--config-file", str(configuration), "run", f"{server.address}/api/openapi.json",
        "--header", f"Authorization: Bearer {token}", "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
        "--mode", "all", "--max-examples", EXAMPLES, "--workers", "1", "--seed", "20261116", "--request-timeout", "20",
        "--suppress-health-check", "all", "--generation-database", "none", "--warnings", "off", "--no-color",
    ]
    if left_out:
        command += ["--exclude-path-regex", rf"^/api/v1/workspaces/\{{\w+\}}/({left_out})(/|$)"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=1800, check=False)
    artifacts = program.ROOT / "artifacts"
    artifacts.mkdir(exist_ok=True)
    (artifacts / "api-fuzz.txt").write_text(ended.stdout + ended.stderr)
    assert ended.returncode == 0, f"see artifacts/api-fuzz.txt\n{ended.stdout[-6000:]}{ended.stderr[-2000:]}"
    assert server.process.poll() is None, f"the server is gone: {server.errors()}"
