extension Stylesheet {
  /// The plan and agenda of an audit.
  static let audits = #"""
    .plan-proof { margin-top: 12px; } .as-table + .plan-day { margin-top: 14px; } .plan-day + .plan-day { margin-top: 18px; padding-top: 14px; border-top: 1px solid var(--line); }
    .plan-halves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 6px 20px; margin-top: 6px; } .plan-half h4 { color: var(--ink-2); font-size: 13px; font-weight: 600; margin-bottom: 4px; }
    .plan-session { border: 1px solid var(--line); border-left: 3px solid var(--edge); border-radius: 8px; padding: 9px 12px; } .plan-session + .plan-session { margin-top: 8px; } .plan-session.broken { border-left-color: var(--amber); }
    .plan-session header { display: flex; gap: 8px; align-items: baseline; flex-wrap: wrap; } .plan-session header a { font-weight: 600; } .plan-session ul { margin-top: 4px; font-size: 13.5px; } .plan-session .row { margin: 4px 0 -4px -8px; } .plan-session .button { min-height: 28px; font-size: 13px; }
    .plan-breaches { color: var(--warn); } .plan-conflicts, .plan-change { font-size: 13.5px; margin-top: 8px; } .plan-conflicts ul { margin-top: 6px; display: grid; gap: 4px; } .plan-change { margin-top: 3px; } .plan-change form { gap: 6px; flex-wrap: wrap; margin-top: 4px; }
    .plan-uncovered { display: grid; gap: 14px; } .plan-uncovered > li + li { border-top: 1px solid var(--line); padding-top: 12px; } .plan-uncovered p { margin: 4px 0; max-width: 100ch; } .plan-points { columns: 300px; font-size: 13.5px; } .plan-points li { break-inside: avoid; padding-left: 3.6em; text-indent: -3.6em; }
    .agenda > li { display: grid; grid-template-columns: 110px minmax(0, 1fr) minmax(0, 1.2fr); gap: 2px 16px; padding: 10px 0; border-bottom: 1px solid var(--line); } .agenda > li:last-child { border: 0; padding-bottom: 0; } .agenda ul { font-size: 13.5px; }
    @media (max-width: 700px) { .agenda > li { grid-template-columns: minmax(0, 1fr); } }
    summary { cursor: pointer; }

    """#
}
