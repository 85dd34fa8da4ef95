import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { SessionRow } from "./table.ts";

export const expiryTimer = "session.expire";

/** Sets the timer of a session to its end, or moves it there. */
export function watchExpiry(tx: MockTransaction, session: SessionRow): void {
  tx.after(Math.min(parseTimestamp(session.expiresAt), parseTimestamp(session.idleExpiresAt)), {
    id: timerId(session.id),
    kind: expiryTimer,
    data: { sessionId: session.id },
  });
}

export function forgetExpiry(tx: MockTransaction, sessionId: string): void {
  tx.cancel(timerId(sessionId));
}

function timerId(sessionId: string): string {
  return `expire:${sessionId}`;
}
