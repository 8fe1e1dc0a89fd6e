import Operations
import RegisterKit

/// Where an import that is not taken yet is: what would be imported, and what is missing.
struct ImportStanding {
  /// What the page offers.
  enum Stage: Equatable {
    /// No row can be imported as things are.
    case nothingIn
    /// All rows are here already.
    case nothingNew
    /// Some rows can't be imported.
    case partly
    /// All rows can be imported, but something was asked.
    case asks
    case ready
  }

  let created: Int
  let updated: Int
  let unchanged: Int
  /// Rows that can't be imported as things are.
  let left: Int
  let questions: Int
  let stage: Stage
  /// The first table that needs somebody.
  let next: ImportReport.Part?
  /// What is in the way, in sentences.
  let missing: HTML

  init(_ report: ImportReport) {
    let parts = report.parts
    (created, updated, unchanged) = (report.created, report.updated, report.unchanged)
    left = report.leftCount
    questions = report.questionCount
    let blocked = parts.filter(\.lacks)
    next =
      blocked.first { !$0.questions.isEmpty } ?? blocked.first { !$0.header.isEmpty }
      ?? parts.first { !$0.questions.isEmpty }
    if created + updated == 0 {
      stage = blocked.isEmpty && unchanged > 0 ? (questions == 0 ? .nothingNew : .asks) : .nothingIn
    } else if !blocked.isEmpty {
      stage = .partly
    } else {
      stage = questions == 0 ? .ready : .asks
    }
    missing = Self.missing(blocked, parts)
  }

  private static func missing(_ blocked: [ImportReport.Part], _ parts: [ImportReport.Part]) -> HTML {
    if blocked.isEmpty {
      let why = parts.flatMap(\.notes).first ?? "There are no rows in these files."
      return "None of these tables is read as a register. \(why)"
    }
    let open = blocked.filter { $0.register == nil && !$0.header.isEmpty }
    let unread = blocked.filter { $0.register == nil && $0.header.isEmpty }
    let rows = blocked.filter { $0.register != nil }
    var words: [HTML] = []
    if !open.isEmpty {
      words.append("Say which register \(open.count == 1 ? "this table belongs" : "\(open.count) tables belong") to.")
    }
    if !rows.isEmpty {
      let count = rows.reduce(0) { $0 + Set($1.rejected.map(\.row)).count }
      words.append("\(Words.count(count, "row needs", "rows need")) a decision or a correction.")
    }
    if !unread.isEmpty { words.append("\(Words.count(unread.count, "file", "files")) can’t be read; see below.") }
    return words.joined(by: " ")
  }
}

/// How tables of an import are named and judged on its pages.
enum ImportView {
  /// As decisions name it.
  static func key(_ part: ImportReport.Part) -> String { ImportFile.key(part.path, part.sheet) }

  /// The sheet, or the file where it has none.
  static func shortName(_ part: ImportReport.Part) -> String { part.sheet ?? part.path }

  /// A word for how far a table is, and why where that is not plain.
  static func standing(_ part: ImportReport.Part) -> (word: String, tone: UI.Tone, why: String) {
    if part.register == nil {
      if part.isNoRegister { return ("left out", .none, part.notes.first ?? "") }
      if part.questions.isEmpty { return ("can’t be read", .bad, part.rejected.first?.reason ?? "") }
      return ("needs a decision", .warn, "Which register is it?")
    }
    let rows = Set(part.rejected.map(\.row)).count
    if part.rejected.contains(where: { $0.row == 0 }) {
      return ("can’t be imported", .bad, part.rejected.first { $0.row == 0 }?.reason ?? "")
    }
    if rows > 0 {
      let words = part.questions.isEmpty ? "needs correction" : "needs a decision"
      return (words, .warn, Words.count(rows, "row", "rows"))
    }
    if !part.questions.isEmpty {
      return (Words.count(part.questions.count, "open question", "open questions"), .info, "")
    }
    return part.created + part.updated == 0 ? ("nothing new", .none, "") : ("ready", .good, "")
  }
}
