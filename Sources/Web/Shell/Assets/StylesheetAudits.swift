extension Stylesheet {
  static let audits = #"""
    .paper-bar { position: sticky; top: 0; z-index: 6; display: flex; gap: 12px; align-items: center; justify-content: space-between; padding: 8px 14px; margin-bottom: var(--gap); background: var(--paper); border: 1px solid var(--line); border-left: 3px solid var(--none); border-radius: 8px; box-shadow: var(--shadow); }
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
    .theirs { margin-top: 6px; padding: 8px 12px; border-left: 3px solid var(--amber); background: var(--warn-bg); border-radius: 6px; } .paper-clash { margin-top: 8px; } .paper-clash pre { margin: 6px 0 8px; }
    .scroll + h3, ul + h3, .card > p + h3 { margin-top: 14px; } ul.plain + p { margin-top: 8px; } p + .form, .comment + .form { margin-top: 12px; }
    .form .list select { min-width: 140px; } .form .list input[type=text] { min-width: 180px; }
    @media (max-width: 860px) { .segments label { min-height: 44px; } .check-part summary { padding: 8px 0; } }
    @media print { .paper-bar { display: none; } .card.check-part { break-inside: auto; } .check-part :is(input[type=file], .reference.many > input, .row) { display: none; } }

    """#
}
