import Domain
import Exchange
import Foundation

/// The folder `Libraries` of the package, read once.
enum Shipped {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Libraries")
  static let result = LibraryReader.read(folder: folder)
  static let set = LibrarySet(result.libraries)

  /// Every library file, as a path from the folder.
  static var files: [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).filter {
      $0.hasSuffix(".yaml")
    }
    .sorted()
  }
}
