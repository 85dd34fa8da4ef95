import type { ControlExportedSnapshot, ControlSnapshotEntry } from "@plinto/mock/control";
import { h, render } from "../element.ts";
import type { InspectorContext, Pane } from "../pane.ts";
import { button, card, field, heading } from "../parts.ts";

/** States to return to: taken, restored, and carried in files. */
export const snapshotsPane: Pane = {
  id: "snapshots",
  title: "Snapshots",
  follows: ["snapshots"],
  open(context) {
    const { control, notices } = context;
    const list = h("div");
    const load = async (): Promise<void> => {
      const { data } = await control.listSnapshots();
      render(list, snapshotList(context, data));
    };
    const reset = button("Reset to the seed", () => void notices.attempt(() => control.resetWorld(), "The world is as it was after seeding."), {
      kind: "danger",
    });
    const element = h(
      "div",
      { class: "column" },
      heading("Snapshots"),
      h(
        "p",
        {},
        "A snapshot is the whole state under a name, the clock included. It lasts as long as this process; a file lasts longer, and comes back into this world or a fork of it.",
      ),
      card("Kept here", takeForm(context), list),
      card(
        "From and to a file",
        h(
          "div",
          { class: "row" },
          importField(context),
          button("Export the present state", () => void exportTo(context, undefined)),
        ),
      ),
      card("Begin anew", h("p", {}, "Back to the state after seeding. Mail, requests and faults are gone then; snapshots stay."), reset),
    );
    return { element, load };
  },
};

function takeForm({ control, notices }: InspectorContext): HTMLElement {
  const name = h("input", { type: "text", required: true, maxlength: 64 });
  const submit = (event: Event): void => {
    event.preventDefault();
    void notices.attempt(() => control.takeSnapshot({ name: name.value }), `Kept as ${name.value}.`);
  };
  return h("form", { class: "row", on: { submit } }, field("Name", name), h("button", { type: "submit" }, "Take a snapshot"));
}

function snapshotList(context: InspectorContext, snapshots: readonly ControlSnapshotEntry[]): HTMLElement {
  const { control, notices } = context;
  if (snapshots.length === 0) return h("p", { class: "empty" }, "None was taken.");
  const restore = (name: string): void => void notices.attempt(() => control.restoreSnapshot({ name }), `The world is as it was in ${name}.`);
  const drop = (name: string): void => void notices.attempt(() => control.dropSnapshot({ name }), `${name} is forgotten.`);
  const rows = snapshots.map(({ name, seq }) =>
    h(
      "li",
      {},
      h("span", {}, h("b", {}, name), h("small", {}, ` after commit ${seq}`)),
      button("Restore", () => restore(name), { name: `Restore ${name}` }),
      button("Export", () => void exportTo(context, name), { name: `Export ${name}` }),
      button("Drop", () => drop(name), { name: `Drop ${name}` }),
    ),
  );
  return h("ul", { class: "rows" }, rows);
}

async function exportTo({ control, notices }: InspectorContext, name: string | undefined): Promise<void> {
  await notices.attempt(async () => {
    const state = await control.exportSnapshot(name === undefined ? {} : { name });
    const url = URL.createObjectURL(new Blob([JSON.stringify(state)], { type: "application/json" }));
    h("a", { href: url, download: `${name ?? "world"}.json` }).click();
    URL.revokeObjectURL(url);
  }, "Exported.");
}

function importField({ control, notices }: InspectorContext): HTMLElement {
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const name = file.name.replace(/\.json$/i, "").slice(0, 64);
    const read = async (): Promise<void> => control.importSnapshot({ name, snapshot: stateIn(await file.text()) });
    await notices.attempt(read, `Imported as ${name}.`);
    input.value = "";
  };
  const input = h("input", { type: "file", accept: "application/json,.json", on: { change: () => void choose(input.files?.[0]) } });
  return field("Import a file", input);
}

function stateIn(text: string): ControlExportedSnapshot {
  try {
    return JSON.parse(text) as ControlExportedSnapshot;
  } catch {
    throw new Error("The file holds no JSON. Choose one that was exported here.");
  }
}
