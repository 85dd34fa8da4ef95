import type { ControlRequestCaller, ControlRequestDetail, ControlRequestEntry, ControlRequestList } from "../../generated/control-types.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { MockError } from "../../mock-error.ts";
import { internalsOf } from "../../mock.ts";
import type { RequestEntry } from "../../pipeline/request-log.ts";
import type { MockReaders } from "../../schema.ts";
import type { ControlHandler } from "../controlled-world.ts";
import { redactExchange } from "../redact.ts";

type RequestOperation = "listRequests" | "getRequest";

/** What a world was asked. */
export const requestOperations: Readonly<Record<RequestOperation, ControlHandler>> = {
  listRequests({ mock }, input): ControlRequestList {
    const { limit } = input as { limit?: number };
    const { read } = internalsOf(mock).hosted.world;
    const entries = limit === undefined ? mock.requests : mock.requests.slice(-limit);
    return { data: entries.map((entry) => requestEntry(read, entry)) };
  },

  getRequest({ mock }, input): ControlRequestDetail {
    const { id } = input as { id: string };
    const { requests, world } = internalsOf(mock).hosted;
    const entry = requests.entries.findLast((one) => one.id === id);
    if (!entry) throw new MockError("not_found", "There is no such request among those that are still kept.");
    const exchange = requests.exchangeOf(id);
    return { request: requestEntry(world.read, entry), exchange: exchange ? { ...redactExchange(exchange) } : null };
  },
};

function requestEntry(read: MockReaders, { proves: _, caller, arms, at, durationMs, ...entry }: RequestEntry): ControlRequestEntry {
  return {
    ...entry,
    caller: callerEntry(read, caller),
    arms: arms.map((arm) => ({ ...arm })),
    at: formatTimestamp(at),
    durationMs: Math.round(durationMs * 100) / 100,
  };
}

/** Who called, by what one knows the user or key by. */
function callerEntry(read: MockReaders, caller: RequestEntry["caller"]): ControlRequestCaller {
  if (!caller) return { kind: "unknown", id: null, label: null };
  const { kind, id } = caller;
  const label = id === null ? undefined : (read.users.get(id)?.email ?? read.keys.get(id)?.name);
  return { kind, id, label: label ?? null };
}
