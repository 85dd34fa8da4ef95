/** How the inspector stands over a page: at its foot, as high as the page lets it or all of it. */
export const panelStyles: string = `
:host { all: initial; position: fixed; inset: 0; z-index: 2147483001; pointer-events: none; }
.panel { position: absolute; inset: auto 0 0; height: 60vh; pointer-events: auto; }
.panel .inspector { --view: 60vh; height: 100%; min-height: 0; overflow: hidden; border-top: 1px solid var(--line); box-shadow: 0 -6px 24px #0003; }
.panel .inspector .pane { overflow: auto; }
.panel .inspector .side { top: 0; }
.panel.whole { height: 100%; }
.panel.whole .inspector { --view: 100vh; }
@media (max-width: 52rem) {
  .panel { height: 85vh; }
  .panel .inspector { --view: 85vh; }
}
@media print { :host { display: none; } }
`;
