import { toBase62 } from "../../kernel/base62.ts";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { AuthMethod } from "../auth-policies/table.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { SecondFactor } from "../mfa/second-factor.ts";
import { watchExpiry } from "./expiry-timer.ts";
import type { OrganizationRole, SessionRow } from "./table.ts";

const bindingLength = 11;

/** What a new session is made of. */
export interface NewSession {
  readonly userId: string;
  readonly organizationId: string | null;
  readonly authenticationMethods: readonly string[];
  readonly firstFactors: readonly AuthMethod[];
  /** By what a second factor was proved, just now. */
  readonly secondFactors: readonly SecondFactor[];
  /** The second factor whose place a remembered device took. None when absent. */
  readonly mfaByDevice?: SecondFactor | null;
  readonly deviceId?: string | null;
  readonly impersonatorId?: string | null;
  readonly impersonationReason?: string | null;
  readonly ipAddress?: string | null;
  readonly userAgent?: string | null;
  /** Hash of the device value that its refresh tokens shall be bound to. */
  readonly fingerprint?: string | null;
  /** How long it lives without refresh tokens, such as an impersonation. A family as the environment says when absent. */
  readonly lifeSeconds?: number;
}

/** Begins a session. A timer ends it when its time is up. */
export function insertSession(tx: MockTransaction, environment: EnvironmentRow, values: NewSession): SessionRow {
  const now = formatTimestamp(tx.now);
  const id = tx.id("ses");
  const { emailKey } = tx.users.require(values.userId);
  const binding = toBase62(tx.derive("session", id, values.userId, emailKey, values.impersonatorId ?? "", now)).slice(0, bindingLength);
  const expiresAt = tx.now + (values.lifeSeconds ?? environment.session.refreshTokenFamilySeconds) * 1000;
  const session = tx.sessions.insert({
    id,
    userId: values.userId,
    organizationId: values.organizationId,
    deviceId: values.deviceId ?? null,
    status: "active",
    authenticationMethods: values.authenticationMethods,
    firstFactors: values.firstFactors,
    secondFactors: values.secondFactors,
    secondFactorAt: values.secondFactors.length > 0 ? now : null,
    mfaByDevice: values.mfaByDevice ?? null,
    authenticatedAt: now,
    impersonatorId: values.impersonatorId ?? null,
    impersonationReason: values.impersonationReason ?? null,
    ipAddress: values.ipAddress ?? null,
    userAgent: values.userAgent ?? null,
    lastActiveAt: now,
    expiresAt: formatTimestamp(expiresAt),
    idleExpiresAt: formatTimestamp(
      values.lifeSeconds === undefined ? Math.min(expiresAt, tx.now + environment.session.refreshTokenIdleSeconds * 1000) : expiresAt,
    ),
    generation: 0,
    fingerprint: values.fingerprint ?? null,
    binding,
    barredFrom: [],
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  watchExpiry(tx, session);
  return session;
}

/** Changes a session and counts the change. */
export function touchSession(tx: MockTransaction, session: SessionRow, patch: Partial<SessionRow>): SessionRow {
  return tx.sessions.update(session.id, { ...patch, version: session.version + 1, updatedAt: formatTimestamp(tx.now) });
}

/** Whether a session is in force. Its timer may be a little later than its end. */
export function isLive(session: SessionRow, now: number): boolean {
  return session.status === "active" && parseTimestamp(session.expiresAt) > now && parseTimestamp(session.idleExpiresAt) > now;
}

/** What an access token says of its session. */
export interface SessionClaims {
  readonly userId: string;
  readonly tokenId: string;
  /** Seconds since 1970. */
  readonly authenticatedAt: number;
  /** Seconds since 1970. */
  readonly issuedAt: number;
}

/**
 * Whether an access token speaks of this very session. Ids come again in a world that begins anew, so the same id may
 * be that of another session: for whom it was begun, and when, has to fit too.
 */
export function speaksOf(session: SessionRow, claims: SessionClaims): boolean {
  const began = Math.floor(parseTimestamp(session.createdAt) / 1000);
  const authenticated = Math.floor(parseTimestamp(session.authenticatedAt) / 1000);
  return (
    claims.userId === session.userId &&
    claims.tokenId.startsWith(session.binding) &&
    claims.issuedAt >= began &&
    claims.authenticatedAt >= began &&
    claims.authenticatedAt <= authenticated
  );
}

/** The role of a session's user in an organization, as it is now. */
export function roleIn(read: MockReaders, userId: string, organizationId: string | null): OrganizationRole | null {
  const membership = organizationId === null ? undefined : read.memberships.find("membership", [organizationId, userId]);
  return membership?.status === "active" ? membership.role : null;
}
