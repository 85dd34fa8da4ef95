import { internalsOf, type Mock } from "../mock.ts";
import { latencyBounds } from "../pipeline/request-metrics.ts";
import { schema } from "../schema.ts";

/** The type of the text format of Prometheus that {@link metricsText} writes. */
export const metricsType = "text/plain; version=0.0.4; charset=utf-8";

type Labels = Readonly<Record<string, string | number>>;

/** Measurements of a mock and the worlds below it for Prometheus: names of operations and tables and numbers, nothing of what is in them. */
export function metricsText(mock: Mock, uptimeSeconds: number): string {
  const { hosted, worlds } = internalsOf(mock);
  const all = [["default", hosted] as const, ...[...worlds].map(([id, world]) => [id, internalsOf(world).hosted] as const)];
  const requests: string[] = [];
  const latencies: string[] = [];
  const commits: string[] = [];
  const rows: string[] = [];
  for (const [world, { world: state, requests: log }] of all) {
    for (const [operation, statuses] of log.metrics.requests) {
      for (const [status, count] of statuses) requests.push(sample("plinto_mock_requests_total", { world, operation, status }, count));
    }
    for (const [operation, { buckets, count, sumSeconds }] of log.metrics.latencies) {
      const name = "plinto_mock_request_duration_seconds";
      let below = 0;
      for (const [place, bound] of latencyBounds.entries())
        latencies.push(sample(`${name}_bucket`, { world, operation, le: bound }, (below += buckets[place]!)));
      latencies.push(sample(`${name}_bucket`, { world, operation, le: "+Inf" }, count));
      latencies.push(sample(`${name}_sum`, { world, operation }, sumSeconds), sample(`${name}_count`, { world, operation }, count));
    }
    commits.push(sample("plinto_mock_commits", { world }, state.seq));
    for (const table of Object.keys(schema) as (keyof typeof schema)[]) rows.push(sample("plinto_mock_rows", { world, table }, state.read[table].size));
  }
  return [
    ...family("plinto_mock_requests_total", "counter", "Requests by operation and status; status 0 is a dropped connection.", requests),
    ...family("plinto_mock_request_duration_seconds", "histogram", "How long requests took, in real time.", latencies),
    ...family("plinto_mock_commits", "gauge", "Number of the last commit of a world.", commits),
    ...family("plinto_mock_rows", "gauge", "Rows of a table.", rows),
    ...family("plinto_mock_uptime_seconds", "gauge", "Since the server began to listen.", [sample("plinto_mock_uptime_seconds", {}, uptimeSeconds)]),
    "",
  ].join("\n");
}

function family(name: string, type: "counter" | "gauge" | "histogram", help: string, samples: readonly string[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(String(text))}`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
}
