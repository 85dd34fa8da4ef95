import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { SessionRow } from "../sessions/table.ts";

/**
 * Notes that a session is used. Organizations that it lay idle for longer than they allow close to it, until its user
 * authenticates again: what it does elsewhere meanwhile must not open them. Worlds in which none has a limit keep no note.
 */
export function noteUse(tx: MockTransaction, session: SessionRow): SessionRow {
  if (tx.authPolicies.count("byIdle", []) === 0) return session;
  const noted = tx.sessionUses.get(session.id);
  const usedAt = Math.max(noted?.at ?? 0, parseTimestamp(session.lastActiveAt));
  if (noted) tx.sessionUses.update(session.id, { at: tx.now });
  else insertNote(tx, session.id);
  const closing = tx.memberships
    .scan("byUser", [session.userId])
    .toArray()
    .map(({ organizationId }) => organizationId)
    .filter((organizationId) => !session.barredFrom.includes(organizationId) && isIdle(tx, organizationId, usedAt));
  return closing.length === 0 ? session : tx.sessions.update(session.id, { barredFrom: [...session.barredFrom, ...closing] });
}

/** Whether a session that was used last at a moment is idle for an organization. Before its policy was set nothing was noted. */
function isIdle(tx: MockTransaction, organizationId: string, usedAt: number): boolean {
  const policy = tx.authPolicies.get(organizationId);
  const idleSeconds = policy?.session.idleSeconds ?? null;
  return policy !== undefined && idleSeconds !== null && tx.now - Math.max(usedAt, parseTimestamp(policy.updatedAt)) > idleSeconds * 1000;
}

function insertNote(tx: MockTransaction, sessionId: string): void {
  for (const old of tx.sessionUses.scan("byAt", [], { limit: 5 }).toArray()) if (tx.sessions.get(old.id)?.status !== "active") tx.sessionUses.delete(old.id);
  tx.sessionUses.insert({ id: sessionId, at: tx.now });
}
