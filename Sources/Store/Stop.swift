/// Tells work that is under way whether anybody still waits for it. What it has written by then is taken back whole.
public struct Stop: Sendable {
  private let asked: @Sendable () -> Bool
  /// - Parameter asked: Whether nobody waits any more; asked often, from any thread.
  public init(_ asked: @escaping @Sendable () -> Bool) { self.asked = asked }
  public var isSet: Bool { asked() }

  /// At what the reads and writes of the present task stop; nil for those that go on whoever waits.
  @TaskLocal public static var current: Stop?
}
