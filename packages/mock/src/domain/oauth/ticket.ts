import { hashSecret } from "../../credentials/secret-key.ts";
import { toBase62 } from "../../kernel/base62.ts";
import { equalInConstantTime } from "../../kernel/equal-in-constant-time.ts";
import type { Derive } from "../../kernel/secret.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { OAuthErrand, OAuthTicketRow, ProviderProfile } from "./table.ts";

const prefix = "tkt_";
const secretLength = 32;
const lifeMs = 60 * 1000;
/** A ticket that has been used is remembered, so that a second use is told from an invention. */
const rememberedMs = 24 * 60 * 60 * 1000;

/** Makes the ticket of somebody who came back. */
export function insertTicket(tx: MockTransaction, errand: OAuthErrand, profile: ProviderProfile): OAuthTicketRow {
  for (const old of tx.oauthTickets.scan("byExpiry", [], { before: [tx.now - rememberedMs], limit: 10 }).toArray()) tx.oauthTickets.delete(old.id);
  const { provider, redirectTo, appState, codeChallenge, organizationId, linkSessionId } = errand;
  const facts = {
    id: tx.id("tkt"),
    provider,
    redirectTo,
    appState,
    codeChallenge,
    organizationId,
    linkSessionId,
    profile,
    expiresAt: tx.now + lifeMs,
    usedAt: null,
    pendingId: null,
    sessionId: null,
  };
  return tx.oauthTickets.insert({ ...facts, hash: hashSecret(spellTicket(facts, tx.derive)) });
}

/** The ticket as it travels. It is derived, from what it stands for too, since ids come again in a world that begins anew. */
export function spellTicket({ id, profile, codeChallenge, expiresAt }: Omit<OAuthTicketRow, "hash">, derive: Derive): string {
  const secret = derive("oauth-ticket", id, profile.subject, codeChallenge, expiresAt);
  return `${prefix}${id.slice(prefix.length)}${toBase62(secret).slice(0, secretLength)}`;
}

/** The row of a ticket, whatever became of it. Undefined for anything that is no ticket of this world. */
export function findTicket(read: MockReaders, ticket: string): OAuthTicketRow | undefined {
  if (!ticket.startsWith(prefix) || ticket.length !== prefix.length + 26 + secretLength) return undefined;
  const row = read.oauthTickets.get(ticket.slice(0, prefix.length + 26));
  return row && equalInConstantTime(hashSecret(ticket), row.hash) ? row : undefined;
}
