/// The style sheet of a pack: plain, readable on paper, without anything from elsewhere.
enum PackStyle {
  static let text = """
    :root { color-scheme: light dark; --ink: #1b2430; --soft: #5a6675; --line: #d9dfe6; --paper: #ffffff; --link: #1d4f91; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --soft: #a3adba; --line: #3a4450; --paper: #151a20; --link: #8db8ef; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 0 1.25rem 3rem; max-width: 68rem; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
    header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; padding: 1rem 0; border-bottom: 1px solid var(--line); }
    header a { font-weight: 600; text-decoration: none; }
    header span, footer, small, .quiet, .lead, .proof { color: var(--soft); }
    footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .875rem; }
    a { color: var(--link); }
    h1 { font-size: 1.75rem; margin: 1.5rem 0 .5rem; }
    h2 { font-size: 1.25rem; margin: 2.25rem 0 .75rem; }
    h3 { font-size: 1.05rem; margin: 0 0 .5rem; }
    h4 { font-size: .95rem; margin: 1rem 0 .25rem; }
    small { font-weight: 400; font-size: .85em; }
    td small { display: block; }
    table { border-collapse: collapse; width: 100%; font-size: .925rem; }
    main { overflow-x: auto; }
    th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
    th { font-weight: 600; }
    .n { text-align: right; font-variant-numeric: tabular-nums; }
    .code, code { font-family: ui-monospace, monospace; font-size: .85em; overflow-wrap: anywhere; }
    td.code { white-space: nowrap; }
    li .code, dd .code { display: inline; }
    ul.plain { margin: 0; padding: 0; list-style: none; }
    article { margin: 1.25rem 0; padding: 1rem 0 0; border-top: 1px solid var(--line); break-inside: avoid-page; }
    .state { font-size: .8rem; font-weight: 400; padding: .1rem .5rem; border: 1px solid var(--line); border-radius: 1rem; }
    dl { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: .25rem 1rem; margin: 0; }
    dt { color: var(--soft); }
    dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
    dd > :first-child { margin-top: 0; } dd > :last-child { margin-bottom: 0; }
    .proof { font-size: .8rem; margin: .75rem 0 0; }
    @media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
    @media print { body { max-width: none; font-size: 10pt; } header { position: static; } a { color: inherit; } }

    """
}
