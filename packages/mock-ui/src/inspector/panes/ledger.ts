import type { ControlCommitEntry } from "@plinto/mock/control";
import { h, render } from "../element.ts";
import { MasterList } from "../master-list.ts";
import type { Pane } from "../pane.ts";
import { button, field, tag, timeOfDay } from "../parts.ts";
import { commitDetail } from "./commit.ts";

const page = 200;

/** What changed the state, newest first, with the events that came of it. */
export const ledgerPane: Pane = {
  id: "ledger",
  title: "Events and ledger",
  follows: ["state"],
  open(context) {
    const search = h("input", { type: "search", on: { input: () => show() } });
    const more = button("Older ones", () => void context.notices.attempt(older));
    const detail = h("section", { class: "detail", "aria-label": "The commit" });
    let commits: readonly ControlCommitEntry[] = [];
    let shown: number | undefined;
    const list = new MasterList<ControlCommitEntry>({
      label: "Commits",
      keyOf: ({ seq }) => String(seq),
      row: ({ seq, operationId, events, refused, actor, at, restored }) => [
        h("b", {}, `${seq} ${operationId}`),
        h("span", { class: "second" }, events.length > 0 ? events.join(", ") : "no event", actor.label !== null && ` · ${actor.label}`),
        refused !== null && tag(refused, "warn"),
        restored && tag("whole state", "warn"),
        timeOfDay(at),
      ],
      empty: "Nothing fits.",
      onSelect(commit) {
        context.remember(commit && String(commit.seq));
        if (commit?.seq === shown) return;
        shown = commit?.seq;
        render(detail);
        if (commit) void context.notices.attempt(() => fill(commit.seq));
      },
    });
    const fill = async (seq: number): Promise<void> => {
      const found = await context.control.getCommit({ seq });
      if (shown === seq) render(detail, commitDetail(context, found));
    };
    const show = (key?: string): void => {
      const wanted = search.value.toLowerCase();
      list.show(
        commits.filter(({ operationId, requestId, events, actor, refused }) =>
          `${operationId} ${requestId} ${events.join(" ")} ${actor.label} ${actor.kind} ${refused}`.toLowerCase().includes(wanted),
        ),
        key,
      );
      more.hidden = (commits.at(-1)?.seq ?? 1) <= 1;
    };
    const older = async (): Promise<void> => {
      const { data } = await context.control.listCommits({ before: commits.at(-1)!.seq, limit: page });
      commits = [...commits, ...data.toReversed()];
      show();
    };
    const load = async (key?: string): Promise<void> => {
      if (key?.startsWith("request:")) search.value = key.slice("request:".length);
      const newest = (await context.control.listCommits({ limit: page })).data.toReversed();
      const last = newest.at(-1)?.seq ?? 0;
      // What was asked for beyond the first page stays.
      commits = [...newest, ...commits.filter(({ seq }) => seq < last)];
      show(key);
    };
    const aside = h("div", { class: "side" }, field("Look for a change", search, "By event, operation, actor or request."), list.element, more);
    return { element: h("div", { class: "split" }, aside, detail), load, search };
  },
};
