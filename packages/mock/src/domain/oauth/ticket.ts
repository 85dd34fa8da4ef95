import { findByToken, spellToken, type TokenForm } from "../../credentials/opaque-token.ts";
import { hashSecret } from "../../credentials/secret-key.ts";
import type { Derive } from "../../kernel/secret.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { dropOld } from "../drop-old.ts";
import type { OAuthErrand, OAuthTicketRow, ProviderProfile } from "./table.ts";

const form: TokenForm = { prefix: "tkt_", idPrefix: "tkt_" };
const lifeMs = 60 * 1000;
/** A ticket that has been used is remembered, so that a second use is told from an invention. */
const rememberedMs = 24 * 60 * 60 * 1000;

/** Makes the ticket of somebody who came back. */
export function insertTicket(tx: MockTransaction, errand: OAuthErrand, profile: ProviderProfile): OAuthTicketRow {
  dropOld(tx.oauthTickets, "byExpiry", tx.now - rememberedMs);
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

/** The ticket as it travels. */
export function spellTicket({ id, profile, codeChallenge, expiresAt }: Omit<OAuthTicketRow, "hash">, derive: Derive): string {
  return spellToken(form, id, derive("oauth-ticket", id, profile.subject, codeChallenge, expiresAt));
}

/** The row of a ticket, whatever became of it. Undefined for anything that is no ticket of this world. */
export function findTicket(read: MockReaders, ticket: string): OAuthTicketRow | undefined {
  return findByToken(read.oauthTickets, form, ticket);
}
