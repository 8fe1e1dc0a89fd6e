import Foundation
import RegisterKit
import Store
import Synchronization

/// What the program is doing, in a small file that is part of its memory: it costs a copy of some bytes to say it, no call of the
/// system, and what was said is still there after a crash, when nobody can say it any more. See decision 0039.
///
/// The file is a row of places of one size. The first says since when the program runs, each other holds one request or job:
/// its length and then its text, the length written last. A place that is free has the length 0.
public final class AtWork: Sendable {
  /// Pieces of work that are told at a time; what comes beyond is not.
  static let places = 1024
  static let size = 192
  /// Of the account or the token, so that what stands behind it is never cut.
  private static let longestName = 60

  /// A piece of work in the file, by its place.
  public struct Ticket: Sendable { fileprivate let place: Int }

  /// A run that did not come to its end, and what it was doing then.
  public struct Interrupted: Sendable, Equatable {
    public let began: String
    /// Each with who asked for it, where, and since when, in words.
    public let works: [Work]
    public struct Work: Sendable, Equatable {
      public let what: String
      public let who: String
      /// Row of the workspace; 0 where it was of none.
      public let workspace: Int
      public let since: String
    }
  }

  private nonisolated(unsafe) let memory: UnsafeMutableRawPointer
  private let free = Mutex<[Int]>(Array((1..<places).reversed()))

  /// Takes the file for this run.
  /// - Returns: Nil where there can be none, such as on a full disk: nothing depends on it. And what the last run left, if
  ///   it did not come to its end.
  public static func open(_ path: String, now: Instant) -> (AtWork?, Interrupted?) {
    let file = Foundation.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return (nil, nil) }
    defer { close(file) }
    let left = read(file)
    let length = places * size
    // All of it is on the disk before it is written to, which could otherwise end the process.
    guard ftruncate(file, 0) == 0, posix_fallocate(file, 0, off_t(length)) == 0 else {
      ftruncate(file, 0)
      return (nil, left)
    }
    let memory = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
    guard let memory, memory != MAP_FAILED else { return (nil, left) }
    mlock(memory, length)
    let work = AtWork(memory)
    work.write("running", "", 0, now, to: 0)
    return (work, left)
  }

  private init(_ memory: UnsafeMutableRawPointer) { self.memory = memory }

  /// Says what begins.
  /// - Parameters:
  ///   - what: A method with the pattern of a route, or the name of a job: nothing that a request brings.
  ///   - who: An account by its number, or a token by its name.
  public func begin(_ what: String, who: String = "", workspace: Int = 0, _ now: Instant) -> Ticket? {
    guard let place = free.withLock({ $0.popLast() }) else { return nil }
    write(what, who, workspace, now, to: place)
    return Ticket(place: place)
  }

  /// Says more of what is being done.
  public func tell(_ ticket: Ticket?, _ what: String, who: String, workspace: Int, _ now: Instant) {
    if let ticket { write(what, who, workspace, now, to: ticket.place) }
  }

  public func end(_ ticket: Ticket?) {
    guard let ticket else { return }
    clear(ticket.place)
    free.withLock { $0.append(ticket.place) }
  }

  /// The run comes to its end in order: whatever is left is no matter.
  public func endRun() { for place in 0..<Self.places { clear(place) } }

  private func clear(_ place: Int) { memory.storeBytes(of: 0, toByteOffset: place * Self.size, as: UInt8.self) }

  private func write(_ what: String, _ who: String, _ workspace: Int, _ now: Instant, to place: Int) {
    clear(place)
    let start = memory + place * Self.size
    let name = String(decoding: Self.plain(who).utf8.prefix(Self.longestName), as: UTF8.self)
    var text = "\(Self.plain(what))\t\(name)\t\(workspace)\t\(now)"
    let length = text.withUTF8 { bytes -> Int in
      let length = min(bytes.count, Self.size - 1)
      if let base = bytes.baseAddress { (start + 1).copyMemory(from: base, byteCount: length) }
      return length
    }
    start.storeBytes(of: UInt8(clamping: length), as: UInt8.self)
  }

  /// A tab in a name would move the fields behind it.
  private static func plain(_ text: String) -> String {
    func isControl(_ code: some BinaryInteger) -> Bool { code < 0x20 || code == 0x7F }
    // Most have none, and looking for it costs less than a copy.
    guard text.utf8.contains(where: { isControl($0) }) else { return text }
    let space: Unicode.Scalar = " "
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0.value) ? space : $0 }))
  }

  private static func read(_ file: Int32) -> Interrupted? {
    var bytes = [UInt8](repeating: 0, count: places * size)
    guard pread(file, &bytes, bytes.count, 0) > 0 else { return nil }
    func fields(_ place: Int) -> [String]? {
      let start = place * size
      let length = min(Int(clamping: bytes[start]), size - 1)
      guard length > 0 else { return nil }
      let text = String(decoding: bytes[start + 1..<start + 1 + length], as: UTF8.self)
      return text.split(separator: "\t", omittingEmptySubsequences: false).map { part in
        String(part.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init))
      }
    }
    guard let head = fields(0), head.first == "running" else { return nil }
    let works = (1..<places).compactMap(fields).map { parts in
      Interrupted.Work(
        what: parts[0], who: parts.dropFirst().first ?? "",
        workspace: parts.dropFirst(2).first.flatMap { Int($0) } ?? 0,
        since: parts.dropFirst(3).first ?? "")
    }
    return Interrupted(began: head.last ?? "", works: works)
  }
}

extension AtWork.Interrupted: CustomStringConvertible {
  /// Pieces of work that are told; what began last is the likeliest to have ended the run.
  static let mostTold = 50

  /// The newest pieces of work, the last begun first. Moments are written so that their texts sort as they do.
  static func newest(_ works: [Work]) -> [Work] { Array(works.sorted { $0.since > $1.since }.prefix(mostTold)) }

  /// One line for the log.
  public var description: String {
    let told = Self.newest(works)
    let named = told.map { "\($0)" }.joined(separator: "; ")
    let more = works.count > told.count ? "; and \(works.count - told.count) more" : ""
    return
      "the last run, begun \(began), ended without notice (a crash, a kill or a power cut). It was at: \(works.isEmpty ? "nothing" : named + more)"
  }
}

extension AtWork.Interrupted.Work: CustomStringConvertible {
  public var description: String {
    let facts = [who, workspace > 0 ? "workspace \(workspace)" : "", since.isEmpty ? "" : "since \(since)"]
    return "\(what) (\(facts.filter { !$0.isEmpty }.joined(separator: ", ")))"
  }
}

extension Installation {
  /// Says of something long that it is being done, as long as it is.
  public func told<T>(
    _ what: String, in workspace: Workspace? = nil, _ body: () async throws -> T
  ) async rethrows -> T {
    let ticket = atWork?.begin(what, workspace: workspace?.id ?? 0, now)
    defer { atWork?.end(ticket) }
    return try await body()
  }

  /// Notes that the last run did not come to its end: for the installation, and in each workspace in which something was being
  /// done.
  public func note(_ interrupted: AtWork.Interrupted) async throws {
    let (now, origin) = (now, Origin(actor: "Concord", sender: "this machine"))
    try await database.write { connection in
      let known = try connection.workspaces()
      let places = Dictionary(grouping: interrupted.works, by: \.workspace)
      let parts: [(Workspace?, [AtWork.Interrupted.Work])] =
        [(nil, interrupted.works)] + known.compactMap { one in places[one.id].map { (one, $0) } }
      for (place, works) in parts {
        // Each has an event of its own, since a long detail is cut; the newest is written last, from where events are read.
        let named = AtWork.Interrupted.newest(works).reversed().map(\.description)
        for one in named.isEmpty ? ["at nothing"] : named {
          try connection.addEvent(
            origin.event(.endedUnexpectedly, "run begun \(interrupted.began)", in: place, one, at: now))
        }
      }
    }
  }
}
