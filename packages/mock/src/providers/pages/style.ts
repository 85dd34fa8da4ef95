import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** How the pages of the providers look: like the mock's other pages, light or dark as the browser is. */
export const pageStyle = `
:root { color-scheme: light dark; --line: light-dark(#d8dce6, #353b4a); --soft: light-dark(#f4f6fb, #1b1f2a); --accent: light-dark(#2743d3, #9db2ff);
  --quiet: light-dark(#566074, #a3acc0); --warn: light-dark(#8a4600, #ffc27d); font: 16px/1.5 system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: start center; padding: clamp(1rem, 8vh, 5rem) 1rem; background: var(--soft); color: light-dark(#1a1f2b, #e6e9f2); }
main { width: min(26rem, 100%); padding: 1.75rem; border: 1px solid var(--line); border-radius: 14px; background: light-dark(#fff, #12151d); }
.mock { margin: 0 0 1rem; font-size: 0.85rem; color: var(--quiet); }
h1 { margin: 0; font-size: 1.45rem; line-height: 1.25; }
p { margin: 0.35rem 0 1.25rem; overflow-wrap: anywhere; }
ul { margin: 0; padding: 0; list-style: none; }
li { border-top: 1px solid var(--line); }
li:last-child { border-bottom: 1px solid var(--line); }
.facts li { padding: 0.55rem 0.1rem; overflow-wrap: anywhere; }
.person { width: 100%; padding: 0.6rem; border: 0; border-radius: 8px; background: none; text-align: left; }
.person:hover { background: var(--soft); }
.who { display: block; font-weight: 600; overflow-wrap: anywhere; }
.quiet { display: block; font-size: 0.9rem; color: var(--quiet); overflow-wrap: anywhere; }
.warn { color: var(--warn); }
details { margin-top: 1rem; }
summary { cursor: pointer; color: var(--accent); }
label { display: block; margin: 0.75rem 0 0; font-size: 0.92rem; }
input[type="text"], input[type="email"], select { width: 100%; margin-top: 0.2rem; padding: 0.5rem 0.6rem; border: 1px solid light-dark(#8d94a6, #6b7388); border-radius: 8px;
  background: light-dark(#fff, #1b1f2a); color: inherit; font: inherit; }
.check { display: flex; gap: 0.5rem; align-items: baseline; }
.row { display: flex; flex-wrap: wrap; gap: 0.6rem; margin-top: 1.25rem; }
button { padding: 0.5rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: light-dark(#fff, #242a38); color: inherit; font: inherit; cursor: pointer; }
button.go { border-color: transparent; background: light-dark(#2743d3, #9db2ff); color: light-dark(#fff, #10131b); font-weight: 600; }
button:focus-visible, summary:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
@media (forced-colors: active) { main, button { border-color: CanvasText; } }
`;

/** By this hash the policy of the page lets the style in, and no other. */
export const styleHash: string = toBase64(sha256(utf8ToBytes(pageStyle)));

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
