import RegisterKit
import Store

extension Words {
  /// A list's filter as one would say it: `stage not retired, without owner`.
  static func filter(_ query: [String: String], _ register: AnyRegister, _ registers: Registers) -> String {
    query.sorted { $0.key < $1.key }.compactMap { name, value in condition(name, value, register, registers) }
      .joined(separator: ", ")
  }

  private static func condition(
    _ name: String, _ value: String, _ register: AnyRegister, _ registers: Registers
  ) -> String? {
    let parts = name.split(separator: ".").map(String.init)
    guard let first = parts.first else { return nil }
    if first == "linked" || first == "none" {
      let many = parts.count > 1 ? registers[parts[1]]?.many.lowercasedFirst ?? parts[1] : ""
      guard first == "linked" else { return "no such \(many)" }
      return value == "none" ? "without \(many)" : value == "any" ? "with \(many)" : "with \(value)"
    }
    let field = register.field(first)
    let label = label(first, field, register)
    let values = value.split(separator: ",").map { word(String($0), first, field, register) }.joined(separator: " or ")
    let isDay = field?.kind.storage == .day || ["updated_at", "created_at", "due"].contains(first)
    switch parts.count > 1 ? parts[1] : "is" {
    case "ne": return "\(label) not \(values)"
    case "lt": return "\(label) \(isDay ? "before" : "below") \(values)"
    case "lte": return "\(label) \(isDay ? "until" : "up to") \(values)"
    case "gt": return "\(label) \(isDay ? "after" : "above") \(values)"
    case "gte": return "\(label) from \(values)"
    case "empty": return value == "false" ? "with \(label)" : "without \(label)"
    case "contains": return "\(label) with “\(value)”"
    case "same": return "\(label) the same as \(self.label(value, register.field(value), register))"
    default: return "\(label) \(values)"
    }
  }

  private static func label(_ name: String, _ field: FieldSpec?, _ register: AnyRegister) -> String {
    if let field { return field.label.lowercasedFirst }
    switch name {
    case "updated_at": return "changed"
    case "created_at": return "made"
    default: return name.asLabel.lowercasedFirst
    }
  }

  private static func word(_ value: String, _ name: String, _ field: FieldSpec?, _ register: AnyRegister) -> String {
    if ["state", "status"].contains(name), let state = register.lifecycle?.state(value) {
      return state.label.lowercasedFirst
    }
    switch field?.kind.control {
    case .choice(let options), .choices(let options): return options.named(value)?.label.lowercasedFirst ?? value
    case .halfDay: return Words.halfDay(value)
    case .flag: return value == "true" ? "yes" : "no"
    default: return value
    }
  }
}
