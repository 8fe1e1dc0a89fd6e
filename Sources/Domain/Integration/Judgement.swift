import RegisterKit

/// What a person says of a task of the five steps where no register can show it.
public struct Judgement: Record {
  /// Id of the task, as in the library.
  public var task = ""
  public var title = ""
  /// Whether it is so, in the judge's eyes.
  public var holds = true
  public var reason = ""
  public init() {}

  public static let register = Register<Judgement>(
    "judgements", prefix: "JDG", one: "Judgement", many: "Judgements", area: .plan,
    purpose: "What somebody judged about the tasks of the five steps, where the registers alone can't show it.",
    clauses: ["iso42001:6.3", "iso27001:6.3"],
    fields: [
      .line(\.title, "title", "Task", max: 500, .title),
      .line(
        \.task, "task", "Id of the task", .required, .unique, .listed, .fromLink,
        .help("Such as S1-3. “Say that it is so” on the page of the five steps fills it in.")),
      .flag(\.holds, "holds", "It is so", .listed),
      .prose(\.reason, "reason", "Reason", .required, .listed),
    ])
}
