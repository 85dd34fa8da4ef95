import { hashSecret } from "../../credentials/secret-key.ts";
import { toBase62 } from "../../kernel/base62.ts";
import { equalInConstantTime } from "../../kernel/equal-in-constant-time.ts";
import type { Derive } from "../../kernel/secret.ts";
import type { MockTransaction } from "../../schema.ts";
import type { SocketTicketRow, SocketPrincipal } from "./table.ts";

const prefix = "wst_";
const idLength = 26;
const secretLength = 32;
const lifeMs = 60 * 1000;

/** Makes a ticket for a caller. Those that are too old by now go. */
export function insertSocketTicket(tx: MockTransaction, principal: SocketPrincipal): SocketTicketRow {
  for (const old of tx.socketTickets.scan("byExpiry", [], { before: [tx.now], limit: 100 }).toArray()) tx.socketTickets.delete(old.id);
  const facts = { id: tx.id("wst"), principal, expiresAt: tx.now + lifeMs };
  return tx.socketTickets.insert({ ...facts, hash: hashSecret(spellSocketTicket(facts, tx.derive)) });
}

/** The ticket as it travels. It is derived, so that a repeated call shows the same. */
export function spellSocketTicket({ id, principal, expiresAt }: Omit<SocketTicketRow, "hash">, derive: Derive): string {
  const subject = principal.kind === "user" ? principal.tokenId : principal.keyId;
  return `${prefix}${id.slice(prefix.length)}${toBase62(derive("socket-ticket", id, subject, expiresAt)).slice(0, secretLength)}`;
}

/** Takes a ticket: whoever has it is in, once. Undefined for one that is unknown, was used, or is too old. */
export function takeSocketTicket(tx: MockTransaction, ticket: string): SocketPrincipal | undefined {
  if (!ticket.startsWith(prefix) || ticket.length !== prefix.length + idLength + secretLength) return undefined;
  const row = tx.socketTickets.get(ticket.slice(0, prefix.length + idLength));
  if (!row || !equalInConstantTime(hashSecret(ticket), row.hash)) return undefined;
  tx.socketTickets.delete(row.id);
  return row.expiresAt > tx.now ? row.principal : undefined;
}
