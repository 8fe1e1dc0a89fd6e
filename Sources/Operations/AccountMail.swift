import Domain
import Exchange
import Ledger
import RegisterKit
import Store
import Synchronization

/// Mails to people about their own accounts that are on their way. Nobody who signs in waits for a mail server.
public final class AccountMailDesk: Sendable {
  /// How many may be on their way; further ones are left out, since each holds a thread.
  static let most = 20
  private let sending = Mutex<(next: Int, tasks: [Int: Task<Void, Never>])>((0, [:]))

  func send(_ work: @escaping @Sendable () async -> Void) {
    sending.withLock { sending in
      guard sending.tasks.count < Self.most else { return }
      let id = sending.next
      sending.next += 1
      sending.tasks[id] = Task.detached { [self] in
        await work()
        self.sending.withLock { $0.tasks[id] = nil }
      }
    }
  }

  /// Waits until those that are on their way have arrived or were given up.
  func settle() async { for task in sending.withLock({ Array($0.tasks.values) }) { await task.value } }
}

/// What somebody is told of their account by mail, so that they notice what they did not do themselves (OWASP ASVS 5.0
/// 6.3.5 and 6.3.7). The security events hold the same, mail server or not.
public enum AccountNotice: Sendable {
  case passwordChanged
  /// By a link that an administrator made.
  case passwordReset
  /// At a browser from which the account never signed in.
  case newBrowser(String)
}

extension Installation {
  /// Tells somebody by mail, in the background, where mail is set up. That it fails is told to whoever runs the installation.
  public func tell(_ account: Account, _ notice: AccountNotice) {
    guard let mail else { return }
    let text = AccountNoticeMail(
      account: account, notice: notice, at: now, sender: Origin.current.sender, address: address)
    accountMails.send { [mail] in
      do {
        let refused = try await Self.post([text.mail], by: mail)
        if let reason = refused[account.email] { Self.warn("A mail to \(account.email) was not taken: \(reason)") }
      } catch {
        Self.warn("A mail to \(account.email) could not be sent: \(Failure(error)?.message ?? "\(error)")")
      }
    }
  }

  /// Waits for mails that are on their way; for the end of the program.
  public func settleAccountMail() async { await accountMails.settle() }
}

private struct AccountNoticeMail: Sendable {
  let account: Account
  let notice: AccountNotice
  let at: Instant
  let sender: String
  let address: String?

  var mail: Mail { Mail(to: account.email, subject: subject, text: text) }

  private var subject: String {
    switch notice {
    case .passwordChanged, .passwordReset: "Your Concord password was changed"
    case .newBrowser: "New sign-in to your Concord account"
    }
  }

  private var what: String {
    switch notice {
    case .passwordChanged: "the password of your account was changed"
    case .passwordReset: "the password of your account was set with a reset link from an administrator"
    case .newBrowser(let browser):
      "somebody signed in to your account from a browser that you haven’t used before: \(browser)"
    }
  }

  private var text: String {
    let moment = "\(at)".replacing("T", with: " at ").prefix(19)
    let place = address.map { "\($0)/account" } ?? "Your account in Concord"
    return """
      \(account.name),

      on \(moment) UTC, from \(sender), \(what).

      If this was you, there is nothing to do. If not, change your password now, end all other sessions and tell an \
      administrator:

      \(place)

      """
  }
}
