extension Programs {
  /// Reads a workbook of Excel: stored results of formulas, days and moments in ISO form, whole numbers without a point,
  /// percentages and codes as the sheet shows them. ECMA-376 parts 1 and 4 say what the elements mean.
  static let workbook =
    beginning + #"""
      import datetime
      archive = opened(sys.argv[1])
      names = {name.lower(): name for name in archive.namelist()}
      def has(name): return names.get(name.lower().lstrip("/"))
      def related(folder, target):
        parts = []
        for part in (target if target.startswith("/") else folder + "/" + target).split("/"):
          if part == "..": parts = parts[:-1]
          elif part not in ("", "."): parts.append(part)
        return "/".join(parts)
      def relations(part):
        folder, _, name = part.rpartition("/")
        found, rels = {}, has(folder + "/_rels/" + name + ".rels")
        def start(tag, a):
          if local[tag] == "Relationship" and a.get("TargetMode") != "External":
            found[a.get("Id", "")] = (a.get("Type", "").rpartition("/")[2], related(folder, a.get("Target", "")))
        if rels: parse(archive, rels, start, lambda tag: None)
        return found
      if has("xl/workbook.bin"): refuse("it is a binary workbook (.xlsb); save it as XLSX")
      book = next((has(target) for kind, target in relations("").values() if kind == "officeDocument"), None) or has("xl/workbook.xml")
      if not book: refuse("it is no workbook")
      parts = relations(book)
      listed, epoch = [], [0]
      def start(tag, a):
        tag = local[tag]
        if tag == "sheet":
          relation = next((v for k, v in a.items() if local[k] == "id"), "")
          listed.append((a.get("name", ""), a.get("state", "") in ("hidden", "veryHidden"), relation))
        elif tag == "workbookPr" and a.get("date1904") in ("1", "true"): epoch[0] = 1462
        elif tag not in ("workbook", "sheets") and not listed and tag == "worksheet": refuse("it is no workbook")
      parse(archive, book, start, lambda tag: None)
      if len(listed) > 1000: refuse("it has more than 1,000 sheets")

      # ── Number formats ──────────────────────────────────────────────────────────────────────────────────────────────
      codes = {9: "0%", 10: "0.00%", 49: "@"}
      for n in [14, 15, 16, 17, *range(27, 37), *range(50, 59)]: codes[n] = "yyyy-mm-dd"
      for n in [18, 19, 20, 21, 32, 33]: codes[n] = "hh:mm"
      codes.update({22: "yyyy-mm-dd hh:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss"})
      def kind(code):
        first = code.split(";")[0]
        literal = re.sub(r'"([^"]*)"|\\(.)|[_*].', lambda m: "\0" + (m.group(1) or m.group(2) or "").replace("0", "\1") + "\0", first)
        bare = re.sub("\0[^\0]*\0", "", literal)
        elapsed = re.search(r"\[(h+|m+|s+)\]", bare, re.I)
        bare = re.sub(r"\[[^\]]*\]", "", bare).lower()
        if elapsed: return ("elapsed", None)
        if "general" in bare or "@" in bare: return None
        if re.search("[yd]", bare) or re.search("m", bare) and not re.search("[hs]", bare): return ("day", None)
        if re.search("[hs]", bare): return ("time", None)
        if "%" in bare: return ("percent", None)
        shown = re.sub(r"\[[^\]]*\]", "", literal).replace("\0", "")
        code = re.fullmatch(r"([^0#?.,]*?)(0+)", shown)
        if code and (len(code.group(2)) > 1 or re.search("[^\\W\\d_]", code.group(1))):
          return ("code", (code.group(1).replace("\1", "0"), len(code.group(2))))
        return None
      kinds, inside = [], [""]
      def start(tag, a):
        tag = local[tag]
        if tag == "numFmt": codes[whole(a.get("numFmtId", "0"))] = a.get("formatCode", "")[:1000]
        elif tag in ("cellXfs", "cellStyleXfs", "dxfs"): inside[0] = tag
        elif tag == "xf" and inside[0] == "cellXfs" and len(kinds) < 100000:
          kinds.append(kind(codes.get(whole(a.get("numFmtId", "0") or "0"), "General")))
      styles = next((has(target) for sort, target in parts.values() if sort == "styles"), None)
      if styles: parse(archive, styles, start, lambda tag: None)

      # ── Shared texts ────────────────────────────────────────────────────────────────────────────────────────────────
      escape = re.compile("_x([0-9A-Fa-f]{4})_")
      def said(text):
        if "_x" in text: text = escape.sub(lambda m: chr(int(m.group(1), 16)), text)
        return clean(text)
      shared, pieces_of, state = [], [], [False, 0]
      size = [0]
      def start(tag, a):
        tag = local[tag]
        if tag == "t": state[0] = not state[1]
        elif tag == "rPh": state[1] += 1
        elif tag == "si": pieces_of.clear()
      def end(tag):
        tag = local[tag]
        if tag == "t": state[0] = False
        elif tag == "rPh": state[1] -= 1
        elif tag == "si":
          if len(shared) >= CELLS: refuse("it holds more than 8,000,000 texts")
          shared.append(said("".join(pieces_of)))
      def text(data):
        if state[0]:
          size[0] += len(data)
          if size[0] > 150000000: refuse("its texts are longer than 150 million characters")
          pieces_of.append(data)
      strings = next((has(target) for sort, target in parts.values() if sort == "sharedStrings"), None)
      if strings: parse(archive, strings, start, end, text)

      # ── Cells ───────────────────────────────────────────────────────────────────────────────────────────────────────
      def clock(seconds):
        seconds = int(seconds)
        h, m, s = seconds // 3600, seconds // 60 % 60, seconds % 60
        return "%02d:%02d" % (h, m) + (":%02d" % s if s else "")
      def moment(number, sort):
        if sort == "elapsed": return clock(round(number * 86400)) if 0 <= number < 100000 else None
        number += epoch[0]
        if not 0 <= number < 2958466: return None
        days, seconds = divmod(round(number * 86400), 86400)
        if days == 0: return clock(seconds)
        if days < 60: days += 1
        day = (datetime.date(1899, 12, 30) + datetime.timedelta(days)).isoformat()
        return day + " " + clock(seconds) if seconds else day
      def number_text(raw, style):
        shape = kinds[style] if style < len(kinds) else None
        if shape is None:
          if raw.isdigit() and len(raw) < 16: return str(int(raw))
          return plain(float(raw))
        number = float(raw)
        if plain(number) is None: return None
        sort, more = shape
        if sort == "percent": return percent(number)
        if sort == "code":
          if number != int(number) or not 0 <= number < 1e15: return plain(number)
          return more[0] + str(int(number)).zfill(more[1])
        return moment(number, sort) or plain(number)
      def iso(raw):
        found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d))?.*)?|(\d\d:\d\d)(?::(\d\d))?.*", raw.strip())
        if not found: return raw
        day, at, seconds, time, rest = found.groups()
        if time: return time + (":" + rest if rest not in (None, "00") else "")
        if not at or at == "00:00" and seconds in (None, "00"): return day
        return day + " " + at + (":" + seconds if seconds not in (None, "00") else "")
      letters = {}
      def column_of(ref):
        name = ref.rstrip("0123456789")
        found = letters.get(name)
        if found is None:
          found = 0
          if not 0 < len(name) < 4: raise ValueError(ref)
          for letter in name.upper():
            if not "A" <= letter <= "Z": raise ValueError(ref)
            found = found * 26 + ord(letter) - 64
          found -= 1
          letters[name] = found
        return found
      def row_of(ref): return whole(ref[len(ref.rstrip("0123456789")):])

      def read(part):
        row, column, sort, style, last = 0, -1, "", 0, 0
        cells, value, formula, wanted, phonetic, formula_seen, merges = [], [], [], None, 0, False, 0
        def start(tag, a):
          nonlocal row, column, sort, style, cells, wanted, phonetic, formula_seen, merges
          tag = local[tag]
          if tag == "c":
            ref = a.get("r")
            column = column_of(ref) if ref else column + 1
            sort = a.get("t", "n")
            style = int(a.get("s", "0"))
            formula_seen = False
            if value: value.clear()
            if formula: formula.clear()
          elif tag == "v": wanted = value
          elif tag == "row":
            row = whole(a["r"]) if "r" in a else row + 1
            if not 0 < row <= ROWS: refuse("a sheet has more than 1,048,576 rows")
            column, cells = -1, []
            if a.get("hidden") in ("1", "true"): put("H", str(row))
          elif tag == "f":
            formula_seen = True
            wanted = formula
          elif tag == "t": wanted = None if phonetic else value
          elif tag == "rPh": phonetic += 1
          elif tag == "col":
            if a.get("hidden") in ("1", "true"): put("C", str(whole(a["min"]) - 1), str(whole(a["max"]) - 1))
          elif tag == "mergeCell":
            merges += 1
            first, _, second = a.get("ref", "").partition(":")
            if second and merges <= 100000:
              put("M", str(row_of(first)), str(row_of(second)), str(column_of(first)), str(column_of(second)))
        def end(tag):
          nonlocal wanted, phonetic, cells
          tag = local[tag]
          if tag in ("v", "f", "t"): wanted = None
          elif tag == "rPh": phonetic -= 1
          elif tag == "row":
            if cells:
              if any(b[0] <= a[0] for a, b in zip(cells, cells[1:])): cells = sorted(dict(cells).items())
              put_row(row, cells)
            cells = []
          elif tag == "c":
            raw = "".join(value)
            if not raw:
              if formula_seen and sort != "str" and column < 16384:
                shown = "=" + clean("".join(formula))[:200]
                cells.append((column, shown))
                put("F", str(row), str(column), "empty", shown)
              return
            if column >= 16384: refuse("a sheet has more than 16,384 columns")
            if sort == "s":
              at = int(raw)
              if not 0 <= at < len(shared): raise ValueError(raw)
              shown = shared[at]
            elif sort == "n": shown = number_text(raw, style)
            elif sort == "b": shown = "yes" if raw.strip() in ("1", "true") else "no"
            elif sort == "d": shown = iso(raw)
            elif sort == "e": shown = said(raw)
            else: shown = said(raw)
            if sort == "e" or shown is None:
              shown = shown or clean(raw)
              put("F", str(row), str(column), "error", shown)
            if shown: cells.append((column, shown))
        def text(data):
          if wanted is not None: wanted.append(data)
        parse(archive, part, start, end, text)
      def remarks(part):
        where, said_there, inside, seen = [""], [], [False], [0]
        def start(tag, a):
          tag = local[tag]
          if tag == "comment":
            where[0] = a.get("ref", "")
            said_there.clear()
          elif tag == "t": inside[0] = True
        def end(tag):
          tag = local[tag]
          if tag == "t": inside[0] = False
          elif tag == "comment" and seen[0] < 1000:
            seen[0] += 1
            shown = clean("".join(said_there))[:500]
            if shown.strip() and where[0]: put("N", str(row_of(where[0])), str(column_of(where[0])), shown)
        def text(data):
          if inside[0] and len(said_there) < 1000: said_there.append(data)
        parse(archive, part, start, end, text)
      for name, hidden, relation in listed:
        sort, target = parts.get(relation, ("", ""))
        part = has(target)
        if sort != "worksheet" or not part: continue
        put("S", clean(name), "1" if hidden else "0")
        read(part)
        for kind, target in relations(part).values():
          if kind == "comments" and has(target): remarks(has(target))
      out.flush()
      """#
}
