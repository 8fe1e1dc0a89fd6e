import Domain
import RegisterKit
import Store

// A risk method that a file brings is checked as by hand: it may not leave records with levels that it does not have, and
// whatever is calculated from the scales follows it.
extension ImportRun {
  mutating func checkMethod(_ files: [ImportFile]) throws {
    guard !settingsPatch.isEmpty else { return }
    guard Policy.allows(actor, .approve, nil) else {
      throw Failure.forbidden("\(actor.role.label)s may not change the risk method, which these files bring.")
    }
    if let problem = settings.matrix.problems.first {
      throw Failure.malformed("The risk method in these files can't be used: \(problem)")
    }
    let before = Settings(body: stored?.body ?? [:]).matrix
    for file in files where !file.settings.isEmpty {
      var part = ImportReport.Part(path: file.path, sheet: nil, register: ImportReport.method)
      if settings.matrix == before {
        part.notes.append("The risk method is the one in force.")
      } else {
        let left = try installation.offScale(scope, settings)
        if !left.isEmpty {
          part.rejected.append(
            .init(
              row: 0, column: nil, value: "",
              reason:
                "\(left.count) records have a level that the new scales of the risk method don't: \(left.prefix(5).joined(separator: ", "))\(left.count > 5 ? " …" : ""). Assess them again first, or keep the levels."
            ))
          settingsPatch = [:]
        } else {
          part.notes.append(
            "The risk method was changed from \(Self.words(before)) to \(Self.words(settings.matrix)); scores and levels are calculated again."
          )
          isMethodChanged = try scope.counts().values.contains { $0.number > 0 }
        }
      }
      report.parts.append(part)
    }
    // A method that was refused judges nothing.
    if settingsPatch.isEmpty { settings = Settings(body: stored?.body ?? [:]) }
  }

  private static func words(_ matrix: RiskMatrix) -> String {
    "\(matrix.likelihood.levels.count) × \(matrix.impact.levels.count) with the levels \(matrix.bands.map { "\($0.name) \($0.from)–\($0.to)" }.joined(separator: ", "))"
  }

  /// Edits without a new value, by which figures that rest on the scales are calculated again.
  func recalculations() throws -> [Change] {
    guard isMethodChanged, !settingsPatch.isEmpty else { return [] }
    let touched = Set(rows.map(\.id))
    return try scope.registers.all.filter { register in
      register.fields.contains { if case .level = $0.kind.control { true } else { false } }
    }.flatMap { register in
      try scope.records(of: register.slug).filter { !touched.contains($0.id) }.map {
        Change.edit(id: $0.id, values: [:])
      }
    }
  }

  /// The method with what the files say of it; nil if they say nothing.
  func newSettings() throws -> Body? {
    guard !settingsPatch.isEmpty else { return nil }
    return settings.body.merging(try scope.record(Installation.settingsID)?.body ?? [:]) { new, _ in new }
  }
}
