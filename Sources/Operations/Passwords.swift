import Dispatch
import Domain
import Foundation
import Ledger
import RegisterKit
import Store
import Synchronization

/// Checks and makes hashes of passwords one at a time: each costs memory (128 MiB) and time on purpose, and many at once would
/// cost the server. On a queue of its own, so that the threads that answer everybody stay free.
final class PasswordDesk: Sendable {
  /// How many may wait; with more, who comes next is told to come back.
  static let mostWaiting = 50
  private let queue = DispatchQueue(label: "concord.passwords")
  private let waiting = Mutex(0)

  func hash(_ password: String, _ cost: Password.Cost) async throws -> String {
    try await run { Password.hash(password, cost) }
  }

  /// As slow for what was kept at a lower cost as for what is kept at this one, so that the time tells nothing of an account.
  func matches(_ password: String, _ hash: String, _ cost: Password.Cost) async throws -> Bool {
    try await run {
      if Password.matches(password, hash) { return true }
      Password.spendRest(password, hash, cost)
      return false
    }
  }

  func matchesNothing(_ password: String, _ cost: Password.Cost) async throws {
    try await run { Password.matchesNothing(password, cost) }
  }

  private func run<T: Sendable>(_ work: @escaping @Sendable () -> T) async throws -> T {
    let isFull = waiting.withLock { count in
      if count >= Self.mostWaiting { return true }
      count += 1
      return false
    }
    if isFull { throw Failure.tooMany(retryAfter: 5) }
    defer { waiting.withLock { $0 -= 1 } }
    return await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }
}

/// What somebody shows to be who they say. Second factors, passkeys and sign-in by an identity provider come in here, and
/// ``Installation/prove(_:by:)`` is the one place where it is decided what is enough.
public enum Proof: Sendable {
  case password(String)
}

extension Installation {
  /// The same installation with the list of passwords that are refused, and another cost of keeping one.
  public func keepingPasswords(list: URL? = nil, cost: Password.Cost = .standard) -> Installation {
    var installation = self
    installation.passwordList = list
    installation.passwordCost = cost
    return installation
  }

  /// - Returns: The account, or nil if address and proof don't belong together; both cases take as long.
  public func prove(_ email: String, by proof: Proof) async throws -> Account? {
    switch proof {
    case .password(let password):
      let account = try await sound { connection, isSound in
        try connection.account(email: email).flatMap { try isSound(.account($0.id)) ? $0 : nil }
      }
      guard let account else {
        try await passwords.matchesNothing(password, passwordCost)
        return nil
      }
      guard try await passwords.matches(password, account.passwordHash, passwordCost), !account.isDisabled else {
        return nil
      }
      try await renewHash(of: account, password)
      return account
    }
  }

  /// Keeps a password at the present cost once it is known.
  private func renewHash(of account: Account, _ password: String) async throws {
    guard Password.cost(of: account.passwordHash) != passwordCost else { return }
    let hash = try await passwords.hash(password, passwordCost)
    // Signing in must not fail because the disk takes no writes.
    try? await database.write { try $0.renewHash(account: account.id, from: account.passwordHash, to: hash) }
  }

  /// What comes of a proof in a session.
  public enum ProofInSession: Sendable {
    /// The session goes on under another secret (OWASP ASVS 5.0 7.2.4); the former one opens nothing any more.
    case right(secret: String, SignInSession)
    case wrong
    /// Right, but the session was given another secret in the meantime, as by the first of two clicks, or is over.
    case superseded
    /// Wrong, as several before it, and the session is ended.
    case ended
  }

  /// Proves a person once more in a session of theirs. Several wrong proofs end the session.
  public func proveAgain(_ session: SignInSession, _ account: Account, by proof: Proof) async throws -> ProofInSession {
    guard try await prove(account.email, by: proof) != nil else {
      try await note(.passwordRefused, account.email, by: account.email)
      let (now, origin) = (now, Origin.current)
      return try await database.write { connection in
        guard try connection.countWrong(session: session.hash) >= Self.mostWrong else { return .wrong }
        try connection.removeSession(hash: session.hash)
        try connection.addEvent(
          origin.event(.sessionEnded, account.email, in: nil, "after \(Self.mostWrong) wrong passwords", at: now))
        return .ended
      }
    }
    var proved = session
    (proved.provedAt, proved.wrong) = (now, 0)
    let secret = Random.secret()
    let renewed = proved.renewed(hash: Self.hash(secret))
    let isThere = try await database.write { try $0.replaceSession(hash: session.hash, with: renewed) }
    return isThere ? .right(secret: secret, renewed) : .superseded
  }

  /// Sets another password and ends every session of the account. That the person knows the present one is proved before.
  /// - Throws: ``Failure/malformed(_:)`` if it has not 12 to 200 characters or is too easy to guess.
  public func changePassword(of account: Account, to new: String) async throws {
    let hash = try await newHash(new, for: account.email, account.name)
    let event = Origin.current.event(.passwordChanged, account.email, in: nil, by: account.email, at: now)
    try await database.write { connection in
      try connection.setPassword(account: account.id, hash: hash)
      try connection.addEvent(event)
    }
    tell(account, .passwordChanged)
  }

  /// What is kept of a new password, after it was found good enough.
  /// - Parameter person: Name and address of whose it is, which must not be most of it.
  func newHash(_ password: String, for person: String...) async throws -> String {
    let organizations = try await database.read { connection -> [String] in
      guard let email = person.first, let account = try connection.account(email: email) else { return [] }
      return try connection.memberships(of: account.id).map(\.workspace.name)
    }
    try check(password: password, about: person + organizations)
    return try await passwords.hash(password, passwordCost)
  }

  /// - Parameter words: Texts about the person that must not be most of the password.
  /// - Throws: ``Failure/malformed(_:)`` with what is wrong.
  func check(password: String, about words: [String]) throws {
    guard password.count >= 12, password.utf8.count <= 200 else {
      throw Failure.malformed("A password has 12 to 200 characters; four words are easy to keep in mind.")
    }
    let list = passwordList.flatMap { try? Data(contentsOf: $0, options: .mappedIfSafe) }
    if let reason = PasswordRule.refusal(password, about: words, list: CommonPasswords(list ?? Data())) {
      throw Failure.malformed(reason)
    }
  }
}
