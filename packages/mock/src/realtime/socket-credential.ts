import type { SocketPrincipal } from "../domain/realtime/table.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import type { World } from "../kernel/world.ts";
import type { AuthorizeFacts } from "../pipeline/authorize-facts.ts";
import { ProblemError } from "../pipeline/problem.ts";
import type { Principal } from "../principal.ts";
import type { MockSchema } from "../schema.ts";
import { lossOf, refusalOf, type CredentialRefusal } from "./credential-loss.ts";
import { identityOf } from "./roster.ts";
import { stillGood, type Asker } from "./topic-rights.ts";

/** What credentials of sockets are judged by. */
export interface CredentialGrounds {
  readonly world: World<MockSchema>;
  readonly policies: AuthorizeFacts["policies"];
  /** Takes in what others wrote to the same state; nothing where nobody does. */
  readonly catchUp: (() => Promise<void>) | undefined;
}

/** Why a socket ends for its credential. Each protocol has its own close for it. */
export type CredentialEnd = CredentialRefusal | "unauthenticated" | "forbidden" | "ticket_invalid" | "principal_changed";

/** How long a credential is good, as clients are told; null for a key, which ends when somebody ends it. */
export type CredentialExpiry = {
  readonly expiresAt: string | null;
  readonly expiresInSeconds: number | null;
};

/** Who a socket of either protocol speaks for, and until when. */
export class SocketCredential {
  readonly #grounds: CredentialGrounds;
  readonly #address: string | null;
  readonly #end: (why: CredentialEnd) => void;
  #principal: SocketPrincipal | undefined;
  #isOver = false;
  #endTime: () => void = () => {};

  /** @param end closes the socket */
  constructor(grounds: CredentialGrounds, address: string | null, end: (why: CredentialEnd) => void) {
    this.#grounds = grounds;
    this.#address = address;
    this.#end = end;
  }

  /** Nobody yet while the socket authenticates. */
  get principal(): SocketPrincipal | undefined {
    return this.#principal;
  }

  /** The same, as rights are judged. */
  get asker(): Asker {
    return this.#askerOf(this.#principal!);
  }

  get expiry(): CredentialExpiry {
    const endsAt = this.#endsAt;
    if (endsAt === undefined) return { expiresAt: null, expiresInSeconds: null };
    return { expiresAt: formatTimestamp(endsAt), expiresInSeconds: Math.max(0, Math.floor((endsAt - this.#grounds.world.clock.now()) / 1000)) };
  }

  /**
   * Takes a credential, the first one or another of the same caller. One that is no good ends the socket.
   *
   * @param read finds out whose it is, or why it is nobody's; it may throw a ProblemError
   * @returns whether the socket goes on with it
   */
  async take(read: () => Promise<Principal | CredentialEnd>): Promise<boolean> {
    const found = await this.#judged(read);
    if (this.#isOver) return false;
    if (typeof found === "string") {
      this.#end(found);
      return false;
    }
    this.#principal = found;
    this.#endTime();
    const { clock } = this.#grounds.world;
    const endsAt = this.#endsAt;
    if (endsAt !== undefined) this.#endTime = clock.setTimeout(() => this.#end("credential_expired"), Math.max(0, endsAt - clock.now()), { background: true });
    return true;
  }

  /** Whether it is good by the state as it is. When it is not, the socket ends. */
  isStillGood(): boolean {
    try {
      stillGood(this.#grounds.world.read, this.asker);
      return true;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#end(lossOf(error.problem.code) ?? "credential_revoked");
      return false;
    }
  }

  /** The socket is over. */
  leave(): void {
    this.#isOver = true;
    this.#endTime();
  }

  async #judged(read: () => Promise<Principal | CredentialEnd>): Promise<SocketPrincipal | CredentialEnd> {
    const { world, catchUp } = this.#grounds;
    try {
      await catchUp?.();
      const found = await read();
      if (typeof found === "string") return found;
      if (found.kind === "anonymous") return "unauthenticated";
      if (found.kind !== "user" && found.kind !== "environment") return "forbidden";
      stillGood(world.read, this.#askerOf(found));
      return this.#principal && identityOf(this.#principal) !== identityOf(found) ? "principal_changed" : found;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return refusalOf(error.problem.code);
    }
  }

  get #endsAt(): number | undefined {
    return this.#principal?.kind === "user" ? this.#principal.expiresAt * 1000 : undefined;
  }

  #askerOf(principal: SocketPrincipal): Asker {
    const { policies, world } = this.#grounds;
    return { principal, address: this.#address, policies, now: world.clock.now() };
  }
}
