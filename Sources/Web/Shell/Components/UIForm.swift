extension UI {
  /// A value sent along unseen, such as the token against forged requests.
  public struct HiddenField: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }

    var html: HTML { "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" }
  }

  /// A form that changes something.
  ///
  /// - Parameters:
  ///   - draft: a name unique to what is edited (`risks/RSK-0042`). What is typed is then kept in the browser's
  ///     session until it has been saved, and offered again after a time-out or reload.
  ///   - isCheckedFirst: the browser itself asks for what is required, for a form that is not shown again when refused.
  ///   - actions: the buttons, kept in sight at the end.
  public static func form(
    action: String, hidden: [HiddenField] = [], draft: String? = nil, takesFiles: Bool = false, confirm: String? = nil,
    id: String? = nil, isCheckedFirst: Bool = false, _ content: HTML, actions: [HTML] = []
  ) -> HTML {
    """
    <form class="form" method="post" action="\(action)"\(flag: "novalidate", !isCheckedFirst)\(attribute: "id", id)\(attribute: "data-draft", draft)\
    \(attribute: "data-confirm", confirm)\(attribute: "enctype", takesFiles ? "multipart/form-data" : nil)>\
    \(hidden.html(\.html))\(content)\(when: !actions.isEmpty, "<div class=\"form-actions\">\(actions)</div>")</form>
    """
  }

  /// A form that asks and changes nothing: what is entered stands in the address, to be kept and sent on.
  public static func question(
    action: String, hidden: [HiddenField] = [], id: String? = nil, _ content: HTML, actions: [HTML] = []
  ) -> HTML {
    """
    <form class="form" method="get" action="\(action)" novalidate\(attribute: "id", id)>\(hidden.html(\.html))\
    \(content)<div class="form-actions">\(actions)</div></form>
    """
  }

  /// Fields that belong together, under a heading, with a line that says what they are for.
  public static func fieldGroup(_ legend: String, help: HTML? = nil, _ fields: [HTML]) -> HTML {
    """
    <fieldset class="group card"><legend><span>\(legend)</span></legend>\
    \(when: help != nil, "<p class=\"help\">\(help)</p>")<div class="group-fields">\(fields)</div></fieldset>
    """
  }

  /// The same, of which only the heading shows until somebody opens it.
  public static func foldedGroup(_ legend: String, isOpen: Bool, _ fields: [HTML]) -> HTML {
    """
    <details class="group card"\(flag: "open", isOpen)><summary>\(legend)</summary>\
    <div class="group-fields" role="group" aria-label="\(legend)">\(fields)</div></details>
    """
  }

  /// The same, of which only the heading shows until somebody opens it, or chooses `value` in the select `field` where
  /// there is script.
  public static func foldedGroup(
    _ legend: String, isOpen: Bool, openedBy field: String, is value: String, _ fields: [HTML]
  ) -> HTML {
    """
    <details class="group card"\(flag: "open", isOpen) data-opened-by="\(identifier("f", field))" data-value="\(value)">\
    <summary>\(legend)</summary><div class="group-fields" role="group" aria-label="\(legend)">\(fields)</div></details>
    """
  }

  /// Something wrong with a form: the field, its label, and what is wrong in the user's words.
  public struct FormProblem: Sendable {
    /// Name of the field; nil if the problem is with the form as a whole.
    public var field: String?
    /// Of the field; empty for the form as a whole.
    public var label: String
    public var message: String

    /// `field` is nil if the problem is with the form as a whole.
    public init(field: String?, label: String = "", _ message: String) {
      self.field = field
      self.label = label
      self.message = message
    }
  }

  /// What stands above a form that was refused: everything that is wrong, each a link to its field.
  public static func errorSummary(_ problems: [FormProblem], prefix: String = "f") -> HTML {
    guard !problems.isEmpty else { return .empty }
    let title = problems.count == 1 ? "One thing needs your attention" : "\(problems.count) things need your attention"
    return """
      <div class="notice bad summary" role="alert" tabindex="-1" data-focus><strong>\(title)</strong><ul>\(problems.html { problem in
        let text: HTML = "\(when: !problem.label.isEmpty, "\(problem.label): ")\(problem.message)"
        guard let field = problem.field else { return "<li>\(text)</li>" }
        return "<li><a href=\"#\(identifier(prefix, field))\">\(text)</a></li>"
      })</ul></div>
      """
  }

  /// One field of a form: label, help, error and control, tied together for everyone.
  public struct FormField: Sendable {
    public var name: String
    public var label: String
    public var control: Control
    /// What to write here, in the field's words; stands under the label.
    public var help: HTML?
    /// What is wrong with what was entered, a sentence each.
    public var errors: [String]
    public var isRequired: Bool
    public var isDisabled: Bool
    /// Start of the control's id; give each form of a page its own.
    public var prefix: String

    public init(
      _ name: String, _ label: String, _ control: Control, help: HTML? = nil, errors: [String] = [],
      isRequired: Bool = false, isDisabled: Bool = false, prefix: String = "f"
    ) {
      self.name = name
      self.label = label
      self.control = control
      self.help = help
      self.errors = errors
      self.isRequired = isRequired
      self.isDisabled = isDisabled
      self.prefix = prefix
    }

    var id: String { identifier(prefix, name) }

    /// The ids of what describes the control, for `aria-describedby`.
    var describedBy: String? {
      let ids = [help == nil ? nil : id + "-help", errors.isEmpty ? nil : id + "-error"].compactMap { $0 }
      return ids.isEmpty ? nil : ids.joined(separator: " ")
    }

    var helpAndErrors: HTML {
      """
      \(when: help != nil, "<p class=\"help\" id=\"\(id)-help\">\(help)</p>")\
      \(when: !errors.isEmpty, "<p class=\"error\" id=\"\(id)-error\">\(errors.joined(separator: " "))</p>")
      """
    }

    var mark: HTML { isRequired ? "<span class=\"mark\"> required</span>" : .empty }
  }

  /// The field with everything around it. A group of choices is a fieldset, a single control has a label.
  public static func field(_ field: FormField) -> HTML {
    let kind: HTML = "field\(when: !field.errors.isEmpty, " wrong")"
    switch field.control {
    case .checkbox:
      return "<div class=\"\(kind) check\">\(control(field))<div>\(label(field))\(field.helpAndErrors)</div></div>"
    case .radios, .choices, .references:
      return """
        <fieldset class="\(kind)" id="\(field.id)" tabindex="-1"\(attribute: "aria-describedby", field.describedBy)>\
        <legend>\(field.label)\(field.mark)</legend>\(field.helpAndErrors)\(control(field))</fieldset>
        """
    default:
      return "<div class=\"\(kind)\">\(label(field))\(field.helpAndErrors)\(control(field))</div>"
    }
  }

  private static func label(_ field: FormField) -> HTML {
    "<label for=\"\(field.id)\">\(field.label)\(field.mark)</label>"
  }
}
