import Domain
import Operations
import RegisterKit
import Store

/// At a record: since when it is overdue, and who was told. Nothing while it is in time and nobody was.
enum ReminderNote {
  static func card(_ record: StoredRecord, _ call: Call) async throws -> HTML {
    guard call.allows(.overview) else { return .empty }
    let told = try await call.read { try call.installation.reminded(of: record.id, $0) }
    var parts: [HTML] = []
    if let due = due(record), due < call.installation.today {
      parts.append("Overdue since \(Words.day("\(due)")).")
    }
    if let last = told.last(where: { !$0.isEscalation }) {
      parts.append("\(last.name) was reminded on \(Words.day("\(last.day)")).")
    }
    if let last = told.last(where: \.isEscalation) {
      parts.append("Escalated to \(last.name) on \(Words.day("\(last.day)")).")
    }
    return parts.isEmpty ? .empty : "<p class=\"quiet\">\(parts.joined(by: " "))</p>"
  }

  /// By when what is open has to be done.
  private static func due(_ record: StoredRecord) -> Day? {
    switch record.state {
    case "open", "in_progress": record.due.flatMap { Day($0) }
    case "effect_check": record.body["effect_check_on"]?.text.flatMap { Day($0) }
    default: nil
    }
  }
}
