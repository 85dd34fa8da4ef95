import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { revokeSession } from "../sessions/revoke.ts";
import { provesChallenge } from "./challenge.ts";
import type { OAuthTicketRow } from "./table.ts";
import { findTicket } from "./ticket.ts";

export type TicketRefusal = Refusal<"code_invalid" | "pkce_failed", Record<never, never>>;

/** What a ticket is presented with. */
export interface PresentedTicket {
  readonly ticket: string;
  readonly codeVerifier: string;
  /** The session that wants to link; null to sign in. */
  readonly linkSessionId: string | null;
}

/**
 * Takes a ticket, once, from the application that asked for it. One that comes a second time was stolen by somebody, and
 * nobody knows by whom: what it began ends (as RFC 6749, section 4.1.2, has it for codes).
 */
export function useTicket(tx: MockTransaction, emit: Emit, { ticket, codeVerifier, linkSessionId }: PresentedTicket): Ok<OAuthTicketRow> | TicketRefusal {
  const row = findTicket(tx, ticket);
  // That of another session, or for something else, is as good as unknown, and stays as it is.
  if (!row || row.linkSessionId !== linkSessionId) return refuse("code_invalid");
  if (row.usedAt !== null) {
    const begun = row.sessionId === null ? undefined : tx.sessions.get(row.sessionId);
    if (begun) revokeSession(tx, emit, begun);
    if (row.pendingId !== null) tx.pendingSignIns.delete(row.pendingId);
    return refuse("code_invalid");
  }
  if (row.expiresAt <= tx.now) return refuse("code_invalid");
  // A wrong verifier uses it up too: whoever asked has the right one.
  const used = tx.oauthTickets.update(row.id, { usedAt: tx.now });
  return provesChallenge(codeVerifier, row.codeChallenge) ? ok(used) : refuse("pkce_failed");
}
