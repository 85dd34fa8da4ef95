/** How the inspector looks, in a page of its own as in somebody else's. */
export const styles: string = `
.inspector {
  color-scheme: light dark;
  --line: light-dark(#d3d8e4, #363d4e);
  --soft: light-dark(#f4f6fb, #1a1e29);
  --ground: light-dark(#ffffff, #12151d);
  --ink: light-dark(#1a1f2b, #e6e9f2);
  --dim: light-dark(#555d6e, #a4adbf);
  --accent: light-dark(#2743d3, #9db2ff);
  --good: light-dark(#0b6b3a, #6fdca0);
  --bad: light-dark(#b01530, #ff9aa8);
  --warn: light-dark(#855000, #f0c46c);
  --view: 100vh;
  box-sizing: border-box;
  min-height: var(--view);
  display: grid;
  grid-template: auto minmax(0, 1fr) / 13rem minmax(0, 1fr);
  grid-template-areas: "header header" "nav main";
  background: var(--ground);
  color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif;
}
.inspector *, .inspector *::before { box-sizing: border-box; }
.inspector [hidden] { display: none; }
.inspector header { grid-area: header; display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1rem; min-height: 3.2rem; padding: 0.4rem 1.25rem; border-bottom: 1px solid var(--line); }
.inspector h1 { margin: 0; font-size: 1.1rem; }
.inspector header p { margin: 0; }
.inspector .connection { color: var(--dim); margin-left: auto; font-size: 0.9rem; }
.inspector .connection:not(:empty)::before { content: ""; display: inline-block; width: 0.55rem; height: 0.55rem; margin-right: 0.4rem; border-radius: 50%; background: var(--good); }
.inspector .connection.lost { color: var(--bad); }
.inspector .connection.lost::before { background: var(--bad); }
.inspector nav { grid-area: nav; display: flex; flex-direction: column; gap: 1px; padding: 0.75rem 0.5rem; overflow: auto; border-right: 1px solid var(--line); background: var(--soft); }
.inspector nav a { display: flex; flex: none; align-items: center; justify-content: space-between; gap: 0.5rem; padding: 0.35rem 0.75rem; border-radius: 6px; color: inherit; text-decoration: none; }
.inspector nav a:hover { background: var(--ground); }
.inspector nav a[aria-current] { background: var(--accent); color: var(--ground); }
.inspector nav a[aria-current] kbd { color: inherit; }
.inspector kbd { font: 12px ui-monospace, monospace; color: var(--dim); }
.inspector .pane { grid-area: main; min-width: 0; padding: 1.25rem; outline: none; }
.inspector .split { display: grid; grid-template-columns: minmax(15rem, 24rem) minmax(0, 1fr); gap: 1.75rem; align-items: start; }
.inspector .side { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.6rem; position: sticky; top: 1.25rem; }
.inspector .column { max-width: 60rem; }
.inspector .card { margin-top: 1rem; padding: 0.9rem 1.1rem 1rem; border: 1px solid var(--line); border-radius: 10px; }
.inspector .card h3 { margin-top: 0; }
.inspector .listbox { border: 1px solid var(--line); border-radius: 8px; max-height: max(12rem, calc(var(--view) - 13rem)); min-height: 4rem; overflow-y: auto; }
.inspector .option { display: flex; flex-wrap: wrap; gap: 0 0.5rem; align-items: baseline; padding: 0.45rem 0.75rem; border-bottom: 1px solid var(--line); cursor: pointer; }
.inspector .option:hover { background: var(--soft); }
.inspector .option:last-child { border-bottom: 0; }
.inspector .option b { flex: 1 1 50%; font-weight: 600; overflow-wrap: anywhere; }
.inspector .option b.line { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.inspector .option .second { flex: 1 1 100%; order: 1; color: var(--dim); font-size: 0.87rem; overflow-wrap: anywhere; }
.inspector .option time { color: var(--dim); font-size: 0.87rem; }
.inspector .option[aria-selected="true"] { background: var(--soft); box-shadow: inset 3px 0 0 var(--accent); }
.inspector h2 { display: flex; flex-wrap: wrap; gap: 0.25rem 0.6rem; align-items: center; margin: 0 0 0.75rem; font-size: 1.3rem; line-height: 1.3; overflow-wrap: anywhere; }
.inspector h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
.inspector h4 { margin: 1rem 0 0.25rem; font-size: 0.9rem; font-weight: 600; }
.inspector p { margin: 0.3rem 0; }
.inspector a { color: var(--accent); }
.inspector p.empty { margin: 0; }
.inspector .master > .empty { padding: 1.25rem 0.75rem; border: 1px dashed var(--line); border-radius: 8px; text-align: center; }
.inspector .count { margin: 0; }
.inspector .empty, .inspector .count, .inspector small { color: var(--dim); font-size: 0.9rem; }
.inspector dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 1rem; margin: 0; }
.inspector dt { color: var(--dim); }
.inspector dd { margin: 0; overflow-wrap: anywhere; }
.inspector ul.plain, .inspector ul.rows, .inspector ul.arms { margin: 0; padding: 0; list-style: none; }
.inspector ul.rows li { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; min-height: 2.9rem; padding: 0.4rem 0; border-top: 1px solid var(--line); }
.inspector ul.rows li > span:first-child { flex: 1 1 14rem; overflow-wrap: anywhere; }
.inspector ul.rows:first-child li:first-child { border-top: 0; padding-top: 0; }
.inspector ul.rows + button { margin-top: 0.5rem; }
.inspector ul.arms li { padding: 0.15rem 0; }
.inspector .reason { margin-top: 1rem; padding: 0.25rem 1rem 0.75rem; border: 1px solid var(--line); border-left: 4px solid var(--warn); border-radius: 8px; }
.inspector .reason h3 { margin-top: 0.5rem; }
.inspector table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
.inspector th, .inspector td { padding: 0.35rem 0.8rem 0.35rem 0; text-align: left; vertical-align: middle; border-bottom: 1px solid var(--line); }
.inspector tbody tr:last-child > * { border-bottom: 0; }
.inspector th { font-weight: 600; }
.inspector thead th { color: var(--dim); font-size: 0.87rem; }
.inspector td:last-child:has(button) { padding-right: 0; text-align: right; }
.inspector .scroll { position: relative; overflow-x: auto; }
.inspector .detail { min-width: 0; }
.inspector code, .inspector pre { font: 13px/1.45 ui-monospace, monospace; }
.inspector code { overflow-wrap: anywhere; }
.inspector pre { margin: 0.25rem 0; padding: 0.6rem 0.8rem; max-height: 24rem; overflow: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; }
.inspector .copyable { display: flex; gap: 0.5rem; align-items: start; }
.inspector .copyable pre { flex: 1; min-width: 0; max-height: 6.9rem; margin: 0; }
.inspector dl:has(.copyable) { align-items: center; gap: 0.5rem 1rem; }
.inspector .row { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: end; margin: 0.75rem 0; }
.inspector .row output { align-self: end; min-width: 6rem; line-height: 2.1rem; }
.inspector .card > .row:first-of-type { margin-top: 0; }
.inspector .card > .row:last-child { margin-bottom: 0; }
.inspector .field { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.15rem; min-width: 0; max-width: 100%; font-size: 0.9rem; }
.inspector .check { font-size: 0.9rem; }
.inspector button, .inspector input, .inspector select, .inspector textarea { min-height: 2.1rem; font: inherit; font-size: 0.9rem; color: inherit; padding: 0.25rem 0.7rem; border: 1px solid light-dark(#8790a3, #6b7488); border-radius: 6px; background: light-dark(#ffffff, #222837); }
.inspector input[type="number"] { width: 9.5rem; }
.inspector input[type="range"] { padding: 0; min-width: 14rem; accent-color: var(--accent); }
.inspector input[type="checkbox"] { min-height: 0; margin: 0 0.35rem 0 0; accent-color: var(--accent); vertical-align: -0.1em; }
.inspector input::file-selector-button { margin-right: 0.6rem; padding: 0.1rem 0.6rem; border: 1px solid var(--line); border-radius: 5px; background: var(--soft); color: inherit; font: inherit; }
.inspector .card > .field { max-width: 26rem; }
.inspector .card h4 { margin-bottom: 0.4rem; }
.inspector .card h4 + .row { margin-top: 0; }
.inspector input, .inspector select { max-width: 100%; }
.inspector input[type="search"], .inspector select { width: 100%; }
.inspector textarea { width: 100%; max-width: 100%; font: 13px/1.45 ui-monospace, monospace; resize: vertical; }
.inspector .card .field:has(textarea) { max-width: none; }
.inspector button { cursor: pointer; }
.inspector button:hover { background: var(--soft); }
.inspector button.main, .inspector button[type="submit"] { border-color: var(--accent); background: var(--accent); color: var(--ground); font-weight: 600; }
.inspector button.main:hover, .inspector button[type="submit"]:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
.inspector button.danger { border-color: var(--bad); color: var(--bad); }
.inspector table button, .inspector ul.rows button { min-height: 1.8rem; padding: 0.1rem 0.6rem; font-size: 0.87rem; }
.inspector :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.inspector .option:focus-visible, .inspector nav a:focus-visible { outline-offset: -2px; }
.inspector nav a[aria-current]:focus-visible { outline-color: var(--ink); outline-offset: 2px; }
.inspector .tag { display: inline-block; padding: 0 0.4rem; border: 1px solid currentColor; border-radius: 999px; font-size: 0.8rem; line-height: 1.35; }
.inspector .tag.good { color: var(--good); }
.inspector .tag.bad { color: var(--bad); }
.inspector .tag.warn { color: var(--warn); }
.inspector .tag.quiet { color: var(--dim); }
.inspector details { margin: 0.25rem 0; }
.inspector summary { cursor: pointer; padding: 0.15rem 0; }
.inspector iframe.mail { display: block; width: 100%; height: 16rem; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
.inspector .notices { position: fixed; inset: auto 1rem 1rem auto; max-width: min(30rem, 90vw); display: grid; gap: 0.5rem; z-index: 2; }
.inspector .notices p { margin: 0; overflow-wrap: anywhere; }
.inspector .notices p:empty, .inspector .notices .wrong:has(p:empty) { display: none; }
.inspector .notices > * { padding: 0.55rem 0.9rem; border-radius: 8px; border: 1px solid var(--line); background: var(--soft); box-shadow: 0 4px 16px #0003; }
.inspector .notices .wrong { display: flex; gap: 0.75rem; align-items: center; border-color: var(--bad); color: var(--bad); }
.inspector .notices .wrong button { flex: none; color: var(--ink); }
.inspector dialog { border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.5rem; background: var(--ground); color: var(--ink); }
.inspector dialog::backdrop { background: #0008; }
.inspector dialog button { display: block; margin-top: 0.75rem; }
.inspector .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 52rem) {
  .inspector { grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr); grid-template-areas: "header" "nav" "main"; }
  .inspector header { padding: 0.4rem 0.75rem; }
  .inspector header .where { flex: 1 0 100%; order: 1; font-size: 0.9rem; }
  .inspector .pane { padding: 0.9rem 0.75rem; }
  .inspector nav { flex-direction: row; padding: 0.4rem 0.5rem; border-right: 0; border-bottom: 1px solid var(--line); }
  .inspector nav kbd { display: none; }
  .inspector .split { grid-template-columns: minmax(0, 1fr); }
  .inspector .side { position: static; }
  .inspector .listbox { max-height: 18rem; }
  .inspector dl { grid-template-columns: fit-content(35%) minmax(0, 1fr); }
  .inspector dl:has(.copyable) { grid-template-columns: minmax(0, 1fr); gap: 0.15rem; }
  .inspector dl:has(.copyable) dd { margin-bottom: 0.5rem; }
}
@media (forced-colors: active) {
  .inspector .option[aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
  .inspector nav a[aria-current] { outline: 2px solid Highlight; }
}
`;
