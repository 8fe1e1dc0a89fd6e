import CZip
import Foundation

/// What goes into an archive under a name.
public struct ArchiveMember: Sendable {
  /// Where the bytes come from.
  public enum Content: Sendable {
    case bytes([UInt8])
    /// Read when the archive is written, piece by piece, never as a whole.
    case file(URL)
  }
  /// A relative path of letters, digits, `-`, `_`, `.` and `/`.
  public let name: String
  public let content: Content

  public init(_ name: String, _ content: Content) {
    self.name = name
    self.content = content
  }
}

/// Why no archive came to be; then there is no file either.
public enum ArchiveFailure: Error, Sendable, Equatable {
  case full
  case other(String)
}

/// Archives whose bytes follow from their members alone: stored as they are, in the order given, all of the same date.
public enum ZipWriter {
  /// Writes a new archive, makes it durable and gives it its name; what stood there under that name is replaced.
  /// - Throws: ``ArchiveFailure``; then nothing is left behind and an earlier file of the name still stands.
  public static func write(_ members: [ArchiveMember], to target: URL) throws(ArchiveFailure) {
    let part = "\(target.path).\(temporaryName("part"))"
    var isDone = false
    defer { if !isDone { unlink(part) } }
    try fill(part, members)
    let file = open(part, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(errno) }
    let synced = fsync(file)
    let why = errno
    close(file)
    guard synced == 0 else { throw failure(why) }
    guard rename(part, target.path) == 0 else { throw failure(errno) }
    isDone = true
  }

  private static func fill(_ path: String, _ members: [ArchiveMember]) throws(ArchiveFailure) {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code) else { throw failure(errno) }
    for member in members {
      guard let source = source(member.content, archive) else {
        zip_discard(archive)
        throw .other("\(member.name) could not be read.")
      }
      let index = zip_file_add(archive, member.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
      guard index >= 0 else {
        zip_source_free(source)
        let words = String(cString: zip_strerror(archive))
        zip_discard(archive)
        throw .other("\(member.name): \(words).")
      }
      zip_set_file_compression(archive, zip_uint64_t(index), Int32(ZIP_CM_STORE), 0)
      zip_file_set_dostime(archive, zip_uint64_t(index), 0, ZipLayout.date, 0)
      zip_file_set_external_attributes(
        archive, zip_uint64_t(index), 0, zip_uint8_t(ZIP_OPSYS_UNIX), ZipLayout.attributes)
    }
    guard zip_close(archive) == 0 else {
      let why = zip_error_code_system(zip_get_error(archive))
      let words = String(cString: zip_strerror(archive))
      zip_discard(archive)
      throw why == ENOSPC || why == EDQUOT || why == EFBIG ? .full : .other("\(words).")
    }
  }

  private static func source(_ content: ArchiveMember.Content, _ archive: OpaquePointer) -> OpaquePointer? {
    switch content {
    case .file(let url): return zip_source_file(archive, url.path, 0, -1)
    case .bytes(let bytes):
      // The library takes the copy over and frees it.
      guard let copy = malloc(max(1, bytes.count)) else { return nil }
      bytes.withUnsafeBytes { if let base = $0.baseAddress { memcpy(copy, base, bytes.count) } }
      guard let source = zip_source_buffer(archive, copy, zip_uint64_t(bytes.count), 1) else {
        free(copy)
        return nil
      }
      return source
    }
  }

  private static func failure(_ code: Int32) -> ArchiveFailure {
    code == ENOSPC || code == EDQUOT || code == EFBIG ? .full : .other("\(String(cString: strerror(code))).")
  }
}
