import type {
  ControlCurrentPerson,
  ControlEndedSessions,
  ControlEndSessions,
  ControlPeopleList,
  ControlPersonaCredentials,
  ControlSessionList,
  ControlSignInAs,
  ControlTotpCode,
} from "../../generated/control-types.ts";
import type { Emit } from "../../domain/events/emit.ts";
import { appsOf } from "../../domain/mfa/factors.ts";
import { emitWithReactions } from "../../domain/reactions.ts";
import { revokeSession, revokeSessionsOf } from "../../domain/sessions/revoke.ts";
import { isLive } from "../../domain/sessions/session.ts";
import type { UserRow } from "../../domain/users/table.ts";
import { ok } from "../../kernel/transaction.ts";
import { MockError } from "../../mock-error.ts";
import { internalsOf, type Mock } from "../../mock.ts";
import type { MockReaders } from "../../schema.ts";
import type { ControlHandler } from "../controlled-world.ts";

type PeopleOperation = "listPeople" | "listSessions" | "signInAs" | "endSessions" | "getTotpCode";

/** Who is in a world, and who is signed in. */
export const peopleOperations: Readonly<Record<PeopleOperation, ControlHandler>> = {
  listPeople({ mock }, input): ControlPeopleList {
    const { q = "", limit = 100 } = input as { q?: string; limit?: number };
    const { read } = internalsOf(mock).hosted.world;
    const names = seedNames(mock);
    const wanted = q.toLowerCase();
    const fitting = read.users
      .all()
      .toArray()
      .filter((user) => [user.email, user.name, user.id, names.get(user.id)].some((text) => text?.toLowerCase().includes(wanted)));
    const now = mock.clock.now();
    return { data: fitting.slice(0, limit).map((user) => currentPerson(read, user, names.get(user.id) ?? null, now)), total: fitting.length };
  },

  listSessions({ mock }, input): ControlSessionList {
    const { userId } = input as { userId: string };
    const { read } = internalsOf(mock).hosted.world;
    if (!read.users.get(userId)) throw new MockError("not_found", "There is no such person in this world.");
    const now = mock.clock.now();
    const sessions = read.sessions.scan("byUser", [userId]).toArray();
    return {
      data: sessions
        .toSorted((one, other) => (one.id < other.id ? 1 : -1))
        .map((session) => ({
          id: session.id,
          status: session.status === "active" && !isLive(session, now) ? ("expired" as const) : session.status,
          organizationId: session.organizationId,
          organization: session.organizationId === null ? null : (read.organizations.get(session.organizationId)?.name ?? null),
          authenticationMethods: [...session.authenticationMethods],
          impersonatorId: session.impersonatorId,
          userAgent: session.userAgent,
          createdAt: session.createdAt,
          lastActiveAt: session.lastActiveAt,
          expiresAt: session.expiresAt,
        })),
    };
  },

  async signInAs({ mock }, input): Promise<ControlPersonaCredentials> {
    const { person, organization } = input as unknown as ControlSignInAs;
    const { storage, baseUrl, publishableKey } = mock.as(person, organization === undefined ? {} : { organization });
    const key = `plinto:${baseUrl}:${publishableKey}`;
    const value = (await storage.get(key))!;
    const [account] = (JSON.parse(value) as StoredSession).accounts;
    const { session, user, accessToken, refreshToken, expiresAtMs } = account!;
    return {
      userId: user.id,
      email: user.email,
      sessionId: session.id,
      organizationId: session.organizationId,
      accessToken,
      refreshToken,
      expiresInSeconds: Math.max(0, Math.round((expiresAtMs - mock.clock.now()) / 1000)),
      storage: { key, value },
    };
  },

  async endSessions({ mock }, input): Promise<ControlEndedSessions> {
    const { sessionId, userId } = input as ControlEndSessions;
    const { world } = internalsOf(mock).hosted;
    const ended = await world.transact({ operationId: "endSessions", requestId: "", actor: null }, (tx) => {
      const emit: Emit = (type, facts) => emitWithReactions(tx, type, facts, { type: "system", id: null }, null);
      if (userId !== undefined) {
        if (!tx.users.get(userId)) throw new MockError("not_found", "There is no such person in this world.");
        return ok(revokeSessionsOf(tx, emit, userId));
      }
      const session = tx.sessions.get(sessionId!);
      if (!session) throw new MockError("not_found", "There is no such session in this world.");
      return ok(revokeSession(tx, emit, session) === session ? 0 : 1);
    });
    return { ended: ended.value };
  },

  getTotpCode({ mock }, input): ControlTotpCode {
    return { code: mock.totp((input as { person: string }).person) };
  },
};

/** What a client keeps of a session, as far as it is told here. */
interface StoredSession {
  readonly accounts: readonly {
    readonly session: { readonly id: string; readonly organizationId: string | null };
    readonly user: { readonly id: string; readonly email: string };
    readonly accessToken: string;
    readonly refreshToken: string | null;
    readonly expiresAtMs: number;
  }[];
}

function seedNames(mock: Mock): ReadonlyMap<string, string> {
  return new Map(Object.entries(mock.seed.users).map(([name, { id }]) => [id, name]));
}

function currentPerson(read: MockReaders, user: UserRow, seedName: string | null, now: number): ControlCurrentPerson {
  return {
    id: user.id,
    seedName,
    email: user.email,
    name: user.name,
    status: user.status,
    emailVerified: user.emailVerifiedAt !== null,
    superAdmin: user.platformRole === "super_admin",
    authenticatorApp: appsOf(read, user.id, now).length > 0,
    passkeys: read.passkeys.count("byUser", [user.id]),
    identities: read.identities
      .scan("byUser", [user.id])
      .toArray()
      .map(({ provider }) => provider),
    activeSessions: read.sessions
      .scan("byUser", [user.id, "active"])
      .toArray()
      .filter((session) => isLive(session, now)).length,
    organizations: read.memberships
      .scan("byUser", [user.id])
      .toArray()
      .map(({ organizationId, role, status }) => {
        const { id, name, slug } = read.organizations.require(organizationId);
        return { id, name, slug, role, status };
      }),
  };
}
