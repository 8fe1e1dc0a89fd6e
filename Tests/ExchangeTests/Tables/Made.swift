import Foundation
import Testing

@testable import Exchange

/// Files that tests make as other programs do.
enum Made {
  /// Runs a Python script that writes the file to `path`.
  static func file(_ script: String, _ ending: String = "xlsx") throws -> URL {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "\(temporaryName("concord-test")).\(ending)")
    let before = "import sys, datetime, zipfile, io, openpyxl\npath = sys.argv[1]\n"
    let ended = try Subprocess.run(
      "/usr/bin/python3", ["-c", before + parts + script, file.path], seconds: 60, megabytes: 4096)
    #expect(ended.status == 0, "\(ended.errors)")
    return file
  }

  /// A workbook taken to pieces, with one part replaced.
  private static let parts = """
    def altered(name, change, extra={}):
        whole = io.BytesIO()
        book = openpyxl.Workbook()
        book.active.append(["name", "note"])
        book.active.append(["Nordkap", "x"])
        book.save(whole)
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.namelist():
                new.writestr(member, change(old.read(member)) if member == name else old.read(member))
            for member, content in extra.items():
                new.writestr(member, content)

    """

  /// The sheets of a file that a script writes.
  static func sheets(_ script: String, _ ending: String = "xlsx") throws -> [Exchange.Sheet] {
    let file = try file(script, ending)
    defer { try? FileManager.default.removeItem(at: file) }
    return try SheetReader.read(file, as: "made.\(ending)")
  }
}
