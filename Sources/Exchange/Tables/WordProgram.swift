extension Programs {
  /// Reads the tables of a Word document, each a sheet named by the heading above it. Deleted text that is only tracked
  /// is not taken, inserted text is.
  static let word =
    beginning + #"""
      archive = opened(sys.argv[1])
      names = set(archive.namelist())
      if "word/document.xml" not in names: refuse("it is no Word document")
      headings, style = {"Title"}, [""]
      def start(tag, a):
        tag = local[tag]
        if tag == "style": style[0] = a.get("w:styleId", "")
        elif tag == "name" and re.match(r"(heading|title|caption)\b", a.get("w:val", "").lower()): headings.add(style[0])
        elif tag == "outlineLvl": headings.add(style[0])
      if "word/styles.xml" in names: parse(archive, "word/styles.xml", start, lambda tag: None)
      class Open:
        def __init__(self): self.rows, self.merges, self.growing, self.row = [], [], {}, 0
        cells, column, span, grows, lines, gone = None, 0, 1, None, None, False
      stack, heading, words, is_heading, skipped, done = [], "", [], False, 0, 0
      def number(a): return max(1, min(whole(a.get("w:val", "1") or "1"), 1000))
      def start(tag, a):
        global words, is_heading, skipped
        if skipped:
          skipped += 1
          return
        tag = local[tag]
        if tag in ("Fallback", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "txbxContent"): skipped = 1
        elif tag == "tbl":
          if len(stack) > 20: refuse("its tables are nested more than 20 deep")
          stack.append(Open())
        elif tag == "p":
          words, is_heading = [], False
        elif tag == "pStyle" and a.get("w:val") in headings: is_heading = True
        elif tag == "outlineLvl" and a.get("w:val") != "9": is_heading = True
        elif tag == "tab" and "w:val" not in a: words.append("\t")
        elif tag in ("br", "cr"): words.append("\n")
        elif tag == "noBreakHyphen": words.append("-")
        elif stack:
          top = stack[-1]
          if tag == "tr":
            top.row += 1
            top.cells, top.column, top.gone = [], 0, False
          elif tag == "gridBefore": top.column += number(a)
          elif tag == "tc": top.span, top.grows, top.lines = 1, None, []
          elif tag == "gridSpan": top.span = number(a)
          elif tag == "vMerge": top.grows = "begins" if a.get("w:val") == "restart" else "goes on"
          elif tag == "del" and top.lines is None: top.gone = True
      reading = [False]
      def end(tag):
        global words, heading, skipped, done
        if skipped:
          skipped -= 1
          return
        tag = local[tag]
        if tag == "p":
          line = "".join(words)
          if stack and stack[-1].lines is not None: stack[-1].lines.append(line)
          elif not stack and is_heading and line.strip(): heading = " ".join(line.split())[:200]
          words = []
        elif stack:
          top = stack[-1]
          if tag == "tc" and top.lines is not None:
            cell = clean("\n".join(top.lines)).strip("\n")
            begun = top.growing.get(top.column)
            if top.grows == "goes on" and begun: begun[1] = top.row
            else: top.growing.pop(top.column, None)
            if top.grows == "begins":
              top.growing[top.column] = [top.row, top.row, top.column, top.column + top.span - 1]
              top.merges.append(top.growing[top.column])
            elif top.span > 1 and top.grows is None:
              top.merges.append([top.row, top.row, top.column, top.column + top.span - 1])
            if cell and not (top.grows == "goes on" and begun): top.cells.append((top.column, cell))
            top.column += top.span
            top.lines = None
            if top.column > 16384: refuse("a table has more than 16,384 columns")
          elif tag == "tr":
            if top.gone: top.row -= 1
            elif top.cells: top.rows.append((top.row, top.cells))
            top.lines = None
          elif tag == "tbl":
            stack.pop()
            if top.rows:
              done += 1
              if done > 1000: refuse("it has more than 1,000 tables")
              put("S", clean(heading), "0")
              for merge in top.merges:
                if merge[0] < merge[1] or merge[2] < merge[3]: put("M", *(str(n) for n in merge))
              for row, cells in top.rows: put_row(row, cells)
      def begun(tag, a):
        start(tag, a)
        reading[0] = local[tag] == "t" and not skipped
      def ended(tag):
        reading[0] = False
        end(tag)
      def text(data):
        if reading[0]: words.append(data)
      parse(archive, "word/document.xml", begun, ended, text)
      out.flush()
      """#
}
