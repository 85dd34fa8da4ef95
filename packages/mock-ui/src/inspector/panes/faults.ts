import type { ControlFault, ControlOperationName } from "@plinto/mock/control";
import { h, render } from "../element.ts";
import type { InspectorContext, Pane } from "../pane.ts";
import { button, card, field, heading } from "../parts.ts";
import { faultInWords, faultTemplates } from "./fault-templates.ts";

/** What shall go wrong: ready-made faults, faults of one's own, and those that wait. */
export const faultsPane: Pane = {
  id: "faults",
  title: "Faults",
  follows: ["faults"],
  open(context) {
    const operation = h("input", {
      type: "text",
      list: "inspector-operations",
      autocomplete: "off",
      on: { input: () => showCodes() },
    });
    const names = h("datalist", { id: "inspector-operations" });
    const code = h("select");
    const active = h("div");
    let operations: readonly ControlOperationName[] = [];

    const add = (fault: ControlFault): void => {
      const chosen = operation.value.trim();
      void context.notices.attempt(
        () => context.control.addFault({ ...fault, ...(chosen === "" ? {} : { operation: chosen }) }),
        "The fault waits for its call.",
      );
    };
    const showCodes = (): void => {
      const known = operations.find(({ id }) => id === operation.value.trim());
      const codes = [...new Set((known ? [known] : operations).flatMap(({ errors }) => errors))].sort();
      render(
        code,
        codes.map((one) => h("option", { value: one, selected: one === "maintenance" }, one)),
      );
    };
    const load = async (key?: string): Promise<void> => {
      if (operations.length === 0) {
        operations = (await context.control.listOperations()).data;
        render(
          names,
          operations.map(({ id }) => h("option", { value: id })),
        );
      }
      if (key !== undefined) operation.value = key;
      showCodes();
      await showActive(context, active);
    };

    const ready = faultTemplates.map(({ label, fault }) => button(label, () => add(fault)));
    const element = h(
      "div",
      { class: "column" },
      heading("Faults"),
      h("p", {}, "A fault strikes calls of the API as they come, and is gone when it has struck as often as it says."),
      card("Waiting", active),
      card(
        "Add a fault",
        field("Operation", operation, "Its operationId; all of them when empty."),
        names,
        h("h4", {}, "Ready-made"),
        h("div", { class: "row" }, ready),
        h("h4", {}, "Of your own"),
        ownForm(code, add),
      ),
    );
    return { element, load, search: operation };
  },
};

function ownForm(code: HTMLSelectElement, add: (fault: ControlFault) => void): HTMLElement {
  const times = h("input", { type: "number", min: 1, step: 1 });
  const retryAfter = h("input", { type: "number", min: 0, step: 1 });
  const latency = h("input", { type: "number", min: 0, step: 1 });
  const submit = (event: Event): void => {
    event.preventDefault();
    add({
      code: code.value,
      ...numberOf(times, "times"),
      ...numberOf(retryAfter, "retryAfterSeconds"),
      ...(latency.value === "" ? {} : { latencyMs: latency.valueAsNumber, latencyClock: "real" }),
    });
  };
  return h(
    "form",
    { class: "row", on: { submit } },
    field("Answer", code, "The code of the refusal."),
    field("How often", times, "Every time when empty."),
    field("Retry-After, in seconds", retryAfter, "None when empty."),
    field("Wait first, in ms", latency, "Not at all when empty."),
    h("button", { type: "submit" }, "Add the fault"),
  );
}

function numberOf(input: HTMLInputElement, name: "times" | "retryAfterSeconds"): ControlFault {
  return input.value === "" ? {} : { [name]: input.valueAsNumber };
}

async function showActive({ control, notices }: InspectorContext, container: HTMLElement): Promise<void> {
  const { data } = await control.listFaults();
  if (data.length === 0) {
    render(container, h("p", { class: "empty" }, "Nothing goes wrong."));
    return;
  }
  const takeBack = (id: string): void => void notices.attempt(() => control.clearFaults({ id }), "The fault is taken back.");
  const rows = data.map(({ id, ...fault }) =>
    h(
      "li",
      {},
      h("span", {}, faultInWords(fault)),
      button("Take back", () => takeBack(id), { name: `Take back: ${faultInWords(fault)}`, key: id }),
    ),
  );
  const clear = (): void => void notices.attempt(() => control.clearFaults(), "All faults are taken back.");
  render(container, h("ul", { class: "rows" }, rows), button("Take all back", clear, { kind: "danger" }));
}
