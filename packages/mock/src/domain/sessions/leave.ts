import type { MockTransaction } from "../../schema.ts";
import { touchSession } from "./session.ts";

/** Moves the sessions of somebody who is no member any more out of the organization. They stay signed in. */
export function leaveWithSessions(tx: MockTransaction, userId: string, organizationId: string): void {
  for (const session of tx.sessions.scan("byUser", [userId, "active"]).toArray()) {
    if (session.organizationId === organizationId) touchSession(tx, session, { organizationId: null });
  }
}
