"""The whole chain of an integrated audit by commands: programme, plan, fieldwork, sample, findings, report, gap, statement,
pack. Where there is no command (findings, corrective actions, ends of sessions) the API does it, and what only people do
(signing, receiving) is done by people who are signed in. “Conform for 27001, minor for 42001” is followed through all of it."""
import csv
import io
import json
import re
import subprocess
import zipfile

import openpyxl

import pack_verifier
import program

AUDIT, CERTIFICATION = "AUD-2027-1", "AUD-2027-2"
LEAD = "compliance.manager@halden-health.example.com"
# Audit points of both standards that the plan covers: the pair; alike for both; better for one.
PAIR, SAME, BETTER = "AP-54", "AP-20", "AP-19"


def answer(*arguments, data, status=0):
    ended = program.concord(*arguments, "--json", data=data, check=False)
    assert ended.returncode == status, ended.stdout + ended.stderr
    return json.loads(ended.stdout)


def change(api, register, code, **values):
    status, headers, body = api("GET", f"/{register}/{code}")
    assert status == 200, body
    status, _, body = api("PATCH", f"/{register}/{code}", values, If_Match=headers["ETag"])
    assert status == 200, body
    return body


def step(api, register, code, noun):
    status, headers, body = api("GET", f"/{register}/{code}")
    assert status == 200, body
    status, _, body = api("POST", f"/{register}/{code}/{noun}", {}, If_Match=headers["ETag"])
    assert status in (200, 201), body


def create(api, register, **values):
    status, _, body = api("POST", f"/{register}", values)
    assert status == 201, body
    return body["id"]


def press(session, page, path):
    """Sends the form of a page as a person does who is signed in; answers where it leads."""
    shown = session("GET", page)[2]
    form = re.search(rb'<form[^>]*action="' + path.encode() + rb'".*?</form>', shown, re.S)
    hidden = dict(re.findall(rb'name="([^"]*)" value="([^"]*)"', form.group(0)))
    status, headers, body = session("POST", path, {name.decode(): value.decode() for name, value in hidden.items()})
    assert status == 303, body
    return headers["Location"].split("?")[0]


def people(api):
    return {person["email"]: person["id"] for person in api("GET", "/people?limit=100")[2]["items"]}


def test_the_whole_chain(copy, tmp_path):
    token = program.make_token(copy)
    made = subprocess.run(
        [str(program.BINARY), "user", "add", "--email", LEAD, "--role", "internal_auditor", "--data", str(copy)],
        env=program.environment(CONCORD_USER_PASSWORD=program.PASSWORD), capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    with program.Server(copy) as server:
        api = server.api(token)
        owners = people(api)
        approve_the_programme(api, program.Session(server.port), owners, copy)
        plan(copy)
        checks = fieldwork(api, copy)
        resources, awareness = findings(api, checks, owners, copy)
        action = create(
            api, "corrective-actions", action="Resources of every AI system are recorded", sources=[resources],
            standards=["iso42001"], correction="Asked for figures.", cause="The capacity plan is older than the AI systems.",
            owner=owners[LEAD], due_on="2027-06-30", requirements=["iso42001:A.4.5"])
        report = sign(server, api, owners, resources, awareness, action, copy, tmp_path)
        standards(resources, awareness, copy)
        pack(resources, awareness, action, report, copy, tmp_path)
    assert program.verify(copy)[0]["ok"]


def approve_the_programme(api, session, owners, data):
    proposed = answer("programme", "propose", data=data)
    code = proposed["id"]
    assert proposed["gaps"] == [] and proposed["state"] == "draft"
    change(api, "audit-programmes", code, owner=owners[LEAD])
    # Signed by a person: a token can not.
    page = f"/w/{program.WORKSPACE}/audit-programmes/{code}"
    press(session, page, f"{page}/steps/approval")
    assert program.concord("programme", "audits", code, "--year", "2027", data=data).stdout.split() == [AUDIT]
    shown = answer("programme", "show", code, data=data)
    assert shown["state"] == "approved" and shown["years"][0]["audits"] == [AUDIT, CERTIFICATION]


def plan(data):
    made = answer("plan", "make", AUDIT, "--stop-after", "20", data=data, status=1)  # some points can't be covered
    shown = answer("plan", "show", AUDIT, data=data, status=1)
    assert shown["plan"] == made["plan"] and shown["covered"] == made["covered"] > 20
    problem = json.loads(program.concord("plan", "export", AUDIT, data=data).stdout)
    assert {PAIR, SAME, BETTER} <= {point["id"] for point in problem["points"]}


def fieldwork(api, data):
    """Fills in three working papers and ends their sessions; answers the checks by audit point."""
    said = {
        PAIR: ("verdict_27001=conform", "verdict_42001=minor", "minutes=40", "reason=Only 42001 asks for the resources of AI"),
        SAME: ("verdict_27001=conform", "verdict_42001=conform", "minutes=25", "notes=One plan of messages for both"),
        BETTER: ("verdict_27001=opportunity", "verdict_42001=minor", "minutes=55", "reason=42001 asks people to know the AI policy"),
    }
    checks = {}
    assert api("GET", f"/audits/{AUDIT}")[2]["state"] == "planned"
    for point, fields in said.items():
        check = api("GET", f"/checks?audit={AUDIT}&point={point}")[2]["items"][0]
        paper = answer("fieldwork", "paper", check["session"], data=data)
        part = next(part for part in paper["checks"] if part["check"] == check["id"])
        assert part["point"] == point and part["standards"] == ["iso27001", "iso42001"] and part["questions"]
        checks[point] = check["id"]
        kept = answer("fieldwork", "fill", check["id"], "--revision", str(part["revision"]), *fields, data=data)
        assert kept["problems"] == [] and kept["clashes"] == []
    # The first word began the audit.
    assert api("GET", f"/audits/{AUDIT}")[2]["state"] == "under_way"
    sample = answer("sample", "draw", "trainings", "--size", "4", "--seed", "march", "--check", checks[BETTER], data=data)
    for cited in sample["items"]:
        program.concord("sample", "record", sample["id"], "--item", cited.split("@")[0], "--result", "conform", data=data)
    assert answer("sample", "redraw", sample["id"], data=data)["same"]
    for check in checks.values():
        step(api, "sessions", api("GET", f"/checks/{check}")[2]["session"], "end")
    progress = answer("fieldwork", "progress", AUDIT, data=data)
    assert sum(part["state"] == "held" for part in progress["sessions"]) == 3 and progress["judged"] == 3
    assert {(line["check"], line["standard"]) for line in progress["verdicts_without_finding"]} == {
        (checks[PAIR], "iso42001"), (checks[BETTER], "iso42001")}
    return checks


def findings(api, checks, owners, data):
    resources = create(
        api, "findings", statement="Nobody records the resources of AI systems", audit=AUDIT, checks=[checks[PAIR]],
        grade="minor_nonconformity", requirements=["iso42001:A.4.5"], owner=owners[LEAD], due_on="2027-06-30")
    awareness = create(
        api, "findings", statement="The awareness course says nothing of the AI policy", audit=AUDIT, checks=[checks[BETTER]],
        grade="opportunity_for_improvement", grade_42001="minor_nonconformity", due_on="2027-09-30", due_on_42001="2027-05-31",
        requirements=["iso27001:7.3", "iso27001:A.6.3", "iso42001:7.3"])
    progress = answer("fieldwork", "progress", AUDIT, data=data)
    assert progress["verdicts_without_finding"] == []
    counted = {part["standard"]: part["findings"] for part in progress["standards"]}
    assert counted["iso27001"].get("minor_nonconformity", 0) == 0 and counted["iso42001"]["minor_nonconformity"] == 2
    assert counted["iso27001"]["opportunity_for_improvement"] == 1
    return resources, awareness


def sign(server, api, owners, resources, awareness, action, data, folder):
    """From what is missing to the signed report; answers its code."""
    stands = answer("report", "audit", AUDIT, data=data, status=1)
    assert any("no conclusion for ISO/IEC 42001" in line for line in stands["missing"])
    change(api, "audits", AUDIT, lead_auditor=owners[LEAD], conclusion_27001="conforms", conclusion_42001="with_exceptions",
           conclusion="Met where the team could look.", limits="Nine sessions are still to be held.",
           independence="Nobody audited own work.")
    stands = answer("report", "audit", AUDIT, data=data)
    assert stands["missing"] == [] and stands["conclusions"] == {"iso27001": "conforms", "iso42001": "with_exceptions"}
    found = {line["id"]: line for line in stands["findings"]}
    assert found[resources]["grades"] == {"iso27001": None, "iso42001": "minor_nonconformity"}
    assert found[resources]["due"] == {"iso27001": None, "iso42001": "2027-06-30"}
    assert found[awareness]["grades"] == {"iso27001": "opportunity_for_improvement", "iso42001": "minor_nonconformity"}
    assert found[awareness]["due"] == {"iso27001": "2027-09-30", "iso42001": "2027-05-31"}
    assert [(line["id"], line["standards"]) for line in stands["actions"]] == [(action, ["iso42001"])]

    program.concord("report", "audit", AUDIT, "--output", folder / "report.xlsx", data=data)
    head, *rows = list(openpyxl.load_workbook(folder / "report.xlsx")["Findings"].values)
    line = next(dict(zip(head, row)) for row in rows if row[0] == resources)
    assert not line["Grade 27001"] and line["Grade 42001"] == "Minor nonconformity"

    lead = program.Session(server.port, LEAD)
    page = f"/w/{program.WORKSPACE}/audits/{AUDIT}/report"
    signed = press(lead, page, page)
    report = signed.rsplit("/", 1)[1]
    press(program.Session(server.port), signed, f"{signed}/receipt")
    assert api("GET", f"/audit-reports/{report}")[2]["state"] == "received"
    change(api, "audits", AUDIT, limits="Written after the signature.")
    program.concord("report", "audit", report, "--output", folder / "signed.pdf", data=data)
    text = subprocess.run(["pdftotext", "-layout", folder / "signed.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert "Signed by Compliance Manager" in text and resources in text and action in text
    assert "Nine sessions are still to be held." in text and "Written after the signature." not in text
    for wrong, status, words in (
            ((report, "--json"), 2, "not a signed report"), (("R-001",), 1, "neither an audit nor"),
            ((AUDIT, "--output", folder / "report.doc"), 2, "ends in .pdf")):
        ended = program.concord("report", "audit", *wrong, data=data, check=False)
        assert ended.returncode == status and words in ended.stderr, ended.stderr
    return report


def standards(resources, awareness, data):
    """Open at the requirement of 42001, not at that of 27001 of the same audit point."""
    broken = {}
    for framework in ("iso27001", "iso42001"):
        for line in answer("gap", "--framework", framework, data=data)["requirements"]:
            broken[line["uid"]] = line["nonconformities"]
    assert resources in broken["iso42001:A.4.5"] and awareness in broken["iso42001:7.3"]
    for uid in ("iso27001:A.8.6", "iso27001:7.3", "iso27001:A.6.3"):
        assert not {resources, awareness} & set(broken[uid]), uid
    assert not any({resources, awareness} & set(codes) for uid, codes in broken.items() if uid.startswith("iso27001:"))
    history = answer("fieldwork", "history", "iso42001:A.4.5", data=data)
    assert history[0]["open"] == [resources]
    assert answer("fieldwork", "history", "iso27001:A.8.6", data=data)[0]["open"] == []


def pack(resources, awareness, action, report, data, folder):
    order = ("pack", "--audit", CERTIFICATION, "--kind", "stage2")
    missing = answer(*order, "--missing", data=data, status=1)
    unanswered = [line["problem"] for line in missing if line["record"] == awareness]
    assert unanswered == ["An open nonconformity of ISO/IEC 42001 has no corrective action."]
    assert not any(line["record"] == resources for line in missing)
    target = folder / "pack.zip"
    program.concord(*order, "--output", target, data=data)
    checked = json.loads(program.concord("verify", target, "--json", check=False).stdout)
    checked = json.loads(program.concord("verify", target, "--key", checked["key"], "--json").stdout)
    assert checked["ok"] and pack_verifier.verify(target, checked["key"]) == []
    with zipfile.ZipFile(target) as archive:
        index = {line["uid"]: set(line["records"]) for line in json.loads(archive.read("index.json"))["requirements"]}
        shown = archive.read("standards/iso27001.html").decode(), archive.read("standards/iso42001.html").decode()
        table = list(csv.DictReader(io.StringIO(archive.read("tables/corrective-actions.csv").decode("utf-8-sig"))))
        frozen = json.loads(archive.read(f"records/audit-reports/{report}.json"))["content"]
    assert {resources, action} <= index["iso42001:A.4.5"]
    assert not any({resources, action} & records for uid, records in index.items() if uid.startswith("iso27001:"))
    assert awareness in index["iso27001:A.6.3"] and awareness in index["iso42001:7.3"]
    assert resources not in shown[0] and resources in shown[1]
    assert "27001" not in " ".join(next(line for line in table if line["Code"] == action).values())
    assert resources in frozen and "Written after the signature." not in frozen
