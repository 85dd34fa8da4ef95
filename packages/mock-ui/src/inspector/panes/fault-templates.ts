import type { ControlFault } from "@plinto/mock/control";

/** Faults that applications have to live with, ready to add. */
export const faultTemplates: readonly { readonly label: string; readonly fault: ControlFault }[] = [
  { label: "Maintenance, once", fault: { status: 503, retryAfterSeconds: 1, times: 1 } },
  { label: "Rate limited, once", fault: { status: 429, retryAfterSeconds: 30, times: 1 } },
  { label: "Server error, twice", fault: { status: 500, times: 2 } },
  { label: "Slow by two seconds", fault: { latencyMs: 2000, latencyClock: "real" } },
  { label: "Connection lost before anything happened", fault: { drop: "before", times: 1 } },
  { label: "Answer lost after it was done", fault: { drop: "after", times: 1 } },
];

/** A fault in words. */
export function faultInWords({ operation, status, code, retryAfterSeconds, latencyMs, latencyClock, drop, times }: ControlFault): string {
  const what = [
    latencyMs !== undefined && `waits ${latencyMs} ms by ${latencyClock === "real" ? "real time" : "the world's clock"}`,
    drop === "before" && "loses the connection before anything happens",
    drop === "after" && "loses the answer after it was done",
    (status !== undefined || code !== undefined) && `answers ${[status, code].filter((part) => part !== undefined).join(" ")}`,
    retryAfterSeconds !== undefined && `with Retry-After ${retryAfterSeconds}`,
  ].filter((part) => part !== false);
  const often = times === undefined ? "every time" : times === 1 ? "once more" : `${times} times more`;
  return `${operation ?? "every operation"} ${what.join(", ")}, ${often}`;
}
