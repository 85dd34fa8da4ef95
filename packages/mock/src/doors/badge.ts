/** A small sign on the page that the backend is a mock. */
export interface Badge {
  /** Says that another tab changed the state, until `seen`. */
  changedElsewhere(): void;
  /** Forgets that. */
  seen(): void;
  /** Gives the focus back to the button that opens the inspector. */
  focusOpener(): void;
  remove(): void;
}

const label = "Plinto mock";

const style = `
:host { all: initial; color-scheme: light dark; position: fixed; inset: auto 12px 12px auto; z-index: 2147483000; }
.badge { display: flex; align-items: center; gap: 6px; padding: 3px 4px 3px 9px; border-radius: 999px; border: 1px solid light-dark(#c9c4e4, #4b4570);
  background: light-dark(#ffffff, #1c1a2b); color: light-dark(#2b2550, #e6e2fb); font: 12px/18px system-ui, sans-serif; opacity: 0.92; }
.dot { width: 8px; height: 8px; border-radius: 50%; background: light-dark(#1a7f4b, #4fd08b); }
button { all: unset; width: 20px; height: 20px; border-radius: 50%; text-align: center; cursor: pointer; }
button.open { width: auto; padding: 0 7px; border-radius: 999px; font-weight: 600; }
button:hover { background: light-dark(#ebe8f8, #332e50); }
button:focus-visible { outline: 2px solid currentColor; }
@media print { :host { display: none; } }
@media (forced-colors: active) { .badge { border-color: CanvasText; } .dot { background: Highlight; forced-color-adjust: none; } }
`;

/**
 * Puts the badge into a page, at the end of its root and in a shadow tree, so that neither styles the other.
 *
 * @param open opens the inspector, where there is one
 */
export function showBadge(page: Document, open?: () => void): Badge {
  const host = page.createElement("div");
  host.dataset["plintoMock"] = "badge";
  const shadow = host.attachShadow({ mode: "open" });
  // A style element would be refused by a strict content security policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  shadow.adoptedStyleSheets = [sheet];

  const badge = page.createElement("div");
  badge.className = "badge";
  const dot = page.createElement("span");
  dot.className = "dot";
  const text = page.createElement("span");
  text.setAttribute("role", "status");
  text.textContent = label;
  const close = page.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", "Hide the badge of the Plinto mock");
  close.addEventListener("click", () => host.remove());
  const opener = page.createElement("button");
  opener.type = "button";
  opener.className = "open";
  opener.textContent = "Inspect";
  opener.setAttribute("aria-label", "Inspect the Plinto mock");
  opener.addEventListener("click", () => open?.());
  badge.append(dot, text, ...(open ? [opener] : []), close);
  shadow.append(badge);
  page.documentElement.append(host);

  return {
    changedElsewhere() {
      text.textContent = `${label}: another tab changed`;
    },
    seen() {
      text.textContent = label;
    },
    focusOpener: () => opener.focus(),
    remove: () => host.remove(),
  };
}
