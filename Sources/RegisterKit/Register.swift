/// The part of plan, do, check, act to which a register belongs.
public enum Area: String, CaseIterable, Sendable { case plan, `do`, check, act }

/// Everything there is to say about one kind of record, typed.
///
/// Extension points, and no others: `check`, `transition`, `settled`, derived fields, `lifecycle`, `upgrades`, and a page of
/// its own.
public struct Register<R: Record>: Sendable {
  /// What the generic parts know of it, without the record's type.
  public let erased: AnyRegister
  let fields: [Field<R>]

  /// - Parameters:
  ///   - slug: Path of the register, plural kebab-case; frozen.
  ///   - prefix: Of the codes given to new records: `RSK` → `RSK-0042`.
  ///   - purpose: What belongs here and why, in a sentence; an empty list says it.
  ///   - clauses: Requirements that ask for this register.
  ///   - check: Rules over the whole record.
  ///   - transition: Rules over a change that somebody makes: what it was, what it becomes, and what stands around it. They
  ///     bind from now on; what files of the past bring is not judged by them.
  ///   - settled: Why nothing at a record may change as things stand, files and archiving included, in a sentence for whoever
  ///     tries; nil where it may.
  ///   - isMadeByProgram: Records come from an operation, such as the approval of a statement, never from a form.
  ///   - upgrades: Old field name → new one, for bodies written before a rename.
  public init(
    _ slug: String, prefix: String, one: String, many: String, area: Area, purpose: String = "",
    clauses: [String] = [], fields: [Field<R>], lifecycle: Lifecycle? = nil, isMadeByProgram: Bool = false,
    upgrades: [String: String] = [:], check: @escaping @Sendable (R, Settings, inout Problems) -> Void = { _, _, _ in },
    transition: @escaping @Sendable (_ before: R, _ after: R, Surroundings, inout Problems) -> Void = { _, _, _, _ in },
    settled: @escaping @Sendable (R, _ state: String?, Surroundings) -> String? = { _, _, _ in nil }
  ) {
    self.fields = fields
    erased = AnyRegister(
      slug: slug, prefix: prefix, one: one, many: many, area: area, purpose: purpose, clauses: clauses,
      fields: fields.map(\.spec), lifecycle: lifecycle, isMadeByProgram: isMadeByProgram, upgrades: upgrades,
      initial: Self.encode(R(), fields, Settings()),
      check: { body, settings, problems in
        var record = R()
        for field in fields where !field.spec.traits.derived {
          if !field.set(&record, body[field.spec.name] ?? .null) {
            problems.add(field.spec.name, "This value does not fit the field.")
          }
        }
        check(record, settings, &problems)
        return Self.encode(record, fields, settings)
      },
      transition: { before, after, around, problems in
        transition(Self.decode(before, fields), Self.decode(after, fields), around, &problems)
      },
      settled: { body, state, around in settled(Self.decode(body, fields), state, around) })
  }

  /// The record that a stored body holds; fields that don't fit keep what a new record has.
  public func decode(_ body: Body) -> R { Self.decode(body, fields) }

  private static func decode(_ body: Body, _ fields: [Field<R>]) -> R {
    var record = R()
    for field in fields where !field.spec.traits.derived { _ = field.set(&record, body[field.spec.name] ?? .null) }
    return record
  }

  /// The body of a record, derived fields included.
  public func encode(_ record: R, _ settings: Settings) -> Body { Self.encode(record, fields, settings) }

  private static func encode(_ record: R, _ fields: [Field<R>], _ settings: Settings) -> Body {
    var members: [Body.Element] = []
    members.reserveCapacity(fields.count)
    for field in fields {
      let value = field.get(record, settings)
      if !value.isEmpty { members.append((field.spec.name, value)) }
    }
    // No larger than it must be: most records fill in a third of their fields, and many bodies are held at once.
    return Body(uniqueKeysWithValues: members)
  }

  /// Stored properties of the record type that no field carries; the contract tests demand none.
  public var missingProperties: [String] {
    let carried = Set(fields.compactMap { $0.path.map { "\($0)".split(separator: ".").last.map(String.init) ?? "" } })
    return Mirror(reflecting: R()).children.compactMap(\.label).filter { !carried.contains($0) }
  }
}

/// A register without its Swift type; the generic parts know nothing else.
public final class AnyRegister: Sendable {
  /// Path of the register, plural kebab-case; frozen.
  public let slug: String
  /// Of the codes given to new records, without the hyphen: `RSK`.
  public let prefix: String
  /// A record of it as people say it: `Risk`.
  public let one: String
  /// The register as people say it: `Risks`.
  public let many: String
  public let area: Area
  /// What belongs here and why, in a sentence.
  public let purpose: String
  /// Uids of the requirements that ask for this register: `iso27001:9.2.2`.
  public let clauses: [String]
  public let fields: [FieldSpec]
  /// Nil where records have no states that people decide about.
  public let lifecycle: Lifecycle?
  /// Records come from an operation, such as the approval of a statement, never from a form.
  public let isMadeByProgram: Bool
  /// Old field name → new one, for bodies written before a rename.
  public let upgrades: [String: String]
  let check: @Sendable (Body, Settings, inout Problems) -> Body
  /// Judges a change that somebody makes, from body to body.
  public let transition: @Sendable (Body, Body, Surroundings, inout Problems) -> Void
  /// Why nothing at a record of that body and state may change as things stand; nil where it may.
  public let settled: @Sendable (Body, String?, Surroundings) -> String?
  // Found once: every record that is read, written or verified asks for them.
  /// The field that names the record; the first of all where none is marked as title.
  public let titleField: FieldSpec
  /// Fields that point at other records.
  public let references: [FieldSpec]
  /// The field whose value stands in the envelope as the record's state, where there is no life cycle.
  public let stateField: FieldSpec?
  /// The field that names who owns the record; nil where nobody does.
  public let ownerField: FieldSpec?
  /// The field with the day on which the record is due; nil where there is none.
  public let dueField: FieldSpec?
  /// Fields beside the title of which the search knows the words.
  public let searchedFields: [FieldSpec]
  /// What a new record holds before anybody says anything.
  public let initial: Body
  private let index: [String: Int]

  init(
    slug: String, prefix: String, one: String, many: String, area: Area, purpose: String, clauses: [String],
    fields: [FieldSpec], lifecycle: Lifecycle?, isMadeByProgram: Bool, upgrades: [String: String],
    initial: Body, check: @escaping @Sendable (Body, Settings, inout Problems) -> Body,
    transition: @escaping @Sendable (Body, Body, Surroundings, inout Problems) -> Void,
    settled: @escaping @Sendable (Body, String?, Surroundings) -> String?
  ) {
    self.slug = slug
    self.prefix = prefix
    self.one = one
    self.many = many
    self.area = area
    self.purpose = purpose
    self.clauses = clauses
    self.fields = fields
    self.lifecycle = lifecycle
    self.isMadeByProgram = isMadeByProgram
    self.upgrades = upgrades
    self.check = check
    self.transition = transition
    self.settled = settled
    titleField = fields.first { $0.traits.title } ?? fields[0]
    references = fields.filter { !$0.targets.isEmpty }
    stateField = fields.first { $0.traits.state }
    ownerField = fields.first { $0.traits.owner }
    dueField = fields.first { $0.traits.due }
    searchedFields = fields.filter { $0.traits.searched && !$0.traits.title }
    self.initial = initial
    index = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The field of that name; nil if the register has none.
  public func field(_ name: String) -> FieldSpec? { index[name].map { fields[$0] } }

  /// What an organization added beside the fields of the register, by name; values are texts.
  public static let extra = "extra"
  /// Among them the organization's own number for the record, where that can't be its code.
  public static let ownReference = "Own reference"
  /// Files at the record: a list of `{name, sha256, size, type}`, in the body so that the ledger keeps it.
  public static let attachments = "attachments"
  /// Member of a body: names of the stamped fields, and `state`, that an import brought and no step has said since. Who
  /// brought them and when is who made the record.
  public static let brought = "brought"

  /// Fields that hold a file.
  public var fileFields: [FieldSpec] { fields.filter { $0.kind.control == .file } }

  /// Hashes of the files that a body names, in fields and among its attachments; one may stand twice.
  public func files(in body: Body) -> [String] {
    fileFields.compactMap { body[$0.name]?.text }
      + (body[Self.attachments]?.list ?? []).compactMap { $0["sha256"].text }
  }
}

/// A set of registers, looked up by slug: the catalogue, or another one in a test.
public struct Registers: Sendable {
  public let all: [AnyRegister]
  private let bySlug: [String: AnyRegister]

  public init(_ all: [AnyRegister]) {
    self.all = all
    bySlug = Dictionary(all.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The register of that slug; nil if there is none.
  public subscript(slug: String) -> AnyRegister? { bySlug[slug] }

}
