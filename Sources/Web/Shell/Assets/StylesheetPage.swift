extension Stylesheet {
  static let page = #"""
    *, *::before, *::after { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; scroll-padding-top: 56px; }
    body { margin: 0; font: 14.5px/1.5 var(--font); color: var(--ink); background: var(--ground); }
    a { color: inherit; text-decoration: underline; text-decoration-color: var(--under); text-decoration-thickness: 1px; text-underline-offset: 3px; }
    a:hover { text-decoration-color: currentColor; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 5px; }
    main:focus, [data-focus]:focus { outline: 0; }
    h1, h2, h3, h4 { line-height: 1.3; margin: 0; letter-spacing: -.008em; }
    h1 { font-size: 23px; font-weight: 680; letter-spacing: -.015em; overflow-wrap: anywhere; }
    h2 { font-size: 15px; font-weight: 650; } h3 { font-size: 14.5px; } h4 { font-size: 14px; }
    p { margin: 0; } p + p { margin-top: 8px; } ul, ol { margin: 0; padding: 0; list-style: none; }
    small, .quiet, .second { color: var(--ink-2); font-size: 13px; }
    svg { display: block; max-width: 100%; }
    button, input, select, textarea { font: inherit; color: inherit; }
    kbd { font: 11px/1 var(--mono); border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 3px 5px; color: var(--ink-2); background: var(--paper); }
    [hidden] { display: none !important; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    html:not(.js) .js-only, .js .no-js { display: none; }
    .code { font-variant-numeric: tabular-nums; color: var(--ink-2); white-space: nowrap; font-size: 13px; }
    .skip { position: absolute; left: 12px; top: -60px; z-index: 20; background: var(--paper); padding: 10px 16px; border-radius: 6px; }
    .skip:focus { top: 10px; box-shadow: var(--shadow-2); }

    /* The left bar and what is right of it */
    body.app { display: grid; grid-template-columns: 232px minmax(0, 1fr); min-height: 100vh; background: linear-gradient(90deg, var(--paper) 231px, var(--line) 231px 232px, var(--ground) 232px); }
    .bar { position: sticky; top: 0; max-height: 100vh; align-self: start; overflow-y: auto; background: var(--paper); border-right: 1px solid var(--line); padding: 14px 12px 24px; scrollbar-width: thin; }
    .brand { display: flex; align-items: center; gap: 9px; padding: 2px 8px 12px; font-weight: 680; font-size: 16px; letter-spacing: -.01em; line-height: 1.2; text-decoration: none; }
    .brand small { display: block; font-weight: 400; letter-spacing: 0; font-size: 12.5px; overflow-wrap: anywhere; }
    .brand-mark { flex: none; } .brand-mark * { fill: none; stroke-width: 2.6; } .brand-mark circle { stroke: var(--isms); } .brand-mark rect { stroke: var(--aims); }
    .bar .bar-menu, .strip .bar-close { display: none; } .strip[popover] { display: block; position: static; width: auto; height: auto; margin: 0; border: 0; padding: 0; background: none; color: inherit; overflow: visible; }
    .nav-title { font-size: 11px; letter-spacing: .07em; text-transform: uppercase; color: var(--ink-3); margin: 14px 10px 3px; font-weight: 650; }
    .bar li a { display: flex; justify-content: space-between; align-items: baseline; gap: 8px; padding: 4px 10px; border-radius: 6px; text-decoration: none; color: var(--ink-2); font-size: 14px; }
    .bar li a:hover { background: var(--hover); color: var(--ink); }
    .bar li a[aria-current] { background: var(--chosen); color: var(--ink); font-weight: 620; box-shadow: inset 3px 0 0 var(--accent); }
    .bar li a span { color: var(--ink-3); font-variant-numeric: tabular-nums; font-size: 12.5px; font-weight: 400; }
    .page { min-width: 0; max-width: 1400px; width: 100%; padding: 0 28px 56px; }
    .top { display: flex; gap: 12px; align-items: center; min-height: 54px; }
    .top-space { flex: 1; }
    .crumbs ol { display: flex; flex-wrap: wrap; } .crumbs li { color: var(--ink-2); font-size: 13px; } .crumbs li + li::before { content: "/"; color: var(--edge); margin: 0 7px; } .crumbs a { text-decoration: none; } .crumbs a:hover { text-decoration: underline; }
    .search { position: relative; flex: 0 1 340px; }
    .search input { width: 100%; height: 34px; padding: 0 34px 0 12px; border: 1px solid var(--edge); border-radius: 7px; background: var(--paper); font-size: 14px; }
    .search kbd { position: absolute; right: 8px; top: 7px; pointer-events: none; } .search input:focus + kbd { visibility: hidden; }
    .initials { display: grid; place-items: center; width: 32px; height: 32px; border-radius: 50%; background: var(--none-bg); color: var(--none); font-size: 12.5px; font-weight: 620; }
    .head { display: flex; gap: 12px 20px; align-items: flex-start; justify-content: space-between; flex-wrap: wrap; margin: 4px 0 16px; }
    .head-words { min-width: 0; flex: 1 1 320px; } .head-title { display: flex; gap: 4px 12px; align-items: center; flex-wrap: wrap; min-height: 34px; }
    .head-facts { display: flex; gap: 6px 10px; align-items: center; flex-wrap: wrap; }
    .lead { color: var(--ink-2); max-width: 76ch; margin-top: 2px; }
    .head-actions { display: flex; gap: 8px; flex-wrap: wrap; align-items: center; }
    body.bare { display: grid; place-items: center; min-height: 100vh; padding: 24px 16px; }
    body.bare main { width: 100%; max-width: 440px; } body.bare .card { padding: 24px 26px 26px; } body.bare .card h1 { font-size: 20px; margin-bottom: 14px; }
    body.bare main > .quiet { text-align: center; margin-top: 14px; }

    /* How blocks share a page */
    .stack { display: grid; gap: var(--gap); min-width: 0; grid-template-columns: minmax(0, 1fr); }
    .columns { display: grid; gap: var(--gap); align-items: start; grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr); }
    .columns.side { grid-template-columns: minmax(0, 1fr) 340px; } .columns.even { grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr)); align-items: stretch; }
    .row { display: flex; gap: 8px; flex-wrap: wrap; align-items: center; }
    .page .card + .card, .page .stack + .card, .page .card + .columns, .page .columns + .card { margin-top: var(--gap); } .stack > *, .columns > * { margin-top: 0 !important; min-width: 0; }

    /* Messages */
    .flashes:not(:empty) { display: grid; gap: 8px; margin-bottom: 14px; }
    .flash, .notice { padding: 10px 14px; border-radius: 8px; background: var(--none-bg); border: 1px solid transparent; border-left: 3px solid var(--none); }
    .flash { display: flex; justify-content: space-between; gap: 12px; } .flash > div { min-width: 0; overflow-wrap: anywhere; } .flash button { border: 0; background: none; padding: 0 4px; font-size: 17px; line-height: 1.2; cursor: pointer; }
    .flash.good, .notice.good { background: var(--good-bg); border-left-color: var(--good); } .flash.warn, .notice.warn { background: var(--warn-bg); border-left-color: var(--warn); }
    .flash.bad, .notice.bad { background: var(--bad-bg); border-left-color: var(--bad); } .flash.info, .notice.info { background: var(--info-bg); border-left-color: var(--info); }
    .notice + * { margin-top: 14px; } .notice ul { margin: 4px 0 0; } .notice ul + p { margin-top: 6px; } .notice li a { display: inline-block; padding: 3px 0; }
    .summary { max-width: 980px; }
    .toasts { position: fixed; right: 20px; bottom: 20px; z-index: 30; display: grid; gap: 8px; }
    .toast { background: var(--ink); color: var(--paper); padding: 9px 14px; border-radius: 8px; box-shadow: var(--shadow-2); font-size: 14px; }

    """#
}
