extension Stylesheet {
  static let imports = #"""
    .form.wide { max-width: none; }
    .drop { border: 1.5px dashed var(--under); border-radius: 8px; padding: 14px 16px; display: grid; gap: 6px; } .drop.over { border-color: var(--accent); background: var(--chosen); }
    .import-more > summary, .import-notes > summary { cursor: pointer; font-size: 14px; color: var(--ink-2); padding: 2px 0; } .import-more > .stack { margin-top: 12px; } .import-notes { margin-top: 8px; } .import-notes > :not(summary) { margin-top: 6px; } .import-notes .dots { font-size: 13.5px; color: var(--ink-2); }
    .import-summary { display: grid; gap: 12px; } .import-summary > * { margin: 0 !important; }
    .import-files li { padding: 4px 0; overflow-wrap: anywhere; }
    .import-left > summary { cursor: pointer; font-weight: 650; font-size: 15px; } .import-left > ul { margin-top: 8px; }
    .import-row { display: flex; flex-wrap: wrap; gap: 14px 24px; align-items: start; } .import-row > .field { flex: 0 1 320px; min-width: min(240px, 100%); }
    .import-layout { display: flex; flex-wrap: wrap; gap: 10px 20px; align-items: end; margin-top: 12px; } .import-layout .field > input.number:not([type=checkbox]) { width: 110px; min-width: 0; } .import-layout .check { padding-bottom: 8px; }
    .sheet-scroll { border: 1px solid var(--line); border-radius: 8px; max-height: 380px; overflow: auto; }
    .sheet { font-size: 13px; width: auto; min-width: 100%; } .sheet :is(th, td) { padding: 4px 9px; border-right: 1px solid var(--line); border-bottom: 1px solid var(--line); max-width: 260px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .sheet thead > tr > * { position: sticky; top: 0; z-index: 1; background: var(--ground); color: var(--ink-2); text-align: center; font-weight: 500; padding-block: 2px; } .sheet th[scope=row] { position: sticky; left: 0; background: var(--ground); color: var(--ink-2); text-align: right; font-weight: 500; font-variant-numeric: tabular-nums; padding-left: 9px; }
    .sheet tr.heads td { background: var(--chosen); font-weight: 620; } .sheet tr.heads th[scope=row] { box-shadow: inset 3px 0 0 var(--accent); } .sheet tr.aside td, .sheet td.aside { color: var(--ink-3); background: var(--ground); font-style: italic; } .sheet td.why { border-right: 0; font-style: normal; font-size: 12.5px; color: var(--ink-2); max-width: 420px; }
    .samples { font-size: 13px; color: var(--ink-2); } .samples li { overflow-wrap: anywhere; }
    .import-table select { min-width: 200px; } .import-table h3 { font-size: 14.5px; margin: 12px 0 4px; } .import-table .card h3:first-child { margin-top: 0; }
    .import-all { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; padding: 0 18px 10px; } .import-all label { font-weight: 600; font-size: 14px; } .import-all select { width: auto; }
    .import-table td .reference { min-width: 200px; }
    .import-group + .import-group { border-top: 1px solid var(--line); } .import-group > summary { cursor: pointer; padding: 9px 0; font-weight: 600; font-size: 14px; } .import-group > summary small { font-weight: 400; margin-left: 6px; } .import-group + .row { margin: 10px 0; }
    .import-problem { display: grid; gap: 3px; max-width: 560px; } .import-problem + .import-problem { margin-top: 8px; } .import-problem label { font-size: 13px; font-weight: 600; } .import-problem p { margin: 0; }
    .import-change > summary { cursor: pointer; padding: 5px 0; font-size: 14px; } .import-change > :not(summary) { margin: 4px 0 10px 18px; }
    .import-bar { position: sticky; bottom: 0; z-index: 6; background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); padding: 10px 14px; box-shadow: var(--shadow-2); }
    .import-table > section { scroll-margin-top: 12px; }
    .menu-form { position: absolute; z-index: 15; right: 0; margin-top: 4px; padding: 14px; width: min(360px, 84vw); background: var(--paper); border: 1px solid var(--line); border-radius: 9px; box-shadow: var(--shadow-2); }
    .import-fold > summary { cursor: pointer; font-size: 14px; color: var(--ink-2); padding: 4px 0 8px; } .card.flush > .import-fold > summary { padding: 10px 18px; }
    @media (min-width: 701px) { .js #sheet .import-fold[open] > summary { display: none; } #columns table { table-layout: fixed; } #columns select { min-width: 0; width: 100%; } }
    @media (max-width: 700px) { .import-bar { position: static; } .import-bar .button { flex: 1 1 100%; } }
    @media (max-width: 700px) { .menu-form { position: static; width: auto; padding: 10px 0 0; border: 0; box-shadow: none; background: none; } }

    """#
}
