import { h, render, type Child } from "./element.ts";

/** How a list names and shows its items. */
export interface MasterListOptions<Item> {
  /** What the list is called. */
  readonly label: string;
  readonly keyOf: (item: Item) => string;
  readonly row: (item: Item) => Child;
  /** Said instead of an empty list. */
  readonly empty: string;
  readonly onSelect: (item: Item | undefined) => void;
}

/** A list of which one item is selected. One stop of the tab key; arrows, Home, End and the page keys move in it. */
export class MasterList<Item> {
  readonly element: HTMLElement;
  readonly #options: MasterListOptions<Item>;
  readonly #box: HTMLElement;
  readonly #empty: HTMLElement;
  #items: readonly Item[] = [];
  #selected: string | undefined;

  constructor(options: MasterListOptions<Item>) {
    this.#options = options;
    this.#box = h("div", { role: "listbox", "aria-label": options.label, class: "listbox", on: { keydown: (event) => this.#move(event) } });
    this.#empty = h("p", { class: "empty" }, options.empty);
    this.element = h("div", { class: "master" }, this.#box, this.#empty);
  }

  get selected(): Item | undefined {
    return this.#items.find((item) => this.#options.keyOf(item) === this.#selected);
  }

  /** Shows other items. What was selected stays so while it is there, else the first one is. */
  show(items: readonly Item[], select: string | undefined = this.#selected): void {
    this.#items = items;
    const keys = items.map(this.#options.keyOf);
    this.#selected = select !== undefined && keys.includes(select) ? select : keys[0];
    this.#paint();
    this.#options.onSelect(this.selected);
  }

  #paint(): void {
    this.#box.hidden = this.#items.length === 0;
    this.#empty.hidden = this.#items.length > 0;
    render(
      this.#box,
      this.#items.map((item) => {
        const key = this.#options.keyOf(item);
        const isSelected = key === this.#selected;
        const attributes = { role: "option", class: "option", "data-key": key, "aria-selected": isSelected ? "true" : "false", tabindex: isSelected ? 0 : -1 };
        return h("div", { ...attributes, on: { click: () => this.#choose(item) } }, this.#options.row(item));
      }),
    );
  }

  #choose(item: Item): void {
    this.#selected = this.#options.keyOf(item);
    this.#paint();
    const option = this.#box.querySelector<HTMLElement>('[aria-selected="true"]');
    option?.focus();
    option?.scrollIntoView({ block: "nearest" });
    this.#options.onSelect(item);
  }

  #move(event: KeyboardEvent): void {
    const at = this.#items.findIndex((item) => this.#options.keyOf(item) === this.#selected);
    const last = this.#items.length - 1;
    const targets: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: last };
    const target = targets[event.key];
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const item = this.#items[Math.min(last, Math.max(0, target))];
    if (item !== undefined) this.#choose(item);
  }
}
