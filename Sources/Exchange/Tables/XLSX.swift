import CXLSXWriter
import Foundation
import RegisterKit

/// Workbooks: read by openpyxl in a bounded process of its own, written by libxlsxwriter.
public enum XLSX {
  /// Prints one JSON line a sheet and a row. Values are what the sheet shows for certain: stored results of formulas,
  /// days and moments in ISO form, whole numbers without a point.
  private static let reader = #"""
    import datetime, json, os, sys, zipfile, zlib
    # The parser of Python itself follows no entity out of the file and stops at those that swell.
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl
    def refuse(reason): sys.exit("refused: " + reason)
    def stumbled(kind, value, trace):
        full = issubclass(kind, MemoryError)
        print("refused: " + ("it needs too much memory" if full else "one of its parts is broken"), file=sys.stderr)
    sys.excepthook = stumbled
    # What it unpacks to is written in the archive, and Python reads no byte more of a member than stands there.
    try:
        with zipfile.ZipFile(sys.argv[1]) as archive:
            members = archive.infolist()
            if len(members) > 10000: refuse("it has more than 10,000 parts")
            if sum(member.file_size for member in members) > 500000000: refuse("it unpacks to more than 500 MB")
            if any(member.flag_bits & 1 for member in members): refuse("it has a password")
            for member in members:
                if not member.filename.lower().endswith((".xml", ".rels", ".vml")): continue
                # A workbook has no document type, so entities can only be an attack.
                with archive.open(member) as part:
                    tail = b""
                    while True:
                        bytes = part.read(1 << 20)
                        if not bytes: break
                        if b"<!DOCTYPE" in (tail + bytes).replace(b"\0", b""): refuse("it declares a document type")
                        tail = bytes[-40:]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        refuse("its archive is damaged")
    def text(v):
        if v is None: return ""
        if isinstance(v, bool): return "yes" if v else "no"
        if isinstance(v, datetime.datetime):
            if (v.hour, v.minute, v.second, v.microsecond) == (0, 0, 0, 0): return v.strftime("%Y-%m-%d")
            v = (v + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
            return v.strftime("%Y-%m-%d %H:%M" if v.second == 0 else "%Y-%m-%d %H:%M:%S")
        if isinstance(v, datetime.date): return v.strftime("%Y-%m-%d")
        if isinstance(v, datetime.time): return v.strftime("%H:%M")
        if isinstance(v, float):
            if v == int(v) and abs(v) < 1e15: return str(int(v))
            return repr(round(v, 10))
        return str(v)
    try: book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
    except (KeyError, ValueError, TypeError, AttributeError, openpyxl.utils.exceptions.InvalidFileException): refuse("it is no workbook")
    out = sys.stdout
    for sheet in book.worksheets:
        out.write(json.dumps({"sheet": sheet.title}) + "\n")
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > 1000000: refuse("a sheet has more than 1,000,000 rows")
            cells = [text(v) for v in row]
            if any(cells): out.write(json.dumps({"row": number, "cells": cells}) + "\n")
    """#

  /// The sheets of a workbook.
  /// - Throws: ``Unreadable`` for what is no workbook, is encrypted, too large or takes too long.
  public static func read(_ file: URL) throws -> [Table] {
    let ended = try Subprocess.run("/usr/bin/python3", ["-I", "-c", reader, file.path], seconds: 60, megabytes: 2048)
    if ended.timedOut { throw Unreadable("Reading the workbook took longer than a minute.") }
    guard ended.status == 0 else {
      let reason = ended.errors.split(separator: "\n").last.map(String.init) ?? "no reason given"
      let words = reason.hasPrefix("refused: ") ? String(reason.dropFirst(9)) : reason
      throw Unreadable("This is not a workbook that can be read: \(words).")
    }
    var sheets: [(String, [TableRow])] = []
    for line in ended.output.split(separator: 0x0A) {
      let value = try JSON.parse(Array(line))
      if let name = value["sheet"].text {
        sheets.append((name, []))
      } else if let number = value["row"].int, !sheets.isEmpty {
        sheets[sheets.count - 1].1.append(TableRow(number: number, cells: value["cells"].texts))
      }
    }
    return sheets.map { Table(sheet: $0.0, raw: $0.1) }
  }

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
  }

  /// A workbook with frozen, filterable headers. Text is written as text: no formula comes out of it.
  /// - Parameter created: The day that it says it was made on; now if nil. With it the same sheets give the same bytes.
  public static func write(_ sheets: [Sheet], created: Day? = nil) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(temporaryName("concord")).xlsx")
    defer { try? FileManager.default.removeItem(at: file) }
    guard let book = workbook_new(file.path) else { throw Unreadable("The workbook could not be begun.") }
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
    for sheet in sheets {
      let name = String(sheet.name.filter { !"[]:*?/\\'".contains($0) }.prefix(31))
      let page = workbook_add_worksheet(book, name.isEmpty ? nil : name)
      for (column, title) in sheet.header.enumerated() {
        worksheet_write_string(page, 0, UInt16(column), title, head)
        let longest =
          sheet.rows.prefix(200).map { row in
            guard column < row.count, case .text(let text) = row[column] else { return 10 }
            return text.count
          }.max() ?? 10
        worksheet_set_column(
          page, UInt16(column), UInt16(column), Double(min(60, max(9, max(title.count, longest) + 1))), nil)
      }
      for (index, row) in sheet.rows.enumerated() {
        let line = UInt32(index + 1)
        for (column, cell) in row.enumerated() {
          switch cell {
          // A cell holds 32,767 characters at most; what is longer is in the CSV and JSON exports.
          case .text(let text):
            if !text.isEmpty {
              worksheet_write_string(page, line, UInt16(column), String(text.prefix(32_767)), wrapped)
            }
          case .number(let number): worksheet_write_number(page, line, UInt16(column), number, wrapped)
          case .day(let day):
            // Days since 1899-12-30, as spreadsheets count them.
            worksheet_write_number(page, line, UInt16(column), Double(day.number + 25_569), date)
          }
        }
      }
      worksheet_freeze_panes(page, 1, 0)
      worksheet_repeat_rows(page, 0, 0)
      worksheet_set_landscape(page)
      worksheet_fit_to_pages(page, 1, 0)
      if !sheet.header.isEmpty {
        worksheet_autofilter(page, 0, 0, UInt32(max(1, sheet.rows.count)), UInt16(sheet.header.count - 1))
      }
    }
    let result = workbook_close(book)
    guard result == LXW_NO_ERROR else {
      throw Unreadable("The workbook could not be written: \(String(cString: lxw_strerror(result))).")
    }
    return [UInt8](try Data(contentsOf: file))
  }
}
