import type { SessionIntrospection } from "@plinto/spec";
import { sessionClaims } from "../../credentials/access-token.ts";
import { letsIn, type SessionEntry } from "../../domain/auth-policies/entry.ts";
import type { EnvironmentRow } from "../../domain/environment/table.ts";
import { findRefreshToken } from "../../domain/sessions/refresh-tokens.ts";
import { speaksOf } from "../../domain/sessions/session.ts";
import { standIn } from "../../domain/sessions/standing.ts";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import { ok } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import type { MockReaders } from "../../schema.ts";

/** What a token says by itself, before the state is asked. Null for what is no token. */
type TokenFacts = {
  readonly sessionId: string;
  readonly organizationId: string | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** It has a successor or ended with its session. */
  readonly superseded: boolean;
} | null;

/** Telling a server what a token is worth. */
export const introspectionOperations: OperationHandlers<"introspectSession"> = {
  introspectSession: handler<"introspectSession", TokenFacts, TokenFacts>({
    async prepare({ tokens, read }, { token }) {
      const refresh = findRefreshToken(read, token);
      if (refresh) {
        const session = read.sessions.get(refresh.sessionId);
        return session
          ? {
              sessionId: session.id,
              organizationId: session.organizationId,
              expiresAt: parseTimestamp(refresh.expiresAt),
              superseded: refresh.status !== "active",
            }
          : null;
      }
      const claims = await tokens.inspect(token);
      const named = claims && read.sessions.get(claims.sid);
      if (!claims || (named && !speaksOf(named, sessionClaims(claims)))) return null;
      return { sessionId: claims.sid, organizationId: claims.org_id ?? null, expiresAt: claims.exp * 1000, superseded: false };
    },
    decide: (_context, _input, facts) => ok(facts),
    finish: ({ read, request, environment }, facts) => introspect(read, environment, facts, request.now),
  }),
};

function introspect(read: MockReaders, environment: EnvironmentRow, facts: TokenFacts, now: number): SessionIntrospection {
  if (!facts) return { active: false, reason: "unknown" };
  const session = read.sessions.get(facts.sessionId);
  const user = session && read.users.get(session.userId);
  // Who is gone has taken the sessions along.
  if (!session || !user) return { active: false, reason: "revoked" };
  if (user.status === "banned") return { active: false, reason: "user_banned" };
  if (session.status === "revoked" || facts.superseded) return { active: false, reason: "revoked" };
  const expiresAt = Math.min(facts.expiresAt, parseTimestamp(session.expiresAt), parseTimestamp(session.idleExpiresAt));
  if (session.status === "expired" || expiresAt <= now) return { active: false, reason: "expired" };
  return {
    active: true,
    sessionId: session.id,
    userId: session.userId,
    ...placeOf(read, { environment, user, session, now }, facts.organizationId),
    expiresAt: formatTimestamp(expiresAt),
    expiresInSeconds: Math.floor((expiresAt - now) / 1000),
  };
}

/** The organization that the token still opens: none for whom it would not let in now, as a refresh would not either. */
function placeOf(
  read: MockReaders,
  entry: Omit<SessionEntry, "address">,
  organizationId: string | null,
): Pick<SessionIntrospection, "organizationId" | "organizationRole"> {
  if (organizationId === null || !letsIn(read, organizationId, entry)) return {};
  const standing = standIn(read, entry.user.id, organizationId);
  return standing.ok ? { organizationId, organizationRole: standing.value.membership.role } : {};
}
