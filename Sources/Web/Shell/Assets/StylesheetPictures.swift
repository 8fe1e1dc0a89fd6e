extension Stylesheet {
  static let pictures = #"""
    figure { margin: 0; } .picture { height: auto; } .donut .picture { width: 100%; } .wide-picture .picture { min-width: 600px; } .meter.round { border-radius: 99px; } figure + .legend, .wide-picture + .legend { margin-top: 10px; } .meter + .legend { margin-top: 8px; } figcaption { color: var(--ink-2); font-size: 13px; margin-top: 8px; }
    .as-table { margin-top: 8px; font-size: 13px; } .as-table > summary { cursor: pointer; color: var(--ink-2); width: fit-content; } .as-table[open] > summary { margin-bottom: 6px; }
    .picture text { font: 12px var(--font); fill: var(--ink-2); } .picture text.strong { fill: var(--ink); font-weight: 620; font-variant-numeric: tabular-nums; } .picture text.small { font-size: 11px; } .picture a { text-decoration: none; } .picture a:hover text { text-decoration: underline; } .picture a:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
    .f-ink { fill: var(--ink); } .f-paper { fill: var(--paper); } .f-ground { fill: var(--ground); } .f-line { fill: var(--line); } .f-accent { fill: var(--accent); } .f-isms { fill: var(--isms); } .f-aims { fill: var(--aims); } .f-isms-soft { fill: var(--isms-soft); } .f-aims-soft { fill: var(--aims-soft); }
    .f-good { fill: var(--good); } .f-warn { fill: var(--amber); } .f-bad { fill: var(--bad); } .f-info { fill: var(--info); } .f-none { fill: var(--edge); } .f-none-bg { fill: var(--none-bg); } .f-good-bg { fill: var(--good-bg); } .f-warn-bg { fill: var(--warn-bg); } .f-bad-bg { fill: var(--bad-bg); } .f-info-bg { fill: var(--info-bg); }
    .f-level-1 { fill: var(--level-1); } .f-level-2 { fill: var(--level-2); } .f-level-3 { fill: var(--level-3); } .f-level-4 { fill: var(--level-4); } .f-level-5 { fill: var(--level-5); } .f-level-6 { fill: var(--level-6); } .f-hollow { fill: none; }
    .s-ink { stroke: var(--ink); } .s-line { stroke: var(--line); } .s-edge { stroke: var(--edge); } .s-accent { stroke: var(--accent); } .s-isms { stroke: var(--isms); } .s-aims { stroke: var(--aims); } .s-good { stroke: var(--good); } .s-warn { stroke: var(--amber); } .s-bad { stroke: var(--bad); } .s-info { stroke: var(--info); } .s-none { stroke: var(--edge); } .s-paper { stroke: var(--paper); }
    .part { opacity: .38; }
    .readiness-head { display: flex; justify-content: space-between; align-items: baseline; } .readiness-head b { font-size: 17px; font-variant-numeric: tabular-nums; } .readiness svg { margin: 5px 0 6px; }
    .legend { display: flex; flex-wrap: wrap; gap: 3px 14px; font-size: 13px; color: var(--ink-2); } .legend li { display: inline-flex; align-items: center; gap: 6px; } .legend svg { width: 12px; height: 12px; flex: none; } .legend b { color: var(--ink); font-variant-numeric: tabular-nums; }
    .map-head { display: flex; justify-content: space-between; align-items: center; gap: 4px 12px; flex-wrap: wrap; margin-bottom: 10px; } .stages { display: flex; gap: 2px; background: var(--none-bg); border-radius: 8px; padding: 3px; width: fit-content; font-size: 13px; } .stages a { padding: 2px 11px; border-radius: 6px; text-decoration: none; color: var(--ink-2); } .stages a[aria-current] { background: var(--paper); color: var(--ink); font-weight: 600; box-shadow: var(--shadow); }
    .donut { display: grid; grid-template-columns: 120px minmax(0, 1fr); gap: 18px; align-items: center; } .donut .legend { display: grid; gap: 4px; }

    """#

  static let narrow = #"""
    @media (min-width: 1100px) { .scroll.fits { overflow-x: visible; } .scroll.fits td { overflow-wrap: break-word; } }
    @media (max-width: 1100px) { .columns.side { grid-template-columns: minmax(0, 1fr); } .group { grid-template-columns: minmax(0, 1fr); } .group-fields { grid-column: 1; grid-row: auto; margin-top: 8px; } }
    @media (max-width: 860px) {
      body.app { display: block; background: var(--ground); } .bar { position: static; max-height: none; height: auto; border-right: 0; border-bottom: 1px solid var(--line); padding: 8px 16px; overflow: visible; display: flex; align-items: center; }
      .brand { padding: 2px 0; margin-right: auto; } .bar .brand small { display: inline; margin-left: 8px; } .bar .bar-menu { display: inline-flex; }
      .strip[popover] { display: none; } .strip:popover-open { display: block; position: fixed; inset: 0 0 0 auto; width: min(330px, 88vw); height: auto; overflow-y: auto; overscroll-behavior: contain; padding: 8px 12px 32px; background: var(--paper); border-left: 1px solid var(--line); } .strip .bar-close { display: inline-flex; float: right; font-size: 20px; min-width: 44px; justify-content: center; } .strip::backdrop { background: #0b12197a; }
      @supports not selector(:popover-open) { .bar { flex-wrap: wrap; } .bar .bar-menu { display: none; } .strip[popover] { display: block; flex: 1 1 100%; } }
      .page { padding: 0 16px 40px; } .top { flex-wrap: wrap; padding: 8px 0; gap: 8px; } .top-space { display: none; } .crumbs { order: 3; flex: 1 1 100%; } .search { flex: 1 1 auto; } .search kbd { display: none; }
      .columns, .columns.side, .columns.even { grid-template-columns: minmax(0, 1fr); } .steps { grid-template-columns: minmax(0, 1fr); } .head { margin-top: 0; } .head-actions { flex: 1 1 100%; }
      .form-actions .button { flex: 1 1 auto; } .js .bulk { left: 12px; right: 12px; transform: none; bottom: 12px; }
      .button, .bar li a, .chip, .tools .button, .filter-form :is(input, select, .button) { min-height: 40px; } .chip, .bar li a { align-items: center; } .chips { overflow-x: auto; margin: 0 -16px; padding: 0 16px; max-width: 100vw; scrollbar-width: none; } .chips ul { flex-wrap: nowrap; } .chip { white-space: nowrap; } .tools { margin-left: 0; flex-wrap: wrap; }
      input:not([type=checkbox], [type=radio], [type=file]), select, textarea { font-size: 16px; min-height: 42px; } .box { padding: 6px 0; } input:is([type=checkbox], [type=radio]) { width: 20px; height: 20px; }
      .diff > div { grid-template-columns: minmax(0, 1fr); gap: 2px; } .toasts { left: 16px; right: 16px; }
    }
    @media (max-width: 480px) {
      h1 { font-size: 20px; } .card { padding: 14px 14px; } .todo li { grid-template-columns: minmax(0, 1fr) auto; gap: 3px 10px; } .todo li > div { grid-column: 1 / -1; grid-row: 2; }
      .fields > div { grid-template-columns: minmax(0, 1fr) !important; gap: 0; } .donut { grid-template-columns: 92px minmax(0, 1fr); } .flush > .pages span { flex: 1 1 100%; } .pages { flex-wrap: wrap; }
    }
    @media (prefers-reduced-motion: no-preference) { .button, .chip, .bar li a, .stat { transition: background-color .12s; } .toast { animation: rise .18s ease-out; } @keyframes rise { from { opacity: 0; transform: translateY(6px); } } }
    @media (forced-colors: active) { .chip[aria-current], .bar li a[aria-current], .tag { border: 1px solid; } .picture { forced-color-adjust: none; } }
    @media print {
      @page { margin: 16mm; } html, body { background: #fff; color: #000; font-size: 10.5pt; } body.app { display: block; background: #fff; }
      .bar, .top, .skip, .button, .menu, .filters, .bulk, .pick, .pages a, .form-actions, .flashes, .toasts, .tabs, .decide-bar, .screen-only, .as-table > summary { display: none !important; }
      .page { padding: 0; max-width: none; } .card { box-shadow: none; break-inside: avoid; border-color: #bbb; } .card.flush, .letter .card { break-inside: auto; } .letter .card { border: 0; padding: 0; } .columns, .columns.side { grid-template-columns: minmax(0, 1fr); }
      .gap-part::details-content, .gap-done::details-content { content-visibility: visible; }
      thead { display: table-header-group; } tr { break-inside: avoid; } .list thead th { position: static; } .scroll { overflow: visible; } h1, h2, h3 { break-after: avoid; } a { text-decoration: none; } .tag, .level, .picture { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }

    """#
}
