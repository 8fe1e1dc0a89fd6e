import ArgumentParser
import Domain
import Exchange
import Foundation
import Ledger
import Logging
import Operations
import RegisterKit
import Store
import Web

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve pages and API.",
    discussion: """
      Example:
        concord serve --data ./data --port 8080
      Prints one line with the address when it is ready. Behind a reverse proxy with TLS add --secure.
      """)
  @OptionGroup var options: DataOptions
  @Option(help: "Port; 0 takes a free one.") var port = 8080
  @Option(help: "Address to listen on.") var host = "127.0.0.1"
  @Flag(help: "The site is reached over HTTPS: cookies travel only there.") var secure = false
  @Option(
    help:
      "Address or network of a reverse proxy whose X-Forwarded-For is believed, such as 10.0.0.0/8; repeat it for several. This machine is, unless another is named."
  ) var trustedProxy: [String] = []
  @Flag(help: "Load the demonstration organization if it is not there, and print how to sign in.") var demo = false

  @OptionGroup var mail: MailOptions
  @Option(help: "The hour from which reminders are sent, once a day, in UTC.") var remindHour = 6

  @Option(help: "A file to which every new checkpoint is appended, best on another machine's disk.") var checkpointFile:
    String?
  @Option(help: "Who gets the newest checkpoints by mail, once a day.") var checkpointMail: String?

  @Option(help: "Seconds after which a connection on which nothing happens is closed.") var idleSeconds = 60

  @Option(help: "Gigabytes of files that a workspace may hold; its administrators can set less.") var quota = 20.0
  @Option(help: "Requests that an account or a token may send a minute; 0 for as many as they like.")
  var requestsPerMinute = ServerLimits.usualRequests

  func validate() throws {
    guard quota > 0, quota <= 1_000_000 else {
      throw ValidationError("--quota is a number of gigabytes up to 1000000.")
    }
    guard (0...100_000_000).contains(requestsPerMinute) else {
      throw ValidationError("--requests-per-minute is from 0 to 100000000.")
    }
    guard (1...3600).contains(idleSeconds) else { throw ValidationError("--idle-seconds is from 1 to 3600.") }
    for text in trustedProxy where NetworkRange(text) == nil {
      throw ValidationError("--trusted-proxy “\(text)” is no address or network; it is written like 10.0.0.0/8.")
    }
    if let checkpointMail, !checkpointMail.contains("@") {
      throw ValidationError("--checkpoint-mail “\(checkpointMail)” is no address.")
    }
    guard (0...23).contains(remindHour) else { throw ValidationError("--remind-hour is from 0 to 23.") }
  }

  func run() async throws {
    let limits = ServerLimits(
      descriptors: raiseDescriptorLimit(), idleSeconds: idleSeconds, requestsPerMinute: requestsPerMinute)
    let variables = ProcessInfo.processInfo.environment
    let (server, address) = (try mail.server(variables), try mail.site(variables))
    if checkpointMail != nil, server == nil { throw ValidationError("--checkpoint-mail needs a mail server: --smtp.") }
    let directory = DataDirectory(options)
    // A folder that is not mounted, or misspelt, must not become a new installation that says it is ready.
    guard demo || directory.exists else { throw directory.nothingHere }
    guard let lock = try directory.lock() else {
      throw ValidationError("Another Concord has the data directory \(directory.url.path).")
    }
    let opened = try await directory.installation(lock, creates: demo)
    var logger = Logger(label: "concord") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .warning
    let (atWork, interrupted) = AtWork.open(directory.atWorkURL.path, now: opened.now)
    defer { atWork?.endRun() }
    let installation = opened.sending(by: server, from: address).telling(atWork)
      .holding(Quotas(workspace: Int(exactly: (quota * Double(Quotas.gigabyte)).rounded()) ?? .max))
    if let interrupted {
      logger.warning("\(interrupted)")
      // On a disk that takes no writes the log is what tells it.
      _ = try? await installation.note(interrupted)
    }
    if demo { try await loadDemonstration(installation, directory) }
    let proxies = trustedProxy.isEmpty ? NetworkRange.loopback : trustedProxy.compactMap { NetworkRange($0) }
    let site = Website(installation, isSecure: secure, limits: limits, proxies: proxies, logger: logger)
    if !secure, !NetworkRange.isLoopback(host) {
      let warning =
        "concord: served to the network without --secure: passwords and cookies travel as anybody on the way can read them. Put a reverse proxy with TLS in front and add --secure.\n"
      FileHandle.standardError.write(Data(warning.utf8))
    }
    // What a crash left unsigned. A disk that takes no writes keeps nobody from reading.
    _ = try? await installation.signCheckpoints()
    try CommandSocket.serve(directory, installation)
    let publisher = CheckpointPublisher(
      installation, file: checkpointFile.map { URL(fileURLWithPath: $0).absoluteURL }, to: checkpointMail, logger)
    let signing = Task.detached {
      // A checkpoint a minute bounds how much history a thief of the data directory could write anew unseen.
      var minutes = 0
      while !Task.isCancelled {
        if minutes % 60 == 0 {
          try? await installation.forgetOldKeys()
          _ = try? await installation.sweepFiles()
        }
        try? await Task.sleep(for: .seconds(60))
        _ = try? await installation.signCheckpoints()
        try? await installation.settleEvents()
        minutes += 1
      }
    }
    let publishing = Task.detached { await publisher.run() }
    let reminders = DailyReminders(installation: installation, hour: remindHour, logger: logger)
    // Nobody is told by a server that does not come to serve, because its port is taken, and is started again and again.
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    let reminding = Task.detached {
      for await _ in begun { await reminders.run() }
    }
    let ending = Ending(installation.database)
    try await site.run(host: host, port: port) { port in
      begin.yield()
      begin.finish()
      say("Concord is ready at http://\(host == "127.0.0.1" ? "localhost" : host):\(port)/")
    }
    unlink(directory.socketPath)
    signing.cancel()
    reminding.cancel()
    await signing.value
    await reminding.value
    await installation.settleAccountMail()
    try? await installation.settleEvents(all: true)
    do { try await installation.signCheckpoints() } catch {
      logger.error("The last checkpoint was not signed: \(error)")
    }
    publishing.cancel()
    // For a bounded time: another machine's disk that does not answer must not keep the program from ending.
    _ = await Ending.wait(for: publishing, atMost: .seconds(2))
    // Not in the task that was cancelled, whose reads are refused.
    let finishing = Task.detached { await publisher.finish() }
    if await !Ending.wait(for: finishing, atMost: .seconds(3)) {
      logger.error("The last checkpoints were not published: what they are published to does not answer.")
    }
    atWork?.endRun()
    ending.close()
  }

  /// Connections are files too; the usual 1,024 would be the first limit met. Answers how many there may be.
  private func raiseDescriptorLimit() -> Int {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return Int(clamping: limit.rlim_cur)
  }

  /// Who leads the integrated audit and who receives its report, so that the demonstration can be walked in their parts.
  private static let demoColleagues: [(role: Role, name: String)] = [
    (.internalAuditor, "Quality Assurance Lead"), (.manager, "Chief Executive"),
  ]
  private static func demoAddress(_ name: String) -> String {
    "\(name.lowercased().split(separator: " ").joined(separator: "."))@halden-health.example.com"
  }

  /// The demonstration goes in through the ordinary importer.
  private func loadDemonstration(_ installation: Installation, _ directory: DataDirectory) async throws {
    let signIn = directory.url.appendingPathComponent("demo-sign-in.txt")
    if try await installation.database.read({ try $0.workspace("halden-health") }) == nil {
      guard let folder = DataDirectory.shippedDemo() else {
        throw ValidationError("The folder Demo was not found beside the program.")
      }
      let workspace = try await installation.addWorkspace("Halden Health")
      let email = Self.demoAddress("Information Security Officer")
      let password = ProcessInfo.processInfo.environment["CONCORD_ADMIN_PASSWORD"] ?? String(Random.secret().prefix(20))
      let files = ImportFile.files(at: folder).filter { $0.url.pathExtension != "xlsx" }.map {
        ImportFile.read($0.url, as: $0.path)
      }
      let report = try await installation.importFiles(files, ImportOptions(), in: workspace, as: operatorActor)
      guard report.rejectedCount == 0 else {
        throw ValidationError("The demonstration could not be loaded: \(report.rejectedCount) rows were refused.")
      }
      // After the people, so that each account is the person who has its address.
      try await installation.addMember(
        email: email, name: "Information Security Officer", password: password, role: .administrator, in: workspace)
      for (role, name) in Self.demoColleagues {
        try await installation.addMember(
          email: Self.demoAddress(name), name: name, password: password, role: role, in: workspace)
      }
      let others = Self.demoColleagues.map {
        "or as \(Self.demoAddress($0.name)) (\($0.role.label.lowercased())), same password"
      }
      _ = FileManager.default.createFile(
        atPath: signIn.path,
        contents: Data(
          "E-mail:   \(email)\nPassword: \(password)\n\(others.joined(separator: "\n"))\n".utf8),
        attributes: [.posixPermissions: 0o600])
      say("The demonstration organization is loaded: \(report.created) records.")
    }
    if let text = try? String(contentsOf: signIn, encoding: .utf8) {
      say("Sign in to the demonstration with\n\(text.trimmed())")
    }
  }
}

/// A line at once, also into a pipe, where `print` would keep it back.
private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
