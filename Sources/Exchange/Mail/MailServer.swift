import Foundation
import RegisterKit

/// A message to one person.
public struct Mail: Sendable, Hashable {
  /// A file that goes with a message; text only.
  public struct Attachment: Sendable, Hashable {
    public var name: String
    /// Media type, such as `text/calendar`.
    public var type: String
    public var text: String
    public init(name: String, type: String, text: String) {
      self.name = name
      self.type = type
      self.text = text
    }
  }
  /// Address of the person.
  public var to: String
  public var subject: String
  /// Plain text.
  public var text: String
  public var attachment: Attachment?
  public init(to: String, subject: String, text: String, attachment: Attachment? = nil) {
    self.to = to
    self.subject = subject
    self.text = text
    self.attachment = attachment
  }
}

/// The server that takes the organization's mail. It is spoken to by Python's own library in a bounded process: encrypted,
/// with the certificate checked, or not at all, unless the server is this machine.
public struct MailServer: Sendable, Hashable {
  public let host: String
  /// Where the address names none: 465 for `smtps`, 587 for `smtp`.
  public let port: Int
  /// Encrypted from the first byte (`smtps`), not from STARTTLS on.
  public let isImplicit: Bool
  /// Nil for a server that asks nobody's name.
  public let user: String?
  let password: String?
  /// The sender's address.
  public let from: String

  /// - Parameters:
  ///   - address: `smtp://user@mail.example.com:587` or `smtps://mail.example.com`.
  ///   - from: The sender's address.
  /// - Throws: ``Unreadable`` for what is no such address.
  public init(_ address: String, password: String?, from: String) throws {
    guard let url = URLComponents(string: address), let scheme = url.scheme, ["smtp", "smtps"].contains(scheme),
      let host = url.host, !host.isEmpty, url.path.isEmpty || url.path == "/", url.password == nil
    else {
      throw Unreadable("“\(address)” is no mail server; it is written like smtp://user@mail.example.com:587.")
    }
    guard from.contains("@"), !from.contains(where: \.isWhitespace) else {
      throw Unreadable("“\(from)” is no sender's address.")
    }
    self.host = host
    isImplicit = scheme == "smtps"
    port = url.port ?? (scheme == "smtps" ? 465 : 587)
    user = url.user
    self.password = password
    self.from = from
  }

  private var isHere: Bool { ["localhost", "127.0.0.1", "::1"].contains(host) }

  /// Takes the job as a file, since arguments can be read by others on the machine. Prints one JSON line for each message.
  private static let sender = #"""
    import email.message, email.utils, json, smtplib, ssl, sys
    job = json.load(open(sys.argv[1], encoding="utf-8"))
    def stop(reason): sys.exit("refused: " + str(reason).replace("\n", " "))
    try:
        if job["implicit"]: server = smtplib.SMTP_SSL(job["host"], job["port"], timeout=20, context=ssl.create_default_context())
        else: server = smtplib.SMTP(job["host"], job["port"], timeout=20)
        server.ehlo()
        if not job["implicit"] and (server.has_extn("starttls") or not job["here"]):
            context = ssl.create_default_context()
            if job["here"]: context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            server.starttls(context=context)
        if job["user"]: server.login(job["user"], job["password"] or "")
    except (OSError, smtplib.SMTPException) as error: stop(error)
    for mail in job["mails"]:
        message = email.message.EmailMessage()
        try:
            message["From"], message["To"], message["Subject"] = job["from"], mail["to"], mail["subject"]
            message["Date"], message["Message-ID"] = email.utils.formatdate(), email.utils.make_msgid(domain=job["from"].split("@")[1])
            message["Auto-Submitted"] = "auto-generated"
            message.set_content(mail["text"])
            if mail["attachment"]:
                kind, _, sub = mail["type"].partition("/")
                message.add_attachment(mail["attachment"].encode(), maintype=kind, subtype=sub, filename=mail["name"])
            server.send_message(message)
            print(json.dumps({"to": mail["to"], "error": None}), flush=True)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            print(json.dumps({"to": mail["to"], "error": str(error).replace("\n", " ")}), flush=True)
    try: server.quit()
    except (OSError, smtplib.SMTPException): pass
    """#

  /// Why a message was not taken that the server neither took nor turned away: it may be sent again.
  public static let brokenOff = "the connection broke off"

  /// Hands messages to the server. Takes as long as that takes, so not for a thread that others wait for.
  /// - Parameter isStopped: Asked ten times a second; once it says yes, what is not handed over yet is left.
  /// - Returns: By address why a message was not taken; what was taken is not in it.
  /// - Throws: ``Unreadable`` if the server can't be reached or lets nobody in.
  public func send(_ mails: [Mail], isStopped: (() -> Bool)? = nil) throws -> [String: String] {
    guard !mails.isEmpty else { return [:] }
    let folder = try TemporaryFolder.folder("mail")
    defer { try? FileManager.default.removeItem(at: folder) }
    let job = folder.appendingPathComponent("job.json")
    let value: Value = [
      "host": .text(host), "port": .int(port), "implicit": .bool(isImplicit), "here": .bool(isHere),
      "user": Value(user), "password": Value(password), "from": .text(from),
      "mails": .list(
        mails.map {
          [
            "to": .text($0.to), "subject": .text($0.subject), "text": .text($0.text),
            "attachment": Value($0.attachment?.text), "type": Value($0.attachment?.type),
            "name": Value($0.attachment?.name),
          ]
        }),
    ]
    guard
      FileManager.default.createFile(
        atPath: job.path, contents: Data(JSON.bytes(value)), attributes: [.posixPermissions: 0o600])
    else { throw Unreadable("The messages could not be written to the disk.") }
    let ended = try Subprocess.run(
      "/usr/bin/python3", ["-I", "-c", Self.sender, job.path], seconds: 60 + 5 * mails.count, megabytes: 1024,
      isStopped: isStopped)
    guard ended.status == 0 else {
      let reason = ended.errors.split(separator: "\n").last.map(String.init) ?? "no reason given"
      throw Unreadable(
        "The mail server \(host):\(port) did not take the messages: \(reason.hasPrefix("refused: ") ? String(reason.dropFirst(9)) : reason)"
      )
    }
    var failed = Dictionary(mails.map { ($0.to, Self.brokenOff) }, uniquingKeysWith: { first, _ in first })
    for line in ended.output.split(separator: 0x0A) {
      guard let answer = try? JSON.parse(Array(line)), let to = answer["to"].text else { continue }
      failed[to] = answer["error"].text
    }
    return failed
  }
}
