import type { MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { forgetExpiry } from "./expiry-timer.ts";
import { sessionFacts } from "./facts.ts";
import { impersonationEndedFacts } from "./impersonation.ts";
import { touchSession } from "./session.ts";
import type { SessionRow } from "./table.ts";

/** Ends a session before its time, with its refresh tokens. One that has ended already stays as it is. */
export function revokeSession(tx: MockTransaction, emit: Emit, session: SessionRow): SessionRow {
  if (session.status !== "active") return session;
  const revoked = touchSession(tx, session, { status: "revoked" });
  forgetExpiry(tx, session.id);
  for (const token of tx.refreshTokens.scan("bySession", [session.id]).toArray()) {
    // What was rotated or reused keeps telling that.
    if (token.status === "active") tx.refreshTokens.update(token.id, { status: "revoked" });
  }
  emit("session.revoked", sessionFacts(tx, revoked));
  if (revoked.impersonatorId !== null) emit("user.impersonation_ended", impersonationEndedFacts(tx, revoked));
  return revoked;
}

/** Ends the sessions of a user, but for one that may stay. Returns how many that were. */
export function revokeSessionsOf(tx: MockTransaction, emit: Emit, userId: string, exceptSessionId?: string): number {
  const ended = tx.sessions
    .scan("byUser", [userId, "active"])
    .toArray()
    .filter((session) => session.id !== exceptSessionId);
  for (const session of ended) revokeSession(tx, emit, session);
  return ended.length;
}

/** Ends the sessions in which a super admin acts as somebody else. */
export function revokeImpersonationsBy(tx: MockTransaction, emit: Emit, impersonatorId: string): void {
  for (const session of tx.sessions.scan("byImpersonator", [impersonatorId, "active"]).toArray()) revokeSession(tx, emit, session);
}
