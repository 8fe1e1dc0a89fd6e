/// What stands around a record when it changes: for the rules that one record can't answer by itself, such as “an AI system
/// goes live only with an impact assessment”.
public struct Surroundings {
  /// Another record, as far as a rule may ask.
  public struct Neighbour {
    /// Slug of its register.
    public let register: String
    /// Nil where the register has no states.
    public let state: String?
    public let body: Body
    public init(register: String, state: String?, body: Body) {
      self.register = register
      self.state = state
      self.body = body
    }
  }
  /// The entry of whoever acts in the register of people; nil for programs and for accounts without one.
  public let actor: String?
  private let pointing: (String) -> [Neighbour]
  private let serving: (String, String) -> [Neighbour]
  private let record: (String) -> Neighbour?
  private let ownWork: (String, [String], String) -> [String]

  /// - Parameters:
  ///   - actor: As ``actor``.
  ///   - pointing: The records of a register that point at this one.
  ///   - serving: The records of a register that name a requirement.
  ///   - record: The record of a code.
  ///   - ownWork: Why somebody is no judge of some work within a whole, in sentences.
  public init(
    actor: String?, pointing: @escaping (String) -> [Neighbour], serving: @escaping (String, String) -> [Neighbour],
    record: @escaping (String) -> Neighbour?, ownWork: @escaping (String, [String], String) -> [String]
  ) {
    self.actor = actor
    self.pointing = pointing
    self.serving = serving
    self.record = record
    self.ownWork = ownWork
  }

  /// The records of a register that point at this one; archived ones are left out.
  public func pointing(from register: String) -> [Neighbour] { pointing(register) }
  /// The records of a register that name a requirement; archived ones are left out.
  public func naming(_ requirement: String, in register: String) -> [Neighbour] { serving(register, requirement) }
  /// The record of a code; nil where there is none or it is archived.
  public func record(_ id: String) -> Neighbour? { record(id) }
  /// Why somebody is no judge of some work, in sentences; empty where nothing is against it.
  /// - Parameters:
  ///   - who: Code of whoever is to judge.
  ///   - work: Codes of what is to be judged.
  ///   - whole: Code of the record to which the work belongs.
  public func ownWork(of who: String, in work: [String], of whole: String) -> [String] { ownWork(who, work, whole) }
}
