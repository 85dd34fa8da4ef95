import type { ControlClient } from "@plinto/mock/control";
import type { Address } from "./address.ts";
import { h, render } from "./element.ts";
import { followWorld } from "./live.ts";
import { createNotices } from "./notices.ts";
import type { InspectorContext, Pane, PaneId, PaneView } from "./pane.ts";
import { panes } from "./panes/all.ts";
import { button, instant } from "./parts.ts";
import { createShortcuts, keyOf } from "./shortcuts.ts";
import { sheetOf } from "./sheet.ts";
import { styles } from "./styles.ts";

/** What the inspector stands on. */
export interface InspectorOptions {
  readonly control: ControlClient;
  readonly address: Address;
  readonly pause: (ms: number) => Promise<void>;
  readonly openWorld: (id: string | null) => void;
  /** Where it stands over somebody else's page: further buttons of its head, and how the page itself is signed in. */
  readonly inPage?: { readonly actions: readonly HTMLElement[]; readonly keepSession: NonNullable<InspectorContext["keepSession"]> };
}

/**
 * Shows the inspector in a page or a shadow tree.
 *
 * @returns how to take it away
 */
export async function mountInspector(root: Document | ShadowRoot, container: HTMLElement, options: InspectorOptions): Promise<() => void> {
  const { control, address, pause, openWorld, inPage } = options;
  const notices = createNotices(pause);
  const world = await control.getWorld();
  let current: { pane: Pane; view: PaneView } | undefined;

  const place = (): readonly [pane: Pane, key: string | undefined] => {
    const [id, ...rest] = address.read().split("/");
    const key = rest.join("/");
    return [panes.find((pane) => pane.id === id) ?? panes[0]!, key === "" ? undefined : key];
  };
  const show = (id: PaneId, key?: string): void => {
    address.write(key === undefined ? id : `${id}/${key}`, false);
    void open(key !== undefined);
  };
  const context: InspectorContext = {
    control,
    baseUrl: world.baseUrl,
    notices,
    show,
    remember: (key) => current && address.write(key === undefined ? current.pane.id : `${current.pane.id}/${key}`, true),
    openWorld,
    keepSession: inPage?.keepSession,
  };

  // The page that it stands over has a main part of its own.
  const main = h(inPage ? "div" : "main", { class: "pane", tabindex: -1 });
  const links = panes.map((pane, index) => {
    const follow = (event: Event): void => {
      event.preventDefault();
      show(pane.id);
    };
    return h("a", { href: `#${pane.id}`, "data-pane": pane.id, on: { click: follow } }, pane.title, h("kbd", { "aria-hidden": "true" }, keyOf(index)));
  });
  const clock = h("span");
  const connection = h("p", { class: "connection", role: "status" });
  const shortcuts = createShortcuts({ open: (id) => show(id), search: () => current?.view.search?.focus(), isClosable: inPage !== undefined });

  const open = async (isFocused = false): Promise<void> => {
    const [pane, key] = place();
    if (current?.pane !== pane) {
      notices.clear();
      current = { pane, view: pane.open(context) };
      render(main, current.view.element);
      for (const link of links) {
        if (link.dataset["pane"] !== pane.id) link.removeAttribute("aria-current");
        else {
          link.setAttribute("aria-current", "page");
          // On a small screen the panes stand in one row.
          link.scrollIntoView({ block: "nearest", inline: "nearest" });
        }
      }
    }
    const { view } = current;
    await notices.attempt(() => view.load(key));
    if (isFocused) main.focus();
  };
  const header = h(
    "header",
    {},
    h("h1", {}, "Plinto inspector"),
    h("p", { class: "where" }, "World ", h("b", {}, world.id ?? "default"), " · ", clock),
    connection,
    button("Keys", () => shortcuts.dialog.showModal(), { name: "Show the keys" }),
    inPage?.actions,
  );
  const showClock = async (): Promise<void> => {
    const state = (await control.getWorld()).clock;
    render(clock, instant(state.now), ` ${state.kind}`);
  };
  const frame = h("div", { class: "inspector" }, header, h("nav", { "aria-label": "Panes" }, links), main, notices.element, shortcuts.dialog);
  // Over somebody else's page the keys are the inspector's only while the focus is in it.
  const pressed = (event: Event): void => shortcuts.press(event as KeyboardEvent);
  const sheet = sheetOf(styles);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  container.append(frame);
  root.addEventListener("keydown", pressed);
  const stopAddress = address.onChange(() => void open());
  await open();
  const unfollow = followWorld({
    control,
    page: container.ownerDocument,
    pause,
    async changed(parts) {
      if (current?.pane.follows.some((part) => parts.includes(part))) await current.view.load();
      if (parts.includes("clock") || parts.includes("state") || parts.includes("requests")) await showClock();
    },
    connected(isConnected) {
      const text = isConnected ? "live" : "The mock does not answer. Trying again.";
      connection.classList.toggle("lost", !isConnected);
      if (connection.textContent !== text) connection.textContent = text;
    },
  });
  return () => {
    unfollow();
    stopAddress();
    root.removeEventListener("keydown", pressed);
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
    frame.remove();
  };
}
