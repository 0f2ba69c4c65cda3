/// Colours are named once, for light and for dark; their contrast with the ground is at least 4.5 to 1 where they write
/// and 3 to 1 where they draw (WCAG 2.2, AA).
let pageStyle: StaticString = """

  :root {
    color-scheme: light dark;
    --ground: #fbfaf7; --raised: #ffffff; --ink: #1c1f24; --soft: #5b6270; --rule: #d9d6ce;
    --accent: #0b62a8; --second: #a64b00; --good: #1c7a43; --bad: #b3261e; --band: #cfe2f3; --paper: #ffffff;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #14171b; --raised: #1c2026; --ink: #e8e6e1; --soft: #a3abb8; --rule: #363c46;
      --accent: #6cb4f5; --second: #f0a35e; --good: #6fcf97; --bad: #ff8a80; --band: #1f3a55; --paper: #e8e6e1;
    }
  }
  * { box-sizing: border-box; }
  html { scroll-padding-top: 3.5rem; }
  body {
    margin: 0 auto; padding: 2.5rem 1.5rem 5rem; max-width: 72rem; background: var(--ground); color: var(--ink);
    font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    font-variant-numeric: tabular-nums;
  }
  h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.015em; margin: 0 0 .6rem; overflow-wrap: anywhere; }
  h2 { font-size: 1.25rem; letter-spacing: -.01em; margin: 0 0 .75rem; }
  h3 { font-size: 1rem; margin: 0 0 .5rem; }
  section > div + div, .scroll + p { margin-top: 1.5rem; }
  p { margin: 0 0 .75rem; max-width: 46rem; }
  progress { accent-color: var(--accent); margin-right: .4rem; }
  header p, .soft { color: var(--soft); }
  section { margin-top: 3rem; }
  a { color: var(--accent); }
  .skip { position: absolute; left: -100vw; }
  .skip:focus { left: 1rem; top: 1rem; background: var(--raised); padding: .5rem 1rem; z-index: 2; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
  nav {
    position: sticky; top: 0; z-index: 1; margin: 1.5rem -1.5rem 0; padding: 0 1.5rem; background: var(--ground);
    border-bottom: 1px solid var(--rule);
  }
  nav ul { display: flex; gap: 1.4rem; margin: 0; padding: .6rem 0; list-style: none; overflow-x: auto; }
  nav a { text-decoration: none; white-space: nowrap; font-size: .92rem; }
  nav a:hover { text-decoration: underline; }
  dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; margin: 0; font-size: .92rem; }
  dl.facts dt { color: var(--soft); }
  dl.facts dd { margin: 0; overflow-wrap: anywhere; }
  .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); gap: 1rem; }
  .figure { background: var(--raised); border: 1px solid var(--rule); border-radius: 8px; padding: .9rem 1.1rem 1rem; }
  .figure h3 { font-size: .85rem; font-weight: 500; color: var(--soft); margin: 0; }
  .figure .value { font-size: 1.9rem; font-weight: 600; letter-spacing: -.02em; line-height: 1.3; margin: 0; }
  .figure .interval { font-size: .85rem; color: var(--soft); margin: 0; }
  .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 2rem 3rem; }
  .columns > * { min-width: 0; }
  .scroll { overflow-x: auto; }
  .scroll:has(> .tall) { max-height: 30rem; overflow: auto; }
  .tall th { position: sticky; top: 0; background: var(--ground); }
  table { border-collapse: collapse; width: 100%; font-size: .92rem; }
  caption { text-align: left; color: var(--soft); font-size: .88rem; padding-bottom: .4rem; }
  th { text-align: left; font-weight: 600; white-space: nowrap; border-bottom: 1px solid var(--soft); padding: 0; }
  th:not(:has(button)) { padding: .35rem .6rem; }
  th.number, td.number { text-align: right; }
  th button { font: inherit; color: inherit; background: none; border: 0; padding: .35rem .6rem; cursor: pointer; }
  th button:hover { color: var(--accent); }
  th button::after { content: "\\2195"; opacity: .35; margin-left: .3em; }
  th[aria-sort=ascending] button::after { content: "\\2191"; opacity: 1; }
  th[aria-sort=descending] button::after { content: "\\2193"; opacity: 1; }
  html:not(.scripted) th button { pointer-events: none; }
  html:not(.scripted) th button::after, html:not(.scripted) .search { display: none; }
  table.crops td { vertical-align: middle; }
  table.crops { table-layout: fixed; min-width: 46rem; }
  table.crops th:first-child { width: 48%; }
  td { padding: .35rem .6rem; border-bottom: 1px solid var(--rule); vertical-align: top; }
  .search { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; margin: 0 0 .75rem; }
  .search input {
    font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--soft); border-radius: 6px;
    padding: .3rem .6rem; width: 16rem; max-width: 100%;
  }
  .search output { color: var(--soft); font-size: .88rem; }
  bdi, .text { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; }
  .path { color: var(--soft); font-size: .82rem; overflow-wrap: anywhere; margin: .3rem 0 0; }
  del { color: var(--bad); text-decoration-thickness: 2px; }
  ins { color: var(--good); text-decoration-thickness: 2px; text-underline-offset: 3px; }
  details { font-size: .88rem; }
  summary { cursor: pointer; color: var(--accent); }
  details ol { margin: .3rem 0 0; padding-left: 1.4rem; }
  .meter { width: 7rem; height: .8em; display: inline-block; }
  svg { display: block; max-width: 100%; height: auto; overflow: visible; }
  svg.strip { max-width: none; }
  svg text { fill: var(--ink); font: 11px system-ui, sans-serif; }
  svg .soft { fill: var(--soft); }
  svg .axis { stroke: var(--soft); stroke-width: 1; fill: none; }
  svg .grid { stroke: var(--rule); stroke-width: 1; fill: none; }
  svg .bar, svg .symbol { fill: var(--accent); }
  svg .blank { fill: var(--soft); }
  svg .other { fill: var(--second); }
  svg .track { fill: var(--rule); opacity: .5; }
  svg .whisker { stroke: var(--ink); stroke-width: 1.5; fill: none; }
  svg .gap { fill: var(--second); opacity: .6; }
  svg .line { stroke-width: 2; fill: none; stroke-linejoin: round; }
  svg .first { stroke: var(--accent); }
  svg .second { stroke: var(--second); stroke-dasharray: 6 3; }
  svg .third { stroke: var(--good); stroke-dasharray: 2 3; }
  svg .best { fill: var(--accent); stroke: var(--ground); stroke-width: 1.5; }
  svg .letter { font: 600 12px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; text-anchor: middle; }
  svg .written { fill: var(--ink); }
  svg .considered { fill: var(--second); font-weight: 400; }
  svg .end { text-anchor: end; }
  svg .middle { text-anchor: middle; }
  .pictures { display: flex; flex-wrap: wrap; gap: .9rem 1.1rem; }
  .pictures figure { margin: 0; max-width: 100%; }
  .pictures img { display: block; height: 44px; max-width: 100%; border-radius: 3px; border: 1px solid var(--rule); }
  .pictures figcaption { font-size: .82rem; }
  img.crop { display: block; height: 3rem; max-width: 100%; border-radius: 3px; }
  .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; font-size: .88rem; color: var(--soft); margin: 0 0 .6rem; }
  .legend svg { display: inline-block; margin-right: .45em; vertical-align: -.1em; }
  @media (max-width: 44rem) {
    body { padding: 1.5rem 1rem 4rem; }
    nav { margin: 1rem -1rem 0; padding: 0 1rem; }
    h1 { font-size: 1.5rem; }
    table.crops { min-width: 0; }
    table.crops, table.crops tbody, table.crops tr, table.crops td { display: block; }
    table.crops tr[hidden] { display: none; }
    table.crops thead tr { display: flex; flex-wrap: wrap; }
    table.crops td { border: 0; padding: .15rem 0; text-align: left; }
    table.crops td:not(:first-child)::before { content: attr(data-head) ": "; color: var(--soft); }
    table.crops tr { border-bottom: 1px solid var(--rule); padding: .8rem 0; }
  }
  @media print { nav, .search { display: none; } section { break-inside: avoid; } }
  """
