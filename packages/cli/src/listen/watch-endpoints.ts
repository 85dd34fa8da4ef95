import { createControl, type ControlCommitEntry } from "@plinto/mock/control";
import { systemFetch, systemPause } from "../platform.ts";

export interface EndpointWatch {
  /** Where the mock is served. */
  readonly url: string;
  /** Told when an endpoint may be another or gone, and when the mock answers again; waited for. */
  changed(): Promise<void>;
  /** Told once when the mock stops answering. */
  lost(): void;
}

const waitSeconds = 20;
const retryMs = 1_000;
const commitsAtOnce = 100;

/** What happens to endpoints, apart from their being made. */
const concerns: ReadonlySet<string> = new Set([
  "webhook.updated",
  "webhook.deleted",
  "webhook.paused",
  "webhook.resumed",
  "webhook.disabled",
  "organization.deleted",
]);

/**
 * Follows a mock by its control plane, which leaves no trace among the requests that its inspector shows. Deliveries change
 * endpoints all the time; only what may end one is told.
 *
 * @returns how to end it
 */
export function watchEndpoints({ url, changed, lost }: EndpointWatch): () => Promise<void> {
  const over = new AbortController();
  const control = createControl({ url, fetch: (input, init) => systemFetch(input, { ...init, signal: over.signal }) });
  let cursor: string | undefined;
  let seq: number | undefined;
  let isLost = false;

  const look = async (): Promise<void> => {
    const next = await control.watchWorld({ ...(cursor === undefined ? {} : { after: cursor }), waitSeconds });
    cursor = next.cursor;
    isLost = false;
    if (!next.changed.includes("state")) return;
    const { data } = await control.listCommits({ limit: commitsAtOnce });
    const isConcerned = mayConcernEndpoints(data, seq);
    seq = data.at(-1)?.seq ?? 0;
    if (isConcerned) await changed();
  };

  const follow = async (): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        await look();
      } catch {
        if (over.signal.aborted) return;
        if (!isLost) lost();
        [isLost, cursor, seq] = [true, undefined, undefined];
        await systemPause(retryMs, over.signal);
      }
    }
  };
  const ended = follow();
  return () => {
    over.abort();
    return ended;
  };
}

function mayConcernEndpoints(newest: readonly ControlCommitEntry[], after: number | undefined): boolean {
  if (after === undefined || (newest[0]?.seq ?? 0) > after + 1) return true;
  return newest.some(({ seq, restored, events }) => seq > after && (restored || events.some((type) => concerns.has(type))));
}
