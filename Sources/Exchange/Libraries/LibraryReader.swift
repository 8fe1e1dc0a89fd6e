import Dispatch
import Domain
import Foundation
import RegisterKit
import Synchronization
import Yams

/// What is wrong with a library file, and where.
public struct LibraryProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// Name of the file.
  public let file: String
  /// From 1; nil where the whole file is meant.
  public let line: Int?
  /// In a sentence.
  public let reason: String
  /// The file can be used as it is: something that it asks for is not here, or something in it is not understood.
  public let isWarning: Bool

  public init(file: String, line: Int?, reason: String, isWarning: Bool = false) {
    self.file = file
    self.line = line
    self.reason = reason
    self.isWarning = isWarning
  }

  /// `file:line: reason`, as compilers write it.
  public var description: String { line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)" }
}

/// Reads libraries: our own format (`Libraries/schema/library.schema.json`), the YAML of CISO Assistant's public
/// libraries, OSCAL catalogs in JSON and MITRE's ATLAS in YAML. Every problem of a file is reported, not just the first.
public enum LibraryReader {
  /// Files larger than this are refused unread, in bytes.
  public static let largest = 20_000_000

  /// All `*.yaml` files of a folder and its sub-folders, in the order of their paths, each checked beside the others.
  /// - Parameter others: Libraries of other folders, to which those of this one may refer.
  public static func read(folder: URL, beside others: [Library] = []) -> (
    libraries: [Library], problems: [LibraryProblem]
  ) {
    var (libraries, problems): ([Library], [LibraryProblem]) = ([], [])
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
      return ([], [LibraryProblem(file: folder.path, line: nil, reason: "there is no such folder")])
    }
    var readers: [FileReader] = []
    var files: [String: String] = [:]
    let found =
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    let paths = found.filter { ["yaml", "yml"].contains($0.pathExtension) }.sorted { $0.path < $1.path }
    for (name, read) in readSideBySide(paths, in: folder) {
      guard let read else {
        problems.append(LibraryProblem(file: name, line: nil, reason: "can't be read as UTF-8 text"))
        continue
      }
      var reader = read.reader
      if let library = read.library {
        if let other = files.updateValue(name, forKey: library.uid) {
          reader.problem(
            nil, "library \(library.uid) stands in \(other) too; this file is the one used", isWarning: true)
        }
        libraries.append(library)
      }
      readers.append(reader)
    }
    let set = LibrarySet(others + libraries)
    for reader in readers { problems += reader.problems + reader.unresolved(in: set) }
    return (libraries, problems)
  }

  /// What each file holds, by its name within the folder; nil where it is no text. On every processor, since whoever starts
  /// the server waits for it.
  private static func readSideBySide(
    _ paths: [URL], in folder: URL
  ) -> [(name: String, read: (reader: FileReader, library: Library?)?)] {
    let read = Mutex<[Int: (FileReader, Library?)]>([:])
    let names = paths.map { file in
      file.path.hasPrefix(folder.path + "/") ? String(file.path.dropFirst(folder.path.count + 1)) : file.path
    }
    DispatchQueue.concurrentPerform(iterations: paths.count) { index in
      guard let data = try? Data(contentsOf: paths[index]), let text = String(validating: data, as: UTF8.self) else {
        return
      }
      var reader = FileReader(file: names[index])
      let library = reader.read(text)
      read.withLock { $0[index] = (reader, library) }
    }
    let all = read.withLock { $0 }
    return names.enumerated().map { ($1, all[$0]) }
  }

  /// One file, by itself. The library is nil if it can't be used; problems may come with a library of which parts were
  /// left out.
  /// - Parameter file: What problems call it.
  public static func read(_ text: String, file: String) -> (Library?, [LibraryProblem]) {
    var reader = FileReader(file: file)
    let library = reader.read(text)
    return (library, reader.problems)
  }

  /// One file, checked beside the libraries that are there: what it names must be in one of them or in itself.
  public static func read(_ text: String, file: String, beside libraries: LibrarySet) -> (Library?, [LibraryProblem]) {
    var reader = FileReader(file: file)
    guard let library = reader.read(text) else { return (nil, reader.problems) }
    return (library, reader.problems + reader.unresolved(in: LibrarySet(libraries.libraries + [library])))
  }

  /// Whether a file is of one of the formats that are read here, by what stands at its top level, however broken it may be.
  /// Also other documents of OSCAL, which ``read(_:file:)`` refuses by name.
  /// - Parameter path: Name of the file; only its ending counts.
  public static func looksLikeLibrary(_ bytes: [UInt8], path: String) -> Bool {
    guard bytes.count <= largest, let text = String(validating: bytes, as: UTF8.self) else { return false }
    let ending = path.split(separator: ".").last?.lowercased() ?? ""
    if FileReader.isJSON(text) { return FileReader.isOSCAL(text) }
    guard !["md", "markdown", "csv", "tsv", "txt", "html", "xml"].contains(ending) else { return false }
    let keys = FileReader.topKeys(text)
    if keys.contains("library") {
      let parts = [
        "framework", "crosswalk", "threats", "attention", "steps", "audit_points", "audit_time", "import",
        "earlier_edition",
      ]
      return keys.count == 1 || parts.contains { keys.contains($0) }
    }
    return keys.isSuperset(of: ["urn", "objects"]) || keys.isSuperset(of: ["id", "matrices"])
  }
}
