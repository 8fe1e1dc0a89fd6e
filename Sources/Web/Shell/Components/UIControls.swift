extension UI {
  /// One of the things to choose from.
  public struct Choice: Sendable, Equatable {
    /// What is sent when it is chosen.
    public var value: String
    public var label: String
    /// A second line: what choosing it means.
    public var hint: String?

    public init(_ value: String, _ label: String, hint: String? = nil) {
      self.value = value
      self.label = label
      self.hint = hint
    }
  }

  /// What one types or chooses in. Values are text as typed, so that a refused form shows what was sent.
  public enum Control: Sendable {
    /// One line. `type` is an HTML input type: text, email, url, tel, password, search.
    case text(String, type: String = "text", maxLength: Int? = nil, autocomplete: String? = nil)
    /// Lines of text; grows with what is typed.
    case textarea(String, rows: Int = 3, maxLength: Int? = nil)
    /// A number; `unit` stands behind it. A text input, because a number input forgets what it can't read.
    case number(String, unit: String? = nil)
    /// A day, `2026-03-31`.
    case date(String)
    /// A moment, `2026-03-31T09:30`.
    case datetime(String)
    /// Yes or no; sends `true` if on, nothing if off.
    case checkbox(Bool)
    /// One of few, all in sight.
    case radios([Choice], selected: String?)
    /// One of some. `blank` is the line that means none; nil if there must be one.
    case select([Choice], selected: String?, blank: String? = "–")
    /// Any of some, as boxes; more than eight get a field that narrows them.
    case choices([Choice], selected: Set<String>)
    /// One record of another register. Sends its code. `source` answers `?q=` with
    /// `{"items":[{"value","label","hint"}]}`; without JavaScript one types the code.
    case reference(Choice?, source: String)
    /// Any number of records. Sends each code under the same name, and one empty value to be ignored.
    case references([Choice], source: String)
    /// Files. `accept` as in HTML.
    case file(accept: String? = nil, isMultiple: Bool = false)
    /// All files of a folder; where the browser knows no folders, several files. With the script only those with one of
    /// the endings, such as `csv`, are sent.
    case folder(endings: [String])
    /// A control of a page's own, which must carry the id `UI.identifier("f", name)`.
    case custom(HTML)
  }

  /// The attributes that every single control shares.
  private static func common(_ field: FormField) -> HTML {
    """
    \(attribute: "id", field.id)\(attribute: "name", field.name)\(flag: "required", field.isRequired)\
    \(flag: "disabled", field.isDisabled)\(attribute: "aria-describedby", field.describedBy)\
    \(attribute: "aria-invalid", field.errors.isEmpty ? nil : "true")
    """
  }

  static func control(_ field: FormField) -> HTML {
    switch field.control {
    case .text(let value, let type, let maxLength, let autocomplete):
      return """
        <input type="\(type)" value="\(type == "password" ? "" : value)"\(attribute: "maxlength", maxLength)\
        \(attribute: "autocomplete", autocomplete)\(common(field))>
        """
    case .textarea(let value, let rows, let maxLength):
      // The parser drops one line break after the tag, so one is given to drop.
      return
        "<textarea rows=\"\(rows)\"\(attribute: "maxlength", maxLength)\(common(field)) data-grow>\n\(value)</textarea>"
    case .number(let value, let unit):
      let input: HTML =
        "<input type=\"text\" class=\"number\" inputmode=\"decimal\" value=\"\(value)\"\(common(field))>"
      return unit.map { "<span class=\"with-unit\">\(input)<span>\($0)</span></span>" } ?? input
    case .date(let value):
      // A date input forgets what is no date, so that is shown as text.
      return "<input type=\"\(isDay(value) ? "date" : "text")\" class=\"date\" value=\"\(value)\"\(common(field))>"
    case .datetime(let value):
      let isMoment = value.isEmpty || value.count >= 16 && isDay(String(value.prefix(10)))
      return
        "<input type=\"\(isMoment ? "datetime-local" : "text")\" class=\"date\" value=\"\(value)\"\(common(field))>"
    case .checkbox(let isOn):
      return "<input type=\"checkbox\" value=\"true\"\(flag: "checked", isOn)\(common(field))>"
    case .radios(let choices, let selected):
      return boxes("radio", field, choices) { $0 == selected }
    case .select(let choices, let selected, let blank):
      return
        "<select\(common(field))>\(blank.map { "<option value=\"\">\($0)</option>" })\(options(choices, selected))</select>"
    case .choices(let choices, let selected):
      return narrowed(choices, boxes("checkbox", field, choices, isSelected: selected.contains), field)
    case .reference(let current, let source):
      return reference(field, current, source)
    case .references(let current, let source):
      return references(field, current, source)
    case .file(let accept, let isMultiple):
      return "<input type=\"file\"\(attribute: "accept", accept)\(flag: "multiple", isMultiple)\(common(field))>"
    case .folder(let endings):
      return
        "<input type=\"file\" webkitdirectory multiple data-endings=\"\(endings.joined(separator: " "))\"\(common(field))>"
    case .custom(let html):
      return html
    }
  }

  /// Whether a date input can show the text: empty, or a day of the calendar as `2026-03-31`.
  static func isDay(_ text: String) -> Bool {
    if text.isEmpty { return true }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2 else { return false }
    guard let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else { return false }
    guard year > 0, (1...12).contains(month), day > 0 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// Options of a select. A value that is no longer among the choices is kept, so that saving doesn't lose it.
  static func options(_ choices: [Choice], _ selected: String?) -> HTML {
    var all = choices
    if let selected, !selected.isEmpty, !choices.contains(where: { $0.value == selected }) {
      all.append(Choice(selected, selected))
    }
    return all.html { "<option value=\"\($0.value)\"\(flag: "selected", $0.value == selected)>\($0.label)</option>" }
  }

  private static func boxes(
    _ type: String, _ field: FormField, _ choices: [Choice], isSelected: (String) -> Bool
  ) -> HTML {
    """
    <div class="boxes">\(choices.enumerated().html { index, choice in
      let id = "\(field.id)-\(index)"
      return """
        <div class="box"><input type="\(type)" id="\(id)" name="\(field.name)" value="\(choice.value)"\
        \(flag: "checked", isSelected(choice.value))\(flag: "disabled", field.isDisabled)\
        \(attribute: "aria-describedby", choice.hint == nil ? nil : id + "-hint")>\
        <label for="\(id)">\(choice.label)</label>\
        \(when: choice.hint != nil, "<p class=\"help\" id=\"\(id)-hint\">\(choice.hint)</p>")</div>
        """
    })</div>
    """
  }

  private static func narrowed(_ choices: [Choice], _ boxes: HTML, _ field: FormField) -> HTML {
    guard choices.count > 8 else { return boxes }
    return """
      <div class="narrow" data-narrow><input type="search" class="js-only" aria-label="Narrow \(field.label)" \
      placeholder="Type to narrow \(choices.count) choices">\(boxes)</div>
      """
  }

  private static func reference(_ field: FormField, _ current: Choice?, _ source: String) -> HTML {
    """
    <div class="reference" data-combobox data-source="\(source)" data-label="\(current?.label ?? "")">\
    <input type="text" value="\(current?.value ?? "")" autocomplete="off" spellcheck="false" placeholder="Code"\(common(field))>\
    \(when: current != nil, "<small class=\"reference-label\">\(current?.label)</small>")</div>
    """
  }

  private static func references(_ field: FormField, _ current: [Choice], _ source: String) -> HTML {
    """
    <div class="reference many" data-combobox data-many data-source="\(source)">\
    <ul class="chosen">\(current.enumerated().html { index, choice in
      """
      <li class="box"><input type="checkbox" checked id="\(field.id)-\(index)" name="\(field.name)" value="\(choice.value)">\
      <label for="\(field.id)-\(index)"><span class="code">\(choice.value)</span> \(choice.label)</label></li>
      """
    })</ul>\
    <input type="text" id="\(field.id)-add" name="\(field.name)" autocomplete="off" spellcheck="false" \
    aria-label="Add to \(field.label)" placeholder="Add by code"\(flag: "disabled", field.isDisabled)></div>
    """
  }
}
