import Domain
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import Testing

/// Files that nobody needs go after a day, and no others.
@Suite struct SweepTests {
  private func age(_ place: Workplace, _ file: StoredFile, hours: Int) async throws {
    let path = place.installation.files.url(file.sha256).path
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: Double(-hours * 3600))], ofItemAtPath: path)
    let moment = Instant(milliseconds: place.installation.now.milliseconds - hours * 3_600_000)
    try await place.installation.database.write {
      try $0.run("UPDATE blob SET at = \("\(moment)") WHERE sha256 = \(file.sha256)")
      try $0.sealFiles()
    }
  }

  private func isThere(_ place: Workplace, _ file: StoredFile) async throws -> Bool {
    let workspace = place.workspace
    let row = try await place.installation.database.read {
      try Scope($0, workspace, Catalogue.registers).file(file.sha256)
    }
    #expect((row != nil) == (place.installation.files.bytes(file.sha256) != nil), "row and bytes go together")
    return row != nil
  }

  private func keep(_ place: Workplace, _ text: String) async throws -> StoredFile {
    try await place.installation.keepFile(Array(text.utf8), in: place.workspace, as: Workplace.chief)
  }

  @Test func whatNoRecordEverNamedGoesAfterADay() async throws {
    let place = try await Workplace()
    let (lost, fresh, attached, former) = (
      try await keep(place, "lost"), try await keep(place, "fresh"), try await keep(place, "attached"),
      try await keep(place, "former")
    )
    try await place.commit([
      .create(register: "suppliers", id: "S-1", values: ["name": "Nordkap"]),
      .attach(id: "S-1", file: attached, name: "a.txt"),
      .create(register: "evidence", id: "E-1", values: ["title": "Minutes", "file": .text(former.sha256)]),
    ])
    // Named by an earlier revision only: history refers to it.
    try await place.commit([.edit(id: "E-1", values: ["file": nil])])
    for file in [lost, attached, former] { try await age(place, file, hours: 25) }
    try await age(place, fresh, hours: 23)
    #expect(try await place.installation.sweepFiles() == 1)
    #expect(try await !isThere(place, lost))
    for file in [fresh, attached, former] { #expect(try await isThere(place, file)) }
    #expect(try await place.installation.verify().problems == [])
    // It can be brought again.
    let again = try await keep(place, "lost")
    #expect(try await isThere(place, again))
  }

  @Test func whatIsBroughtAgainBeginsItsDayAnew() async throws {
    let place = try await Workplace()
    let file = try await keep(place, "again")
    try await age(place, file, hours: 30)
    _ = try await keep(place, "again")
    #expect(try await place.installation.sweepFiles() == 0)
    #expect(try await isThere(place, file))
  }

  @Test func whatAnotherWorkspaceHoldsKeepsItsBytes() async throws {
    let place = try await Workplace()
    let other = try await place.installation.addWorkspace("Other")
    let file = try await keep(place, "both")
    try await age(place, file, hours: 30)
    _ = try await place.installation.keepFile(Array("both".utf8), in: other, as: Workplace.chief)
    #expect(try await place.installation.sweepFiles() == 1)
    #expect(place.installation.files.bytes(file.sha256) != nil)
  }

  /// While a backup reads, a file may lose its row and not its bytes.
  @Test func nothingGoesWhileAllIsRead() async throws {
    let place = try await Workplace()
    let file = try await keep(place, "read")
    try await age(place, file, hours: 30)
    try await place.installation.files.whileAllStay {
      _ = try await place.installation.sweepFiles()
      #expect(place.installation.files.bytes(file.sha256) != nil)
    }
  }

  /// Uploads and sweeps at once: what was acknowledged is there.
  @Test func anUploadIsNeverSweptUnderIt() async throws {
    let place = try await Workplace()
    for round in 0..<20 {
      let file = try await keep(place, "race \(round)")
      try await age(place, file, hours: 30)
      async let swept = place.installation.sweepFiles()
      async let kept = keep(place, "race \(round)")
      _ = try await (swept, kept)
      #expect(try await isThere(place, file), "round \(round)")
    }
  }

  @Test func aNoteThatCouldNotComeBackIsRefused() async throws {
    let place = try await Workplace()
    let long = String(repeating: "ü", count: 5001)
    for note in [long, String(repeating: "x", count: 10_001)] {
      await #expect(throws: (any Error).self) {
        try await place.installation.commit(
          [.create(register: "suppliers", values: ["name": "N"])], in: place.workspace, as: Workplace.chief, note: note)
      }
    }
    let kept = try await place.installation.commit(
      [.create(register: "suppliers", values: ["name": "N"])], in: place.workspace, as: Workplace.chief,
      note: String(repeating: "x", count: 10_000))
    #expect(kept.entries == 1)
  }
}
