import type { OperationId } from "@plinto/spec";

/** Upper bounds of the latency histogram, in seconds. */
export const latencyBounds: readonly number[] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** The latencies of one operation. */
export interface LatencyHistogram {
  /** How many took at most as long as the bound of the same place; not cumulative. */
  readonly buckets: number[];
  count: number;
  sumSeconds: number;
}

/** What a world was asked since it was made, counted; unlike the list of requests it forgets nothing and keeps no path. */
export class RequestMetrics {
  /** By operation and status. A request that is no operation's counts under `none`. */
  readonly requests: Map<string, Map<number, number>> = new Map();
  readonly latencies: Map<string, LatencyHistogram> = new Map();

  observe({ operationId, status, durationMs }: { readonly operationId: OperationId | null; readonly status: number; readonly durationMs: number }): void {
    const operation = operationId ?? "none";
    let statuses = this.requests.get(operation);
    if (!statuses) this.requests.set(operation, (statuses = new Map()));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    let histogram = this.latencies.get(operation);
    if (!histogram) this.latencies.set(operation, (histogram = { buckets: latencyBounds.map(() => 0), count: 0, sumSeconds: 0 }));
    const seconds = durationMs / 1000;
    const place = latencyBounds.findIndex((bound) => seconds <= bound);
    if (place >= 0) histogram.buckets[place]! += 1;
    histogram.count += 1;
    histogram.sumSeconds += seconds;
  }
}
