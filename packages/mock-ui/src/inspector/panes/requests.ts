import type { ControlRequestEntry } from "@plinto/mock/control";
import { h, render } from "../element.ts";
import { MasterList } from "../master-list.ts";
import type { Pane } from "../pane.ts";
import { field, statusTag, tag, timeOfDay } from "../parts.ts";
import { requestDetail } from "./request.ts";

/** What was asked, newest first, and why it was refused where it was. */
export const requestsPane: Pane = {
  id: "requests",
  title: "Requests",
  follows: ["requests"],
  open(context) {
    const search = h("input", { type: "search", on: { input: () => show() } });
    const onlyRefused = h("input", { type: "checkbox", on: { change: () => show() } });
    const detail = h("section", { class: "detail", "aria-label": "The request" });
    let requests: readonly ControlRequestEntry[] = [];
    let shown: string | undefined;
    const list = new MasterList<ControlRequestEntry>({
      label: "Requests",
      keyOf: ({ id }) => id,
      row: ({ method, path, status, code, caller, at, faulted }) => [
        h("b", { class: "line", title: path }, `${method} ${path}`),
        h("span", { class: "second" }, code ?? "", code !== null && " · ", caller.label ?? caller.kind),
        statusTag(status),
        faulted && tag("fault", "bad"),
        timeOfDay(at),
      ],
      empty: "Nothing was asked yet.",
      onSelect(request) {
        context.remember(request?.id);
        if (request?.id === shown) return;
        shown = request?.id;
        render(detail);
        if (request) void context.notices.attempt(() => fill(request.id));
      },
    });
    const fill = async (id: string): Promise<void> => {
      const found = await context.control.getRequest({ id });
      if (shown === id) render(detail, requestDetail(context, found));
    };
    const show = (key?: string): void => {
      const wanted = search.value.toLowerCase();
      list.show(
        requests.filter(
          ({ status, operationId, method, path, code, caller }) =>
            (!onlyRefused.checked || status === 0 || status >= 400) &&
            `${operationId} ${method} ${path} ${status} ${code} ${caller.label} ${caller.kind}`.toLowerCase().includes(wanted),
        ),
        key,
      );
    };
    const load = async (key?: string): Promise<void> => {
      requests = (await context.control.listRequests({ limit: 300 })).data.toReversed();
      show(key);
    };
    const check = h("label", { class: "check" }, onlyRefused, " Only what was refused");
    return {
      element: h(
        "div",
        { class: "split" },
        h("div", { class: "side" }, field("Look for a request", search, "By operation, path, code or caller."), check, list.element),
        detail,
      ),
      load,
      search,
    };
  },
};
