import CXLSXWriter
import Foundation
import RegisterKit

/// Workbooks: written by libxlsxwriter, read in a bounded process of its own.
public enum XLSX {
  /// The tables of a workbook; see ``SheetReader``.
  /// - Throws: ``Unreadable`` for what is no workbook, is encrypted, too large or takes too long.
  public static func read(_ file: URL) throws -> [Table] { try SheetReader.workbook(file).map { Table($0) } }

  /// A cell to be written.
  public enum Cell: Sendable, Equatable {
    case text(String)
    case number(Double)
    case day(Day)
  }

  /// A sheet to be written, with one header line.
  public struct Sheet: Sendable {
    /// Characters that a workbook does not allow are left out, and all beyond 31.
    public var name: String
    public var header: [String]
    /// Cells in the order of the header.
    public var rows: [[Cell]]
    public init(name: String, header: [String], rows: [[Cell]]) {
      self.name = name
      self.header = header
      self.rows = rows
    }

    /// Under a name that a workbook allows.
    fileprivate func named() -> Sheet {
      Sheet(name: String(name.filter { !"[]:*?/\\'".contains($0) }.prefix(31)), header: header, rows: rows)
    }
  }

  /// What the format holds.
  static let mostColumns = 16_384
  static let mostRows = 1_048_576

  /// A workbook with frozen, filterable headers. Text is written as text: no formula comes out of it. What is longer than
  /// a cell holds stands whole on a sheet at the end; see ``LongTexts``.
  /// - Parameter created: The day that it says it was made on; now if nil. With it the same sheets give the same bytes.
  public static func write(_ sheets: [Sheet], created: Day? = nil) throws -> [UInt8] {
    for sheet in sheets {
      let columns = sheet.rows.reduce(sheet.header.count) { max($0, $1.count) }
      guard columns <= mostColumns, sheet.rows.count < mostRows else {
        throw Unreadable(
          "A sheet has \(mostColumns) columns and \(mostRows) rows at most; take the data as CSV or JSON.")
      }
    }
    let file = TemporaryFolder.file("book", ".xlsx")
    defer { unlink(file.path) }
    guard let book = begun(file) else { throw Unreadable("The workbook could not be begun.") }
    if let created {
      var properties = lxw_doc_properties()
      properties.created = created.number * 86_400
      workbook_set_properties(book, &properties)
    }
    let head = workbook_add_format(book)
    format_set_bold(head)
    format_set_bg_color(head, 0xEEF2F6)
    format_set_bottom(head, 1)
    format_set_text_wrap(head)
    let wrapped = workbook_add_format(book)
    format_set_text_wrap(wrapped)
    format_set_align(wrapped, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    let date = workbook_add_format(book)
    format_set_num_format(date, "yyyy-mm-dd")
    format_set_align(date, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    for sheet in LongTexts.moved(sheets.map { $0.named() }) {
      let name = sheet.name
      let page = workbook_add_worksheet(book, name.isEmpty ? nil : name)
      for (column, title) in sheet.header.enumerated() {
        worksheet_write_string(page, 0, UInt16(clamping: column), title, head)
        let longest =
          sheet.rows.prefix(200).map { row in
            guard column < row.count, case .text(let text) = row[column] else { return 10 }
            return text.count
          }.max() ?? 10
        worksheet_set_column(
          page, UInt16(clamping: column), UInt16(clamping: column),
          Double(min(60, max(9, max(title.count, longest) + 1))), nil)
      }
      for (index, row) in sheet.rows.enumerated() {
        let line = UInt32(clamping: index + 1)
        for (column, cell) in row.enumerated() {
          switch cell {
          case .text(let text):
            if !text.isEmpty { worksheet_write_string(page, line, UInt16(clamping: column), text, wrapped) }
          case .number(let number): worksheet_write_number(page, line, UInt16(clamping: column), number, wrapped)
          case .day(let day):
            // Days since 1899-12-30, as spreadsheets count them.
            worksheet_write_number(page, line, UInt16(clamping: column), Double(day.number + 25_569), date)
          }
        }
      }
      worksheet_freeze_panes(page, 1, 0)
      worksheet_repeat_rows(page, 0, 0)
      worksheet_set_landscape(page)
      worksheet_fit_to_pages(page, 1, 0)
      if !sheet.header.isEmpty {
        worksheet_autofilter(
          page, 0, 0, UInt32(clamping: max(1, sheet.rows.count)), UInt16(clamping: sheet.header.count - 1))
      }
    }
    let result = workbook_close(book)
    guard result == LXW_NO_ERROR else {
      let why = errno
      // The library says only which part it could not write; what the system answered is known just now.
      if why == ENOSPC || why == EDQUOT { throw POSIXError(why == ENOSPC ? .ENOSPC : .EDQUOT) }
      throw Unreadable("The workbook could not be written: \(String(cString: lxw_strerror(result))).")
    }
    return [UInt8](try Data(contentsOf: file))
  }

  /// A workbook whose parts are collected in our temporary folder as well.
  private static func begun(_ file: URL) -> UnsafeMutablePointer<lxw_workbook>? {
    TemporaryFolder.url.path.withCString { folder in
      var options = lxw_workbook_options()
      options.tmpdir = UnsafeMutablePointer(mutating: folder)
      return workbook_new_opt(file.path, &options)
    }
  }
}
