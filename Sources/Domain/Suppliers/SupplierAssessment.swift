import RegisterKit

/// A look at a supplier: what was asked, found and decided (ISO/IEC 27001:2022 A.5.22, ISO/IEC 42001:2023 A.10.3).
public struct SupplierAssessment: Record {
  public var title = ""
  public var supplier: String?
  public var assessedOn: Day?
  public var assessor: String?
  /// The questions about AI were asked too.
  public var coversAI = false
  public var result = Supplier.Result.notAssessed
  public var findings = ""
  public var actions = ""
  public var nextOn: Day?
  public init() {}

  public static let register = Register<SupplierAssessment>(
    "supplier-assessments", prefix: "SAS", one: "Supplier assessment", many: "Supplier assessments", area: .do,
    purpose: "Each look at a supplier, with its result and what must follow.",
    clauses: ["iso27001:A.5.22", "iso42001:A.10.3"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .reference(\.supplier, "supplier", "Supplier", to: "suppliers", .required, .listed),
      .day(\.assessedOn, "assessed_on", "Assessed on", .listed),
      .person(\.assessor, "assessor", "Assessed by", .owner, .listed),
      .flag(\.coversAI, "covers_ai", "Covers AI", .listed),
      .choice(\.result, "result", "Result", .state, .listed),
      .prose(\.findings, "findings", "What was found", .searched),
      .prose(\.actions, "actions", "What must follow"),
      .day(\.nextOn, "next_on", "Next", .due, .listed),
    ])
}
