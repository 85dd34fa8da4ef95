/** What an element may hold. Nothing, in whatever spelling, is left out. */
export type Child = Node | string | number | null | undefined | false | readonly Child[];

/** Attributes by name; `true` is the bare attribute, `false` and nothing leave it out. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | null | undefined | Listeners;
  /** Listeners by the name of their event. */
  readonly on?: Listeners;
}

type Listeners = { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

/** Makes an element. Text becomes text: no value is ever read as HTML. */
export function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  const { on = {}, ...plain } = attributes;
  for (const [name, value] of Object.entries(plain)) {
    if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string" || typeof value === "number") element.setAttribute(name, String(value));
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener as (event: Event) => void);
  element.append(...nodesOf(children));
  return element;
}

/**
 * Shows other children. Where the focus was on an element with `data-key`, it goes to the new one of the same key, so
 * that an update takes nobody's place away.
 */
export function render(container: HTMLElement, ...children: readonly Child[]): void {
  const root = container.getRootNode() as Document | ShadowRoot;
  const focused = root.activeElement;
  const key = focused && container.contains(focused) ? (focused as HTMLElement).dataset["key"] : undefined;
  container.replaceChildren(...nodesOf(children));
  if (key !== undefined) container.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

function nodesOf(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child): (Node | string)[] => {
    if (child === null || child === undefined || child === false) return [];
    if (typeof child === "number") return [String(child)];
    if (typeof child === "string" || child instanceof Node) return [child];
    return nodesOf(child);
  });
}
