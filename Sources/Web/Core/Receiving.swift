import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes
import Operations
import Synchronization

/// What of bodies is held at once: those that are small don't count, large ones as they are, and of those that go to disk
/// only how many there are.
final class Intake: Sendable {
  /// Bytes up to which a body is held in memory.
  static let small = 1 << 16
  /// Bytes up to which a body is held in memory and counted.
  static let medium = 4 << 20

  private struct State {
    var bytes = 0
    var files = 0
    var filesOf = Tally()
  }
  private let state = Mutex(State())
  private let mostBytes: Int
  private let mostFiles: Int

  init(bytes: Int = 12 << 20, files: Int = 32) {
    mostBytes = bytes
    mostFiles = files
  }

  private static let busy = Failure.busy("Much is being sent at the moment; try again in a few seconds.", retryAfter: 5)

  /// Takes a place for a body that is held in memory until its request is answered.
  func takeBytes(_ count: Int) throws {
    try state.withLock { state in
      guard state.bytes == 0 || state.bytes + count <= mostBytes else { throw Self.busy }
      state.bytes += count
    }
  }

  func giveBack(bytes: Int) { state.withLock { $0.bytes -= bytes } }

  /// Takes a place for a body that goes to disk; a quarter of all at most for one sender.
  func takeFile(_ sender: String) throws {
    try state.withLock { state in
      guard state.files < mostFiles, state.filesOf[sender] < mostFiles / 4 else { throw Self.busy }
      state.files += 1
      state.filesOf.add(sender)
    }
  }

  func giveBackFile(_ sender: String) {
    state.withLock { state in
      state.files -= 1
      state.filesOf.remove(sender)
    }
  }
}

/// What a request has taken of ``Intake``, given back when it is answered.
final class IntakeTickets: Sendable {
  private let intake: Intake
  private let taken = Mutex((bytes: 0, files: [String]()))
  init(_ intake: Intake) { self.intake = intake }

  func takeBytes(_ count: Int) throws {
    try intake.takeBytes(count)
    taken.withLock { $0.bytes += count }
  }

  func takeFile(_ sender: String) throws {
    try intake.takeFile(sender)
    taken.withLock { $0.files.append(sender) }
  }

  deinit {
    let taken = taken.withLock { $0 }
    if taken.bytes > 0 { intake.giveBack(bytes: taken.bytes) }
    for sender in taken.files { intake.giveBackFile(sender) }
  }
}

extension Call {
  /// Reads the body: a small one into memory, a large one to disk. It has to keep coming: ``ServerLimits/leastBytes`` in each
  /// span of time.
  /// - Parameters:
  ///   - limit: Bytes that it may have.
  ///   - letsPass: What goes beyond the limit is let pass rather than refused, so that the sender hears the answer.
  /// - Throws: ``Failure/tooLarge(_:)``, ``Failure/tooSlow(_:)``, ``Failure/busy(_:retryAfter:)``.
  func receive(upTo limit: Int, letsPass: Bool = false) async throws -> (content: FileContent, isWhole: Bool) {
    if let taken { return taken }
    let tooLarge = Failure.tooLarge("This is larger than \(limit / 1_048_576) MB.")
    let declared = request.headers[.contentLength].flatMap { Int($0) }
    if let declared, declared > limit, !letsPass { throw tooLarge }
    try await answerExpectation()
    let patience = Patience(channel, seconds: site.limits.bodySeconds, least: site.limits.leastBytes)
    defer { patience.end() }
    var (bytes, held, count, isWhole): ([UInt8], HeldFile?, Int, Bool) = ([], nil, 0, true)
    var counted = false
    do {
      for try await buffer in request.body {
        patience.got(buffer.readableBytes)
        guard isWhole else { continue }
        count += buffer.readableBytes
        if count > limit {
          guard letsPass else { throw tooLarge }
          isWhole = false
          continue
        }
        if let held { try held.append(Array(buffer: buffer)) } else { bytes += Array(buffer: buffer) }
        if held == nil, count > Intake.small, !counted {
          counted = true
          if max(count, min(limit, declared ?? limit)) > Intake.medium {
            try tickets.takeFile(actor.name)
            held = try installation.files.hold()
            try held?.append(bytes)
            bytes = []
          } else {
            try tickets.takeBytes(declared ?? limit)
          }
        }
      }
    } catch {
      if patience.isOver { throw Self.tooSlow }
      // What is not ours to say is the line's: it broke off.
      throw (error as? Failure) ?? Self.brokenOff
    }
    // A body that breaks off ends like one that is whole.
    if patience.isOver { throw Self.tooSlow }
    if let declared, isWhole, count < declared { throw Self.brokenOff }
    return (held.map { .part(of: $0, at: 0, count: $0.count) } ?? .bytes(bytes), isWhole)
  }

  private static let brokenOff = Failure.malformed("The body broke off.")
  private static let tooSlow = Failure.tooSlow("What was sent did not come in time; nothing was changed.")

  func body(upTo limit: Int) async throws -> [UInt8] { try await receive(upTo: limit).content.bytes() }

  /// Whoever asks first whether to send the body is told to, once it is wanted.
  private func answerExpectation() async throws {
    guard let expected = request.headers[.expect], expected.lowercased() == "100-continue" else { return }
    try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
  }
}

/// Loses patience with a body of which too little comes: the connection takes nothing more, so that whoever reads it stops.
private final class Patience: Sendable {
  private struct State {
    var bytes = 0
    var seen = 0
    var isOver = false
    var timer: RepeatedTask?
  }
  private let state = Mutex(State())

  init(_ channel: any Channel, seconds: Int, least: Int) {
    let span = TimeAmount.seconds(Int64(seconds))
    let timer = channel.eventLoop.scheduleRepeatedTask(initialDelay: span, delay: span) { [weak self] timer in
      guard let self else { return timer.cancel() }
      if self.isTooSlow(least) {
        timer.cancel()
        channel.close(mode: .input, promise: nil)
      }
    }
    state.withLock { $0.timer = timer }
  }

  private func isTooSlow(_ least: Int) -> Bool {
    state.withLock { state in
      state.isOver = state.bytes - state.seen < least
      state.seen = state.bytes
      return state.isOver
    }
  }

  func got(_ count: Int) { state.withLock { $0.bytes += count } }
  func end() { state.withLock { $0.timer }?.cancel() }
  var isOver: Bool { state.withLock { $0.isOver } }
}
