/// The states a record passes through by decisions of people. Each step is a noun, because it is a fact with an author
/// and a date (`POST …/POL-01/approval`), kept in the ledger.
public struct Lifecycle: Sendable {
  /// A state of a life cycle, named as it is stored; the label is worked out from the name where none is given.
  public struct State: Sendable {
    public let name: String
    public let label: String
    public let tone: Tone
    /// What stands is approved: an edit goes back to the first state and leaves the approved revision readable.
    public let isFrozen: Bool
    /// Nothing is left to do: not counted as open.
    public let isFinal: Bool
    /// Other words that mean this state when a file is read.
    public let synonyms: [String]

    public init(
      _ name: String, _ label: String? = nil, tone: Tone = .none, frozen: Bool = false, final: Bool = false,
      synonyms: [String] = []
    ) {
      self.name = name
      self.label = label ?? name.asLabel
      self.tone = tone
      isFrozen = frozen
      isFinal = final
      self.synonyms = synonyms
    }
  }

  /// What a step writes into a stamped field.
  public enum Stamp: Sendable {
    /// The person who took the step.
    case actor
    case today
    /// The value of another field at that moment.
    case field(String)
    case flag(Bool)
    case nothing
  }

  /// A decision that leads from a state to another.
  public struct Step: Sendable {
    /// The fact, as in the URL: `approval`.
    public let noun: String
    /// What the button says: `Approve`.
    public let verb: String
    /// Names of the states in which it can be taken.
    public let from: [String]
    public let to: String
    /// Needs the right to approve, not just to edit.
    public let isApproval: Bool
    /// Only the owner of the record may take it, whatever else they may do.
    public let isByOwner: Bool
    /// Fields that must be filled in before.
    public let needs: [String]
    /// Fields asked for with the step.
    public let asks: [String]
    /// What it writes, by name of the stamped field.
    public let stamps: [String: Stamp]
    /// A flag field that must be true, for steps that make sense for some records only.
    public let when: String?

    public init(
      _ noun: String, _ verb: String, from: [String], to: String, approval: Bool = false,
      byOwner: Bool = false, needs: [String] = [],
      asks: [String] = [], stamps: [String: Stamp] = [:], when: String? = nil
    ) {
      self.noun = noun
      self.verb = verb
      self.from = from
      self.to = to
      isApproval = approval
      isByOwner = byOwner
      self.needs = needs
      self.asks = asks
      self.stamps = stamps
      self.when = when
    }

    /// Whether it writes who took it.
    public var namesActor: Bool {
      stamps.values.contains { if case .actor = $0 { true } else { false } }
    }
  }

  /// A state that ends by itself: as soon as the flag field is true, the record goes back.
  public struct Lapse: Sendable {
    /// Name of the state that ends.
    public let from: String
    /// Name of the field, a derived flag.
    public let flag: String
    /// Name of the state to which the record goes back.
    public let to: String
    public init(from: String, when flag: String, to: String) {
      self.from = from
      self.flag = flag
      self.to = to
    }
  }

  public let states: [State]
  public let steps: [Step]
  public let lapses: [Lapse]

  public init(states: [State], steps: [Step], lapses: [Lapse] = []) {
    self.states = states
    self.steps = steps
    self.lapses = lapses
  }

  /// The state of a new record: the first in the list.
  public var initial: State { states.first ?? State("draft") }
  /// The state of that name; nil for no name or one that the life cycle does not have.
  public func state(_ name: String?) -> State? { states.first { $0.name == name } }
  /// The steps that lead on from a state, whatever the record holds.
  public func steps(from state: String) -> [Step] { steps.filter { $0.from.contains(state) } }
  /// The steps that a record of that state and content can take.
  public func steps(from state: String, _ body: Body) -> [Step] {
    steps(from: state).filter { step in step.when.map { body[$0]?.bool == true } ?? true }
  }
  /// The state that a file's words mean.
  public func state(meantBy text: String) -> State? {
    states.map { ChoiceOption($0.name, $0.label, synonyms: $0.synonyms) }.meant(by: text).flatMap { state($0.name) }
  }
  /// The first step of that name from any state; nil if there is none.
  public func step(_ noun: String) -> Step? { steps.first { $0.noun == noun } }
  /// The step of that name from a state, where the same decision leads on from several; else any of that name.
  public func step(_ noun: String, from state: String, _ body: Body) -> Step? {
    steps(from: state, body).first { $0.noun == noun } ?? step(noun)
  }

  /// Draft → in review → approved → withdrawn, for whatever must be approved before it is in force
  /// (ISO/IEC 27001:2022 7.5.2 c, ISO/IEC 42001:2023 7.5.2). The register has the stamped fields `approved_by` and
  /// `approved_on`.
  public static func approval(needs: [String] = []) -> Lifecycle {
    Lifecycle(
      states: [
        State("draft", tone: .warn), State("in_review", "In review", tone: .info),
        State("approved", tone: .good, frozen: true), State("withdrawn", frozen: true, final: true),
      ],
      steps: [
        Step("submission", "Submit for approval", from: ["draft"], to: "in_review", needs: needs),
        Step(
          "approval", "Approve", from: ["draft", "in_review"], to: "approved", approval: true, needs: needs,
          stamps: ["approved_by": .actor, "approved_on": .today]),
        Step("return", "Return to draft", from: ["in_review"], to: "draft"),
        Step("withdrawal", "Withdraw", from: ["approved"], to: "withdrawn", approval: true),
        Step("revision", "Open a new revision", from: ["approved", "withdrawn"], to: "draft"),
      ])
  }
}
