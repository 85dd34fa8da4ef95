import { sessionRefusal } from "../../domain/auth-policies/entry.ts";
import { noteUse } from "../../domain/auth-policies/idle.ts";
import { fingerprintOf } from "../../domain/sessions/devices.ts";
import { endsAfterRefresh, findRefreshToken, punishReuse, rotate, standingOf } from "../../domain/sessions/refresh-tokens.ts";
import { isLive } from "../../domain/sessions/session.ts";
import { standIn } from "../../domain/sessions/standing.ts";
import { ok, refuse, type Ok } from "../../kernel/transaction.ts";
import { handler, type DecideContext, type Input, type OperationHandlers, type OperationRefusal } from "../../pipeline/handler.ts";
import { issuedSession, type TokenGrant } from "../issued-session.ts";

/** Trading a refresh token for its successor. */
export const refreshOperations: OperationHandlers<"refreshSession"> = {
  refreshSession: handler<"refreshSession", TokenGrant>({
    decide: (context, input) => refresh(context, input, false),
    repeat: (context, input) => refresh(context, input, true),
    // A repetition has been judged: what nobody has used yet is shown, however late.
    finish: (context, grant) => issuedSession(context, grant, "session_revoked", Number.POSITIVE_INFINITY),
  }),
};

/** Answers the successor of a token. @param isRepeated whether the same call was answered before */
function refresh({ tx, emit, environment, request }: DecideContext, input: Input<"refreshSession">, isRepeated: boolean): Ok<TokenGrant> | OperationRefusal {
  const token = findRefreshToken(tx, input.refreshToken);
  const session = token && tx.sessions.get(token.sessionId);
  const user = session && tx.users.get(session.userId);
  if (!token || !session || !user) return refuse("refresh_token_invalid");
  if (user.status === "banned") return refuse("user_banned");
  if (session.status === "revoked") return refuse("session_revoked");
  if (!isLive(session, tx.now) || endsAfterRefresh(environment, session, tx.now).expiresAt <= tx.now) return refuse("session_expired");
  const standing = standingOf(tx, environment, session, token, tx.now, isRepeated);
  if (standing.kind === "reused") {
    punishReuse(tx, emit, session, token);
    return refuse("refresh_token_reused");
  }
  // Asked after reuse: a stolen old token ends the family on whatever device it turns up.
  if (session.fingerprint !== null && session.fingerprint !== fingerprintOf(request.device)) return refuse("device_mismatch");
  const used = noteUse(tx, session);
  if (input.organizationId !== undefined) {
    const place = standIn(tx, user.id, input.organizationId);
    if (!place.ok) return place;
    const closed = sessionRefusal(tx, input.organizationId, { environment, user, session: used, address: request.address, now: tx.now });
    if (closed) return closed;
  }
  const successor = standing.kind === "grace" ? standing.successor : rotate(tx, emit, environment, used, request).token;
  return ok({
    sessionId: session.id,
    refreshTokenId: successor.id,
    ...(input.organizationId === undefined ? {} : { organizationId: input.organizationId }),
    ...(input.audience === undefined ? {} : { audience: input.audience }),
  });
}
