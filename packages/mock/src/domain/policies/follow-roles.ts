import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { Emit, EventEnvelope } from "../events/emit.ts";

/** Notes when roles change: the bundle of the organization tells them. */
export function followRoles(tx: MockTransaction, _emit: Emit, { organizationId }: EventEnvelope): void {
  const known = tx.roleChanges.get(organizationId!);
  const row = { id: organizationId!, changes: (known?.changes ?? 0) + 1, changedAt: formatTimestamp(tx.now) };
  if (known) tx.roleChanges.update(row.id, row);
  else tx.roleChanges.insert(row);
}
