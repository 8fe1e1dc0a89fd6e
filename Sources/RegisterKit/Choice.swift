/// How a state looks beside its words; never the only carrier of the meaning.
public enum Tone: String, Sendable, Hashable { case none, good, warn, bad, info }

/// The values a choice field can take. An enum of the domain conforms and gets the rest.
public protocol Choice: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
  /// As people read it; by default the raw value in words.
  var label: String { get }
  var tone: Tone { get }
  /// Other words that mean this when a file is read, compared by letters and digits only. A file's text that begins
  /// with one of them, followed by `;`, `,`, `:` or `(`, means it too.
  var synonyms: [String] { get }
}

extension Choice {
  public var label: String { rawValue.asLabel }
  public var tone: Tone { .none }
  public var synonyms: [String] { [] }
}

/// One value of a choice field, without its type.
public struct ChoiceOption: Sendable, Hashable {
  /// The stored value, frozen; people read the label.
  public let name: String
  public let label: String
  public let tone: Tone
  public let synonyms: [String]

  public init(_ name: String, _ label: String, tone: Tone = .none, synonyms: [String] = []) {
    self.name = name
    self.label = label
    self.tone = tone
    self.synonyms = synonyms
  }

  public init(_ choice: some Choice) {
    self.init(choice.rawValue, choice.label, tone: choice.tone, synonyms: choice.synonyms)
  }

  static func all<C: Choice>(_ type: C.Type) -> [ChoiceOption] { C.allCases.map { ChoiceOption($0) } }
}

extension [ChoiceOption] {
  /// The option of that stored name; nil for no name or one that is no option.
  public func named(_ name: String?) -> ChoiceOption? { name.flatMap { name in first { $0.name == name } } }

  /// The option whose name, label or synonym a text is, no more and no less.
  public func called(_ text: String) -> ChoiceOption? {
    let folded = text.folded
    return first { $0.name.folded == folded || $0.label.folded == folded }
      ?? first { $0.synonyms.contains { $0.folded == folded } }
  }

  /// The option that a file's or a person's words mean: its name, label or a synonym, whole or as the leading words.
  func meant(by text: String) -> ChoiceOption? {
    if let option = called(text) { return option }
    guard let end = text.firstIndex(where: { ";,:(.".contains($0) }) else { return nil }
    return called(String(text[..<end]))
  }
}
