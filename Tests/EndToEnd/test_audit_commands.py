"""`concord programme` and `concord plan time` as a person at a terminal uses them."""
import json

import pytest

import program


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """An installation that these tests change."""
    if program.demo_folder() is None:
        pytest.skip("The demonstration organization is neither in Demo/ nor in ../shared/data/demo.")
    return program.make_installation(tmp_path_factory.mktemp("audits") / "data")


def answer(*arguments, data):
    return json.loads(program.concord(*arguments, "--json", data=data).stdout)


EXAMPLE = ("plan", "time", "--persons", "40", "--ai-persons", "8", "--role", "developer_provider_or_user", "--integration", "80",
           "--team", "2,2")


def test_the_worked_example(own):
    time = answer(*EXAMPLE, data=own)
    assert {line["audit"]: line["integrated"] for line in time["days"]} == {"initial": 10, "surveillance": 3.5, "recertification": 7}
    assert time["reduction_percent"] == 15 and all(step["verified"] is not False for step in time["steps"])
    said = program.concord(*EXAMPLE, data=own).stdout
    assert "Initial: 10 days integrated, 12 separate" in said and "[verified]" in said


@pytest.mark.parametrize("arguments, status, reason", [
    ((), 1, "no entry for 71 persons"), (("--adjust", "iso27001=-40:mature", "--ai-persons", "0"), 1, "At most 30 %"),
    (("--adjust", "iso27001"), 2, "standard=number:reason"), (("--team", "two"), 2, "no whole number"),
    (("--role", "baker"), 2, "--role is one of"), (("--integration", "101"), 2, "from 0 to 100"),
])
def test_what_is_missing_is_named(own, arguments, status, reason):
    ended = program.concord("plan", "time", *arguments, data=own, check=False)
    assert ended.returncode == status and reason in ended.stderr, ended.stderr


def test_programme(own):
    proposed = answer("programme", "propose", data=own)
    assert [year["name"] for year in proposed["years"]] == ["2027", "2028", "2029"]
    assert proposed["years"][0]["audits"] == ["AUD-2027-1", "AUD-2027-2"] and proposed["gaps"] == []
    assert all(line["planned"] or line["excluded"] for line in proposed["requirements"])
    assert all(point["reason"] and len(point["years"]) >= point["due"] for point in proposed["points"])
    shown = answer("programme", "show", proposed["id"], data=own)
    assert shown == proposed
    made = program.concord("programme", "audits", proposed["id"], "--year", "2028", data=own).stdout.split()
    assert len(made) == 2
    again = program.concord("programme", "audits", proposed["id"], "--year", "2028", data=own, check=False)
    assert again.returncode == 1 and "has its audits already" in again.stderr
    # What was made is in the programme now, and proposing it anew does not contradict it.
    anew = answer("programme", "propose", proposed["id"], data=own)
    assert anew["years"][1]["audits"] == made and anew["gaps"] == []
    assert {p["id"] for p in anew["points"] if "2028" in p["years"]} == {p["id"] for p in shown["points"] if "2028" in p["years"]}
    ended = program.concord("programme", "show", "APR-9999", data=own, check=False)
    assert ended.returncode == 1 and "APR-9999" in ended.stderr


def test_an_external_auditor_is_invited_to_audits_until_a_day(own):
    """Both are demanded, with a proposal; a token of that role reads what its audit shows and nothing else."""
    guest = ("user", "add", "--workspace", program.WORKSPACE, "--email", "guest@body.example.org", "--role", "external_auditor")
    for options, says in (
        ((), "Name the audits"), (("--until", "2027-12-31"), "such as AUD-2026-2 or AUD-2027-2"),
        (("--audit", "AUD-2027-2"), "2027-11-16"), (("--audit", "AUD-2027-1", "--until", "2027-12-31"), "internal audit"),
        (("--audit", "AUD-2027-2", "--until", "2020-01-01"), "has passed"), (("--until", "soon"), "--until is a day"),
    ):
        refused = program.concord(*guest, *options, data=own, check=False)
        assert refused.returncode != 0 and says in refused.stdout + refused.stderr, (options, refused)
    told = program.concord(*guest, "--audit", "AUD-2027-2", "--audit", "AUD-2026-2", "--until", "2027-11-16", data=own).stdout
    assert "is external auditor of halden-health for AUD-2027-2 and AUD-2026-2 until 2027-11-16." in told
    listed = program.concord("user", "list", "--workspace", program.WORKSPACE, data=own).stdout
    assert "guest@body.example.org\texternal_auditor\tfor AUD-2027-2 AUD-2026-2\tuntil 2027-11-16" in listed
    token = ("token", "create", "--workspace", program.WORKSPACE, "--name", "body", "--role", "external_auditor")
    assert program.concord(*token, data=own, check=False).returncode != 0
    secret = program.concord(*token, "--audit", "AUD-2027-2", "--until", "2027-11-16", data=own).stdout.strip()
    with program.Server(own) as server:
        status, _, answer = server.api(secret)("GET", "/risks")
        assert (status, answer["total"]) == (200, 0)
    assert program.verify(own)[0]["ok"]
