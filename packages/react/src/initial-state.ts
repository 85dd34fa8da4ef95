/** What a server knows of the person before the browser asks: plain data. */

import { type Client, type CurrentSession, type Session, type User, call, isPlintoError } from "@plinto/core";
import { type Decided, ask } from "./permissions/ask.ts";
import type { Permission } from "./permissions/permission.ts";

/** Handed to `<PlintoProvider initialState>`: it can be written into a page, and holds no token. */
export interface InitialState {
  /** Who is signed in; null is nobody. */
  readonly session: CurrentSession | null;
  /** What was asked ahead for `useCan` and `<Show>`. */
  readonly decisions?: Readonly<Record<string, Decided>>;
}

/** Options of {@link loadInitialState}. */
export interface InitialStateOptions {
  /** Permissions that the first render asks about. None when absent. */
  readonly permissions?: readonly Permission[];
}

/**
 * Reads who the person of a request is, so that the page that a server renders and the first render of the browser agree.
 *
 * What she may is left out where it cannot be had, as in an organization that has suspended her: gates ask for it in the
 * browser, and say why they do not know.
 *
 * @param client Bound to the request by `withSession`; null where the request brought no token
 * @throws `PlintoError`, as `getMe` does; a token that is not good any more is nobody
 *
 * @example
 * const initialState = await loadInitialState(token ? plinto.withSession(token) : null, { permissions: ["members:invite"] });
 */
export async function loadInitialState(client: Client | null, { permissions = [] }: InitialStateOptions = {}): Promise<InitialState> {
  if (!client) return { session: null };
  try {
    const [session, user] = await Promise.all([
      call<Session, Error>(client, "getCurrentSession GET /v1/auth/session", {}),
      call<User, Error>(client, "getMe GET /v1/users/me", {}),
    ]);
    const decisions = await askAhead(client, session.organizationId, permissions);
    return { session: { ...session, user }, ...(decisions && { decisions }) };
  } catch (error) {
    if (isPlintoError(error) && error.status === 401) return { session: null };
    throw error;
  }
}

async function askAhead(client: Client, organizationId: string | null, permissions: readonly Permission[]): Promise<InitialState["decisions"]> {
  if (!organizationId || permissions.length === 0) return undefined;
  try {
    const decided = await ask(
      { ...client, organizationId },
      permissions.map((permission) => ({ permission })),
    );
    return Object.fromEntries(decided.map((decision, index) => [permissions[index]!, decision]));
  } catch (error) {
    if (!isPlintoError(error) || error.status === 401) throw error;
    client.transport.log("warn", "What the person may could not be asked ahead: gates ask for it in the browser", () => ({ code: error.code }));
    return undefined;
  }
}
