import type { MockTransaction } from "../../schema.ts";
import { touchSession } from "./session.ts";
import type { SessionRow } from "./table.ts";

/**
 * Closes an organization to the sessions of a person until she authenticates again; those that stand in it leave it.
 *
 * @param exceptSessionId a session that stays
 * @returns the sessions that left
 */
export function putOutOf(tx: MockTransaction, organizationId: string, userId: string, exceptSessionId?: string): SessionRow[] {
  const left: SessionRow[] = [];
  for (const session of tx.sessions.scan("byUser", [userId, "active"]).toArray()) {
    if (session.id === exceptSessionId) continue;
    const barredFrom = session.barredFrom.includes(organizationId) ? session.barredFrom : [...session.barredFrom, organizationId];
    if (session.organizationId === organizationId) left.push(touchSession(tx, session, { barredFrom, organizationId: null }));
    else tx.sessions.update(session.id, { barredFrom });
  }
  return left;
}
