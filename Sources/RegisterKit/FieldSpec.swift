/// A field without its Swift type: what the generic parts (store, form, list, API, files, search) know about it. Shared, since
/// every value of every record passes it.
public final class FieldSpec: Sendable {
  /// In JSON, the API and files: snake_case, never changed without an upgrade.
  public let name: String
  public let label: String
  public let kind: any FieldKind
  public let traits: Traits
  /// The property can be without a value, so that “no” differs from “not known”.
  public let isOptional: Bool
  /// Name, label and the other headings, as ``Swift/StringProtocol/folded``: compared with every heading of every file.
  public let foldedNames: [String]

  public init(_ name: String, _ label: String, _ kind: any FieldKind, _ traits: [FieldTrait] = []) {
    self.name = name
    self.label = label
    self.kind = kind
    self.traits = Traits(traits)
    isOptional = false
    foldedNames = [name.folded, label.folded] + self.traits.synonyms.map(\.folded)
  }

  /// The same field over a property that can be without a value.
  init(optional spec: FieldSpec) {
    name = spec.name
    label = spec.label
    kind = spec.kind
    traits = spec.traits
    isOptional = true
    foldedNames = spec.foldedNames
  }

  /// What a field is besides its kind.
  public struct Traits: Sendable {
    public var required = false
    /// Names the record in lists, links and search. Exactly one field of a register has it.
    public var title = false
    /// A column of the list unless somebody chose others.
    public var listed = false
    /// Found by the search box.
    public var searched = false
    /// Filtered or sorted often: gets an index.
    public var indexed = false
    /// No two records of a workspace share it; a reference may name the record by it.
    public var unique = false
    /// Mirrored in the envelope as the record's owner, due day or state.
    public var owner = false
    /// Mirrored in the envelope as the day by which something is to be done.
    public var due = false
    /// Mirrored in the envelope as the record's state, where there is no life cycle.
    public var state = false
    /// Computed, never entered.
    public var derived = false
    /// Set by a step of the life cycle or an import, never in a form or through the API.
    public var stamped = false
    /// Together with the other key fields names the record when a file brings no code: indicator and month.
    public var key = false
    /// A file that points at a record that does not exist brings it along in the same row: the indicator of an objective.
    public var makesMissing = false
    /// Who answers for what the record's name is given for: the head where a unit, the holder where a role is named as owner.
    public var standsIn = false
    /// It is the SHA-256 of the text of this other field.
    public var digestOf: String?
    /// States of the record in which external auditors don't see the field: what is written there is not said yet.
    public var heldBack: [String] = []
    /// Not changed any more once this other field says something: it is then the words of whom that names.
    public var fixedBy: String?
    /// A new record's form does not show it if the link to the form gave it.
    public var fromLink = false
    /// Heading under which a form shows it.
    public var group: String?
    /// A form keeps the group folded until this field has this value, or something is written in it.
    public var foldedUnless: (field: String, value: String)?
    /// A form keeps the group folded until something is written in it.
    public var folded = false
    /// A sentence under the field in forms.
    public var help: String?
    /// Other headings under which files carry it.
    public var synonyms: [String] = []

    init(_ traits: [FieldTrait]) { for trait in traits { trait.apply(&self) } }
  }

  /// An address is the same whatever its capitals, so that one address is one person.
  public func canonical(_ value: Value) -> Value {
    guard traits.unique, kind is LineKind, case .text(let text) = value, text.contains("@") else { return value }
    return .text(text.lowercased())
  }

  /// Part of a form and of what the API accepts.
  public var isEntered: Bool { !traits.derived && !traits.stamped }

  /// Can't be changed at a record with that body.
  public func isFixed(in body: Body) -> Bool { traits.fixedBy.map { !(body[$0] ?? .null).isEmpty } ?? false }

  /// Registers a reference points into; empty for other kinds.
  public var targets: [String] { if case .reference(let to, _) = kind.control { to } else { [] } }

  /// Holds a list of values, not one.
  public var isMany: Bool {
    switch kind.control {
    case .reference(_, let many), .requirement(let many), .halfDay(let many): many
    case .choices: true
    default: false
    }
  }
}

/// One property given to a field in a register's list: `.required`, `.listed`, `.help("…")`.
public struct FieldTrait: Sendable {
  let apply: @Sendable (inout FieldSpec.Traits) -> Void

  public static let required = FieldTrait { $0.required = true }
  public static let title = FieldTrait {
    $0.title = true; $0.required = true; $0.searched = true; $0.listed = true
  }
  public static let listed = FieldTrait { $0.listed = true }
  public static let searched = FieldTrait { $0.searched = true }
  public static let indexed = FieldTrait { $0.indexed = true }
  public static let unique = FieldTrait {
    $0.unique = true; $0.indexed = true
  }
  public static let owner = FieldTrait { $0.owner = true }
  public static let due = FieldTrait { $0.due = true }
  public static let state = FieldTrait { $0.state = true }
  public static let stamped = FieldTrait { $0.stamped = true }
  public static let key = FieldTrait { $0.key = true }
  public static let makesMissing = FieldTrait { $0.makesMissing = true }
  /// Whoever the field names answers where the record's own name is given for a person, such as a unit as owner.
  public static let standsIn = FieldTrait { $0.standsIn = true }
  /// A new record's form does not show the field if the link to the form gave it: the code of what the record is about.
  public static let fromLink = FieldTrait { $0.fromLink = true }
  /// The field is the SHA-256 of the text of that other field.
  public static func digest(of field: String) -> FieldTrait { FieldTrait { $0.digestOf = field } }
  /// External auditors don't see the field while the record is in one of these states.
  public static func heldBack(while states: String...) -> FieldTrait { FieldTrait { $0.heldBack += states } }
  /// The field is not changed any more once that other field says something, such as who asked.
  public static func fixed(by field: String) -> FieldTrait { FieldTrait { $0.fixedBy = field } }
  static let derived = FieldTrait { $0.derived = true }
  /// The heading under which a form shows the field.
  public static func group(_ title: String) -> FieldTrait { FieldTrait { $0.group = title } }
  /// The same for a group of which a form shows only the heading until another field has a value that calls for it.
  public static func group(_ title: String, unfoldedBy field: String, is value: String) -> FieldTrait {
    FieldTrait {
      $0.group = title
      $0.foldedUnless = (field, value)
    }
  }
  /// The same for a group that few records need.
  public static func foldedGroup(_ title: String) -> FieldTrait {
    FieldTrait {
      $0.group = title
      $0.folded = true
    }
  }
  /// A sentence under the field in forms.
  public static func help(_ text: String) -> FieldTrait { FieldTrait { $0.help = text } }
  /// Other headings under which files carry the field.
  public static func also(_ synonyms: String...) -> FieldTrait { FieldTrait { $0.synonyms += synonyms } }
}
