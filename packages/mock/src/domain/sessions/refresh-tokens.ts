import { findByToken, spellToken, type TokenForm } from "../../credentials/opaque-token.ts";
import { hashSecret } from "../../credentials/secret-key.ts";
import type { Derive } from "../../kernel/secret.ts";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import { watchExpiry } from "./expiry-timer.ts";
import { sessionFacts } from "./facts.ts";
import { revokeSession } from "./revoke.ts";
import { touchSession } from "./session.ts";
import type { RefreshTokenRow, SessionRow } from "./table.ts";

const form: TokenForm = { prefix: "rt_", idPrefix: "rtk_" };

/** The facts that a refresh token stands for. */
type RefreshTokenFacts = Pick<RefreshTokenRow, "id" | "generation" | "issuedAt">;

/** The token of a row. */
export function spellRefreshToken({ id, generation, issuedAt }: RefreshTokenFacts, session: SessionRow, derive: Derive): string {
  return spellToken(form, id, derive("refresh-token", id, generation, issuedAt, session.id, session.binding));
}

/** The row of a token, whatever became of it. Undefined for anything that is no token of this world. */
export function findRefreshToken(read: MockReaders, token: string): RefreshTokenRow | undefined {
  return findByToken(read.refreshTokens, form, token);
}

/** Gives a session its next refresh token. The one before, if any, is rotated. */
export function issueRefreshToken(tx: MockTransaction, session: SessionRow): { readonly session: SessionRow; readonly token: RefreshTokenRow } {
  const now = formatTimestamp(tx.now);
  const before = tx.refreshTokens.scan("bySession", [session.id, session.generation]).first();
  if (before) tx.refreshTokens.update(before.id, { status: "rotated", rotatedAt: now });
  const id = tx.id("rtk");
  const generation = session.generation + 1;
  const token = tx.refreshTokens.insert({
    id,
    sessionId: session.id,
    generation,
    hash: hashSecret(spellRefreshToken({ id, generation, issuedAt: now }, session, tx.derive)),
    status: "active",
    issuedAt: now,
    rotatedAt: null,
    expiresAt: session.idleExpiresAt,
  });
  return { session: tx.sessions.update(session.id, { generation }), token };
}

/** What a presented token of a live session is worth. */
export type TokenStanding = { readonly kind: "current" } | { readonly kind: "grace"; readonly successor: RefreshTokenRow } | { readonly kind: "reused" };

/**
 * Judges a token: the newest one is current; the one before it still answers its successor for a moment, so that two
 * tabs at once harm nobody; everything older was stolen (RFC 9700 section 4.14.2).
 *
 * @param isRepeated whether this is the very call that rotated it, by its idempotency key: its answer was lost, so it
 *   is answered for as long as nobody has used the successor
 */
export function standingOf(
  read: MockReaders,
  environment: EnvironmentRow,
  session: SessionRow,
  token: RefreshTokenRow,
  now: number,
  isRepeated: boolean,
): TokenStanding {
  if (token.generation === session.generation && token.status === "active") return { kind: "current" };
  const successor = read.refreshTokens.scan("bySession", [session.id, token.generation + 1]).first();
  const inGrace =
    token.status === "rotated" && token.rotatedAt !== null && parseTimestamp(token.rotatedAt) + environment.session.refreshGraceSeconds * 1000 > now;
  return (inGrace || isRepeated) && successor?.status === "active" ? { kind: "grace", successor } : { kind: "reused" };
}

/** When a session that is refreshed now would end, by the settings of the environment as they are now. */
export function endsAfterRefresh(
  environment: EnvironmentRow,
  session: SessionRow,
  now: number,
): { readonly expiresAt: number; readonly idleExpiresAt: number } {
  const expiresAt = parseTimestamp(session.createdAt) + environment.session.refreshTokenFamilySeconds * 1000;
  return { expiresAt, idleExpiresAt: Math.min(expiresAt, now + environment.session.refreshTokenIdleSeconds * 1000) };
}

/** Trades the current token for its successor. */
export function rotate(
  tx: MockTransaction,
  emit: Emit,
  environment: EnvironmentRow,
  session: SessionRow,
  client: { readonly address: string | null; readonly userAgent: string | null },
): { readonly session: SessionRow; readonly token: RefreshTokenRow } {
  const ends = endsAfterRefresh(environment, session, tx.now);
  const used = touchSession(tx, session, {
    lastActiveAt: formatTimestamp(tx.now),
    expiresAt: formatTimestamp(ends.expiresAt),
    idleExpiresAt: formatTimestamp(ends.idleExpiresAt),
    ...(client.address === null ? {} : { ipAddress: client.address }),
    ...(client.userAgent === null ? {} : { userAgent: client.userAgent }),
  });
  watchExpiry(tx, used);
  const issued = issueRefreshToken(tx, used);
  emit("session.refreshed", sessionFacts(tx, issued.session));
  return issued;
}

/** Ends the family of a token that somebody has presented again. */
export function punishReuse(tx: MockTransaction, emit: Emit, session: SessionRow, token: RefreshTokenRow): void {
  tx.refreshTokens.update(token.id, { status: "reused" });
  emit("session.replay_detected", sessionFacts(tx, session));
  revokeSession(tx, emit, session);
}
