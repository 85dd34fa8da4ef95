import type { ControlCommitDetail, ControlRowChange } from "@plinto/mock/control";
import { h, type Child } from "../element.ts";
import type { InspectorContext } from "../pane.ts";
import { button, facts, field, folded, heading, instant, json, tag } from "../parts.ts";

/** One commit: who caused it, its events, every row before and after, and a fork of the world as it was then. */
export function commitDetail(context: InspectorContext, { commit, events, changes }: ControlCommitDetail): Child[] {
  const { seq, operationId, requestId, actor, refused, at, restored } = commit;
  return [
    heading(`${seq} ${operationId}`),
    facts([
      ["When", instant(at)],
      ["Who", actor.label ?? actor.kind],
      ["Refused", refused !== null && [tag(refused, "warn"), " What it changed counts all the same."]],
      ["State", restored && "Replaced as a whole, by a reset or a restored snapshot."],
      ["Request", requestId !== null && button(requestId, () => context.show("requests", requestId))],
    ]),
    forkForm(context, seq),
    h("h3", {}, events.length === 0 ? "No event" : events.length === 1 ? "Its event" : `Its ${events.length} events`),
    events.map((event) => folded([h("b", {}, event.type), ` about ${String(event.target["id"])}`], json(`The event ${event.type}`, event))),
    h("h3", {}, changes.length === 0 ? "No row changed" : "What became of which row"),
    changes.map((change) => folded(summaryOf(change), ...sidesOf(change))),
  ];
}

function forkForm(context: InspectorContext, seq: number): HTMLElement {
  const name = h("input", { type: "text", value: `after-${seq}`, required: true, pattern: "[A-Za-z0-9_\\-]{1,64}", "data-key": "fork" });
  const fork = async (): Promise<void> => {
    const id = name.value;
    if (await context.notices.attempt(() => context.control.forkWorld({ id, seq }), `The world ${id} begins after commit ${seq}.`)) context.show("worlds", id);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void fork();
  };
  return h("form", { class: "row", on: { submit } }, field("Name of a new world", name), h("button", { type: "submit" }, "Fork from here"));
}

function summaryOf({ table, id, before, after }: ControlRowChange): Child {
  const what = before === null ? tag("new", "good") : after === null ? tag("gone", "bad") : tag("changed", "quiet");
  return [what, ` ${table} `, h("code", {}, id)];
}

function sidesOf({ id, before, after }: ControlRowChange): Child[] {
  if (before === null || after === null) return [json(`The row ${id}`, before ?? after)];
  const names = Object.keys({ ...before, ...after }).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const cell = (value: unknown): Child => h("td", {}, h("code", {}, value === undefined ? "" : JSON.stringify(value)));
  const head = ["Field", "Before", "After"].map((text) => h("th", { scope: "col" }, text));
  const rows = names.map((name) => h("tr", {}, h("th", { scope: "row" }, name), cell(before[name]), cell(after[name])));
  return [
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": `What changed in ${id}` },
      names.length === 0 ? "Only what is not shown here." : h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)),
    ),
  ];
}
