extension UI {
  /// A box that stands for a whole folded list: what it sends, and what ticking it means.
  public struct WholeList: Sendable {
    public var name: String
    public var value: String
    public var label: String

    public init(name: String, value: String, label: String) {
      self.name = name
      self.value = value
      self.label = label
    }
  }

  /// Folded lists under each other.
  public static func folds(_ lists: [HTML]) -> HTML { "<div class=\"folds\">\(lists)</div>" }

  /// Something of which only the heading shows until somebody opens it.
  public static func fold(_ title: HTML, note: String = "", isOpen: Bool = false, _ content: HTML) -> HTML {
    """
    <details class="fold"\(flag: "open", isOpen)><summary>\(title)\(when: !note.isEmpty, " <small>\(note)</small>")</summary>\
    \(content)</details>
    """
  }

  /// A list of boxes of which only the heading and the number show until somebody opens it.
  public static func foldedChoices(
    _ title: String, name: String, _ choices: [Choice], areTicked: Bool, whole: WholeList, prefix: String
  ) -> HTML {
    let id = identifier(prefix, whole.name)
    let boxes = control(
      FormField(name, title, .choices(choices, selected: areTicked ? Set(choices.map(\.value)) : []), prefix: prefix))
    return """
      <details class="fold" data-list><summary>\(title) <small>\(choices.count)</small></summary>\
      <div class="box whole"><input type="checkbox" id="\(id)" name="\(whole.name)" value="\(whole.value)">\
      <label for="\(id)">\(whole.label)</label></div>\
      <fieldset class="field"><legend class="unseen">\(title)</legend>\(boxes)</fieldset></details>
      """
  }
}
