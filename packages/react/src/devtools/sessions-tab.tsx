import type { ReactNode } from "react";
import type { SessionRow } from "./record.ts";
import { timeOf } from "./time-of.ts";

/** How the session came to be what it is, newest first. */
export function SessionsTab({ rows }: { readonly rows: readonly SessionRow[] }): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Generation</th>
          <th scope="col">What</th>
          <th scope="col">Session</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, at, generation, what, sessionId }) => (
          <tr key={id}>
            <td>{timeOf(at)}</td>
            <td>{generation}</td>
            <td>{what}</td>
            <td>{sessionId ?? "none"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
