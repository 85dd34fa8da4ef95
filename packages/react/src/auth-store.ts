/** Who is signed in, as React can read it: snapshots that change only when something changes. */

import type { CurrentSession, PendingSignIn, Plinto, PlintoSession, PlintoSessionStatus, Principal } from "@plinto/core";
import type { InitialState } from "./initial-state.ts";
import { wrongUse } from "./wrong-use.ts";

/** The session at one moment. */
export interface AuthSnapshot {
  /** Whether the storage was read, or a server has told. Until then nobody knows who is there. */
  readonly known: boolean;
  readonly status: PlintoSessionStatus;
  readonly session: CurrentSession | null;
  /** The unfinished sign-in, where there is one. */
  readonly pending: PendingSignIn | null;
}

/** Snapshots and their changes. */
export interface AuthStore {
  snapshot(): AuthSnapshot;
  /** What the server rendered, for hydration. */
  serverSnapshot(): AuthSnapshot;
  subscribe(listener: () => void): () => void;
  /** Resolves when it is known who is there. @throws `PlintoError` `person_unknown` where it never will be */
  readonly ready: Promise<void>;
  /** Whether reads can be made: it is known for whom. */
  readonly canRead: () => boolean;
  /** The client, which until then speaks for whom the server has named. */
  readonly client: Plinto;
}

const UNKNOWN: AuthSnapshot = { known: false, status: "signed-out", session: null, pending: null };

/** Makes the snapshots of a client. Nothing is asked or subscribed to before somebody subscribes. */
export function createAuthStore(plinto: Plinto, initialState: InitialState | undefined): AuthStore {
  const { sessionStages, authorization } = plinto.transport;
  // Clients of servers have a session that throws.
  const session: PlintoSession | undefined = sessionStages?.principal && plinto.session;
  const told: AuthSnapshot = initialState
    ? { known: true, status: initialState.session ? "active" : "signed-out", session: initialState.session, pending: null }
    : UNKNOWN;
  let read = false;
  let last = told;

  const snapshot = (): AuthSnapshot => {
    if (!session || !(read || session.current || session.pending)) return told;
    const { status, current, pending } = session;
    if (last.status !== status || last.session !== current || last.pending !== pending || !last.known)
      last = { known: true, status, session: current, pending };
    return last;
  };

  const listeners = new Set<() => void>();
  let begun: Promise<void> | undefined;
  const ready = (): Promise<void> =>
    (begun ??= (session?.ready() ?? Promise.resolve()).then(() => {
      read = true;
      for (const listener of listeners) listener();
    }));
  const principal = (): (Principal & { readonly id: string }) | null => {
    const { session: current } = snapshot();
    return current && { id: current.id, userId: current.user.id, organizationId: current.organizationId };
  };

  return {
    snapshot,
    serverSnapshot: () => told,
    subscribe(listener) {
      listeners.add(listener);
      const stop = session?.subscribe(listener);
      void ready();
      return () => {
        listeners.delete(listener);
        stop?.();
      };
    },
    get ready() {
      if (session) return ready();
      throw wrongUse(
        "person_unknown",
        "This client has no session, so that it will never be known whose data this is: pass initialState to <PlintoProvider>, or on a server a client of withSession",
      );
    },
    canRead: () => !!authorization || snapshot().known,
    // A client that stands for one request speaks for its token.
    client: authorization ? plinto : { ...plinto, transport: { ...plinto.transport, sessionStages: { ...sessionStages!, principal } } },
  };
}
