import type { SocketPrincipal } from "../domain/realtime/table.ts";
import { takeSocketTicket } from "../domain/realtime/ticket.ts";
import { ok } from "../kernel/transaction.ts";
import type { World } from "../kernel/world.ts";
import type { Principal } from "../principal.ts";
import type { MockSchema } from "../schema.ts";
import type { CloseName } from "./close.ts";
import type { Judge } from "./judge.ts";
import { stillGood } from "./topic-rights.ts";

/** What credentials are read with. */
export interface CredentialsOptions {
  readonly world: World<MockSchema>;
  readonly judge: Judge;
  /** Reads a credential as every call does. @throws ProblemError */
  readonly authenticate: (authorization: string) => Promise<Principal>;
  /** Takes in what others wrote to the same state; nothing where nobody does. */
  readonly catchUp: (() => Promise<void>) | undefined;
}

/** Finds out who a socket speaks for. */
export class Credentials {
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** Reads a token or key. @throws ProblemError when it is no good */
  async authenticate(token: string, address: string | null): Promise<SocketPrincipal | CloseName> {
    const { world, judge, authenticate, catchUp } = this.#options;
    await catchUp?.();
    // What holds a space is no credential, and would be read as two.
    const principal = await authenticate(`Bearer ${token.replaceAll(/\s/g, "_")}`);
    if (principal.kind !== "user" && principal.kind !== "environment") return "forbidden";
    stillGood(world.read, judge.asker(principal, address));
    return principal;
  }

  /** Takes a ticket, which is good once. @throws ProblemError when whoever asked for it may not any more */
  async takeTicket(ticket: string): Promise<SocketPrincipal | CloseName> {
    const { world, judge } = this.#options;
    const cause = { operationId: "realtime.takeTicket", requestId: "", actor: null };
    const { value } = await world.transact(cause, (tx) => ok(takeSocketTicket(tx, ticket) ?? null));
    if (!value) return "ticket_invalid";
    stillGood(world.read, judge.asker(value, null));
    return value;
  }
}
