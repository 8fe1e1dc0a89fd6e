import ArgumentParser
import Foundation
import Operations
import RegisterKit
import Synchronization

/// The way from a command to the server that has the data directory: a Unix socket in that folder, which only its owner
/// can open. One JSON line there, one back.
enum CommandSocket {
  /// Lets the server run a command.
  static func send(_ arguments: [String], to path: String, _ output: Output) throws -> Output {
    let socket = try connected(path)
    defer { close(socket) }
    try write(
      [
        "arguments": Value(arguments), "folder": .text(output.folder.path),
        "variables": .object(output.variables.mapValues(Value.text)),
      ], to: socket)
    guard let answer = read(socket), let value = try? JSON.parse(answer) else {
      throw ValidationError("The server on this data directory did not answer.")
    }
    var output = output
    let (text, errors) = (value["text"].text ?? "", value["errors"].text ?? "")
    if !text.isEmpty { output.line(String(text.dropLast(text.hasSuffix("\n") ? 1 : 0))) }
    if !errors.isEmpty { output.warn(String(errors.dropLast(errors.hasSuffix("\n") ? 1 : 0))) }
    output.status = Int32(clamping: value["status"].int ?? 1)
    return output
  }

  /// Answers commands until the process ends.
  static func serve(_ directory: DataDirectory, _ installation: Installation) throws {
    let path = directory.socketPath
    unlink(path)
    let listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = try address(path)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listening, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard listening >= 0, bound == 0, chmod(path, 0o600) == 0, listen(listening, 8) == 0 else {
      throw ValidationError("The socket \(path) can't be opened: \(String(cString: strerror(errno))).")
    }
    Thread.detachNewThread {
      while true {
        let client = accept(listening, nil, nil)
        guard client >= 0 else {
          // Without descriptors it fails at once, again and again.
          if errno != EINTR { usleep(100_000) }
          continue
        }
        guard clients.add(1, ordering: .relaxed).newValue <= mostClients else {
          leave(client)
          continue
        }
        // Waiting for a client takes a thread of its own, none of those that answer requests.
        Thread.detachNewThread { answer(client, directory, installation) }
      }
    }
  }

  /// Commands that are being read, run or answered at once.
  private static let mostClients = 16
  private static let clients = Atomic(0)
  /// Within which a client has said what it wants, in seconds.
  private static let patience = 5

  private static func leave(_ client: Int32) {
    close(client)
    clients.subtract(1, ordering: .relaxed)
  }

  private static func answer(_ client: Int32, _ directory: DataDirectory, _ installation: Installation) {
    wait(client, SO_RCVTIMEO, seconds: 1)
    let end = ContinuousClock.now + .seconds(patience)
    guard let request = read(client, until: end), let value = try? JSON.parse(request) else { return leave(client) }
    Task.detached {
      let output = await run(
        value["arguments"].texts, installation,
        Output(
          folder: URL(fileURLWithPath: value["folder"].text ?? "/"),
          variables: (value["variables"].object ?? [:]).compactMapValues(\.text), directory: directory))
      Thread.detachNewThread {
        wait(client, SO_SNDTIMEO, seconds: 30)
        try? write(
          ["text": .text(output.text), "errors": .text(output.errors), "status": .int(Int(output.status))], to: client)
        leave(client)
      }
    }
  }

  private static func wait(_ socket: Int32, _ what: Int32, seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, what, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  private static func run(_ arguments: [String], _ installation: Installation, _ output: Output) async -> Output {
    var output = output
    do {
      guard let command = try Concord.parseAsRoot(arguments) as? any DataCommand else {
        throw ValidationError("A server is running on this data directory; stop it for this command.")
      }
      let name = "command \(type(of: command).configuration.commandName ?? "\(type(of: command))")"
      return try await installation.told(name) {
        try await command.execute(on: installation, output)
      }
    } catch {
      output.warn(Concord.fullMessage(for: error))
      output.status = 2
      return output
    }
  }

  private static func address(_ path: String) throws -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw ValidationError("The path of the data directory is too long for a socket.")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }

  private static func connected(_ path: String) throws -> Int32 {
    let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = try address(path)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(client, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else { throw ValidationError("Another process has this data directory and can't be reached.") }
    return client
  }

  private static func write(_ value: Value, to socket: Int32) throws {
    let bytes = JSON.bytes(value) + [0x0A]
    var at = 0
    while at < bytes.count {
      let count = bytes.withUnsafeBytes { Foundation.write(socket, $0.baseAddress?.advanced(by: at), bytes.count - at) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ValidationError("The connection to the server broke off.") }
      at += count
    }
  }

  /// - Parameter end: Nil waits for as long as it takes.
  private static func read(_ socket: Int32, until end: ContinuousClock.Instant? = nil) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.last != 0x0A {
      let count = Foundation.read(socket, &buffer, buffer.count)
      if let end, ContinuousClock.now > end { return nil }
      if count < 0, errno == EINTR || (end != nil && errno == EAGAIN) { continue }
      guard count > 0, bytes.count < 512_000_000 else { return nil }
      bytes += buffer[..<count]
    }
    return bytes.dropLast()
  }
}
