extension Stylesheet {
  /// The plan and agenda of an audit.
  static let audits = #"""
    .plan-proof { margin-top: 12px; } .as-table + .plan-day { margin-top: 14px; } .plan-day + .plan-day { margin-top: 18px; padding-top: 14px; border-top: 1px solid var(--line); }
    .plan-halves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 6px 20px; margin-top: 6px; } .plan-half h4 { color: var(--ink-2); font-size: 13px; font-weight: 600; margin-bottom: 4px; }
    .plan-session { border: 1px solid var(--line); border-left: 3px solid var(--edge); border-radius: 8px; padding: 9px 12px; } .plan-session + .plan-session { margin-top: 8px; } .plan-session.broken { border-left-color: var(--amber); }
    .plan-session header { display: flex; gap: 8px; align-items: baseline; flex-wrap: wrap; } .plan-session header a { font-weight: 600; } .plan-session ul { margin-top: 4px; font-size: 13.5px; } .plan-session .row { margin: 4px 0 -4px -8px; } .plan-session .button { min-height: 28px; font-size: 13px; }
    .plan-breaches { color: var(--warn); } .plan-conflicts, .plan-change { font-size: 13.5px; margin-top: 8px; } .plan-conflicts ul { margin-top: 6px; display: grid; gap: 4px; } .plan-change { margin-top: 3px; } .plan-change form { gap: 6px; flex-wrap: wrap; margin-top: 4px; }
    .plan-help { border-bottom: 1px solid var(--line); margin-bottom: 14px; padding-bottom: 12px; } .plan-uncovered { display: grid; gap: 14px; } .plan-uncovered > li + li { border-top: 1px solid var(--line); padding-top: 12px; } .plan-uncovered p { margin: 4px 0; max-width: 100ch; } .plan-points { columns: 300px; font-size: 13.5px; } .plan-points li { break-inside: avoid; padding-left: 3.6em; text-indent: -3.6em; }
    .agenda > li { display: grid; grid-template-columns: 110px minmax(0, 1fr) minmax(0, 1.2fr); gap: 2px 16px; padding: 10px 0; border-bottom: 1px solid var(--line); } .agenda > li:last-child { border: 0; padding-bottom: 0; } .agenda ul { font-size: 13.5px; }
    @media (max-width: 700px) { .agenda > li { grid-template-columns: minmax(0, 1fr); } }
    summary { cursor: pointer; }

    """#

  /// Working papers, samples and findings.
  static let fieldwork = #"""
    .paper-bar { position: sticky; top: 0; z-index: 6; display: flex; gap: 12px; align-items: center; justify-content: space-between; padding: 8px 14px; margin-bottom: var(--gap); background: var(--paper); border: 1px solid var(--line); border-left: 3px solid var(--none); border-radius: 8px; box-shadow: var(--shadow); }
    .photo-problem { display: flex; gap: 10px; align-items: start; justify-content: space-between; } .photo-problem p { margin: 0; }
    .paper-bar[data-tone=good] { border-left-color: var(--good); } .paper-bar[data-tone=warn] { border-left-color: var(--amber); background: var(--warn-bg); } .paper-bar[data-tone=bad] { border-left-color: var(--bad); background: var(--bad-bg); }
    .paper-points { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 10px; font-size: 13.5px; font-variant-numeric: tabular-nums; }
    .check-part { scroll-margin-top: 70px; } .check-part > .columns { grid-template-columns: repeat(auto-fit, minmax(min(360px, 100%), 1fr)); gap: 16px 32px; align-items: start; }
    .check-part h3 { margin: 12px 0 4px; } .check-part .columns > div > h3:first-child { margin-top: 0; } .check-part h3 .std { font-size: inherit; }
    .check-part details, .card > details { margin-top: 10px; } .check-part summary, .card > details > summary { cursor: pointer; font-weight: 600; font-size: 14px; padding: 2px 0; } .check-part details > :not(summary), .card > details > :not(summary) { margin-top: 4px; }
    .dots { list-style: disc; padding-left: 1.2em; display: grid; gap: 5px; } .dots li::marker { color: var(--edge); } ul.plain { display: grid; gap: 5px; }
    .segments { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 5px; } .segments input { position: absolute; opacity: 0; pointer-events: none; }
    .segments label { display: inline-flex; align-items: center; min-height: 36px; padding: 4px 13px; border: 1px solid var(--edge); border-radius: 7px; font-size: 14px; cursor: pointer; background: var(--paper); }
    .segments label:hover { background: var(--hover); } .segments input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: 2px; }
    .segments input:checked + label { font-weight: 650; border-color: currentColor; box-shadow: inset 0 0 0 1px currentColor; background: var(--none-bg); color: var(--ink); }
    .segments input:checked + label.good { background: var(--good-bg); color: var(--good); } .segments input:checked + label.info { background: var(--info-bg); color: var(--info); } .segments input:checked + label.warn { background: var(--warn-bg); color: var(--warn); } .segments input:checked + label.bad { background: var(--bad-bg); color: var(--bad); }
    .report .prose { max-width: none; } .report .prose > :is(p, ul, ol) { max-width: 76ch; } .report .prose table { width: 100%; }
    .sample-result { display: grid; grid-template-columns: 150px minmax(110px, 1fr); gap: 6px; } .form .list .sample-result :is(select, input[type=text]) { min-width: 0; } @media (max-width: 700px) { table:has(.sample-result) thead { display: none; } tr:has(.sample-result) > td { display: block; border: 0; } tr:has(.sample-result) { border-bottom: 1px solid var(--line); } }
    .theirs { margin-top: 6px; padding: 8px 12px; border-left: 3px solid var(--amber); background: var(--warn-bg); border-radius: 6px; } .paper-clash { margin-top: 8px; } .paper-clash pre { margin: 6px 0 8px; }
    .scroll + h3, ul + h3, .card > p + h3 { margin-top: 14px; } ul.plain + p { margin-top: 8px; } p + .form, .comment + .form { margin-top: 12px; }
    .form .list select { min-width: 140px; } .form .list input[type=text] { min-width: 180px; }
    @media (max-width: 860px) { .segments label { min-height: 44px; } .check-part summary { padding: 8px 0; } }
    @media print { .paper-bar { display: none; } .card.check-part { break-inside: auto; } .check-part :is(input[type=file], .reference.many > input, .row) { display: none; } }

    """#
}
