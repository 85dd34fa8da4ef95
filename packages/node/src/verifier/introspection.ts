/** Asking the API whether the session of a token goes on. */

import type { Client } from "@plinto/core/client";
import { introspectSession } from "@plinto/core/operations";
import { createFlights } from "../flights.ts";
import { patience, untold } from "../patience.ts";
import { refused, type AccessTokenClaims, type TokenVerdict } from "./verdict.ts";

/** What is found of sessions that do not go on. */
export const sessionExpired: TokenVerdict = refused("token_expired", "The token has ended: refresh the session.");
export const sessionRevoked: TokenVerdict = refused("session_revoked", "The session was ended.");
export const userBanned: TokenVerdict = refused("user_banned", "The user is banned.");
export const organizationClosed: TokenVerdict = refused(
  "organization_closed",
  "The organization that the token names is not open to its user any more: refresh the session.",
);

/** Asks about a token whose signature holds. */
export type Introspect = (token: string, claims: AccessTokenClaims) => Promise<TokenVerdict>;

/** Makes an introspection; requests with the same token that come at the same time share one call. */
export function createIntrospection(client: Client): Introspect {
  const flights = createFlights<TokenVerdict>();
  return (token, claims) => flights(token, () => introspect(client, token, claims));
}

/** Asks the API what a token is worth. Never rejects. */
export async function introspect(client: Client, token: string, claims: AccessTokenClaims): Promise<TokenVerdict> {
  const answer = await introspectSession(client, { token }, patience).safe();
  if (!answer.ok) return { status: "unavailable", reason: "introspection_unavailable", ...untold("whether the session goes on", answer.error) };
  const { active, reason, organizationId, organizationRole } = answer.data;
  if (active) {
    // Who was removed, suspended or put out still has a session, and no place in the organization that the token names.
    if (claims.org_id !== undefined && claims.org_id !== organizationId) return organizationClosed;
    // What the token says of the role is as old as the token.
    return { status: "valid", claims: organizationRole && claims.org_id ? { ...claims, org_role: organizationRole } : claims };
  }
  if (reason === "expired") return sessionExpired;
  return reason === "user_banned" ? userBanned : sessionRevoked;
}
