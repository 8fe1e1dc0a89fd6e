// Settings are kept in the ledger like any record, so their body has names that never change.
extension Settings {
  /// Reads what ``body`` wrote; what is missing or can't be read is as in a new workspace.
  public init(body: Body) {
    let standard = RiskMatrix.standard
    let likelihood = Scale(body["likelihood"]) ?? standard.likelihood
    let impact = Scale(body["impact"]) ?? standard.impact
    let bands = (body["bands"]?.list ?? []).compactMap(RiskMatrix.Band.init)
    var scales: [String: Scale] = [:]
    for (name, value) in body["scales"]?.object ?? [:] { scales[name] = Scale(value) }
    self.init(
      scales: scales,
      matrix: RiskMatrix(likelihood: likelihood, impact: impact, bands: bands.isEmpty ? standard.bands : bands),
      currency: body["currency"]?.text ?? "EUR", frameworks: body["frameworks"]?.texts ?? ["iso27001", "iso42001"])
  }

  /// As kept in the ledger.
  public var body: Body {
    var body: Body = [
      "likelihood": matrix.likelihood.value, "impact": matrix.impact.value,
      "bands": .list(matrix.bands.map(\.value)), "currency": .text(currency), "frameworks": Value(frameworks),
    ]
    if !scales.isEmpty { body["scales"] = .object(scales.mapValues(\.value)) }
    return body
  }
}

extension Scale {
  init?(_ value: Value?) {
    let levels = (value?.list ?? []).compactMap { level -> Level? in
      level["name"].text.map { Level($0, level["meaning"].text ?? "") }
    }
    if levels.isEmpty { return nil }
    self.init(levels)
  }

  var value: Value { .list(levels.map { ["name": .text($0.name), "meaning": .text($0.meaning)] }) }
}

extension RiskMatrix.Band {
  init?(_ value: Value) {
    guard let name = value["name"].text, let from = value["from"].int, let to = value["to"].int else { return nil }
    self.init(name, from, to, acceptance: value["acceptance"].text ?? "")
  }

  var value: Value {
    ["name": .text(name), "from": .int(from), "to": .int(to), "acceptance": .text(acceptance)]
  }
}
