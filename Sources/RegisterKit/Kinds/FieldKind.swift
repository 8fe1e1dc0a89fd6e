/// What a field holds and everything that follows from it: how it is asked for, read, kept, shown, filtered and
/// described. One kind, one file; a new kind touches no generic code.
public protocol FieldKind: Sendable {
  /// How a form asks for it.
  var control: Control { get }
  /// How the store compares and sorts it.
  var storage: Storage { get }
  /// JSON Schema of the value in the API.
  func schema(_ settings: Settings) -> [String: Value]
  /// Reads what a person typed or a file holds; never called with blank text.
  func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value
  /// Checks a value that came as JSON, and brings it to its stored form; never called with an empty value.
  func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value
  /// As plain text, in cells and files; what `parse` reads back.
  func text(_ value: Value, _ settings: Settings) -> String
}

/// The control with which a form asks for a value.
public enum Control: Sendable, Hashable {
  case line, prose, number, day, instant, flag, file
  case choice([ChoiceOption])
  case choices([ChoiceOption])
  /// Records of these registers, found by code, name or e-mail.
  case reference(to: [String], many: Bool)
  /// Mornings and afternoons, as ``HalfDay`` writes them.
  case halfDay(many: Bool)
  /// Requirements of the loaded frameworks.
  case requirement(many: Bool)
  /// A level of the workspace's scale of that name.
  case level(scale: String)
}

/// How the store compares a field.
public enum Storage: Sendable, Hashable { case text, integer, real, flag, list, day }

/// What reading a value may need to know: the workspace's words, and where a reference points.
public struct Reading: Sendable {
  /// The record that a text means, among registers: by id, by title, by e-mail.
  public enum Found: Sendable, Equatable {
    case one(String)
    case none
    case several([String])
  }
  public var settings: Settings
  /// Finds a record: `(registers, text)`.
  public var find: @Sendable ([String], String) -> Found
  /// The uid of a requirement that a text such as `A.5.1` or `iso42001:6.1.4` means.
  public var requirement: @Sendable (String) -> Found
  /// Whether a file of that hash was uploaded here.
  public var file: @Sendable (String) -> Bool

  public init(
    settings: Settings = Settings(), find: @escaping @Sendable ([String], String) -> Found = { .one($1) },
    requirement: @escaping @Sendable (String) -> Found = { .one($0) },
    file: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    self.settings = settings
    self.find = find
    self.requirement = requirement
    self.file = file
  }

  func record(_ registers: [String], _ text: String) throws(Refusal) -> String {
    switch find(registers, text) {
    case .one(let id): return id
    case .none: throw Refusal("Nothing is called \(text.quoted) among \(registers.joined(separator: ", ")).")
    case .several(let ids):
      throw Refusal("\(text.quoted) could be \(ids.prefix(5).joined(separator: ", ")); write the code.")
    }
  }

  func requirementUID(_ text: String) throws(Refusal) -> String {
    switch requirement(text) {
    case .one(let uid): return uid
    case .none: throw Refusal("No framework here has a requirement \(text.quoted).")
    case .several(let uids): throw Refusal("\(text.quoted) could be \(uids.joined(separator: ", ")); write it whole.")
    }
  }
}

extension String {
  /// In quotation marks, cut to a readable length, for messages.
  var quoted: String { count > 60 ? "“\(prefix(57))…”" : "“\(self)”" }
}
