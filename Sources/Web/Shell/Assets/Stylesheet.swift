/// The one stylesheet: tokens, then the page, then components, then phone, motion and paper.
enum Stylesheet {
  static let text = tokens + page + components + forms + pictures + audits + fieldwork + imports + narrow

  /// The dark half of the tokens is used twice: when the system asks for it, and when the person has
  /// chosen it. Paper is always light.
  private static let tokens =
    light
    + "@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {" + dark + "} }\n"
    + "@media screen { :root[data-theme=dark] {" + dark + "} }\n"

  private static let light = #"""
    /* Concord's visual language in one sheet. */
    :root {
      color-scheme: light dark;
      --ink: #18212c; --ink-2: #4b5868; --ink-3: #5f6d7d;
      --paper: #fff; --ground: #f4f6f8; --line: #e1e6eb; --edge: #8592a1; --under: #b3bec9; --hover: #f0f4f7; --chosen: #e6f1f1; --amber: #c48113;
      --accent: #0b6e6e; --accent-2: #095a5a; --accent-ink: #fff;
      --isms: #2360b5; --aims: #8739bd; --isms-soft: #2360b514; --aims-soft: #8739bd12;
      --good: #17724a; --good-bg: #e2f3e9; --warn: #855200; --warn-bg: #fdefd2; --bad: #b3261e; --bad-bg: #fde7e4;
      --none: #556270; --none-bg: #ebeff2; --info: #225f9e; --info-bg: #e4effa;
      --level-1: #d5eddd; --level-2: #eef0bf; --level-3: #fce0a8; --level-4: #fac3a0; --level-5: #f0a093; --level-6: #dd8091;
      --shadow: 0 1px 2px #18212c0a; --shadow-2: 0 8px 28px #18212c2e;
      --radius: 9px; --gap: 16px;
      --font: Inter, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", system-ui, sans-serif;
      --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", Menlo, monospace;
    }

    """#

  private static let dark = #"""

      color-scheme: dark;
      --ink: #e6ebf1; --ink-2: #b4bfcb; --ink-3: #94a2b1;
      --paper: #181e26; --ground: #10151b; --line: #2a333e; --edge: #6d7b8b; --under: #566473; --hover: #1f2731; --chosen: #15302f; --amber: #d99a34;
      --accent: #52c4be; --accent-2: #7ad6d0; --accent-ink: #06201f;
      --isms: #84b5f6; --aims: #cda2f2; --isms-soft: #84b5f61c; --aims-soft: #cda2f21c;
      --good: #83d8a8; --good-bg: #163526; --warn: #f0c273; --warn-bg: #3a2c10; --bad: #f5a8a1; --bad-bg: #44211e;
      --none: #aab5c1; --none-bg: #28313b; --info: #8fc0f2; --info-bg: #172f47;
      --level-1: #1b4531; --level-2: #43481a; --level-3: #5d4314; --level-4: #6b3a1c; --level-5: #762c28; --level-6: #76233f;
      --shadow: none; --shadow-2: 0 10px 30px #000a;

    """#

  /// The sign of the two standards, for the browser's tab.
  static let icon = #"""
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke-width="3.4">\#
    <circle cx="11.5" cy="16" r="8.6" stroke="#2f74d0"/>\#
    <rect x="13.8" y="9.3" width="13.4" height="13.4" transform="rotate(45 20.5 16)" stroke="#a054d6"/></g></svg>
    """#
}
