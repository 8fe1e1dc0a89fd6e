import Domain
import HTTPTypes
import Ledger
import Operations
import RegisterKit
import Store
import Synchronization
import Testing

@testable import Web

/// Whoever guesses is held up, and nobody else (decision 0031).
@Suite struct SignInLimitTests {
  /// A clock that stands until it is moved.
  private final class Clock: Sendable {
    private let moment = Mutex(0)
    func pass(seconds: Int) { moment.withLock { $0 += seconds * 1000 } }
    var limiter: RateLimiter { RateLimiter { [self] in moment.withLock { $0 } } }
  }

  @Test func limitsHoldForASenderAndAreForgotten() {
    let clock = Clock()
    let limiter = clock.limiter
    for number in 0..<40 { #expect(limiter.attempt("a\(number)@example.com", from: "192.0.2.1") == 0) }
    #expect(limiter.attempt("b@example.com", from: "192.0.2.1") == 15)
    for _ in 0..<8 { _ = limiter.attempt("c@example.com", from: "192.0.2.2") }
    #expect(limiter.attempt("c@example.com", from: "192.0.2.2") > 0)
    #expect(limiter.attempt("c@example.com", from: "192.0.2.3") == 0)
    clock.pass(seconds: 7200)
    #expect(limiter.attempt("c@example.com", from: "192.0.2.2") == 0)
  }

  @Test func aNetworkOfIPv6IsOneSender() {
    let clock = Clock()
    let limiter = clock.limiter
    let waits = (0..<200).map { limiter.attempt("a@example.com", from: "2001:db8:1:2::\(String($0 + 1, radix: 16))") }
    #expect(waits.count { $0 == 0 } == 5)
    // Neighbours of the same /48 have more, but not without end.
    let wide = (0..<600).map { limiter.attempt("w\($0)@example.com", from: "2001:db8:9:\(String($0, radix: 16))::1") }
    #expect(wide.count { $0 == 0 } == 400)
    #expect(limiter.attempt("a@example.com", from: "2001:db8:2:2::1") == 0)
  }

  @Test func manySendersAtOneAccountKeepNobodyOut() {
    let clock = Clock()
    let limiter = clock.limiter
    func stranger(_ number: Int) -> String { "198.51.\(number / 200).\(number % 200 + 1)" }
    for number in 0..<400 { _ = limiter.attempt("a@example.com", from: stranger(number)) }
    // A device from which the account signed in before knows nothing of it.
    #expect(limiter.attempt("a@example.com", from: stranger(1), device: "known") == 0)
    // A fresh one waits some seconds, however many come in between.
    let wait = limiter.attempt("a@example.com", from: "203.0.113.9")
    #expect((1...5).contains(wait))
    for number in 400..<800 { _ = limiter.attempt("a@example.com", from: stranger(number)) }
    clock.pass(seconds: wait)
    for number in 800..<1200 { _ = limiter.attempt("a@example.com", from: stranger(number)) }
    #expect(limiter.attempt("a@example.com", from: "203.0.113.9") == 0)
  }

  @Test func aKnownDeviceGuessesSlowlyToo() {
    let limiter = Clock().limiter
    let waits = (0..<10).map { _ in limiter.attempt("a@example.com", from: "192.0.2.1", device: "stolen") }
    #expect(waits.count { $0 == 0 } == 5)
  }

  @Test func whatIsRememberedIsBounded() {
    let limiter = Clock().limiter
    for number in 0..<30_000 {
      _ = limiter.attempt("a\(number)@example.com", from: "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)")
    }
    #expect(limiter.count <= RateLimiter.most)
  }

  @Test(arguments: [
    ("127.0.0.1", "198.51.100.7", "198.51.100.7"), ("127.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
    ("127.0.0.1", "198.51.100.7, 127.0.0.2", "198.51.100.7"), ("127.0.0.1", "nonsense", "127.0.0.1"),
    ("203.0.113.5", "198.51.100.7", "203.0.113.5"), ("::1", "[2001:db8::5]:443", "2001:db8::5"),
    ("::ffff:127.0.0.1", "198.51.100.7:1234", "198.51.100.7"), ("unknown", "198.51.100.7", "unknown"),
  ])
  func onlyTrustedProxiesSayWhoSends(peer: String, forwarded: String, sender: String) {
    #expect(Sender.address(peer: peer, forwarded: forwarded, proxies: NetworkRange.loopback) == sender)
  }

  @Test func networksAreReadStrictly() throws {
    for text in ["10.0.0.0/33", "10.0.0/8", "", "/8", "10.0.0.0/-1", "10.0.0.0/8/8", "2001:db8::/129", "example.com"] {
      #expect(NetworkRange(text) == nil, "\(text)")
    }
    let range = try #require(NetworkRange("10.1.2.3/12"))
    #expect(range.contains(try #require(NetworkAddress("10.15.255.255"))))
    #expect(!range.contains(try #require(NetworkAddress("10.16.0.0"))))
    #expect(!range.contains(try #require(NetworkAddress("2001:db8::1"))))
  }

  private func attempt(
    _ site: SiteUnderTest, _ password: String, from sender: String, cookie: String? = nil
  ) async throws -> SiteUnderTest.Answer {
    var headers = ["X-Forwarded-For": sender]
    headers["Cookie"] = cookie
    return try await site.ask(
      .post, "/sign-in", form: [("email", "a@example.com"), ("password", password)], headers: headers)
  }

  @Test func whoSignedInYesterdayGetsInWhileOthersGuess() async throws {
    let site = try await SiteUnderTest()
    try await site.installation.addMember(
      email: "a@example.com", name: "A", password: "correct horse battery", role: .manager, in: site.acme)
    let first = try await attempt(site, "correct horse battery", from: "2001:db8:1:2::99")
    let cookies = first.headers[values: .setCookie].compactMap { $0.split(separator: ";").first.map(String.init) }
    let device = try #require(cookies.first { $0.hasPrefix("concord-device-") })
    for number in 1...200 { _ = try await attempt(site, "guess", from: "2001:db8:1:2::\(number)") }
    #expect(try await attempt(site, "correct horse battery", from: "2001:db8:1:2::7").status == 429)
    #expect(try await attempt(site, "correct horse battery", from: "2001:db8:1:2::7", cookie: device).status == 303)
    #expect(try await attempt(site, "correct horse battery", from: "203.0.113.80").status == 303)
    // One that was made up is a stranger's.
    let forged = device.dropLast(3) + "abc"
    #expect(
      try await attempt(site, "correct horse battery", from: "2001:db8:1:2::7", cookie: String(forged)).status == 429)
  }

  @Test func anAddressThatNobodyCanHaveIsNotCounted() async throws {
    let site = try await SiteUnderTest()
    let long = String(repeating: "a", count: 250) + "@example.com"
    for _ in 0..<60 {
      #expect(try await site.ask(.post, "/sign-in", form: [("email", long), ("password", "x")]).status == 400)
    }
    #expect(site.site.limiter.count == 0)
  }
}
