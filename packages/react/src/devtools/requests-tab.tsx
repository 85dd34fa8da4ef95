import type { ReactNode } from "react";
import type { RequestRow } from "./record.ts";
import { timeOf } from "./time-of.ts";

/** The calls, newest first, each with its attempts and headers. */
export function RequestsTab({ rows }: { readonly rows: readonly RequestRow[] }): ReactNode {
  if (rows.length === 0) return <p>Nothing was asked since this panel is there.</p>;
  return rows.map(({ id, name, method, path, at, outcome, durationMs, attempts, headers, requestId }) => (
    <details key={id}>
      <summary>
        {timeOf(at)} <strong>{name}</strong> {outcome ?? "under way"}
        {durationMs !== undefined && ` in ${durationMs} ms`}
        {attempts.length > 1 && ` after ${attempts.length} attempts`}
      </summary>
      <p>
        {method} {path}
        {requestId && `, request ${requestId}`}
      </p>
      <ol>
        {attempts.map((one) => (
          <li key={one.attempt}>
            {one.outcome} in {one.durationMs} ms
          </li>
        ))}
      </ol>
      <dl>
        {headers.map(([header, value]) => (
          <div key={header}>
            <dt style={{ display: "inline" }}>{header}: </dt>
            <dd style={{ display: "inline", margin: 0 }}>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  ));
}
