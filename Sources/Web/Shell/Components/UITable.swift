extension UI {
  /// A column of a table.
  public struct Column: Sendable {
    /// In which direction a column is sorted.
    public enum Sort: String, Sendable { case ascending, descending }
    /// How the cells of a column are set.
    public enum Kind: String, Sendable {
      case text = ""
      /// Right-aligned, tabular figures.
      case number
      /// A code or date: never broken.
      case code
      /// The column that says what the row is; takes the room there is.
      case title
    }

    public var title: String
    public var kind: Kind
    /// The list's address sorted by this column (or the other way round, if it is already).
    public var sortHref: String?
    /// How the list is sorted by this column; nil if it is not.
    public var sorted: Sort?

    public init(_ title: String, _ kind: Kind = .text, sortHref: String? = nil, sorted: Sort? = nil) {
      self.title = title
      self.kind = kind
      self.sortHref = sortHref
      self.sorted = sorted
    }
  }

  /// A row: its cells in the order of the columns.
  public struct Row: Sendable {
    /// What a selection sends for this row; needed if the table has a selection.
    public var id: String?
    /// Said to screen readers for the row's box.
    public var name: String
    public var cells: [HTML]
    /// The edit form, for the key `e`.
    public var editHref: String?

    public init(id: String? = nil, name: String = "", editHref: String? = nil, _ cells: [HTML]) {
      self.id = id
      self.name = name
      self.editHref = editHref
      self.cells = cells
    }
  }

  /// Boxes at the rows and what can be done with those chosen. Each sends `field=<row id>` to `action`.
  public struct Selection: Sendable {
    /// The address to which what was chosen is posted.
    public var action: String
    /// Under which name each chosen row's id is sent.
    public var field: String
    /// Values that are sent along.
    public var hidden: [HiddenField]
    /// Buttons and controls for the chosen rows.
    public var acts: [HTML]

    public init(action: String, field: String = "id", hidden: [HiddenField] = [], acts: [HTML]) {
      self.action = action
      self.field = field
      self.hidden = hidden
      self.acts = acts
    }
  }

  /// A list of records. The caption names it to everyone who can't see the heading.
  ///
  /// Cells that begin with a link make the row's keyboard target (`j`, `k`, Enter).
  /// - Parameter isStacked: On a phone each row stands by itself, its cells under each other, each with its heading.
  public static func table(
    _ caption: String, columns: [Column], rows: [Row], selection: Selection? = nil, empty: HTML = .empty,
    isCaptionShown: Bool = false, isStacked: Bool = false
  ) -> HTML {
    guard !rows.isEmpty || empty.isEmpty else { return empty }
    let table: HTML = """
      <div class="scroll\(when: columns.count <= 8, " fits")" tabindex="0" role="region" aria-label="\(caption)"><table class="list\(when: isStacked, " stacked")" data-rows>\
      <caption\(when: !isCaptionShown, " class=\"unseen\"")>\(caption)</caption>\
      <thead><tr>\(when: selection != nil, selectAll)\(columns.html(header))</tr></thead>\
      <tbody>\(rows.html { row($0, columns, selection, isStacked) })</tbody></table></div>
      """
    guard let selection else { return table }
    return """
      <form method="post" action="\(selection.action)" data-bulk>\(selection.hidden.html(\.html))\
      <div class="bulk" role="group" aria-label="With the chosen rows"><span class="bulk-count" aria-live="polite">With the chosen:</span>\
      \(selection.acts)</div>\(table)</form>
      """
  }

  private static let selectAll: HTML = """
    <th class="pick" scope="col"><input type="checkbox" class="js-only" data-all aria-label="Choose all rows">\
    <span class="unseen">Choose</span></th>
    """

  private static func header(_ column: Column) -> HTML {
    guard let href = column.sortHref else {
      return "<th scope=\"col\" class=\"\(column.kind.rawValue)\">\(column.title)</th>"
    }
    return """
      <th scope="col" class="\(column.kind.rawValue)"\(attribute: "aria-sort", column.sorted?.rawValue)>\
      <a class="sort" href="\(href)">\(column.title)</a></th>
      """
  }

  private static func row(_ row: Row, _ columns: [Column], _ selection: Selection?, _ isStacked: Bool) -> HTML {
    """
    <tr\(attribute: "data-edit", row.editHref)>\
    \(when: selection != nil, pick(row, selection?.field ?? "id"))\
    \(zip(columns, row.cells).html { cell($1, $0, isStacked) })</tr>
    """
  }

  private static func cell(_ content: HTML, _ column: Column, _ isStacked: Bool) -> HTML {
    guard isStacked, !content.isEmpty else { return "<td class=\"\(column.kind.rawValue)\">\(content)</td>" }
    // One thing beside its heading, whatever is in it.
    return "<td class=\"\(column.kind.rawValue)\" data-heading=\"\(column.title)\"><div>\(content)</div></td>"
  }

  private static func pick(_ row: Row, _ field: String) -> HTML {
    guard let id = row.id else { return "<td class=\"pick\"></td>" }
    let name = row.name.isEmpty ? id : row.name
    return
      "<td class=\"pick\"><input type=\"checkbox\" name=\"\(field)\" value=\"\(id)\" aria-label=\"Choose \(name)\"></td>"
  }

  /// The cell that says what a row is: a link and a quieter second line.
  public static func titleCell(_ title: String, href: String, _ second: HTML? = nil) -> HTML {
    "<a href=\"\(href)\">\(title)</a>\(when: second != nil, "<div class=\"second\">\(second)</div>")"
  }

  /// A small table of facts inside a card: no sorting, no selection. The first cell of a row is its heading.
  public static func facts(_ caption: String, columns: [String] = [], rows: [[HTML]]) -> HTML {
    """
    <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table class="facts">\
    <caption class="unseen">\(caption)</caption>\
    \(when: !columns.isEmpty, "<thead><tr>\(columns.html { "<th scope=\"col\">\($0)</th>" })</tr></thead>")\
    <tbody>\(rows.html { row in
      "<tr>\(row.enumerated().html { $0 == 0 ? "<th scope=\"row\">\($1)</th>" : "<td>\($1)</td>" })</tr>"
    })</tbody></table></div>
    """
  }
}
