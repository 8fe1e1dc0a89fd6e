import Store

/// What single registers show beside the generic list and record: one line each.
enum RegisterPages {
  /// Buttons over the list, to pages of its own.
  static let actions: [String: @Sendable (Link) -> [HTML]] = [
    "risks": { link in
      [UI.linkButton("Threats", href: link.threats, .plain), UI.linkButton("Heat map", href: link.heatMap, .plain)]
    },
    "audits": { link in
      [
        UI.linkButton("Audit time", href: link.auditTime, .plain),
        UI.linkButton("Programme", href: link.programme, .plain),
      ]
    },
    "audit-programmes": { link in [UI.linkButton("Coverage", href: link.programme, .plain)] },
    "ai-systems": { link in [UI.linkButton("What they are made of", href: link.inventory, .plain)] },
  ]

  /// Cards over the fields of a record.
  static let cards: [String: @Sendable (StoredRecord, Call) async throws -> HTML] = [
    "ai-systems": { try await InventoryPage.card(for: $0, $1) },
    "audits": { ReportPage.card($0, $1) },
    "audit-reports": { ReportPage.signed($0, $1) },
    "audit-programmes": { try await ProgrammePage.card($0, $1) },
    "soa-versions": { SoAPage.card(of: $0, $1) },
  ]

  /// Fields that such a card shows in a better way.
  static let hidden: [String: Set<String>] = [
    "soa-versions": ["lines"], "audit-programmes": ["points", "reasons"], "audit-reports": ["content"],
  ]
}
