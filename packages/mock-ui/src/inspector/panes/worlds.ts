import { h, render, type Child } from "../element.ts";
import type { InspectorContext, Pane } from "../pane.ts";
import { button, card, copyable, facts, field, heading, tag } from "../parts.ts";

/** The worlds of this server: isolated from each other, each below an address of its own. */
export const worldsPane: Pane = {
  id: "worlds",
  title: "Worlds",
  follows: ["worlds"],
  open(context) {
    const here = h("div");
    const list = h("div");
    const load = async (): Promise<void> => {
      const { control } = context;
      const [world, { data }] = await Promise.all([control.getWorld(), control.listWorlds()]);
      render(
        here,
        facts([
          ["Name", world.id ?? "the default one"],
          ["Base URL and issuer", copyable(context, "the base URL", world.baseUrl)],
          ["Publishable key", copyable(context, "the publishable key", world.publishableKey)],
          ["Secret key", copyable(context, "the secret key", world.secretKey)],
        ]),
      );
      render(list, worldList(context, [null, ...data], world.id));
    };
    const element = h(
      "div",
      { class: "column" },
      heading("Worlds"),
      h("p", {}, "What happens in one world does not reach the others. A new one has the seed; a fork has the state of this one and its keys."),
      card("This world", here),
      card("All worlds", newForm(context), list),
    );
    return { element, load };
  },
};

function newForm({ control, notices }: InspectorContext): HTMLElement {
  const name = h("input", { type: "text", required: true, pattern: "[A-Za-z0-9_\\-]{1,64}" });
  const make = (how: "createWorld" | "forkWorld"): void => {
    if (!name.reportValidity()) return;
    const id = name.value;
    void notices.attempt(() => control[how]({ id }), `There is a world ${id} now.`);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    make("createWorld");
  };
  return h(
    "form",
    { class: "row", on: { submit } },
    field("Name of a new world", name),
    h("button", { type: "submit" }, "New from the seed"),
    button("Fork this world", () => make("forkWorld")),
  );
}

function worldList({ control, notices, openWorld }: InspectorContext, ids: readonly (string | null)[], current: string | null): Child {
  const end = (id: string): void => void notices.attempt(() => control.endWorld({ id }), `The world ${id} is ended.`);
  const rows = ids.map((id) => {
    const name = id ?? "the default world";
    const isCurrent = id === current;
    return h(
      "li",
      {},
      h("span", {}, h("b", {}, name)),
      isCurrent ? tag("this one", "good") : button("Inspect", () => openWorld(id), { name: `Inspect ${name}` }),
      id !== null && !isCurrent && button("End", () => end(id), { name: `End ${name}`, kind: "danger" }),
    );
  });
  return h("ul", { class: "rows" }, rows);
}
