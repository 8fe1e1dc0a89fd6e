import Foundation

/// An address of the network. IPv4 written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
  /// 4 or 16.
  let bytes: [UInt8]

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads an address as sockets and `X-Forwarded-For` write it, with or without a port; nil for anything else.
  init?(_ text: String) {
    guard text.utf8.count <= 60 else { return nil }
    var host = text.trimmed()
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
      host = String(host[host.index(after: host.startIndex)..<end])
    } else if host.count(where: { $0 == ":" }) == 1, let colon = host.firstIndex(of: ":") {
      host = String(host[..<colon])
    }
    // A scope such as `%eth0` belongs to the machine, not to the address.
    host = String(host.prefix { $0 != "%" })
    var four = [UInt8](repeating: 0, count: 4)
    var sixteen = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, host, &four) == 1 {
      bytes = four
    } else if inet_pton(AF_INET6, host, &sixteen) == 1 {
      let isIPv4 = sixteen.prefix(10).allSatisfy { $0 == 0 } && sixteen[10] == 0xFF && sixteen[11] == 0xFF
      bytes = isIPv4 ? Array(sixteen.suffix(4)) : sixteen
    } else {
      return nil
    }
  }

  var isIPv6: Bool { bytes.count == 16 }

  /// The first bits, and zeros behind them.
  func masked(_ bits: Int) -> NetworkAddress {
    NetworkAddress(
      bytes: bytes.enumerated().map { index, byte in
        let kept = max(0, min(8, bits - index * 8))
        return byte & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
      })
  }

  /// What one sender has: the address itself, of IPv6 the /64 in which they choose theirs.
  var network: NetworkAddress { isIPv6 ? masked(64) : self }

  var description: String {
    var out = [CChar](repeating: 0, count: 64)
    let text = bytes.withUnsafeBytes {
      inet_ntop(isIPv6 ? AF_INET6 : AF_INET, $0.baseAddress, &out, socklen_t(out.count)).map { String(cString: $0) }
    }
    return text ?? "unknown"
  }
}

/// Addresses with the same beginning, such as `10.0.0.0/8`.
public struct NetworkRange: Sendable, Hashable {
  let base: NetworkAddress
  let bits: Int

  /// Reads an address alone or with the number of bits that count; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let first = parts.first, let address = NetworkAddress(first) else { return nil }
    let most = address.bytes.count * 8
    let wanted = parts.count == 2 ? Int(parts[1]) : most
    guard let wanted, (0...most).contains(wanted) else { return nil }
    bits = wanted
    base = address.masked(wanted)
  }

  /// This machine itself.
  public static let loopback = ["127.0.0.0/8", "::1"].compactMap { NetworkRange($0) }

  /// Whether a host, with or without a port, is this machine itself, by name or address.
  public static func isLoopback(_ host: String) -> Bool {
    // Nothing but a name or an address and a port: what stands behind an @ or a slash would be another host's.
    guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".:[]".contains($0)) }) else { return false }
    let parts = host.split(separator: ":", omittingEmptySubsequences: false)
    if parts[0].lowercased() == "localhost" {
      return parts.count == 1 || (parts.count == 2 && (Int(parts[1]).map { (0...65_535).contains($0) } ?? false))
    }
    return NetworkAddress(host).map { address in loopback.contains { $0.contains(address) } } ?? false
  }

  func contains(_ address: NetworkAddress) -> Bool {
    address.bytes.count == base.bytes.count && address.masked(bits) == base
  }
}

/// From which address a request comes.
enum Sender {
  /// - Parameters:
  ///   - peer: Who holds the connection.
  ///   - forwarded: What proxies say on whose behalf they ask; each adds whom it saw at the end.
  ///   - proxies: Whose word is taken.
  /// - Returns: The last address that no trusted proxy has, so that nobody chooses their own; the peer where it is none.
  static func address(peer: String, forwarded: String?, proxies: [NetworkRange]) -> String {
    func isTrusted(_ address: NetworkAddress) -> Bool { proxies.contains { $0.contains(address) } }
    guard let own = NetworkAddress(peer) else { return peer }
    guard isTrusted(own), let forwarded else { return own.description }
    var last = own
    for part in forwarded.split(separator: ",").suffix(20).reversed() {
      guard let address = NetworkAddress(String(part)) else { break }
      last = address
      if !isTrusted(address) { break }
    }
    return last.description
  }
}
