import type { SocketPrincipal } from "../domain/realtime/table.ts";
import { takeSocketTicket } from "../domain/realtime/ticket.ts";
import { ok } from "../kernel/transaction.ts";
import type { World } from "../kernel/world.ts";
import type { Principal } from "../principal.ts";
import type { MockSchema } from "../schema.ts";

/** What credentials are read with. */
export interface CredentialsOptions {
  readonly world: World<MockSchema>;
  /** Reads a credential as every call does. @throws ProblemError */
  readonly authenticate: (authorization: string) => Promise<Principal>;
}

/** Finds out whose a credential is that a client of our own protocol sends. */
export class Credentials {
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** Reads a token or key. @throws ProblemError when it is no good */
  readToken(token: string): Promise<Principal> {
    // What holds a space is no credential, and would be read as two.
    return this.#options.authenticate(`Bearer ${token.replaceAll(/\s/g, "_")}`);
  }

  /** Takes a ticket, which is good once. */
  async takeTicket(ticket: string): Promise<SocketPrincipal | "ticket_invalid"> {
    const cause = { operationId: "realtime.takeTicket", requestId: "", actor: null };
    const { value } = await this.#options.world.transact(cause, (tx) => ok(takeSocketTicket(tx, ticket) ?? null));
    return value ?? "ticket_invalid";
  }
}
