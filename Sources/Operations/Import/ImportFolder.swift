import Foundation

/// What is read of a folder in which an organization keeps its files.
extension ImportFile {
  /// The files of a folder, in the order of their names, or one file.
  public static func files(at url: URL) -> [(url: URL, path: String)] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue else { return [(url, url.lastPathComponent)] }
    let all = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return all.filter { isOfInterest($0.lastPathComponent) }.sorted { $0.path < $1.path }
      .map { ($0, String($0.path.dropFirst(url.path.hasSuffix("/") ? url.path.count : url.path.count + 1))) }
  }

  /// Endings of the files that are read, in small letters.
  public static let endings = [
    "csv", "tsv", "txt", "xlsx", "xlsm", "ods", "yaml", "yml", "md", "markdown", "docx", "pdf", "json", "xml",
  ]

  /// Whether a file of a folder is read at all, by its name; what else lies there is none of ours.
  public static func isOfInterest(_ name: String) -> Bool {
    endings.contains(URL(fileURLWithPath: name).pathExtension.lowercased())
      && !name.lowercased().hasPrefix("readme") && !name.hasPrefix(".") && !name.hasPrefix("~$")
  }
}
