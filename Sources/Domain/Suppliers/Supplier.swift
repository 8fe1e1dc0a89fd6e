import RegisterKit

/// Somebody outside on whom the organization depends (ISO/IEC 27001:2022 A.5.19–A.5.23, ISO/IEC 42001:2023 A.10.3).
public struct Supplier: Record {
  /// How hard it would hit the organization if the supplier failed; decides how often it is looked at.
  public enum Tier: String, Choice { case routine, important, critical }

  /// Which personal data it sees; special categories as in Regulation (EU) 2016/679 Article 9.
  public enum PersonalData: String, Choice {
    case none
    case personal
    case special
    public var label: String {
      switch self {
      case .none: "None"
      case .personal: "Personal data"
      case .special: "Special categories"
      }
    }
    public var synonyms: [String] { self == .special ? ["health data", "health data, pseudonymised"] : [] }
  }

  /// What the last look at it came to (ISO/IEC 27001:2022 A.5.22).
  public enum Result: String, Choice {
    case acceptable
    case acceptableWithActions = "acceptable_with_actions"
    case notAcceptable = "not_acceptable"
    case notAssessed = "not_assessed"
    public var tone: Tone {
      switch self {
      case .acceptable: .good
      case .acceptableWithActions: .warn
      case .notAcceptable: .bad
      case .notAssessed: .none
      }
    }
  }

  public var name = ""
  public var service = ""
  public var category = ""
  public var tier = Tier.routine
  public var providesAI = false
  public var country = ""
  public var dataProcessed = ""
  public var personalData = PersonalData.none
  /// Day on which the agreement on processing personal data was signed.
  public var agreementSigned: Day?
  public var contractUntil: Day?
  public var certificates = ""
  public var lastAssessment: Day?
  public var result = Result.notAssessed
  public var nextAssessment: Day?
  public var owner: String?
  public var hasExitPlan = false
  public var exitPlan = ""
  public var aiTerms = ""
  public var note = ""
  public init() {}

  public static let register = Register<Supplier>(
    "suppliers", prefix: "SUP", one: "Supplier", many: "Suppliers", area: .do,
    purpose:
      "Everyone outside on whom your service, data or AI depends, with what you agreed and when you last looked.",
    clauses: ["iso27001:A.5.19", "iso27001:A.5.22", "iso42001:A.10.3"],
    fields: [
      .line(\.name, "name", "Name", .title, .also("supplier", "vendor")),
      .line(\.service, "service", "Service", max: 1000, .searched, .listed, .also("what they do for us")),
      .line(\.category, "category", "Category"),
      .choice(\.tier, "tier", "Tier", .listed, .indexed, .also("criticality")),
      .flag(\.providesAI, "provides_ai", "Provides an AI service", .listed, .also("ai_provider", "AI service")),
      .line(\.country, "country", "Country"),
      .prose(\.dataProcessed, "data_processed", "Data processed", .also("our data")),
      .choice(\.personalData, "personal_data", "Personal data"),
      .day(
        \.agreementSigned, "agreement_signed", "Processing agreement signed",
        .also("dpa_signed", "processing agreement signed")),
      .day(\.contractUntil, "contract_until", "Contract until"),
      .line(\.certificates, "certificates", "Certificates", max: 1000),
      .day(\.lastAssessment, "last_assessment", "Last assessment", .group("Assessment")),
      .choice(\.result, "assessment_result", "Result", .listed, .group("Assessment"), .also("result")),
      .day(\.nextAssessment, "next_assessment", "Next assessment", .due, .listed, .group("Assessment")),
      .person(\.owner, "owner", "Owner", .owner, .listed, .indexed, .group("Assessment"), .also("owner with us")),
      .flag(\.hasExitPlan, "has_exit_plan", "Has an exit plan", .group("Leaving"), .also("exit_plan")),
      .prose(\.exitPlan, "exit_plan_text", "How we would leave", .group("Leaving")),
      .prose(\.aiTerms, "ai_terms", "AI terms", .group("Leaving")),
      .prose(\.note, "note", "Note", .group("Leaving"), .also("remarks")),
      .derived("review_months", "Review every (months)", NumberKind(range: 1...60)) { supplier, _ in
        .int(reviewMonths(supplier.tier))
      },
    ],
    check: { supplier, _, problems in
      if let last = supplier.lastAssessment, let next = supplier.nextAssessment, next < last {
        problems.add("next_assessment", "The next assessment can't come before the last one.")
      }
    })

  /// How often a supplier of a tier is looked at, in months; the usual practice for A.5.22.
  public static func reviewMonths(_ tier: Tier) -> Int {
    switch tier {
    case .critical: 12
    case .important: 18
    case .routine: 36
    }
  }
}
