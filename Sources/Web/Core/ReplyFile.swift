import Foundation
import Hummingbird
import NIOCore
import Operations

/// A file of the server's own making that is sent piece by piece and is gone when the answer is.
final class ReplyFile: Sendable {
  private let descriptor: Int32
  let size: Int

  /// Takes the file over: it has no name from now on.
  init(taking url: URL) throws {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    unlink(url.path)
    var facts = stat()
    guard descriptor >= 0, fstat(descriptor, &facts) == 0 else {
      throw Failure.unavailable("The file that was made can't be read.")
    }
    self.descriptor = descriptor
    size = Int(facts.st_size)
  }

  deinit { close(descriptor) }

  var body: ResponseBody {
    ResponseBody(contentLength: size) { writer in
      var at = 0
      while at < self.size {
        let piece = self.piece(at)
        // A file that ends early ends the answer early: whoever takes it sees that it is short.
        if piece.isEmpty { throw Failure.unavailable("The file broke off.") }
        try await writer.write(ByteBuffer(bytes: piece))
        at += piece.count
      }
      try await writer.finish(nil)
    }
  }

  private func piece(_ at: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(at)))
    }
  }
}
