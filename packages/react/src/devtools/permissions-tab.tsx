import { type ReactNode, useSyncExternalStore } from "react";
import { useRooms } from "../context.ts";

/** What gates have asked, and why they were told what they were told. */
export function PermissionsTab(): ReactNode {
  const { decisions } = useRooms();
  const known = useSyncExternalStore(decisions.subscribe, decisions.known, decisions.known);
  if (known.size === 0) return <p>No gate of this page has asked for a permission.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Permission</th>
          <th scope="col">Allowed</th>
          <th scope="col">Why</th>
          <th scope="col">Where</th>
        </tr>
      </thead>
      <tbody>
        {[...known].map(([key, { value, error }]) => {
          const [, organizationId, permission, resource] = JSON.parse(key) as [string, string, string, { type: string; id: string } | null];
          return (
            <tr key={key}>
              <td>{permission}</td>
              <td>{value ? String(value.allowed) : "unknown"}</td>
              <td>{value?.reason ?? (error as { code?: string } | undefined)?.code ?? "asking"}</td>
              <td>{resource ? `${resource.type} ${resource.id}` : organizationId}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
