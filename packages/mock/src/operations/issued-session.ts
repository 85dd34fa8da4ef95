import type { ErrorCode, IssuedSession } from "@plinto/spec";
import { sessionRefusal } from "../domain/auth-policies/entry.ts";
import { spellRefreshToken } from "../domain/sessions/refresh-tokens.ts";
import { renderIssued } from "../domain/sessions/render.ts";
import { isLive, roleIn } from "../domain/sessions/session.ts";
import { parseTimestamp } from "../kernel/timestamp.ts";
import type { FinishContext } from "../pipeline/handler.ts";
import { fail } from "../pipeline/problem.ts";

/** What a session's new tokens are for. It names rows and holds no token. */
// A type, not an interface: it is decided, and what is decided is JSON for the compiler too.
export type TokenGrant = {
  readonly sessionId: string;
  /** The refresh token that goes out too, if one does. */
  readonly refreshTokenId?: string;
  /** The organization of the access token; the session's own when absent. */
  readonly organizationId?: string;
  readonly audience?: string;
};

/** How long an answer with a secret can usually be shown again to a repeated call. */
const usualReplayMs = 15 * 60 * 1000;

/**
 * Signs an access token for a session and shows it with the session. Tokens are made here, after the commit, and kept nowhere.
 *
 * @param ended what is answered when the session has ended, or the answer is repeated too late
 * @param replayMs how long the refresh token may be shown again, from when it was issued. 15 minutes when absent
 * @throws ProblemError with the code `ended`
 */
export async function issuedSession(
  { read, tokens, derive, environment, request }: FinishContext,
  grant: TokenGrant,
  ended: ErrorCode,
  replayMs: number = usualReplayMs,
): Promise<IssuedSession> {
  const session = read.sessions.get(grant.sessionId);
  const refresh = grant.refreshTokenId === undefined ? undefined : read.refreshTokens.get(grant.refreshTokenId);
  if (!session || !isLive(session, request.now)) fail(ended, { detail: "The session that this call began has ended." });
  if (refresh && parseTimestamp(refresh.issuedAt) + replayMs < request.now)
    fail(ended, { detail: "The tokens of this call were shown too long ago to be shown again." });
  const asked = grant.organizationId ?? session.organizationId;
  // Who is no longer a member of the session's organization, or is not let in there, gets a token for none.
  const user = read.users.get(session.userId);
  const refusal = asked !== null && user && sessionRefusal(read, asked, { environment, user, session, address: request.address, now: request.now });
  const role = refusal ? null : roleIn(read, session.userId, asked);
  const organizationId = role === null ? null : asked;
  // The call may have waited for the transaction: no token is older than the authentication that it tells of.
  const now = Math.max(request.now, parseTimestamp(session.updatedAt));
  const leftSeconds = Math.max(1, Math.floor((parseTimestamp(session.expiresAt) - now) / 1000));
  // Without refresh tokens the access token lasts as long as the session.
  const ttlSeconds = session.generation === 0 ? leftSeconds : Math.min(environment.session.accessTokenTtlSeconds, leftSeconds);
  const accessToken = await tokens.mint({ session, role, organizationId, audience: grant.audience, algorithm: environment.signingAlgorithm, ttlSeconds, now });
  return renderIssued(session, organizationId, role, { accessToken, ttlSeconds, refreshToken: refresh && spellRefreshToken(refresh, session, derive) }, now);
}
