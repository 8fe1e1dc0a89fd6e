import Domain
import RegisterKit

// The shape of the answer, the same over command line and API.
extension Gap {
  /// As the command line and the API write it; `readiness` to three places.
  public var value: Value {
    [
      "framework": .text(framework.uid), "readiness": .double((readiness * 1000).rounded() / 1000),
      "requirements": .list(
        lines.map { line in
          [
            "uid": .text(line.requirement.uid), "id": .text(line.requirement.id),
            "title": .text(line.requirement.title),
            "kind": .text(line.requirement.kind.rawValue), "status": .text(line.status.rawValue),
            "covered_by": Value(line.coveredBy), "suggested": Value(line.suggested.map(\.control)),
            "nonconformities": Value(line.nonconformities),
            "extension": Value(line.extensionText),
          ]
        }),
    ]
  }
}
