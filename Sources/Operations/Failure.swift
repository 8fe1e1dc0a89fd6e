import Exchange
import Foundation
import RegisterKit
import Store

/// What a user may be told. Anything else that goes wrong is one opaque answer with a request id.
public enum Failure: Error, Sendable, Equatable {
  /// What was sent can't be read as a request.
  case malformed(String)
  case invalid([Rejection])
  case notSignedIn
  case forbidden(String)
  case notFound(String)
  /// Somebody else was faster; the version that stands now.
  case stale(current: Int)
  case conflict(String)
  case tooLarge(String)
  case tooMany(retryAfter: Int)
  /// What was sent did not come in time.
  case tooSlow(String)
  /// As much is being done at once as may be; in how many seconds to ask again.
  case busy(String, retryAfter: Int)
  case full(String)
  /// A workspace or somebody holds as much as may be.
  case overQuota(String)
  case unavailable(String)

  /// Problems of one record among those of an act.
  public struct Rejection: Sendable, Equatable {
    /// Position in the act, from 0.
    public let index: Int
    public let record: String?
    public let problems: [Problem]
    public init(index: Int, record: String?, problems: [Problem]) {
      self.index = index
      self.record = record
      self.problems = problems
    }
  }

  /// What a user reads: what is wrong and what to do. Of several problems, the first three.
  public var message: String {
    switch self {
    case .busy(let text, _): text
    case .malformed(let text), .forbidden(let text), .notFound(let text), .conflict(let text), .tooLarge(let text),
      .tooSlow(let text), .full(let text), .overQuota(let text), .unavailable(let text):
      text
    case .invalid(let rejections):
      rejections.flatMap(\.problems).map(\.message).prefix(3).joined(separator: " ")
    case .notSignedIn: "Sign in first."
    case .stale(let current): "Somebody changed this in the meantime; it is at revision \(current) now."
    case .tooMany(let seconds): "Too many attempts; try again in \(seconds.of("second", "seconds"))."
    }
  }

  /// Seconds after which it may work; nil where waiting alone does not help.
  public var retryAfter: Int? {
    switch self {
    case .tooMany(let seconds), .busy(_, let seconds): seconds
    default: nil
    }
  }

  /// What a call of the system that failed on a file is told as: a full disk or a quota apart from everything else.
  /// - Parameters:
  ///   - code: As `errno` has it.
  ///   - full: For a disk that is full.
  ///   - other: For anything else, without a full stop; the system's own words are added.
  public static func disk(_ code: Int32 = errno, full: String, other: String) -> Failure {
    [ENOSPC, EDQUOT].contains(code) ? .full(full) : .unavailable("\(other): \(String(cString: strerror(code))).")
  }

  /// A failure that a user may be told, made from what the layers below throw; nil if it is not one.
  public init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let refusal as Refusal: self = .malformed(refusal.reason)
    case let malformed as JSON.Malformed: self = .malformed("This is \(malformed).")
    case StoreFailure.full(let text): self = .full(text)
    case StoreFailure.unavailable(let text): self = .unavailable(text)
    case StoreFailure.stopped:
      self = .busy("Concord is being ended, so this was broken off; nothing was changed.", retryAfter: 5)
    case let error where error.saysDiskIsFull:
      self = .full("The disk for temporary files is full; nothing was changed.")
    default: return nil
    }
  }
}
