import type { ControlClockState, ControlTimerEntry } from "@plinto/mock/control";
import { h, render } from "../element.ts";
import type { InspectorContext, Pane } from "../pane.ts";
import { button, card, facts, field, heading, instant } from "../parts.ts";

const steps: readonly (readonly [duration: string, words: string])[] = [
  ["1m", "1 minute"],
  ["5m", "5 minutes"],
  ["15m", "15 minutes"],
  ["1h", "1 hour"],
  ["6h", "6 hours"],
  ["1d", "1 day"],
  ["7d", "7 days"],
  ["30d", "30 days"],
  ["90d", "90 days"],
  ["365d", "365 days"],
];

/** The time of the world: moved forward by a slider, to an instant, or to what falls due next. */
export const clockPane: Pane = {
  id: "clock",
  title: "Clock",
  follows: ["clock", "state"],
  open(context) {
    const now = h("div");
    const at = h("input", { type: "datetime-local", step: 1, required: true });
    const timers = h("div");
    const element = h(
      "div",
      { class: "column" },
      heading("Clock"),
      now,
      card("Forward by", slider(context)),
      card("Forward to", setForm(context, at)),
      card("What will happen by itself", timers),
    );
    const load = async (): Promise<void> => {
      const [{ clock }, { data }] = await Promise.all([context.control.getWorld(), context.control.listTimers()]);
      render(now, clockFacts(clock));
      if (at.value === "") at.value = clock.now.slice(0, 19);
      render(timers, timerTable(context, data));
    };
    return { element, load };
  },
};

function clockFacts({ kind, now }: ControlClockState): HTMLElement {
  return facts([
    ["Now, in UTC", instant(now)],
    ["Kind", kind === "virtual" ? "virtual: it stands still until it is moved" : "system: it follows this machine, ahead by what it was moved"],
    ["Direction", "It only goes forward. Restore a snapshot to return to an earlier time."],
  ]);
}

function slider({ control, notices }: InspectorContext): HTMLElement {
  const input = h("input", { type: "range", min: 0, max: steps.length - 1, step: 1, value: 2, on: { input: () => show() } });
  const output = h("output");
  const step = (): (typeof steps)[number] => steps[input.valueAsNumber]!;
  const show = (): void => {
    output.textContent = step()[1];
    input.setAttribute("aria-valuetext", step()[1]);
  };
  const advance = (): void => {
    const [duration, words] = step();
    void notices.attempt(() => control.advanceClock({ duration }), `The clock went forward by ${words}.`);
  };
  show();
  return h("div", { class: "row" }, field("How far", input), output, button("Advance", advance, { kind: "main" }));
}

function setForm({ control, notices }: InspectorContext, at: HTMLInputElement): HTMLElement {
  const submit = (event: Event): void => {
    event.preventDefault();
    const instantText = `${at.value.length === 16 ? `${at.value}:00` : at.value.slice(0, 19)}.000Z`;
    void notices.attempt(() => control.setClock({ at: instantText }), `The clock stands at ${at.value.replace("T", " ")}.`);
  };
  return h("form", { class: "row", on: { submit } }, field("Instant, in UTC", at), h("button", { type: "submit" }, "Set"));
}

function timerTable({ control, notices }: InspectorContext, timers: readonly ControlTimerEntry[]): HTMLElement {
  if (timers.length === 0) return h("p", { class: "empty" }, "Nothing is due.");
  const reach = ({ kind, dueAt }: ControlTimerEntry): void => void notices.attempt(() => control.setClock({ at: dueAt }), `The clock went to ${kind}.`);
  const head = ["When", "What", "About", ""].map((text) => h("th", { scope: "col" }, text === "" ? h("span", { class: "unseen" }, "Go there") : text));
  const rows = timers.slice(0, 50).map((timer) =>
    h(
      "tr",
      {},
      h("td", {}, instant(timer.dueAt)),
      h("td", {}, timer.kind),
      h("td", {}, h("code", {}, timer.about)),
      h(
        "td",
        {},
        button("Go there", () => reach(timer), { name: `Go there: ${timer.kind} at ${timer.dueAt}`, key: `${timer.kind} ${timer.about}` }),
      ),
    ),
  );
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "The timers" },
    h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)),
    timers.length > rows.length && h("p", {}, `and ${timers.length - rows.length} more`),
  );
}
