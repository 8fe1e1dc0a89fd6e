import Foundation
import Hummingbird
import NIOCore

extension Website {
  /// Serves until the process is told to end, finishing what was accepted.
  /// - Parameter ready: Called with the port once requests are answered.
  public func run(host: String, port: Int, ready: @escaping @Sendable (Int) -> Void) async throws {
    let connections = Connections(limits, proxies: proxies)
    let application = Application(
      router: router(),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [connections.handler()], idleTimeout: .seconds(Int64(limits.idleSeconds)))),
      // Beyond what is closed at once, connections wait at the system's door: never more files than there may be.
      configuration: .init(
        address: .hostname(host, port: port), serverName: nil,
        availableConnectionsDelegate: .maximum(limits.connections + 16, logger: logger)),
      onServerRunning: { channel in ready(channel.localAddress?.port ?? port) }, logger: logger)
    do { try await application.runService() } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw AddressTaken(host: host, port: port)
    }
  }
}

/// Another program listens at the address.
public struct AddressTaken: Error, CustomStringConvertible {
  let host: String
  let port: Int
  public var description: String {
    "Another program listens on port \(port) of \(host) already; choose another one, such as --port \(port + 1)."
  }
}
