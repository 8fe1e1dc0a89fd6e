/// The way from 27001 to both, with what is done, computed from the registers.
enum StepsCard {
  static func card(_ call: Call) async throws -> HTML { .empty }
}
