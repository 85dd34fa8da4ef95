import type { SocketPrincipal } from "../domain/realtime/table.ts";
import type { Peer } from "./topic.ts";
import type { Touched } from "./touched.ts";

/** The connections that are open, and who they speak for. */
export class Roster {
  readonly #connections = new Set<Peer>();
  readonly #byIdentity = new Map<string, Set<Peer>>();

  get connections(): ReadonlySet<Peer> {
    return this.#connections;
  }

  add(connection: Peer): void {
    this.#connections.add(connection);
  }

  /** A connection has said who it speaks for. */
  name(connection: Peer): void {
    const identity = identityOf(connection.principal!);
    const others = this.#byIdentity.get(identity);
    if (others) others.add(connection);
    else this.#byIdentity.set(identity, new Set([connection]));
  }

  delete(connection: Peer): void {
    this.#connections.delete(connection);
    if (!connection.principal) return;
    const identity = identityOf(connection.principal);
    const others = this.#byIdentity.get(identity);
    others?.delete(connection);
    if (others?.size === 0) this.#byIdentity.delete(identity);
  }

  /** The connections of those whose rights may have changed. */
  of({ users, keys, all }: Touched): readonly Peer[] {
    if (all) return [...this.#connections];
    return [...users, ...keys].flatMap((id) => [...(this.#byIdentity.get(id) ?? [])]);
  }
}

/** Whose rights a socket has: it can be renewed for nobody else. */
export function identityOf(principal: SocketPrincipal): string {
  return principal.kind === "user" ? principal.userId : principal.keyId;
}
