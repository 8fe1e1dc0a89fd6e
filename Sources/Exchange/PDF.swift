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

  /// Reads nothing but the page: whatever else a page names, on the network or on the disk, is refused and left out.
  private static let renderer = """
    import logging, sys, weasyprint
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    def refuse(url, *_, **__):
        raise ValueError("nothing is fetched")
    with open(sys.argv[1], "rb") as page:
        html = weasyprint.HTML(file_obj=page, encoding="utf-8", base_url="about:blank", url_fetcher=refuse)
    html.write_pdf(sys.argv[2])
    """

  private static func run(_ html: [UInt8], seconds: Int) throws -> [UInt8] {
    let folder = try TemporaryFolder.folder("pdf")
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appendingPathComponent("page.html")
    try Data(html).write(to: page)
    // To a file rather than standard output, which takes what libraries print.
    let pdf = folder.appendingPathComponent("page.pdf")
    let ended = try Subprocess.run(
      "/usr/bin/python3", ["-I", "-c", Self.renderer, page.path, pdf.path], seconds: seconds, megabytes: 3000)
    guard ended.status == 0, let bytes = try? Data(contentsOf: pdf), bytes.starts(with: Array("%PDF".utf8)) else {
      throw Unreadable(
        ended.timedOut ? "The PDF was not ready within \(seconds) seconds." : "No PDF could be made of the page.")
    }
    return Array(bytes)
  }
}
