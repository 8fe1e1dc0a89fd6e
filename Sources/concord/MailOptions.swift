import ArgumentParser
import Exchange
import Foundation

/// Which server takes mail, who sends it, and under which address its links lead back.
struct MailOptions: ParsableArguments {
  @Option(
    help:
      "The server that takes mail, such as smtp://user@mail.example.com:587; else $CONCORD_SMTP. The password is in $CONCORD_SMTP_PASSWORD."
  )
  var smtp: String?
  @Option(help: "The sender of mail; else $CONCORD_MAIL_FROM.") var mailFrom: String?
  @Option(
    help:
      "Where people reach the site, such as https://isms.example.com, for links in mails; else $CONCORD_ADDRESS.")
  var address: String?

  /// Variables that are read where an option is not given.
  static let variables = ["CONCORD_SMTP", "CONCORD_SMTP_PASSWORD", "CONCORD_MAIL_FROM", "CONCORD_ADDRESS"]

  /// - Returns: Nil where none is named.
  /// - Throws: `ValidationError` for what can't be a mail server.
  func server(_ variables: [String: String]) throws -> MailServer? {
    guard let address = smtp ?? variables["CONCORD_SMTP"], !address.isEmpty else { return nil }
    guard let from = mailFrom ?? variables["CONCORD_MAIL_FROM"] else {
      throw ValidationError("A mail server needs a sender: --mail-from audits@example.com.")
    }
    do {
      return try MailServer(address, password: variables["CONCORD_SMTP_PASSWORD"], from: from)
    } catch let error as Unreadable {
      throw ValidationError(error.reason)
    }
  }

  /// Scheme and host without a slash at the end; nil where none is named.
  /// - Throws: `ValidationError` for what is no such address.
  func site(_ variables: [String: String]) throws -> String? {
    guard let text = address ?? variables["CONCORD_ADDRESS"], !text.isEmpty else { return nil }
    guard let url = URLComponents(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme),
      let host = url.host, !host.isEmpty, url.path.isEmpty || url.path == "/", url.query == nil, url.fragment == nil,
      url.user == nil
    else {
      throw ValidationError("“\(text)” is no address of a site; it is written like https://isms.example.com.")
    }
    return "\(scheme)://\(host)\(url.port.map { ":\($0)" } ?? "")"
  }
}
