/** The session as applications see it. */

import type { PlintoSessionStatus } from "./state.ts";
import type { PendingSignIn, SessionFields, SessionUser } from "./wire.ts";

/** Who is signed in: no tokens. The object stays the same as long as its content does. */
export interface CurrentSession extends SessionFields {
  readonly user: SessionUser;
}

/** What a token shall be good for; the fields of `refreshSession`'s body. */
export interface TokenOptions {
  /** Organization to stand in. Default: the session's own. The session itself does not move. */
  organizationId?: string;
  /** Audience of the token. Default: the API. */
  audience?: string;
}

/**
 * The session of a client. It refreshes when a token is asked for, not by timers: an idle page sends nothing.
 *
 * @example
 * const stop = plinto.session.subscribe(() => render(plinto.session.current));
 * const token = await plinto.session.getToken();
 */
export interface PlintoSession {
  readonly status: PlintoSessionStatus;
  /** The active session, or null. */
  readonly current: CurrentSession | null;
  /** The unfinished sign-in, or null: plain data. */
  readonly pending: PendingSignIn | null;
  /** Calls `listener` after each change; returns a disposer. */
  subscribe(listener: () => void): () => void;
  /**
   * An access token that is valid now, refreshed where needed. Null means signed out, never "no network".
   *
   * @throws `PlintoError` of the refresh when no valid token is held and none could be had, e.g. `network_error`.
   */
  getToken(options?: TokenOptions): Promise<string | null>;
  /** Resolves when the storage was read; until then the status is `signed-out`. Never rejects. */
  ready(): Promise<void>;
  /** Stops listening to other tabs. Tokens that are held can still be used. */
  close(): void;
}
