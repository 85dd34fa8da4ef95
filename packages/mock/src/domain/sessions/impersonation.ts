import type { Impersonation } from "@plinto/spec";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { EventFacts } from "../events/emit.ts";
import type { SessionRow } from "./table.ts";

/** The longest that a super admin acts as somebody else. */
export const impersonationSeconds: number = 15 * 60;

/** A session in which a super admin acts as the user. */
export function renderImpersonation(session: SessionRow, endedAt: number | null, now: number): Impersonation {
  return {
    userId: session.userId,
    impersonatorId: session.impersonatorId!,
    sessionId: session.id,
    reason: session.impersonationReason ?? "",
    startedAt: session.createdAt,
    endedAt: endedAt === null ? null : formatTimestamp(endedAt),
    expiresAt: session.expiresAt,
    expiresInSeconds: Math.max(0, Math.floor((parseTimestamp(session.expiresAt) - now) / 1000)),
  };
}

export function impersonationStartedFacts(tx: MockTransaction, session: SessionRow): EventFacts {
  return { organizationId: null, target: { type: "user", id: session.userId }, data: renderImpersonation(session, null, tx.now) };
}

export function impersonationEndedFacts(tx: MockTransaction, session: SessionRow): EventFacts {
  return { organizationId: null, target: { type: "user", id: session.userId }, data: renderImpersonation(session, tx.now, tx.now) };
}
