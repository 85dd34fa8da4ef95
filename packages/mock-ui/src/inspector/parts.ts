import { h, type Child } from "./element.ts";
import type { InspectorContext } from "./pane.ts";

/** Names with their values. A row without a value is left out. */
export function facts(rows: readonly (readonly [name: string, value: Child])[]): HTMLElement {
  return h(
    "dl",
    {},
    rows.filter(([, value]) => value !== null && value !== undefined && value !== false).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

/** A button. `data-key` lets it keep the focus when what is around it is shown anew. */
export function button(
  label: string,
  press: () => void,
  options: { readonly kind?: "plain" | "main" | "danger"; readonly name?: string; readonly key?: string } = {},
): HTMLElement {
  const { kind = "plain", name, key = name ?? label } = options;
  return h("button", { type: "button", class: kind, "aria-label": name, "data-key": `button:${key}`, on: { click: press } }, label);
}

/** Text to look at and to copy. */
export function copyable(context: InspectorContext, name: string, text: string): HTMLElement {
  return h(
    "div",
    { class: "copyable" },
    h("pre", { tabindex: 0, role: "region", "aria-label": name, "data-key": `text:${name}` }, text),
    // Only a page of this machine or over https has a clipboard.
    "clipboard" in navigator &&
      button("Copy", () => void context.notices.attempt(() => navigator.clipboard.writeText(text), `Copied: ${name}.`), { name: `Copy ${name}` }),
  );
}

/** A JSON value, or text that may be one, spread out. */
export function json(name: string, value: unknown): HTMLElement {
  return h(
    "pre",
    { tabindex: 0, role: "region", "aria-label": name, "data-key": `json:${name}` },
    typeof value === "string" ? spread(value) : JSON.stringify(value, null, 2),
  );
}

function spread(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Something that is opened to be read. */
export function folded(summary: Child, ...children: readonly Child[]): HTMLElement {
  return h("details", {}, h("summary", {}, summary), children);
}

/** A field with its label, and with what else is good to know. Labels differ within a pane. */
export function field(label: string, control: HTMLElement, hint?: string): HTMLElement {
  control.id = `field-${label.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;
  if (hint !== undefined) control.setAttribute("aria-describedby", `${control.id}-hint`);
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control, hint !== undefined && h("small", { id: `${control.id}-hint` }, hint));
}

/** An instant as people read it, exact in its attribute. */
export function instant(at: string): HTMLElement {
  return h("time", { datetime: at, title: at }, `${at.slice(0, 10)} ${at.slice(11, 19)}`);
}

/** The time of day of an instant, for lists. */
export function timeOfDay(at: string): HTMLElement {
  return h("time", { datetime: at, title: at }, at.slice(11, 19));
}

/** A part of a pane, under a heading of its own. */
export function card(title: string, ...children: readonly Child[]): HTMLElement {
  return h("section", { class: "card" }, h("h3", {}, title), children);
}

/** How good or bad a status of HTTP is; 0 is a connection that was dropped. */
export function statusTag(status: number): HTMLElement {
  return tag(status === 0 ? "dropped" : String(status), status === 0 || status >= 500 ? "bad" : status >= 400 ? "warn" : "good");
}

/** A word in a coloured frame. The word alone says everything. */
export function tag(text: string, tone: "good" | "bad" | "quiet" | "warn"): HTMLElement {
  return h("span", { class: `tag ${tone}` }, text);
}

/** The heading of what a list has selected. */
export function heading(text: Child): HTMLElement {
  return h("h2", { tabindex: -1 }, text);
}
