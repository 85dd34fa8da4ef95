import type { ControlRequestDetail, ControlRequestEntry } from "@plinto/mock/control";
import { h, type Child } from "../element.ts";
import type { InspectorContext } from "../pane.ts";
import { button, facts, heading, instant, json, statusTag, tag } from "../parts.ts";

/** One request: who asked, how it ended and why, and what was sent. */
export function requestDetail(context: InspectorContext, { request, exchange }: ControlRequestDetail): Child[] {
  const { id, operationId, method, path, status, code, caller, at, durationMs, faulted } = request;
  return [
    heading([operationId ?? `${method} ${path}`, " ", statusTag(status)]),
    facts([
      ["Request", h("code", {}, `${method} ${path}${exchange?.query ?? ""}`)],
      ["Caller", callerText(caller)],
      ["Code", code !== null && h("code", {}, code)],
      ["Fault", faulted && "A fault of yours struck it."],
      ["Answered", [instant(at), ` in ${durationMs} ms`]],
      ["Id", h("code", {}, id)],
    ]),
    reasonOf(request),
    h(
      "div",
      { class: "row" },
      button("What it changed", () => context.show("ledger", `request:${id}`)),
      operationId !== null && button("Let this operation fail", () => context.show("faults", operationId)),
    ),
    exchange
      ? [
          h("h3", {}, "Sent"),
          headers("The headers of the request", exchange.requestHeaders),
          exchange.requestBody !== null && json("The body of the request", exchange.requestBody),
          h("h3", {}, "Answered"),
          headers("The headers of the answer", exchange.responseHeaders),
          exchange.responseBody !== null && json("The body of the answer", exchange.responseBody),
        ]
      : h("p", { class: "empty" }, "Headers and bodies are kept for the last 250 requests only."),
  ];
}

function callerText({ kind, id, label }: ControlRequestEntry["caller"]): Child {
  const kinds: Readonly<Record<string, string>> = {
    user: "a person",
    environment: "the environment key",
    organization: "an organization key",
    pending: "a sign-in under way",
    anonymous: "nobody: there was no credential",
    unknown: "unknown: the credential was no good, or nobody looked at it",
  };
  return [label !== null && [label, ", "], kinds[kind] ?? kind, id !== null && [" ", h("code", {}, id)]];
}

function reasonOf({ status, detail, arms }: ControlRequestEntry): Child {
  if (status !== 0 && status < 400) return null;
  return h(
    "section",
    { class: "reason", "aria-label": "Why it was refused" },
    h("h3", {}, "Why it was refused"),
    h("p", {}, detail ?? (status === 0 ? "The connection was dropped." : "")),
    arms.length > 0 && [
      h("p", {}, arms.length === 1 ? "Only this is allowed to do it:" : "Any of these is allowed to do it:"),
      h(
        "ul",
        { class: "arms" },
        arms.map(({ arm, granted, because }) => h("li", {}, tag(granted ? "has it" : "lacks it", granted ? "good" : "bad"), ` ${arm}: ${because}`)),
      ),
    ],
  );
}

function headers(name: string, values: Readonly<Record<string, unknown>>): Child {
  const lines = Object.entries(values).map(([header, value]) => `${header}: ${String(value)}`);
  return lines.length > 0 && h("pre", { tabindex: 0, role: "region", "aria-label": name, "data-key": name }, lines.join("\n"));
}
