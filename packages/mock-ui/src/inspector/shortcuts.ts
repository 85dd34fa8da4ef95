import { h } from "./element.ts";
import { panes } from "./panes/all.ts";
import type { PaneId } from "./pane.ts";
import { button } from "./parts.ts";

/** What a key can do. */
export interface ShortcutActions {
  open(pane: PaneId): void;
  search(): void;
  /** Whether Escape closes the inspector, as it does over somebody else's page. */
  readonly isClosable: boolean;
}

/** The keys of the inspector, and the page that tells them. */
export interface Shortcuts {
  readonly dialog: HTMLDialogElement;
  /** Handles a key that no field wanted. */
  press(event: KeyboardEvent): void;
}

/** Single keys, which somebody who speaks to the computer can switch off (WCAG 2.1, criterion 2.1.4). */
export function createShortcuts({ open, search, isClosable }: ShortcutActions): Shortcuts {
  const enabled = h("input", { type: "checkbox", checked: true });
  const rows = [
    ...panes.map(({ title }, index) => [keyOf(index), `Go to ${title}`]),
    ["/", "Look for something in this pane"],
    ["?", "Show the keys"],
    ["↑ ↓ Home End", "Move in a list"],
    ...(isClosable ? [["Esc", "Close the inspector"]] : []),
  ].map(([key, does]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", {}, does)));
  const dialog = h(
    "dialog",
    { "aria-label": "Keys" },
    h("h2", {}, "Keys"),
    h("table", {}, h("tbody", {}, rows)),
    h("label", { class: "check" }, enabled, " Single keys do something"),
    button("Close", () => dialog.close()),
  );
  return {
    dialog,
    press(event) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || takesText(event.composedPath()[0])) return;
      if (event.key === "?") dialog.showModal();
      if (!enabled.checked || dialog.open) return;
      const pane = panes.find((_, index) => keyOf(index) === event.key);
      if (pane) open(pane.id);
      else if (event.key === "/") search();
      else return;
      event.preventDefault();
    },
  };
}

/** The key of the pane at a place, as they stand in a row: the digits, 0 for the tenth, and what is right of it. */
export function keyOf(index: number): string {
  return "1234567890-"[index]!;
}

function takesText(target: EventTarget | undefined): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]):not([type=range]), select, textarea");
}
