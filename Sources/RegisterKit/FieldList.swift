// The words in which a register lists its fields. References are kept as ids: `String?` for one, `[String]` for many.
extension Field {
  /// A line of text, 300 characters at most.
  public static func line(_ path: Path<String>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, LineKind(max: 300), traits)
  }
  /// A line of text, `max` characters at most.
  public static func line(_ path: Path<String>, _ name: String, _ label: String, max: Int, _ traits: FieldTrait...)
    -> Field
  {
    Field(path, name, label, LineKind(max: max), traits)
  }
  /// Text of several paragraphs in Markdown, 200,000 characters at most.
  public static func prose(_ path: Path<String>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, ProseKind(), traits)
  }
  /// A whole number in a range, or none.
  public static func number(
    _ path: Path<Int?>, _ name: String, _ label: String, in range: ClosedRange<Int> = 0...1_000_000_000_000,
    _ traits: FieldTrait...
  ) -> Field {
    Field(path, name, label, NumberKind(range: range), traits)
  }
  /// A number with a fraction, or none. Forms show `unit` behind it: `%`, `h`.
  public static func decimal(
    _ path: Path<Double?>, _ name: String, _ label: String, unit: String = "", _ traits: FieldTrait...
  ) -> Field {
    Field(path, name, label, DecimalKind(unit: unit), traits)
  }
  /// A percentage as people write it, or none: 96.1 for 96.1 %, not 0.961.
  public static func percentage(_ path: Path<Double?>, _ name: String, _ label: String, _ traits: FieldTrait...)
    -> Field
  {
    Field(path, name, label, DecimalKind(unit: "%"), traits)
  }
  /// An amount in hundredths of the workspace's currency, or none.
  public static func money(_ path: Path<Int?>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, MoneyKind(), traits)
  }
  /// A level of the workspace's scale of that name (`likelihood`, `impact`, `competence`).
  public static func level(
    _ path: Path<Int?>, _ name: String, _ label: String, on scale: String, _ traits: FieldTrait...
  ) -> Field {
    Field(path, name, label, LevelKind(scale: scale), traits)
  }
  /// A calendar day, or none.
  public static func day(_ path: Path<Day?>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, DayKind(), traits)
  }
  /// A moment in UTC, to the millisecond, or none.
  public static func instant(_ path: Path<Instant?>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field
  {
    Field(path, name, label, InstantKind(), traits)
  }
  /// The morning or the afternoon of a day, as ``HalfDay`` writes it; empty for none.
  public static func halfDay(_ path: Path<String>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, HalfDayKind(), traits)
  }
  /// Mornings and afternoons, as ``HalfDay`` writes them.
  public static func halfDays(_ path: Path<[String]>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field
  {
    Field(path, name, label, HalfDaysKind(), traits)
  }
  /// Yes or no; no until somebody says yes.
  public static func flag(_ path: Path<Bool>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, FlagKind(), traits)
  }
  /// Yes, no or not known yet.
  public static func flag(_ path: Path<Bool?>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, FlagKind(), traits).optional
  }
  /// One of the cases of an enum. Clearing it brings back what a new record has.
  public static func choice<C: Choice>(_ path: Path<C>, _ name: String, _ label: String, _ traits: FieldTrait...)
    -> Field
  {
    Field(choice: path, name, label, traits)
  }
  /// One of the cases of an enum, or none.
  public static func choice<C: Choice>(_ path: Path<C?>, _ name: String, _ label: String, _ traits: FieldTrait...)
    -> Field
  {
    Field(optional: path, name, label, traits)
  }
  /// Any number of the cases of an enum, in the order given.
  public static func choices<C: Choice>(_ path: Path<[C]>, _ name: String, _ label: String, _ traits: FieldTrait...)
    -> Field
  {
    Field(choices: path, name, label, traits)
  }
  /// One record of another register, kept as its id.
  public static func reference(
    _ path: Path<String?>, _ name: String, _ label: String, to registers: Targets, _ traits: FieldTrait...
  ) -> Field {
    Field(path, name, label, ReferenceKind(registers: registers.slugs), traits)
  }
  /// Records of other registers, kept as their ids in the order given.
  public static func references(
    _ path: Path<[String]>, _ name: String, _ label: String, to registers: Targets, _ traits: FieldTrait...
  ) -> Field {
    Field(path, name, label, ReferencesKind(registers: registers.slugs), traits)
  }
  /// Somebody of the people register.
  public static func person(_ path: Path<String?>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, ReferenceKind(registers: ["people"]), traits)
  }
  /// Some of the people register.
  public static func people(_ path: Path<[String]>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, ReferencesKind(registers: ["people"]), traits)
  }
  /// A requirement of a loaded framework, kept as its uid: `iso27001:A.8.32`.
  public static func requirement(_ path: Path<String?>, _ name: String, _ label: String, _ traits: FieldTrait...)
    -> Field
  {
    Field(path, name, label, RequirementKind(), traits)
  }
  /// Requirements of loaded frameworks, kept as their uids.
  public static func requirements(_ path: Path<[String]>, _ name: String, _ label: String, _ traits: FieldTrait...)
    -> Field
  {
    Field(path, name, label, RequirementsKind(), traits)
  }
  /// A stored file, kept as its SHA-256 in 64 hexadecimal digits.
  public static func file(_ path: Path<String?>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, FileKind(), traits)
  }
  /// Computed from the record and the workspace's settings whenever the record is written; kept, so that lists can
  /// filter and sort by it.
  public static func derived(
    _ name: String, _ label: String, _ kind: any FieldKind = LineKind(max: 300), _ traits: FieldTrait...,
    value: @escaping @Sendable (R, Settings) -> Value
  ) -> Field {
    Field(derived: name, label, kind, traits, value)
  }
}

/// The registers into which a reference may point: one slug or a list of them.
public struct Targets: Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  let slugs: [String]
  public init(stringLiteral slug: String) { slugs = [slug] }
  public init(arrayLiteral slugs: String...) { self.slugs = slugs }
}

extension Field {
  /// Several short texts of no register and no fixed list.
  public static func labels(_ path: Path<[String]>, _ name: String, _ label: String, _ traits: FieldTrait...) -> Field {
    Field(path, name, label, LabelsKind(), traits)
  }
}
