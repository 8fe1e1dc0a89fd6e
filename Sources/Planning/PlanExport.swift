import RegisterKit

extension PlanProblem {
  /// The JSON form that ``init(_:)`` reads.
  public var value: Value {
    [
      "id": .text(id), "title": .text(title),
      "parameters": [
        "session_minutes": .int(sessionMinutes), "session_overhead_minutes": .int(overheadMinutes),
        "day_penalty_minutes": .int(dayPenalty),
      ],
      "half_days": Value(halfDays),
      "units": .list(
        units.map { ["id": .text($0.id), "name": .text($0.name), "available": Value($0.available)] }),
      "auditors": .list(
        auditors.map { auditor in
          [
            "id": .text(auditor.id), "name": .text(auditor.name),
            "competences": .object(auditor.competences.mapValues(Value.int)),
            "conflict_units": Value(auditor.conflictUnits.sorted()),
            "conflict_points": Value(auditor.conflictPoints.sorted()),
            "conflict_reasons": .object(auditor.reasons.mapValues(Value.text)), "available": Value(auditor.available),
          ]
        }),
      "points": .list(
        points.map { point in
          [
            "id": .text(point.id), "title": .text(point.title), "unit": .text(point.unit),
            "minutes": .int(point.minutes), "requires": .object(point.requires.mapValues(Value.int)),
            "minutes_27001": .int(point.minutesAlone["iso27001"] ?? 0),
            "minutes_42001": .int(point.minutesAlone["iso42001"] ?? 0),
          ]
        }),
    ]
  }
}
