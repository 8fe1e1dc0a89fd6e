import Hummingbird

extension Website {
  /// Serves until the process is told to end, finishing what was accepted.
  /// - Parameter ready: Called with the port once requests are answered.
  public func run(host: String, port: Int, ready: @escaping @Sendable (Int) -> Void) async throws {
    let application = Application(
      router: router(), configuration: .init(address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { channel in ready(channel.localAddress?.port ?? port) }, logger: logger)
    try await application.runService()
  }
}
