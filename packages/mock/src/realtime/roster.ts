import type { SocketPrincipal } from "../domain/realtime/table.ts";
import type { Touched } from "./touched.ts";

/** The open sockets of one protocol, and who they speak for. */
export class Roster<Socket extends { readonly principal: SocketPrincipal | undefined }> {
  readonly #sockets = new Set<Socket>();
  readonly #byIdentity = new Map<string, Set<Socket>>();

  get sockets(): ReadonlySet<Socket> {
    return this.#sockets;
  }

  add(socket: Socket): void {
    this.#sockets.add(socket);
  }

  /** A socket has said who it speaks for. */
  name(socket: Socket): void {
    const identity = identityOf(socket.principal!);
    const others = this.#byIdentity.get(identity);
    if (others) others.add(socket);
    else this.#byIdentity.set(identity, new Set([socket]));
  }

  delete(socket: Socket): void {
    this.#sockets.delete(socket);
    if (!socket.principal) return;
    const identity = identityOf(socket.principal);
    const others = this.#byIdentity.get(identity);
    others?.delete(socket);
    if (others?.size === 0) this.#byIdentity.delete(identity);
  }

  /** The sockets of those whose rights may have changed. */
  of({ users, keys, all }: Touched): readonly Socket[] {
    if (all) return [...this.#sockets];
    return [...users, ...keys].flatMap((id) => [...(this.#byIdentity.get(id) ?? [])]);
  }
}

/** Whose rights a socket has: it can be renewed for nobody else. */
export function identityOf(principal: SocketPrincipal): string {
  return principal.kind === "user" ? principal.userId : principal.keyId;
}
