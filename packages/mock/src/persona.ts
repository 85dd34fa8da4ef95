import { emitEvent } from "./domain/events/emit.ts";
import { issueSession } from "./domain/sessions/issue.ts";
import { spellRefreshToken } from "./domain/sessions/refresh-tokens.ts";
import { renderIssued } from "./domain/sessions/render.ts";
import { standIn } from "./domain/sessions/standing.ts";
import { renderUser } from "./domain/users/render.ts";
import { ok } from "./kernel/transaction.ts";
import { memoryStorage, type MockStorage } from "./memory-storage.ts";
import { MockError } from "./mock-error.ts";
import type { HostedWorld } from "./world-host.ts";

/** Where a persona stands. */
export interface PersonaOptions {
  /** The organization of the session, by its name in the seed or by id. None when absent. */
  readonly organization?: string;
}

/**
 * A session storage that holds a signed-in person from its first reading on. The session is a real one, made when the
 * client first asks, so it can be refreshed, revoked and listed like any other.
 *
 * @throws MockError `persona_unknown` at once, when the seed has no such person or organization
 */
export function personaStorage(hosted: HostedWorld, person: string, options: PersonaOptions): MockStorage {
  const userId = resolve(hosted.handles.users, person, "usr_", "person");
  const organizationId = options.organization === undefined ? null : resolve(hosted.handles.organizations, options.organization, "org_", "organization");
  const memory = memoryStorage();
  let begun: Promise<string> | undefined;
  return {
    async get(key) {
      begun ??= beginSession(hosted, userId, organizationId).then((value) => {
        void memory.set(key, value);
        return value;
      });
      await begun;
      return memory.get(key);
    },
    async set(key, value) {
      await begun;
      await memory.set(key, value);
    },
    async remove(key) {
      await begun;
      await memory.remove(key);
    },
  };
}

function resolve(named: Readonly<Record<string, { readonly id: string }>>, name: string, prefix: string, what: string): string {
  if (Object.hasOwn(named, name)) return named[name]!.id;
  if (name.startsWith(prefix)) return name;
  throw new MockError("persona_unknown", `The seed has no ${what} ${JSON.stringify(name)}. It has ${Object.keys(named).join(", ") || "none"}.`);
}

async function beginSession(hosted: HostedWorld, userId: string, organizationId: string | null): Promise<string> {
  await hosted.ready;
  const { world, backend } = hosted;
  const begun = await world.transact({ operationId: "persona", requestId: "", actor: { type: "user", id: userId } }, (tx) => {
    const user = tx.users.get(userId);
    if (!user) throw new MockError("persona_unknown", "There is no such user in this world.");
    const standing = organizationId === null ? undefined : standIn(tx, userId, organizationId);
    if (standing && !standing.ok) throw new MockError("persona_unknown", `This person's session cannot stand in that organization: ${standing.code}.`);
    const environment = tx.environments.all().first()!;
    const issued = issueSession(
      {
        tx,
        environment,
        request: { address: null, userAgent: null, device: null },
        emit: (type, facts) => void emitEvent(tx, type, facts, { type: "user", id: userId }, null),
      },
      {
        user,
        organizationId,
        method: null,
        authenticationMethods: user.mfaEnabled ? ["pwd", "otp", "mfa"] : ["pwd"],
        secondFactors: user.mfaEnabled ? ["code"] : [],
      },
    );
    return ok({ environment, userId, role: standing?.value.membership.role ?? null, ...issued });
  });
  if (!begun.ok) throw new Error("Beginning a session cannot be refused");
  const { environment, role, sessionId, refreshTokenId } = begun.value;
  const session = world.read.sessions.require(sessionId);
  const ttlSeconds = environment.session.accessTokenTtlSeconds;
  const now = world.clock.now();
  const accessToken = await backend.tokens.mint({
    session,
    role,
    organizationId,
    audience: undefined,
    algorithm: environment.signingAlgorithm,
    ttlSeconds,
    now,
  });
  const refreshToken = spellRefreshToken(world.read.refreshTokens.require(refreshTokenId), session, world.derive);
  return storedAccount(
    renderIssued(session, organizationId, role, { accessToken, ttlSeconds, refreshToken }, now),
    renderUser(world.read.users.require(userId), "self", now),
    now,
  );
}

/** The document that the client keeps: one account, active, its token good until shortly before its end. */
function storedAccount(issued: ReturnType<typeof renderIssued>, user: ReturnType<typeof renderUser>, now: number): string {
  const { accessToken, accessTokenExpiresAt: _, expiresInSeconds, refreshToken = null, ...session } = issued;
  const lifeMs = expiresInSeconds * 1000;
  const expiresAtMs = now + lifeMs;
  const account = { session, user, accessToken, refreshToken, generation: 1, expiresAtMs, refreshAtMs: expiresAtMs - Math.min(60_000, lifeMs / 5) };
  return JSON.stringify({ version: 1, active: session.id, accounts: [account], pending: null });
}
