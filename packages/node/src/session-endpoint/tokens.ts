/** Taking the refresh token out of an answer. */

import type { IssuedSession } from "@plinto/core";
import type { SessionRoute } from "../generated/session-routes.ts";

/** What an answer brought. */
export interface TakenTokens {
  /** The answer for the page, without the refresh token. */
  readonly data: unknown;
  readonly refreshToken: string | undefined;
  readonly accessToken: string | undefined;
  /** Seconds until the session ends unless it is used. */
  readonly sessionSeconds: number;
  readonly accessSeconds: number;
}

/** Reads the answer of an operation of the session; nothing where it holds no session (a further step, a sign-out). */
export function takeTokens(data: unknown, { session, within }: SessionRoute): TakenTokens | undefined {
  if (session === "rotate" || session === "switch") return taken(data, (issued) => issued);
  if (session === "end") return undefined;
  const signIn = Object(within === "" ? data : Object(data)[within]) as { readonly status?: unknown; readonly session?: unknown };
  if (signIn.status !== "complete") return undefined;
  return taken(signIn.session, (issued) => {
    const shown = { ...signIn, session: issued };
    return within === "" ? shown : { ...(data as object), [within]: shown };
  });
}

function taken(value: unknown, embed: (issued: object) => unknown): TakenTokens | undefined {
  const { refreshToken, ...shown } = Object(value) as Partial<IssuedSession>;
  const { accessToken, accessTokenExpiresAt, expiresInSeconds = 0, expiresAt, idleExpiresAt } = shown;
  // The API's own times against its own now: a wrong clock here does no harm.
  const now = Date.parse(accessTokenExpiresAt ?? "") - expiresInSeconds * 1000;
  const ends = [expiresAt, idleExpiresAt].map((at) => (Date.parse(at ?? "") - now) / 1000).filter((seconds) => seconds > 0);
  return {
    data: embed(shown),
    refreshToken: refreshToken ?? undefined,
    accessToken,
    sessionSeconds: ends.length > 0 ? Math.min(...ends) : 2_592_000,
    accessSeconds: expiresInSeconds,
  };
}
