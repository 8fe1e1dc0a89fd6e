/// What stands around a record when it changes: for the rules that one record can't answer by itself, such as “an AI system
/// goes live only with an impact assessment”.
public struct Surroundings {
  /// Another record, as far as a rule may ask.
  public struct Neighbour {
    /// Nil where the register has no states.
    public let state: String?
    public let body: Body
    public init(state: String?, body: Body) {
      self.state = state
      self.body = body
    }
  }
  private let pointing: (String) -> [Neighbour]
  private let serving: (String, String) -> [Neighbour]

  /// - Parameters:
  ///   - pointing: The records of a register that point at this one.
  ///   - serving: The records of a register that name a requirement.
  public init(pointing: @escaping (String) -> [Neighbour], serving: @escaping (String, String) -> [Neighbour]) {
    self.pointing = pointing
    self.serving = serving
  }

  /// The records of a register that point at this one; archived ones are left out.
  public func pointing(from register: String) -> [Neighbour] { pointing(register) }
  /// The records of a register that name a requirement; archived ones are left out.
  public func naming(_ requirement: String, in register: String) -> [Neighbour] { serving(register, requirement) }
}
