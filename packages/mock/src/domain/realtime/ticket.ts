import { findByToken, spellToken, type TokenForm } from "../../credentials/opaque-token.ts";
import { hashSecret } from "../../credentials/secret-key.ts";
import type { Derive } from "../../kernel/secret.ts";
import type { MockTransaction } from "../../schema.ts";
import { dropOld } from "../drop-old.ts";
import type { SocketTicketRow, SocketPrincipal } from "./table.ts";

const form: TokenForm = { prefix: "wst_", idPrefix: "wst_" };
const lifeMs = 60 * 1000;

/** Makes a ticket for a caller. */
export function insertSocketTicket(tx: MockTransaction, principal: SocketPrincipal): SocketTicketRow {
  dropOld(tx.socketTickets, "byExpiry", tx.now);
  const facts = { id: tx.id("wst"), principal, expiresAt: tx.now + lifeMs };
  return tx.socketTickets.insert({ ...facts, hash: hashSecret(spellSocketTicket(facts, tx.derive)) });
}

/** The ticket as it travels. */
export function spellSocketTicket({ id, principal, expiresAt }: Omit<SocketTicketRow, "hash">, derive: Derive): string {
  const subject = principal.kind === "user" ? principal.tokenId : principal.keyId;
  return spellToken(form, id, derive("socket-ticket", id, subject, expiresAt));
}

/** Takes a ticket: whoever has it is in, once. Undefined for one that is unknown, was used, or is too old. */
export function takeSocketTicket(tx: MockTransaction, ticket: string): SocketPrincipal | undefined {
  const row = findByToken(tx.socketTickets, form, ticket);
  if (!row) return undefined;
  tx.socketTickets.delete(row.id);
  return row.expiresAt > tx.now ? row.principal : undefined;
}
