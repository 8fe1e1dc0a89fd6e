"""Fieldwork on the command line: samples that can be drawn again, working papers filled in by an agent."""
import json

import pytest

import fieldwork
import program


def answer(*arguments, data, status=0):
    ended = program.concord(*arguments, "--json", data=data, check=False)
    assert ended.returncode == status, ended.stderr
    return json.loads(ended.stdout)


def test_a_sample_is_drawn_again_after_the_register_changed(copy):
    sample = answer("sample", "draw", "suppliers", "--filter", "tier=critical,important", "--size", "4", "--seed", "spring",
                    data=copy)
    assert len(sample["items"]) == 4 and sample["population_size"] > 4
    token = program.make_token(copy)
    with program.Server(copy) as server:
        api = server.api(token)
        for cited in sample["items"]:
            code = cited.split("@")[0]
            status, _, body = api("GET", f"/suppliers/{code}")
            assert status == 200
            status, _, _ = api("PATCH", f"/suppliers/{code}", {"tier": "routine"}, If_Match=f'"{body["revision"]}"')
            assert status == 200
        # Asked through the running server, like any command.
        again = answer("sample", "redraw", sample["id"], data=copy)
        assert again["same"] and again["drawn"] == sample["items"]
        program.concord("sample", "record", sample["id"], "--item", sample["items"][0].split("@")[0], "--result", "not_conform",
                        "--note", "No review", data=copy)
        items = api("GET", f"/sample-items?sample={sample['id']}&result=not_conform")[2]
        assert items["total"] == 1 and items["items"][0]["note"] == "No review"
    assert program.verify(copy)[0]["ok"]


@pytest.mark.parametrize("arguments, said", [
    (["nothing"], "no register"), (["suppliers", "--size", "1000"], "to choose from"), (["suppliers", "--filter", "q=cloud"], "by words"),
    (["suppliers", "--method", "judgemental", "--choose", "S-01"], "why"),
])
def test_what_can_not_be_drawn_is_said(copy, arguments, said):
    ended = program.concord("sample", "draw", *arguments, data=copy, check=False)
    assert ended.returncode == 1 and said in ended.stderr, ended.stderr


def test_a_working_paper_is_filled_in_and_the_pair_of_verdicts_stays_apart(copy):
    token = program.make_token(copy)
    with program.Server(copy) as server:
        api = server.api(token)
        made = fieldwork.make(api)
        check = made["suppliers"]
        paper = answer("fieldwork", "paper", made["second"], data=copy)["checks"][0]
        assert paper["check"] == check and paper["questions"] and "F-2026-08" in paper["found_before"]
        # The reason for the difference is missing: the minutes are kept, the verdicts are not.
        verdicts = ["verdict_27001=conform", "verdict_42001=minor"]
        kept = answer("fieldwork", "fill", check, "--revision", "1", *verdicts, "minutes=40", data=copy, status=1)
        assert kept["kept"] == ["minutes"] and kept["problems"][0]["field"] == "reason"
        kept = answer("fieldwork", "fill", check, "--revision", str(kept["revision"]), *verdicts,
                      "reason=Only 42001 asks for it", data=copy)
        # From an old revision, into the same field: nothing is overwritten.
        clash = answer("fieldwork", "fill", check, "--revision", "1", "minutes=10", data=copy, status=1)
        assert clash["clashes"][0]["theirs"] == "40"
        progress = answer("fieldwork", "progress", fieldwork.AUDIT, data=copy)
        assert progress["verdicts_without_finding"] == [{"check": check, "standard": "iso42001", "verdict": "minor"}]
        status, _, finding = api("POST", "/findings", {
            "statement": "Changes of models are not told", "audit": fieldwork.AUDIT, "checks": [check], "grade": "conformity",
            "grade_42001": "minor_nonconformity", "requirements": ["iso27001:A.5.22", "iso42001:A.10.3"]})
        assert status == 201 and finding["worst_grade"] == "minor_nonconformity", finding
        assert answer("fieldwork", "progress", fieldwork.AUDIT, data=copy)["verdicts_without_finding"] == []
        for framework, uid, there in (("iso27001", "iso27001:A.5.22", False), ("iso42001", "iso42001:A.10.3", True)):
            lines = answer("gap", "--framework", framework, data=copy)["requirements"]
            line = next(line for line in lines if line["uid"] == uid)
            assert (finding["id"] in line["nonconformities"]) == there, line
        history = answer("fieldwork", "history", "iso42001:A.10.3", data=copy)
        assert history[0]["open"] == [finding["id"]] and history[0]["worst_grade"] == "minor_nonconformity"
