import Domain
import Store

/// What single registers show beside the generic list and record: one line each.
enum RegisterPages {
  /// Buttons over the list, to pages of its own.
  static let actions: [String: @Sendable (Call) -> [HTML]] = [
    "risks": { call in
      [
        UI.linkButton("Threats", href: call.link.threats, .plain),
        UI.linkButton("Heat map", href: call.link.heatMap, .plain),
      ]
    },
    "audits": { call in
      [UI.linkButton("Audit time", href: call.link.auditTime, .plain)]
        + (call.allows(.overview) ? [UI.linkButton("Programme", href: call.link.programme, .plain)] : [])
    },
    "audit-programmes": { call in
      call.allows(.overview) ? [UI.linkButton("Coverage", href: call.link.programme, .plain)] : []
    },
    "ai-systems": { call in [UI.linkButton("What they are made of", href: call.link.inventory, .plain)] },
    "samples": { call in
      call.allows(.create, Envelope(register: "samples")) ? [UI.linkButton("Draw a sample", href: call.link.draw)] : []
    },
  ]

  /// Cards over the fields of a record.
  static let cards: [String: [@Sendable (StoredRecord, Call) async throws -> HTML]] = [
    "imports": [{ ImportPage.card(of: $0, $1) }],
    "ai-systems": [{ try await InventoryPage.card(for: $0, $1) }],
    "audit-programmes": [overview { try await ProgrammePage.card($0, $1) }],
    "soa-versions": [{ SoAPage.card(of: $0, $1) }],
    "audits": [
      overview { try await PlanPage.card(for: $0, $1) },
      overview { try await FieldworkCard.ofAudit($0, $1) },
      { try await ReportPage.card($0, $1) },
      { try await PackPages.card(for: $0, $1) },
    ],
    "audit-reports": [{ ReportPage.signed($0, $1) }],
    "packs": [{ PackPages.card(of: $0, $1) }],
    "sessions": [
      overview { UI.card("Fieldwork", UI.row([UI.linkButton("Working paper", href: $1.link.paper($0.id))])) }
    ],
    "checks": [{ FieldworkCard.ofCheck($0, $1) }],
    "samples": [{ try await SampleCard.card($0, $1) }],
    "findings": [{ try await ReminderNote.card($0, $1) }, { try await FindingCard.card($0, $1) }],
    "corrective-actions": [{ try await ReminderNote.card($0, $1) }, { try await FindingCard.answered($0, $1) }],
    "nonconformities": [{ try await ReminderNote.card($0, $1) }],
    "management-reviews": [overview { try await ReviewCard.card($0, $1) }],
  ]

  /// What is asked before a step is taken, by register and noun of the step; nil where nothing speaks against it.
  static let questions: [String: [String: @Sendable (StoredRecord, Call) async throws -> HTML?]] = [
    "sessions": ["end": { try await PaperSteps.question(of: $0, $1) }],
    "corrective-actions": ["closure": { FindingCard.early($0, $1) }],
  ]

  /// A card that is worked out over whole registers, for those who see them.
  private static func overview(
    _ card: @escaping @Sendable (StoredRecord, Call) async throws -> HTML
  ) -> @Sendable (StoredRecord, Call) async throws -> HTML {
    { record, call in call.allows(.overview) ? try await card(record, call) : .empty }
  }

  /// Fields that such a card shows in a better way.
  static let hidden: [String: Set<String>] = [
    "soa-versions": ["lines"], "audit-programmes": ["points", "reasons"], "audits": ["plan"], "samples": ["items"],
    "audit-reports": ["content"],
    "findings": [
      "grade", "grade_42001", "due_on", "due_on_42001", "closed_on", "closed_on_27001", "closed_on_42001", "standards",
      "open_for", "is_open_for_both", "is_partly_closed", "grade_shown_27001", "grade_shown_42001", "worst_grade",
      "next_due",
    ],
  ]
}
