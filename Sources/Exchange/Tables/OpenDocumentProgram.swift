extension Programs {
  /// Reads a spreadsheet of LibreOffice. What is repeated is bounded: a repeated cell or row without text costs nothing.
  static let openDocument =
    beginning + #"""
      archive = opened(sys.argv[1])
      names = set(archive.namelist())
      if "content.xml" not in names: refuse("it is no spreadsheet")
      def protected(tag, a):
        if local[tag] == "encryption-data": refuse("it has a password; save it without one")
      if "META-INF/manifest.xml" in names: parse(archive, "META-INF/manifest.xml", protected, lambda tag: None)
      hidden_styles, style = set(), [""]
      row, column, cells, repeat_row, hidden_row = 0, 0, [], 1, False
      attributes, lines, depth, skipped, tables, spans, columns = {}, [], 0, 0, 0, 0, 0
      length = 0
      def attr(a, name, other=""): return a.get(name, other)
      def count(a, name): return max(1, whole(attr(a, name, "1") or "1"))
      def number(a): 
        try: return float(attr(a, "office:value"))
        except ValueError: return None
      def time(raw):
        found = re.fullmatch(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S", raw)
        if not found: return raw
        h, m, s = (int(part) for part in found.groups())
        return "%02d:%02d" % (h, m) + (":%02d" % s if s else "")
      def shown(a, words):
        sort = attr(a, "office:value-type")
        if attr(a, "calcext:value-type") == "error": return words
        if sort in ("float", "currency"):
          value = number(a)
          if value is None: return words
          # A format that pads with zeros or puts letters in front makes a code of a number.
          code = re.fullmatch(r"([^\W\d_][\w/-]*?[/-]?)?0*(\d+)", words)
          if code and value >= 0 and plain(value) == str(int(code.group(2))) and words != plain(value): return words
          return plain(value) or words
        if sort == "percentage":
          value = number(a)
          return words if value is None else percent(value) or words
        if sort == "date":
          day, _, at = attr(a, "office:date-value").partition("T")
          at = at[:8]
          if at.endswith(":00") and len(at) == 8: at = at[:5]
          return day + (" " + at if at and at != "00:00" else "") if day else words
        if sort == "time": return time(attr(a, "office:time-value"))
        if sort == "boolean": return "yes" if attr(a, "office:boolean-value") == "true" else "no"
        return words or attr(a, "office:string-value")
      def start(tag, a):
        global row, column, cells, repeat_row, hidden_row, attributes, lines, depth, skipped, tables, spans, columns, length
        if skipped:
          skipped += 1
          return
        if tag in ("office:annotation", "table:tracked-changes", "draw:object", "table:shapes"): skipped = 1
        elif tag == "style:style": style[0] = attr(a, "style:name")
        elif tag == "style:table-properties":
          if attr(a, "table:display") == "false": hidden_styles.add(style[0])
        elif tag == "table:table":
          tables += 1
          if tables > 1000: refuse("it has more than 1,000 sheets")
          row = columns = spans = 0
          put("S", clean(attr(a, "table:name")), "1" if attr(a, "table:style-name") in hidden_styles else "0")
        elif tag == "table:table-column":
          many = count(a, "table:number-columns-repeated")
          if attr(a, "table:visibility", "visible") != "visible" and columns < 16384:
            put("C", str(columns), str(min(columns + many, 16384) - 1))
          columns += many
        elif tag == "table:table-row":
          column, cells = 0, []
          repeat_row = count(a, "table:number-rows-repeated")
          hidden_row = attr(a, "table:visibility", "visible") != "visible"
        elif tag in ("table:table-cell", "table:covered-table-cell"):
          attributes, lines, length = a, [], 0
        elif tag in ("text:p", "text:h"):
          depth += 1
          lines.append([])
        elif tag == "text:s" and lines: text(" " * min(count(a, "text:c"), 1000))
        elif tag == "text:tab" and lines: lines[-1].append("\t")
        elif tag == "text:line-break" and lines: lines[-1].append("\n")
      def text(data):
        global length
        if depth and lines and not skipped:
          length += len(data)
          if length > 10000000: refuse("a cell holds more than 10 million characters")
          lines[-1].append(data)
      def end(tag):
        global row, column, cells, depth, skipped, spans
        if skipped:
          skipped -= 1
          return
        if tag in ("text:p", "text:h"): depth -= 1
        elif tag in ("table:table-cell", "table:covered-table-cell"):
          many = count(attributes, "table:number-columns-repeated")
          words = clean(shown(attributes, "\n".join("".join(line) for line in lines)))
          formula = attr(attributes, "table:formula")
          if tag == "table:table-cell":
            wide, high = count(attributes, "table:number-columns-spanned"), count(attributes, "table:number-rows-spanned")
            if (wide > 1 or high > 1) and spans < 100000:
              spans += 1
              put("M", str(row + 1), str(row + high), str(column), str(column + wide - 1))
          if formula and not words and attr(attributes, "office:value-type") != "string":
            words = "=" + clean(formula.partition("=")[2] or formula)[:200]
            put("F", str(row + 1), str(column), "empty", words)
          elif words and (attr(attributes, "calcext:value-type") == "error" or re.fullmatch(r"Err:\d{3}", words)):
            put("F", str(row + 1), str(column), "error", words)
          if words:
            if column + many > 16384: refuse("a sheet has more than 16,384 columns")
            if len(cells) + many > 16384: refuse("a row has more than 16,384 cells")
            for n in range(many): cells.append((column + n, words))
          column = min(column + many, 1 << 20)
        elif tag == "table:table-row":
          if cells or hidden_row and repeat_row < 100000:
            if row + repeat_row > ROWS: refuse("a sheet has more than 1,048,576 rows")
            for n in range(repeat_row):
              if hidden_row: put("H", str(row + n + 1))
              if cells: put_row(row + n + 1, cells)
          row = min(row + repeat_row, 1 << 30)
          cells = []
      parse(archive, "content.xml", start, end, text)
      out.flush()
      """#
}
