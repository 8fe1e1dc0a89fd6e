import Domain
import Foundation
import Ledger
import Store
import Testing

@testable import Operations

/// What is no password, and what keeping one costs.
@Suite struct PasswordTests {
  private static let list: CommonPasswords = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Libraries/passwords/common.txt")
    return CommonPasswords((try? Data(contentsOf: file)) ?? Data())
  }()
  private static let person = ["maria.keller@halden-health.example.com", "Maria Keller", "Halden Health"]

  @Test(arguments: [
    "password1234", "P@ssw0rd2026!", "Passw0rd!!!!", "qwertyuiop123", "123456789012", "abcdefghijkl", "aaaaaaaaaaaa",
    "Summer2026!!!", "iloveyou2026", "dragonmonkey1", "maria.keller2026", "HaldenHealth26", "H4ld3n-H34lth!",
    "concordconcord", "Concord-2026!!", "passwordpassword", "1qaz2wsx3edc", "zxcvbnmasdfgh", "abcabcabcabc",
    "Keller-Maria-1",
  ])
  func whatIsTriedFirstIsRefused(_ password: String) {
    #expect(PasswordRule.refusal(password, about: Self.person, list: Self.list) != nil, "\(password)")
  }

  @Test(arguments: [
    "correct horse battery", "four words of mine", "four-words-of-mine", "a-long-way-to-certification",
    "Vj3kQ9xT2mPz7LwA",
    "maria tanzt im regen", "the-callers-own-words", "łódź płynie bardzo cicho",
  ])
  func whatIsNotIsTaken(_ password: String) {
    #expect(PasswordRule.refusal(password, about: Self.person, list: Self.list) == nil, "\(password)")
  }

  @Test func everyLineOfTheListIsFound() throws {
    let lines = ["a", "ab", "b", "bcd", "zz"]
    let list = CommonPasswords(Data((lines.joined(separator: "\n") + "\n").utf8))
    for line in lines { #expect(list.contains(line)) }
    for line in ["", "aa", "c", "zzz", "bc"] { #expect(!list.contains(line)) }
    #expect(!CommonPasswords(Data()).contains("a"))
    #expect(Self.list.contains("password") && Self.list.contains("qwertyuiop"))
  }

  @Test func anOldHashIsMadeAnewAtSignIn() async throws {
    let place = try await Workplace()
    let installation = place.installation
    try await installation.addMember(
      email: "a@example.com", name: "A", password: "four words of mine", role: .reader, in: place.workspace)
    let raised = installation.keepingPasswords(cost: .standard)
    #expect(try await raised.prove("a@example.com", by: .password("four words of yours")) == nil)
    #expect(try await raised.prove("a@example.com", by: .password("four words of mine")) != nil)
    let kept = try #require(try await installation.database.read { try $0.account(email: "a@example.com") })
    #expect(Password.cost(of: kept.passwordHash) == .standard)
    #expect(try await raised.prove("a@example.com", by: .password("four words of mine")) != nil)
    #expect(try await raised.verify().problems == [])
  }
}
