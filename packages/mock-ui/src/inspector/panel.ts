import { createControl } from "@plinto/mock/control";
import { systemPause } from "../platform.ts";
import { ownAddress } from "./address.ts";
import { h } from "./element.ts";
import { mountInspector } from "./mount.ts";
import { panelStyles } from "./panel-styles.ts";
import { button } from "./parts.ts";
import { sheetOf } from "./sheet.ts";

/** What a panel needs of the mock that lives in the page. */
export interface PanelOptions {
  /** Answers requests to the control plane, below any address of this machine. */
  readonly control: typeof globalThis.fetch;
  /** Told when the panel was closed, from within or by `close`. */
  readonly closed: () => void;
}

/** The inspector over a page. */
export interface InspectorPanel {
  close(): void;
}

/** Puts the inspector over the lower part of the page, in a shadow tree, so that neither styles the other. */
export async function openPanel({ control, closed }: PanelOptions): Promise<InspectorPanel> {
  const frame = h("section", { class: "panel", "aria-label": "Inspector of the Plinto mock", on: { keydown: (event) => escape(event) } });
  const host = h("div", { "data-plinto-mock": "inspector" });
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheetOf(panelStyles)];
  shadow.append(frame);
  document.documentElement.append(host);
  let unmount = (): void => {};
  let isOpen = true;

  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    unmount();
    host.remove();
    closed();
  };
  const escape = (event: KeyboardEvent): void => {
    // An open page of the keys takes it first.
    if (event.key === "Escape" && shadow.querySelector("dialog[open]") === null) close();
  };
  const size = button("Whole page", () => {
    const isWhole = frame.classList.toggle("whole");
    size.textContent = isWhole ? "Half the page" : "Whole page";
  });
  const show = async (world: string | null): Promise<void> => {
    unmount();
    unmount = await mountInspector(shadow, frame, {
      control: createControl({ url: `http://localhost${world === null ? "" : `/w/${world}`}`, fetch: control }),
      address: ownAddress(),
      pause: systemPause,
      openWorld: (id) => void show(id),
      inPage: { actions: [size, button("Close", close, { name: "Close the inspector" })], keepSession },
    });
    frame.querySelector<HTMLElement>(".pane")?.focus();
  };
  try {
    await show(null);
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}

/** Puts a session where `webStorage()` of the client keeps it, and says so as another tab would. */
function keepSession({ key, value }: { readonly key: string; readonly value: string }): void {
  localStorage.setItem(key, value);
  window.dispatchEvent(new StorageEvent("storage", { key, newValue: value, storageArea: localStorage, url: location.href }));
}
