import Domain
import RegisterKit
import Store

// The answers of fieldwork as JSON, the same over command line and API.
extension AuditProgress {
  /// As the command line writes it.
  /// - Parameter audit: The audit whose progress it is.
  public func value(_ audit: StoredRecord) -> Value {
    [
      "audit": .text(audit.id), "title": .text(audit.title), "state": Value(audit.state),
      "checks": .int(checks), "judged": .int(judged), "minutes_planned": .int(minutesPlanned), "minutes": .int(minutes),
      "sessions": .list(parts.map(\.value)), "standards": .list(standards.map(\.value)),
      "verdicts_without_finding": .list(
        unexplained.map {
          [
            "check": .text($0.check), "standard": .text($0.standard.rawValue), "verdict": .text($0.verdict.rawValue),
          ]
        }),
    ]
  }
}

extension AuditProgress.Part {
  fileprivate var value: Value {
    [
      "session": Value(session?.id), "title": Value(session?.session.title),
      "half_day": Value(session?.session.halfDay),
      "unit": Value(session?.session.unit), "state": Value(session?.state), "checks": Value(checks.map(\.id)),
      "judged": .int(judged), "minutes_planned": .int(minutesPlanned), "minutes": .int(minutes),
      "findings": .int(findings),
    ]
  }
}

extension AuditProgress.StandardPart {
  fileprivate var value: Value {
    [
      "standard": .text(standard.rawValue), "judged": Value(judged), "missing": Value(missing),
      "in_no_check": Value(outside),
      "findings": .object(
        Dictionary(grades.map { ($0.key.rawValue, .int($0.value)) }, uniquingKeysWith: { a, _ in a })),
    ]
  }
}

extension WorkingPaper {
  /// As the command line writes it.
  public var value: Value {
    [
      "session": .text(session.id), "title": .text(session.title), "state": Value(session.state),
      "audit": Value(audit?.id), "checks": .list(parts.map(\.value)),
    ]
  }
}

extension WorkingPaper.Part {
  fileprivate var value: Value {
    let standards = standards.map(\.rawValue)
    func texts(_ parts: [AuditPoint.Part]) -> Value {
      .list(
        parts.filter { !Set($0.standards).isDisjoint(with: standards) }.map {
          ["text": .text($0.text), "standards": Value($0.standards.filter(standards.contains))]
        })
    }
    return [
      "check": .text(record.id), "revision": .int(record.version), "point": .text(check.point),
      "title": .text(point?.title ?? record.title), "requirements": Value(check.requirements),
      "standards": Value(standards), "questions": texts(point?.questions ?? []),
      "look_for": texts(point?.evidence ?? []), "red_flags": Value(point?.redFlags ?? []),
      "sample": Value(point?.sampleRule), "found_before": Value(earlier.map(\.id)),
      "effect_checks": Value(effectChecks.map(\.id)), "findings": Value(findings.map(\.id)),
      "samples": Value(samples.map(\.id)), "controls": Value(controls.map(\.id)), "risks": Value(risks.map(\.id)),
      "fields": .object(self.texts.mapValues(Value.text)),
    ]
  }
}

extension FindingHistory.Record {
  /// In JSON, as the API writes it.
  public var value: Value {
    [
      "requirement": .text(requirement), "says": .text(sentence), "worst_grade": Value(worst?.rawValue),
      "calls_for_audit": .bool(callsForAudit), "findings": Value(findings.map(\.id)), "open": Value(open.map(\.id)),
      "repeats": Value(repeats.map(\.id)), "effect_checks": Value(effectChecks.map(\.id)),
    ]
  }
}

extension FieldsKept {
  /// As the API writes it.
  public var value: Value {
    [
      "revision": .int(record.version), "kept": Value(kept),
      "clashes": .list(
        clashes.map {
          [
            "field": .text($0.field), "label": .text($0.label), "theirs": .text($0.theirs), "ours": .text($0.ours),
            "by": .text($0.by),
          ]
        }),
      "problems": .list(problems.map { ["field": Value($0.field), "message": .text($0.message)] }),
      "texts": .object(texts.mapValues(Value.text)),
    ]
  }
}

extension SampleRedraw {
  /// As the command line writes it.
  public var value: Value {
    [
      "id": .text(sample.id), "same": .bool(isSame), "population_size": .int(populationSize), "kept": Value(kept),
      "drawn": Value(drawn), "ledger_position": sample.body["ledger_position"] ?? .null,
      "seed": sample.body["seed"] ?? .null, "method": sample.body["method"] ?? .null,
    ]
  }
}
