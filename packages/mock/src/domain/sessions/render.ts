import type { Device, IssuedSession, Session, TokenFamily } from "@plinto/spec";
import { accessTokenExpiry } from "../../credentials/access-token.ts";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { DeviceRow, OrganizationRole, RefreshTokenRow, SessionRow } from "./table.ts";

/** What a session looks like. @param current whether it is the session of the call; false in events */
export function renderSession(row: SessionRow, role: OrganizationRole | null, current: boolean): Session {
  return { ...fieldsOf(row, role), current };
}

/** The tokens that go out with a session. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** How long the access token works. */
  readonly ttlSeconds: number;
  /** Absent where the one before stays in force. */
  readonly refreshToken?: string | undefined;
}

/** A session with its tokens. @param organizationId the organization that the access token is for */
export function renderIssued(row: SessionRow, organizationId: string | null, role: OrganizationRole | null, tokens: IssuedTokens, now: number): IssuedSession {
  return {
    ...fieldsOf({ ...row, organizationId }, role),
    accessToken: tokens.accessToken,
    accessTokenExpiresAt: formatTimestamp(accessTokenExpiry(now, tokens.ttlSeconds) * 1000),
    expiresInSeconds: tokens.ttlSeconds,
    ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
  };
}

function fieldsOf(row: SessionRow, role: OrganizationRole | null): Omit<Session, "current"> {
  return {
    id: row.id,
    userId: row.userId,
    organizationId: row.organizationId,
    organizationRole: role,
    deviceId: row.deviceId,
    status: row.status,
    authenticationMethods: [...row.authenticationMethods] as Session["authenticationMethods"],
    authenticatedAt: row.authenticatedAt,
    impersonatorId: row.impersonatorId,
    ipAddress: row.ipAddress,
    userAgent: row.userAgent,
    lastActiveAt: row.lastActiveAt,
    expiresAt: row.expiresAt,
    idleExpiresAt: row.idleExpiresAt,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/**
 * What a device looks like.
 *
 * @param current whether the session of the call began on it; false in events
 * @param now milliseconds since 1970: what it was remembered for and is over is shown as none. As it is kept when absent.
 */
export function renderDevice(row: DeviceRow, current: boolean, now?: number): Device {
  const isOver = row.rememberExpiresAt !== null && now !== undefined && parseTimestamp(row.rememberExpiresAt) <= now;
  return {
    id: row.id,
    userId: row.userId,
    name: row.name,
    userAgent: row.userAgent,
    ipAddress: row.ipAddress,
    trusted: row.trusted,
    trustedAt: row.trustedAt,
    rememberExpiresAt: isOver ? null : row.rememberExpiresAt,
    lastSeenAt: row.lastSeenAt,
    current,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** The refresh tokens of a session, newest first, without the tokens themselves. */
export function renderFamily(session: SessionRow, tokens: readonly RefreshTokenRow[]): TokenFamily {
  return {
    sessionId: session.id,
    generation: session.generation,
    status: session.status,
    createdAt: session.createdAt,
    expiresAt: session.expiresAt,
    tokens: tokens.map(({ id, generation, status, issuedAt, rotatedAt, expiresAt }) => ({ id, generation, status, issuedAt, rotatedAt, expiresAt })),
  };
}
