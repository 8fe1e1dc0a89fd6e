extension Stylesheet {
  static let components = #"""
    .card { background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); padding: 16px 18px; box-shadow: var(--shadow); }
    .card.flush { padding: 0; } .card.flush > .card-head { padding: 14px 18px 0; } .card.flush > .pages { padding: 10px 16px; }
    .card-head { display: flex; align-items: baseline; gap: 4px 10px; margin-bottom: 10px; flex-wrap: wrap; } .card-action { margin-left: auto; display: flex; gap: 8px; align-items: center; }

    .button { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 34px; padding: 5px 13px; border: 1px solid transparent; border-radius: 7px; background: var(--accent); color: var(--accent-ink); font-size: 14px; font-weight: 600; line-height: 1.3; text-decoration: none; text-align: center; cursor: pointer; }
    .button:hover { background: var(--accent-2); }
    .button.plain { background: var(--paper); color: var(--ink); border-color: var(--edge); font-weight: 500; } .button.plain:hover { background: var(--hover); }
    .button.quiet { background: none; color: var(--ink-2); font-weight: 500; padding-inline: 8px; } .button.quiet:hover { background: var(--hover); color: var(--ink); }
    .button.danger { background: var(--paper); color: var(--bad); border-color: var(--bad); } .button.danger:hover { background: var(--bad-bg); }
    .button.small { min-height: 28px; padding: 2px 10px; font-size: 13px; }
    .button[disabled] { opacity: .55; cursor: default; }
    form.act { display: inline-flex; }

    .tag { display: inline-block; font-size: 12.5px; line-height: 1.35; padding: 1px 9px; border-radius: 99px; white-space: nowrap; background: var(--none-bg); color: var(--none); font-weight: 500; }
    .tag.good { background: var(--good-bg); color: var(--good); } .tag.warn { background: var(--warn-bg); color: var(--warn); } .tag.bad { background: var(--bad-bg); color: var(--bad); } .tag.info { background: var(--info-bg); color: var(--info); }
    .std { font-size: 12.5px; font-weight: 600; white-space: nowrap; color: var(--ink-2); }
    .std.isms { color: var(--isms); } .std.aims { color: var(--aims); }
    .std.isms::before, .std.aims::before { content: ""; display: inline-block; width: 8px; height: 8px; border: 1.7px solid; border-radius: 50%; margin-right: 5px; vertical-align: .02em; }
    .std.aims::before { border-radius: 1px; transform: rotate(45deg) scale(.88); }
    a.std { text-decoration: none; } a.std:hover { text-decoration: underline; }
    .level { display: inline-block; min-width: 32px; text-align: center; border-radius: 5px; padding: 0 7px; font-variant-numeric: tabular-nums; font-weight: 620; font-size: 13.5px; color: var(--ink); background: var(--none-bg); white-space: nowrap; }
    .level-1 { background: var(--level-1); } .level-2 { background: var(--level-2); } .level-3 { background: var(--level-3); } .level-4 { background: var(--level-4); } .level-5 { background: var(--level-5); } .level-6 { background: var(--level-6); }

    /* Tables */
    .scroll { overflow-x: auto; border-radius: inherit; }
    table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 14px; } caption { text-align: left; padding: 10px 14px; font-weight: 650; }
    th { text-align: left; font-size: 12.5px; font-weight: 600; color: var(--ink-2); padding: 8px 10px; border-bottom: 1px solid var(--line); background: var(--paper); vertical-align: bottom; }
    thead th { white-space: nowrap; } th:first-child, td:first-child { padding-left: 16px; } th:last-child, td:last-child { padding-right: 16px; }
    td { padding: 8px 10px; border-bottom: 1px solid var(--line); vertical-align: top; } tbody tr:last-child > * { border-bottom: 0; }
    .list thead th { position: sticky; top: 0; z-index: 2; } .list thead th:first-child { border-top-left-radius: var(--radius); } .list thead th:last-child { border-top-right-radius: var(--radius); }
    .list tbody tr:hover td { background: var(--hover); } .list tbody tr.at td { background: var(--chosen); } .list tbody tr.at td:first-child { box-shadow: inset 3px 0 0 var(--accent); }
    .list tbody tr:has(.pick :checked) td { background: var(--chosen); }
    td.title { min-width: 230px; } td.title > a, td.title > div > a { font-weight: 500; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    td.code { line-height: 1.615; } .second { margin-top: 1px; display: flex; flex-wrap: wrap; gap: 1px 10px; align-items: baseline; }
    .sort { text-decoration: none; display: inline-flex; gap: 4px; } .sort:hover { color: var(--ink); text-decoration: underline; }
    [aria-sort] .sort { color: var(--ink); } [aria-sort=ascending] .sort::after { content: "↑"; } [aria-sort=descending] .sort::after { content: "↓"; }
    .pick { width: 40px; padding: 4px 0 0 10px !important; vertical-align: top; } .list .pick input { width: 16px; height: 16px; margin: 6px; vertical-align: top; } thead .pick { padding-top: 0 !important; vertical-align: middle; }
    .facts th[scope=row] { font-weight: 400; font-size: 14px; color: var(--ink); vertical-align: top; } .facts th, .facts td { padding: 6px 10px; } .facts th:first-child { padding-left: 0; } .facts td:last-child { padding-right: 0; }
    @media (max-width: 700px) { .facts .tag { white-space: normal; } }
    .facts td:not(:first-child), .facts thead th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; }
    @media (max-width: 700px) {
      .stacked thead:not(:has(.sort, .pick)) { display: none; } .stacked thead tr { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 14px; padding: 6px 14px; border-bottom: 1px solid var(--line); } .stacked thead th { position: static; border: 0; padding: 4px 0 !important; background: none; } .stacked thead th.pick { width: auto; margin-left: -6px; } .stacked thead th:not(:has(.sort), .pick) { display: none; } .stacked tbody tr { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 14px; padding: 10px 14px; border-bottom: 1px solid var(--line); } .stacked tbody tr:last-child { border: 0; }
      .stacked tr:has(> td.pick) { position: relative; padding-left: 46px; } .stacked td.pick:first-child { position: absolute; left: 8px; top: 8px; grid-column: auto; display: block; padding: 0 !important; }
      .stacked td, .stacked td:first-child, .stacked td:last-child { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; justify-items: start; padding: 0; border: 0; text-align: left; } .stacked td:empty { display: none; }
      .stacked td::before { content: attr(data-heading); color: var(--ink-2); font-size: 13px; } .stacked td.title { display: block; order: -1; font-size: 15px; padding-bottom: 3px; } .stacked td.title::before { content: none; }
      .second .tag { white-space: normal; }
    }
    @media (min-width: 1100px) { .gap-part table { table-layout: fixed; } .gap-part th { width: 11%; } .gap-part th.title { width: auto; } .gap-part th:last-child { width: 25%; } }
    .decide-bar { display: flex; gap: 8px 12px; align-items: center; flex-wrap: wrap; padding: 12px 16px; margin-top: var(--gap); background: var(--paper); border: 1px solid var(--edge); border-radius: 12px; } .decide-bar label { font-weight: 600; font-size: 14px; } .decide-bar input:not([type=hidden]) { flex: 1 1 220px; width: auto; } @media (max-width: 700px) { .decide-bar .button { flex: 1 1 130px; padding-inline: 8px; } }
    .gap-list:has([name=pair]:checked) .decide-bar { position: sticky; bottom: 12px; z-index: 7; box-shadow: var(--shadow-2); }
    .gap-part > summary { padding: 11px 16px; font-weight: 650; font-size: 15px; } .gap-part > summary small { font-weight: 400; margin-left: 6px; } .gap-part + .gap-part { margin-top: 10px; } .gap-done > summary { padding: 8px 16px; font-size: 14px; color: var(--ink-2); }
    .bulk { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; padding: 10px 14px; border-bottom: 1px solid var(--line); }
    .js .bulk { position: fixed; z-index: 8; left: max(calc(50% + 116px), 260px); transform: translateX(-50%); bottom: 20px; background: var(--paper); border: 1px solid var(--edge); border-radius: 12px; box-shadow: var(--shadow-2); }
    .bulk-count { font-weight: 600; margin-right: 6px; white-space: nowrap; }
    .pages { display: flex; gap: 8px; align-items: center; font-size: 13px; color: var(--ink-2); } .pages span { margin-right: auto; font-variant-numeric: tabular-nums; }

    /* Above a list */
    .filters { display: flex; gap: 8px 16px; flex-wrap: wrap; align-items: center; margin-bottom: 12px; }
    .chips ul { display: flex; gap: 4px; flex-wrap: wrap; } .chip { display: inline-flex; gap: 6px; padding: 4px 11px; border-radius: 99px; font-size: 13.5px; text-decoration: none; color: var(--ink-2); }
    .chip span, .tabs a span { color: var(--ink-3); font-variant-numeric: tabular-nums; } .chip:hover { background: var(--none-bg); color: var(--ink); }
    .chip[aria-current] { background: var(--ink); color: var(--paper); } .chip[aria-current] span { color: inherit; opacity: .85; }
    .tools { display: flex; gap: 8px; margin-left: auto; align-items: center; } .tools .button { min-height: 30px; padding-block: 3px; font-size: 13.5px; }
    .filter-form { display: flex; gap: 8px 12px; flex-wrap: wrap; align-items: end; flex: 1 1 100%; }
    .filter-form label { display: block; font-size: 12.5px; color: var(--ink-2); } .filter-form :is(input, select):not([type=checkbox], [type=radio], [type=file]) { height: 32px; min-height: 32px; padding-block: 2px; font-size: 13.5px; width: auto; max-width: 220px; } .filter-form .button { min-height: 32px; padding-block: 2px; }
    .js [data-auto-hide] { display: none; }
    .active-filters { display: flex; flex-wrap: wrap; gap: 6px; flex: 1 1 100%; font-size: 13px; } .active-filters li:not(.clear) { background: var(--chosen); border-radius: 6px; padding: 2px 4px 2px 9px; } .active-filters a { text-decoration: none; padding: 0 5px; } .active-filters .clear a { text-decoration: underline; line-height: 1.8; }
    .tabs { border-bottom: 1px solid var(--line); margin: -4px 0 16px; overflow-x: auto; } .tabs ul { display: flex; gap: 4px; }
    .tabs a { display: block; padding: 8px 12px; text-decoration: none; color: var(--ink-2); white-space: nowrap; border-bottom: 2px solid transparent; } .tabs a:hover { color: var(--ink); } .tabs a[aria-current] { color: var(--ink); font-weight: 600; border-color: var(--accent); } .tabs a:focus-visible { outline-offset: -3px; }

    /* Small lists */
    .todo li { display: grid; grid-template-columns: 76px minmax(0, 1fr) auto; gap: 10px; padding: 9px 0; border-bottom: 1px solid var(--line); align-items: baseline; } .todo li:last-child { border: 0; padding-bottom: 0; } .todo .tag { justify-self: start; } .todo small { text-align: right; } .todo.sessions li { grid-template-columns: minmax(0, 1fr) auto; } .todo.sessions li > div { grid-column: auto; grid-row: auto; }
    .steps { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; } .steps li { border-top: 4px solid var(--line); padding-top: 9px; display: grid; align-content: start; gap: 1px; font-size: 13.5px; }
    .steps li.done { border-color: var(--good); } .steps li.now { border-color: var(--accent); } .steps b { font-size: 14.5px; } .steps a { text-decoration: none; } .steps a:hover { text-decoration: underline; } .step-number { color: var(--ink-3); margin-right: 6px; font-variant-numeric: tabular-nums; } .step-count { font-variant-numeric: tabular-nums; }
    .fields { display: grid; margin: 0; } .fields > div { display: grid; grid-template-columns: minmax(120px, 190px) minmax(0, 1fr); gap: 4px 16px; padding: 7px 0; border-bottom: 1px solid var(--line); } .fields > div:last-child { border: 0; } .fields > div:first-child { padding-top: 0; } dt { color: var(--ink-2); font-size: 13.5px; } dd { margin: 0; overflow-wrap: anywhere; }
    .columns.side > :last-child .fields > div, .columns:not(.side) > :nth-child(2) .fields > div { grid-template-columns: 110px minmax(0, 1fr); }
    .timeline { border-left: 2px solid var(--line); margin-left: 5px; } .timeline li { position: relative; padding: 0 0 14px 18px; } .timeline li:last-child { padding-bottom: 0; } .timeline li::before { content: ""; position: absolute; left: -6px; top: 6px; width: 10px; height: 10px; border-radius: 50%; background: var(--paper); border: 2px solid var(--edge); }
    .timeline li.good::before { border-color: var(--good); background: var(--good); } .timeline li.warn::before { border-color: var(--warn); background: var(--warn); } .timeline li.bad::before { border-color: var(--bad); background: var(--bad); } .timeline li.info::before { border-color: var(--info); } .timeline-detail { margin-top: 5px; }
    .comment { padding: 10px 0; border-bottom: 1px solid var(--line); } .comment:last-child { border: 0; }
    .stats { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 10px; } .stat { display: grid; align-content: start; padding: 10px 14px; border-radius: 8px; background: var(--paper); text-decoration: none; border: 1px solid var(--line); border-left-width: 3px; } .card .stat { background: var(--ground); } .stat b { font-size: 22px; line-height: 1.2; font-variant-numeric: tabular-nums; font-weight: 650; letter-spacing: -.01em; } .stat span { font-size: 13.5px; } a.stat:hover { background: var(--hover); } a.stat:hover span { text-decoration: underline; }
    .stat.good { border-left-color: var(--good); } .stat.warn { border-left-color: var(--amber); } .stat.bad { border-left-color: var(--bad); } .stat.info { border-left-color: var(--info); } .stat.bad b { color: var(--bad); }
    .progress-words { display: flex; justify-content: space-between; gap: 12px; font-size: 14px; margin-bottom: 3px; } .meter-ground { fill: var(--none-bg); } .meter-good { fill: var(--good); } .meter-warn { fill: var(--amber); } .meter-bad { fill: var(--bad); } .meter-info { fill: var(--info); } .meter-none { fill: var(--none); }
    .empty { text-align: center; padding: 34px 20px; color: var(--ink-2); max-width: 560px; margin: 0 auto; } .empty-mark { width: 64px; margin: 0 auto 10px; } .empty-mark * { fill: none; stroke: var(--edge); stroke-width: 1.6; stroke-dasharray: 4 3; } .empty-title { color: var(--ink); font-weight: 650; font-size: 16px; } .empty .row { justify-content: center; margin-top: 14px; }
    .prose { max-width: 76ch; overflow-wrap: anywhere; } .prose > * { margin-block: 0; } .prose > * + * { margin-top: .7em; } .prose :is(h2, h3, h4, h5, h6) { margin-top: 1.3em; } .prose ul { list-style: disc; padding-left: 1.4em; } .prose ol { list-style: decimal; padding-left: 1.6em; } .prose li + li { margin-top: .2em; } .prose blockquote { margin-inline: 0; padding-left: 12px; border-left: 3px solid var(--line); color: var(--ink-2); } .prose code { font: .92em var(--mono); background: var(--none-bg); padding: 1px 4px; border-radius: 4px; } .prose pre { background: var(--ground); padding: 10px 12px; border-radius: 7px; overflow-x: auto; } .prose pre code { padding: 0; background: none; } .prose table { width: auto; overflow-wrap: break-word; } .prose th, .prose td { padding: 5px 10px; border-bottom: 1px solid var(--line); } .prose .task { list-style: none; margin-left: -1.4em; } .prose hr { border: 0; border-top: 1px solid var(--line); } .prose .left { text-align: left; } .prose .right { text-align: right; } .prose .center { text-align: center; }
    pre.plain { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; max-height: 400px; overflow: auto; }
    .code-block { position: relative; } .code-block pre { margin: 0; background: var(--ground); border: 1px solid var(--line); border-radius: 7px; padding: 10px 76px 10px 12px; overflow-x: auto; font: 13px/1.5 var(--mono); } .code-block .button { position: absolute; right: 6px; top: 6px; background: var(--paper); border-color: var(--line); }
    .diff { display: grid; gap: 8px; } .diff > div { display: grid; grid-template-columns: 150px minmax(0, 1fr); gap: 12px; } .diff dt { font-size: 13px; } .diff dd { white-space: pre-wrap; }
    del { background: var(--bad-bg); color: var(--bad); text-decoration-thickness: 1px; border-radius: 3px; padding: 0 2px; } ins { background: var(--good-bg); color: var(--good); text-decoration: none; border-radius: 3px; padding: 0 2px; }

    /* What opens over the page */
    .menu { position: relative; } .menu > summary { list-style: none; } .menu > summary::-webkit-details-marker { display: none; } .menu > summary:not(.quiet)::after { content: ""; width: 7px; height: 7px; border: solid currentColor; border-width: 0 1.6px 1.6px 0; transform: translateY(-2px) rotate(45deg); margin-left: 3px; }
    .menu > ul { position: absolute; z-index: 10; min-width: 190px; max-height: 70vh; overflow-y: auto; margin-top: 4px; padding: 5px; background: var(--paper); border: 1px solid var(--line); border-radius: 9px; box-shadow: var(--shadow-2); } .menu.right > ul { right: 0; }
    .menu li :is(a, button) { display: block; width: 100%; text-align: left; padding: 6px 11px; border: 0; border-radius: 6px; background: none; text-decoration: none; font-size: 14px; white-space: nowrap; cursor: pointer; } .menu li :is(a, button):hover { background: var(--hover); } .menu [aria-current] { font-weight: 620; } .top .menu summary { padding: 2px; border-radius: 99px; }
    dialog { border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px 20px; background: var(--paper); color: var(--ink); box-shadow: var(--shadow-2); width: min(560px, calc(100vw - 32px)); max-height: calc(100vh - 48px); } dialog::backdrop { background: #0b12197a; } dialog .form-actions { position: static; }
    .confirm-row { margin-top: 16px; } dialog > p { font-size: 15px; } .keys { display: grid; grid-template-columns: auto 1fr; gap: 7px 16px; margin: 0 0 14px; } .keys dd { color: var(--ink-2); }

    """#
}
