extension Stylesheet {
  static let forms = #"""
    .form { max-width: 980px; display: grid; gap: var(--gap); grid-template-columns: minmax(0, 1fr); } .form > .card { margin: 0 !important; }
    fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
    details.group { display: block; } details.group > summary { font-weight: 650; font-size: 15px; } details.group > .group-fields { margin: 12px 0 0 248px; } @media (max-width: 1100px) { details.group > .group-fields { margin-left: 0; } }
    .group { display: grid; grid-template-columns: 220px minmax(0, 1fr); gap: 2px 28px; grid-template-rows: auto 1fr; } .group > legend { float: left; padding: 0; font-weight: 650; font-size: 15px; } .group > .help { grid-column: 1; } .group-fields { grid-column: 2; grid-row: 1 / span 2; display: grid; gap: 16px; max-width: 620px; }
    .field > label, .field > legend, .check label { display: block; font-weight: 600; font-size: 14px; padding: 0; } .mark { font-weight: 400; font-size: 12.5px; color: var(--ink-2); }
    .help { color: var(--ink-2); font-size: 13px; max-width: 70ch; margin: 0; } .error { color: var(--bad); font-size: 13.5px; font-weight: 500; margin: 1px 0 0; }
    .field > :is(input, select, textarea, .reference, .boxes, .narrow, .with-unit) { margin-top: 4px; display: block; } .field.wrong { border-left: 3px solid var(--bad); padding-left: 12px; }
    input:not([type=checkbox], [type=radio], [type=file]), select, textarea { width: 100%; min-height: 36px; padding: 6px 10px; border: 1px solid var(--edge); border-radius: 7px; background: var(--paper); }
    textarea { display: block; resize: vertical; field-sizing: content; min-height: 62px; max-height: 70vh; line-height: 1.5; }
    select { padding-right: 28px; appearance: none; background: var(--paper) url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 12 12' fill='none' stroke='%237c8998' stroke-width='1.8'%3E%3Cpath d='M2.5 4.5 6 8l3.5-3.5'/%3E%3C/svg%3E") no-repeat right 9px center / 12px; }
    input:not([type=checkbox], [type=radio]):is(.date, .number) { width: auto; min-width: 170px; } input.number { text-align: right; font-variant-numeric: tabular-nums; }
    :is(input, select, textarea):focus-visible { outline-offset: -1px; } [aria-invalid] { border-color: var(--bad) !important; } ::placeholder { color: var(--ink-3); opacity: 1; } :disabled { color: var(--ink-3); background-color: var(--ground) !important; }
    input:is([type=checkbox], [type=radio]) { width: 16px; height: 16px; margin: 0; accent-color: var(--accent); flex: none; }
    .check { display: grid; grid-template-columns: auto 1fr; gap: 9px; } .check > input { margin-top: 3px; }
    .field > .with-unit { display: flex; align-items: center; gap: 8px; color: var(--ink-2); } .with-unit input { width: 150px !important; }
    .field > .boxes { display: grid; gap: 2px; margin-top: 5px; } .box { display: grid; grid-template-columns: auto minmax(0, 1fr); column-gap: 9px; padding: 2px 0; } .box > input { margin-top: 3px; } .box > label { font-size: 14px; } .box > .help { grid-column: 2; }
    .narrow { border: 1px solid var(--edge); border-radius: 7px; overflow: hidden; } .narrow > input { border: 0 !important; border-bottom: 1px solid var(--line) !important; border-radius: 0 !important; } .narrow > .boxes { max-height: 216px; overflow-y: auto; padding: 6px 10px; display: grid; }
    .reference { position: relative; } .reference .chosen:not(:empty) { margin-bottom: 6px; display: grid; } .reference-label { display: block; margin-top: 3px; }
    .suggestions { position: absolute; z-index: 12; left: 0; right: 0; margin-top: 4px; padding: 5px; max-height: 300px; overflow-y: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 9px; box-shadow: var(--shadow-2); } .suggestions [role=option] { padding: 6px 10px; border-radius: 6px; cursor: pointer; display: flex; gap: 10px; align-items: baseline; } .suggestions [aria-selected=true], .suggestions [role=option]:hover { background: var(--chosen); } .suggestions small { margin-left: auto; } .suggestions .nothing { padding: 6px 10px; color: var(--ink-2); }
    .folds { border: 1px solid var(--line); border-radius: 8px; } .fold + .fold { border-top: 1px solid var(--line); } .fold > summary { padding: 8px 12px; cursor: pointer; font-weight: 600; font-size: 14px; } .fold > summary small { font-weight: 400; margin-left: 4px; } .fold > :not(summary) { margin: 0 12px 10px 30px; } .fold .boxes { display: grid; } .fold .field > .narrow { margin-top: 0; }
    .form-actions { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; padding-top: 2px; } .bare .form-actions .button { flex: 1; } .bare .form { gap: 14px; }
    input[type=file] { font-size: 13.5px; color: var(--ink-2); } ::file-selector-button { font: inherit; font-weight: 500; color: var(--ink); background: var(--paper); border: 1px solid var(--edge); border-radius: 7px; padding: 5px 12px; margin-right: 10px; cursor: pointer; } ::file-selector-button:hover { background: var(--hover); }
    .draft { display: flex; gap: 8px; align-items: center; flex-wrap: wrap; } .draft span { margin-right: auto; }

    """#
}
