import Foundation
import Testing

@testable import Exchange

/// What a page names is not fetched, wherever it is: the renderer has the page and nothing else.
@Suite struct PDFTests {
  @Test func nothingThatAPageNamesIsRead() async throws {
    let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listening) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port =
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> UInt16 in
          guard bind(listening, pointer, length) == 0, listen(listening, 8) == 0 else { return 0 }
          return getsockname(listening, pointer, &length) == 0 ? 1 : 0
        }
      } == 1 ? UInt16(bigEndian: address.sin_port) : 0
    try #require(port > 0)
    let secret = try TemporaryFolder.folder("secret").appendingPathComponent("secret.txt")
    defer { try? FileManager.default.removeItem(at: secret.deletingLastPathComponent()) }
    try Data("mine".utf8).write(to: secret)
    let bytes = try await PDF.render(
      Array(
        """
        <!DOCTYPE html><html><head><title>t</title><link rel="stylesheet" href="http://127.0.0.1:\(port)/a.css">
        <link rel="attachment" href="file://\(secret.path)"><style>@import url("file://\(secret.path)");
        @font-face { font-family: f; src: url("http://127.0.0.1:\(port)/f.woff") } p { font-family: f }</style></head>
        <body><p>Text</p><img src="http://127.0.0.1:\(port)/b.png"><a rel="attachment" href="file://\(secret.path)">x</a>
        </body></html>
        """.utf8))
    #expect(bytes.starts(with: Array("%PDF".utf8)))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("EmbeddedFile"))
    var waiting = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
    #expect(poll(&waiting, 1, 0) == 0, "somebody connected")
  }
}
