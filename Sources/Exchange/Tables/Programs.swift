/// The programs that read office files in a process of their own. They print records: fields end with the unit separator
/// and records with the record separator, which no XML text can hold.
///
/// `S name hidden` begins a sheet. `R row cells…` is a row with text; a cell that begins with the group separator and a
/// number is a jump to that column. `H row`, `C first last`, `M row row column column` and `F row column kind value`
/// are a hidden row, hidden columns, a merge and a fault of a cell.
enum Programs {
  /// What the others begin with. No document type is let through, so no entity can swell or leave the file; every part
  /// is read in pieces, and never more of it than the archive says there is.
  static let beginning = #"""
    import os, re, sys, zipfile, zlib
    from xml.parsers import expat
    class Refused(Exception): pass
    def refuse(reason): raise Refused(reason)
    def stumbled(kind, value, trace):
        words = "one of its parts is broken"
        if issubclass(kind, Refused): words = str(value)
        elif issubclass(kind, MemoryError): words = "it needs too much memory"
        elif issubclass(kind, OSError) and value.errno == 27: words = "it holds too much text"
        try: os.write(2, ("refused: " + words + "\n").encode("utf-8", "replace"))
        except OSError: pass
        os._exit(1)
    sys.excepthook = stumbled
    out = open(1, "wb", buffering=1 << 16, closefd=False)
    CELLS, ROWS, TEXT = 8000000, 1048576, 400000000
    spent = [0, 0]
    control = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
    def clean(text): return control.sub("", text) if control.search(text) else text
    def put(*fields):
        data = ("\x1f".join(fields) + "\x1e").encode("utf-8", "surrogatepass")
        spent[1] += len(data)
        if spent[1] > TEXT: refuse("it holds more than 400 MB of text")
        out.write(data)
    def put_row(number, cells):
        # Cells are pairs of column and text, in the order of columns.
        spent[0] += len(cells)
        if spent[0] > CELLS: refuse("it holds more than 8,000,000 cells")
        fields, at = ["R", str(number)], 0
        for column, text in cells:
            if column - at > 64 or column < at: fields.append("\x1d" + str(column))
            else: fields.extend([""] * (column - at))
            fields.append(text)
            at = column + 1
        put(*fields)
    class Local(dict):
        def __missing__(self, name):
            short = name.rpartition(":")[2]
            if len(self) < 10000: self[name] = short
            return short
    local = Local()
    def opened(path):
        try:
            archive = zipfile.ZipFile(path)
            members = archive.infolist()
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError): refuse("its archive is damaged")
        if len(members) > 10000: refuse("it has more than 10,000 parts")
        if sum(member.file_size for member in members) > 500000000: refuse("it unpacks to more than 500 MB")
        if any(member.flag_bits & 1 for member in members): refuse("it has a password; save it without one")
        return archive
    def pieces(archive, name):
        try:
            with archive.open(name) as part:
                while True:
                    piece = part.read(1 << 18)
                    if not piece: return
                    yield piece
        except KeyError: refuse("a part of it is missing")
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError): refuse("its archive is damaged")
    def no_type(*declared): refuse("it declares a document type")
    def parse(archive, name, start, end, text=None, before=None):
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartDoctypeDeclHandler = no_type
        parser.StartElementHandler, parser.EndElementHandler = start, end
        if text: parser.CharacterDataHandler = text
        if before: before(parser)
        # Many parts repeat their text a thousandfold; the archive's own numbers bound what is read.
        for piece in pieces(archive, name): parser.Parse(piece, False)
        parser.Parse(b"", True)
    def whole(value):
        number = int(value)
        if not -10**9 < number < 10**9: raise ValueError(value)
        return number
    def plain(number):
        if number != number or abs(number) == float("inf"): return None
        if number == int(number) and abs(number) < 1e15: return str(int(number))
        return repr(round(number, 10))
    def percent(number):
        shown = plain(round(number * 100, 8))
        return shown and shown + " %"

    """#
}
