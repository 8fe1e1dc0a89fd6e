import Foundation

/// Who else on the machine could read the data directory.
extension DataDirectory {
  /// What Concord puts there.
  private static let ours: Set<String> = [
    "concord.sqlite", "concord.sqlite-wal", "concord.sqlite-shm", "concord.sock", "signing-key", "lock", "files",
    "libraries", "tmp", "demo-sign-in.txt",
  ]

  private static func mode(_ path: String) -> mode_t? {
    var found = stat()
    return lstat(path, &found) == 0 && found.st_mode & S_IFMT != S_IFLNK ? found.st_mode & 0o777 : nil
  }

  private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [] }

  /// Takes from group and others what they may do here: with what Concord put there, and with the folder itself unless it
  /// holds things of others too. What can't be narrowed is named by ``tooWide()``.
  func narrow() {
    let names = names
    var paths = names.filter(Self.isOurs).map { url.appendingPathComponent($0).path }
    if names.allSatisfy(Self.isOurs) { paths.append(url.path) }
    for path in paths {
      if let mode = Self.mode(path), mode & 0o077 != 0 { chmod(path, mode & 0o700) }
    }
  }

  private static func isOurs(_ name: String) -> Bool { ours.contains(name) || name.hasPrefix("concord.sqlite.") }

  /// Folders and files that others can get at, in sentences; the first twenty, then how many more.
  func tooWide() -> [String] {
    var (lines, more) = ([String](), 0)
    func look(_ path: String, _ name: String) {
      guard let mode = Self.mode(path), mode & 0o077 != 0 else { return }
      guard lines.count < 20 else {
        more += 1
        return
      }
      lines.append("\(name) is open to others on this machine (mode \(String(mode, radix: 8)))")
    }
    look(url.path, url.path)
    // Behind a folder that is closed nobody gets, but a copy of it may be opened.
    let walk = FileManager.default.enumerator(atPath: url.path)
    while let name = walk?.nextObject() as? String { look(url.appendingPathComponent(name).path, name) }
    if more > 0 { lines.append("… and \(more) more") }
    if !lines.isEmpty { lines.append("  chmod -R go= \(url.path) closes them.") }
    return lines
  }
}
