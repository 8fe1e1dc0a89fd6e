"""An audit to work through in tests: sessions and checks as the plan of an audit leaves them, made through the API."""

# Audit point, unit, minutes planned: two of the demonstration's audit points in one session, a third in another.
AUDIT = "AUD-2027-1"
POINTS = {
    "AP-01": ("Context and climate decision", ["iso27001:4.1", "iso42001:4.1"], 35),
    "AP-02": ("Interested parties and their requirements", ["iso27001:4.2", "iso42001:4.2"], 35),
}


def make(api, audit=AUDIT, unit="U-SEC"):
    """Two sessions; the first has two points, the second one about suppliers. Answers codes by name."""
    def create(register, **values):
        status, _, answer = api("POST", f"/{register}", values)
        assert status == 201, answer
        return answer["id"]

    first = create("sessions", title="Security office, Monday morning", audit=audit, half_day="2027-03-01/AM", unit=unit, minutes=90)
    second = create("sessions", title="Suppliers, Monday afternoon", audit=audit, half_day="2027-03-01/PM", unit=unit, minutes=60)
    made = {"first": first, "second": second}
    for point, (title, requirements, minutes) in POINTS.items():
        made[point] = create("checks", title=title, audit=audit, session=first, point=point, unit=unit, requirements=requirements,
                             minutes_planned=minutes)
    made["suppliers"] = create("checks", title="Suppliers of AI", audit=audit, session=second, point="AP-46", unit=unit,
                               requirements=["iso27001:A.5.19", "iso27001:A.5.22", "iso42001:A.10.3"], minutes_planned=50)
    return made
