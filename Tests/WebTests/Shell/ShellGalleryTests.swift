import Foundation
import Testing

@testable import Web

@Suite("Shell: gallery")
struct ShellGalleryTests {
  /// Writes the gallery and its assets into the folder named by `CONCORD_GALLERY`, to be looked at in a browser.
  @Test func isWritten() throws {
    let pages = ["index.html": Gallery.page(), "bare.html": Gallery.bare()]
    for (_, page) in pages { #expect(page.string.hasPrefix("<!doctype html>")) }
    guard let folder = ProcessInfo.processInfo.environment["CONCORD_GALLERY"] else { return }
    let root = URL(fileURLWithPath: folder)
    let assets = root.appendingPathComponent(String(Asset.path.dropFirst()))
    try FileManager.default.createDirectory(at: assets, withIntermediateDirectories: true)
    for (name, page) in pages { try Data(page.bytes).write(to: root.appendingPathComponent(name)) }
    for asset in Asset.all { try Data(asset.bytes).write(to: assets.appendingPathComponent(asset.name)) }
  }
}
