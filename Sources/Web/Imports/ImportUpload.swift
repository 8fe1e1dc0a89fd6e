import Foundation
import Operations
import RegisterKit

/// The ways in which files come to an import: chosen, a folder, dropped onto the page, pasted from a spreadsheet.
enum ImportUpload {
  /// The field for a folder.
  private static let folder = "folder"

  private static let accept = (ImportFile.endings + ["zip"]).map { ".\($0)" }.joined(separator: ",")

  /// A browser sends all that lies in a folder; what is not read is left out by the script.
  private static let withoutScript: HTML =
    "<span class=\"no-js\"> Without JavaScript all files in it are sent, so the whole folder has a limit of 100 MB.</span>"

  /// The fields, in order of how often they are needed.
  static func fields(prefix: String = "f") -> HTML {
    """
    <div class="drop" data-drop="\((ImportFile.endings + ["zip"]).joined(separator: " "))">\
    \(UI.field(.init("files", "Files", .file(accept: accept, isMultiple: true), help: "Excel, OpenDocument, CSV, text, Markdown, Word, PDF, YAML, JSON or a ZIP of these; several at once.", prefix: prefix)))\
    <p class="help js-only">You can also drop files or a folder here.</p></div>\
    <details class="import-more"><summary>A folder, or rows copied from a spreadsheet</summary><div class="stack">\
    \(UI.field(.init(folder, "Folder", .folder(endings: ImportFile.endings), help: "With its subfolders; files of other types are skipped.\(withoutScript)", prefix: prefix)))\
    \(UI.field(.init("pasted", "Rows", .textarea("", rows: 4), help: "Copy the rows with their headings and paste them here.", prefix: prefix)))\
    </div></details>
    """
  }

  /// What a form with ``fields(prefix:)`` sent.
  /// - Parameter taken: Names of files that are there already, which pasted rows must not replace.
  /// - Returns: The files, and the names of those that are empty.
  static func sent(_ call: Call, taken: Set<String> = []) async throws -> (files: [SentFile], empty: [String]) {
    // Read to its end, so that a browser which is still sending gets the answer.
    let (form, isWhole) = try await call.formPrefix(upTo: Installation.largestFile + (1 << 20))
    guard isWhole else {
      throw Failure.tooLarge(
        "These files have more than 100 MB together, so none was read. Send fewer at a time, or leave out pictures and archives."
      )
    }
    let wanted = form.files.filter { $0.field != folder || ImportFile.isOfInterest($0.name) }
    var files = wanted.filter { !$0.content.isEmpty }.map { SentFile(path: $0.path, content: $0.content) }
    if let pasted = form["pasted"], pasted.contains(where: { !$0.isWhitespace }) {
      files.append(SentFile(path: pastedName(pasted, taken), content: .bytes(Array(pasted.utf8))))
    }
    let empty = wanted.filter(\.content.isEmpty).map(\.path)
    guard !files.isEmpty else {
      if let first = empty.first { throw Failure.malformed("\(first) is empty. Choose at least one file with rows.") }
      throw Failure.malformed(
        form.files.isEmpty
          ? "Choose at least one file, or paste rows." : "There is no file in this folder that can be imported.")
    }
    return (files, empty)
  }

  private static func pastedName(_ text: String, _ taken: Set<String>) -> String {
    let ending = text.contains("\t") ? "tsv" : "csv"
    var name = "pasted.\(ending)"
    var number = 2
    while taken.contains(name) {
      name = "pasted \(number).\(ending)"
      number += 1
    }
    return name
  }
}
