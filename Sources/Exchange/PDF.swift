import Foundation

/// Pages as PDF, by WeasyPrint in a bounded process of its own that is given nothing but the page.
public enum PDF {
  /// One at a time: each takes a processor and memory.
  private static let queue = DispatchQueue(label: "concord.pdf")

  /// - Parameter html: A whole document that fetches nothing.
  /// - Throws: ``Unreadable`` if WeasyPrint is not installed or does not get done.
  public static func render(_ html: [UInt8], seconds: Int = 60) async throws -> [UInt8] {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try run(html, seconds: seconds) }) }
    }
  }

  private static func run(_ html: [UInt8], seconds: Int) throws -> [UInt8] {
    let folder = try TemporaryFolder.folder("pdf")
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appendingPathComponent("page.html")
    try Data(html).write(to: page)
    // To a file rather than standard output, which takes what libraries print.
    let pdf = folder.appendingPathComponent("page.pdf")
    let ended = try Subprocess.run(
      "/usr/bin/weasyprint", ["-q", "-e", "utf-8", page.path, pdf.path], seconds: seconds, megabytes: 3000)
    guard ended.status == 0, let bytes = try? Data(contentsOf: pdf), bytes.starts(with: Array("%PDF".utf8)) else {
      throw Unreadable(
        ended.timedOut ? "The PDF was not ready within \(seconds) seconds." : "No PDF could be made of the page.")
    }
    return Array(bytes)
  }
}
