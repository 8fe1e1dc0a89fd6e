import Foundation
import RegisterKit
import Store

/// Words for moments, counts and durations, the same on every page.
enum Words {
  /// `2026-11-16T09:30:00.000Z` → `16 Nov 2026, 09:30`.
  static func moment(_ iso: String) -> (shown: String, iso: String) {
    guard let instant = Instant(iso) else { return (iso, iso) }
    return ("\(day("\(instant.day)")), \(iso.dropFirst(11).prefix(5))", iso)
  }

  /// In which whoever asks reads moments; nil for UTC. Set for each request.
  @TaskLocal static var zone: TimeZone?

  /// The same in the time zone of whoever reads. Not for what is frozen or handed on.
  static func local(_ iso: String) -> (shown: String, iso: String) {
    guard let zone, let instant = Instant(iso) else { return moment(iso) }
    let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
    let (shifted, overflow) = instant.milliseconds.addingReportingOverflow(zone.secondsFromGMT(for: date) * 1000)
    return overflow ? moment(iso) : (moment("\(Instant(milliseconds: shifted))").shown, iso)
  }

  /// `1 line`, `4 lines`.
  static func count(_ number: Int, _ one: String, _ many: String) -> String { number.of(one, many) }

  /// `2026-11-16` → `16 Nov`, where the year is plain.
  static func shortDay(_ iso: String) -> String { day(iso).split(separator: " ").prefix(2).joined(separator: " ") }

  /// `2026-11-16` → `16 Nov 2026`.
  static func day(_ iso: String) -> String {
    guard let day = Day(iso) else { return iso }
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = day.parts
    return "\(parts.day) \(months[parts.month - 1]) \(parts.year)"
  }

  /// `2027-03-01/AM` → `1 Mar 2027, morning`.
  static func halfDay(_ text: String) -> String {
    HalfDay(text).map { "\(day("\($0.day)")), \($0.isMorning ? "morning" : "afternoon")" } ?? text
  }

  /// Minutes: 95 → `1 h 35 min`.
  static func duration(_ minutes: Int) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60)
    if hours == 0 { return "\(rest) min" }
    return rest == 0 ? "\(hours) h" : "\(hours) h \(rest) min"
  }
}

extension Words {
  /// What of a record was not decided here but said by a file, with the day; nil for nothing.
  static func brought(_ record: StoredRecord, _ register: AnyRegister) -> HTML? {
    let names = record.body[AnyRegister.brought]?.texts ?? []
    guard !names.isEmpty else { return nil }
    let labels = names.map { name in name == "state" ? "State" : register.field(name)?.label ?? name }
    return
      "\(labels.joined(separator: ", ")): brought by a file on \(Words.day("\(record.createdAt.prefix(10))")), not decided in this workspace. The history says who brought it."
  }
}

extension Problems {
  /// For what stands above a form that was refused.
  /// - Parameter labels: Of the fields, by name.
  func summary(_ labels: [String: String]) -> [UI.FormProblem] {
    all.map { UI.FormProblem(field: $0.field, label: $0.field.flatMap { labels[$0] } ?? "", $0.message) }
  }
}
