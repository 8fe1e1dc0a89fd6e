import Operations

/// A form of several parts, as RFC 7578 has it, without holding the files in it.
struct Multipart {
  /// One field or file: what is said of it, and where its content lies.
  struct Part {
    let header: String
    let range: Range<Int>
  }
  private static let mostParts = 20_000
  /// Bytes that the header of a part may have.
  private static let longestHeader = 16_384

  /// - Throws: ``Failure/malformed(_:)`` where there are more parts than any form of ours has.
  static func parts(_ content: FileContent, boundary: String) throws -> [Part] {
    let mark = Array("\r\n--\(boundary)".utf8)
    let starts = try places(of: mark, in: content)
    guard starts.count <= mostParts else { throw Failure.malformed("The form has too many parts.") }
    var parts: [Part] = []
    for (start, next) in zip(starts, starts.dropFirst()) {
      // Behind the mark comes a line break, before the next one another.
      let head = start + mark.count + 2
      let bytes = try content.read(head..<min(next, head + longestHeader))
      guard let gap = firstGap(bytes) else { return parts }
      let begin = head + gap + 4
      parts.append(Part(header: String(decoding: bytes[..<gap], as: UTF8.self), range: begin..<max(begin, next)))
    }
    return parts
  }

  private static func firstGap(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for index in 0...(bytes.count - 4) where bytes[index] == 0x0D {
      if bytes[index + 1] == 0x0A, bytes[index + 2] == 0x0D, bytes[index + 3] == 0x0A { return index }
    }
    return nil
  }

  /// Where the mark stands, as if a line break came before the first byte: in time that grows with the bytes alone, whatever
  /// a sender makes of both (Knuth, Morris and Pratt).
  private static func places(of mark: [UInt8], in content: FileContent) throws -> [Int] {
    // How much of the mark's beginning is the end of what was compared.
    var overlap = [0]
    for byte in mark.dropFirst() {
      var length = overlap[overlap.count - 1]
      while length > 0, mark[length] != byte { length = overlap[length - 1] }
      overlap.append(mark[length] == byte ? length + 1 : 0)
    }
    var (places, matched, at): ([Int], Int, Int) = ([], 2, 0)
    try content.forEachPiece { bytes in
      for byte in bytes {
        at += 1
        if matched == mark.count { matched = overlap[matched - 1] }
        while matched > 0, mark[matched] != byte { matched = overlap[matched - 1] }
        if mark[matched] == byte { matched += 1 }
        if matched == mark.count { places.append(at - mark.count) }
      }
    }
    return places
  }
}
