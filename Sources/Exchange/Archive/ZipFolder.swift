import Foundation
import RegisterKit

/// A ZIP archive that somebody sends instead of a folder, unpacked by a bounded process of its own.
public enum ZipFolder {
  /// Files at most.
  public static let mostFiles = 1000

  private static let unpacker = #"""
    import os, sys, zipfile, zlib
    def refuse(reason): sys.exit("refused: " + reason)
    source, target = sys.argv[1], sys.argv[2]
    wanted = tuple("." + ending for ending in sys.argv[3].split(","))
    left, count = 300_000_000, 0
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if len(members) > 10000: refuse("it has more than 10,000 members")
            for member in members:
                name = member.filename.replace("\\", "/")
                parts = [part for part in name.split("/") if part not in ("", ".")]
                if member.is_dir() or not parts or name.startswith("__MACOSX/"): continue
                if ".." in parts or name.startswith("/") or "\0" in name or ":" in parts[0]:
                    refuse("it has a member outside of itself: " + name[:80])
                if not name.lower().endswith(wanted): continue
                if member.flag_bits & 1: refuse("it has a password")
                count += 1
                if count > 1000: refuse("it has more than 1,000 files that could be read")
                path = os.path.join(target, str(count))
                with archive.open(member) as part, open(path, "wb") as out:
                    while True:
                        piece = part.read(1 << 20)
                        if not piece: break
                        left -= len(piece)
                        if left < 0: refuse("it unpacks to more than 300 MB")
                        out.write(piece)
                sys.stdout.write("/".join(parts).replace("\n", " ") + "\n")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        refuse("it is damaged")
    """#

  /// Unpacks the files with one of the endings into a folder, named 1, 2, 3 …
  /// - Returns: Their paths in the archive, in that order.
  /// - Throws: ``Unreadable`` for what is no archive, is too large or leads out of itself.
  public static func unpack(_ archive: URL, into folder: URL, endings: [String]) throws -> [String] {
    let ended = try Subprocess.run(
      "/usr/bin/python3", ["-I", "-c", unpacker, archive.path, folder.path, endings.joined(separator: ",")],
      seconds: 20,
      megabytes: 512)
    if ended.timedOut { throw Unreadable("Unpacking the archive took too long.") }
    guard ended.status == 0 else {
      let reason = ended.errors.split(separator: "\n").last.map(String.init) ?? "no reason given"
      let words = reason.hasPrefix("refused: ") ? String(reason.dropFirst(9)) : "it is damaged"
      throw Unreadable("This archive can't be read: \(words).")
    }
    return String(decoding: ended.output, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
