import Operations
import RegisterKit
import Store
import Synchronization

/// The installation of a workplace under a clock that the test sets.
final class MovingClock: Sendable {
  private let instant: Mutex<Instant>

  init(_ instant: Instant) { self.instant = Mutex(instant) }

  func set(_ instant: Instant) { self.instant.withLock { $0 = instant } }

  func installation(of place: Workplace) async throws -> Installation {
    try await Installation(
      database: place.installation.database, registers: place.installation.registers,
      libraries: place.installation.libraries, files: place.installation.files, key: place.installation.key,
      clock: { self.instant.withLock { $0 } })
  }
}
