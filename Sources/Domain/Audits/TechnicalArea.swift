/// A field of technology in which an auditor is competent or not (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 7.2, 9.2.2;
/// ISO 19011:2018 7.2.3). Labels are the words with which the library of audit points names specialists.
public enum TechnicalArea: String, CaseIterable, Sendable {
  case securityTechnology = "security_technology"
  case secureDevelopment = "secure_development"
  case machineLearning = "machine_learning"
  case modelTesting = "model_testing"
  case aiSecurity = "ai_security"
  case dataGovernance = "data_governance"
  case physicalSecurity = "physical_security"

  /// As people and the library of audit points call it.
  public var label: String {
    switch self {
    case .securityTechnology: "Security technology"
    case .secureDevelopment: "Secure software development"
    case .machineLearning: "Machine learning engineering"
    case .modelTesting: "Model testing and evaluation"
    case .aiSecurity: "Security of AI systems"
    case .dataGovernance: "Data governance and quality"
    case .physicalSecurity: "Physical security"
    }
  }

  private static let technical = "technical"

  /// The key under which a level in the best of these areas is asked for and reached; `technical` for none, which any area
  /// satisfies.
  public static func key(_ areas: [TechnicalArea]) -> String {
    areas.isEmpty ? technical : "\(technical):\(areas.map(\.rawValue).joined(separator: "+"))"
  }

  /// The areas of a key, none for `technical`; nil for a key that is of no area, such as that of a standard.
  public static func areas(_ key: String) -> [TechnicalArea]? {
    if key == technical { return [] }
    guard key.hasPrefix("\(technical):") else { return nil }
    return key.dropFirst(technical.count + 1).split(separator: "+").compactMap { TechnicalArea(rawValue: String($0)) }
  }

  /// What a key asks for, in words: `ISO/IEC 42001`, `technology`, `Physical security`.
  public static func words(_ key: String) -> String {
    if let standard = Standard(rawValue: key) { return standard.label }
    guard let areas = areas(key) else { return key }
    return areas.isEmpty ? "technology" : areas.map(\.label).joined(separator: " or ")
  }
}
