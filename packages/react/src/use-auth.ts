import type { CurrentSession, PlintoSessionStatus, SessionUser, TokenOptions } from "@plinto/core";
import { isPlintoError } from "@plinto/core";
import { useCallback, useSyncExternalStore } from "react";
import type { AuthSnapshot } from "./auth-store.ts";
import { useRooms } from "./context.ts";

/** Answer of {@link useAuth}. */
export interface Auth {
  /** `loading` until it is known who is there: render neither side then. `pending`: a sign-in waits for a further step. */
  readonly status: "loading" | "signed-out" | "pending" | "signed-in";
  readonly isSignedIn: boolean;
  readonly userId: string | null;
  readonly sessionId: string | null;
  /** Where the session stands. */
  readonly organizationId: string | null;
  /** Ends the session; on this device also when the server cannot be reached. */
  signOut(): Promise<void>;
  /** An access token that is valid now; null when nobody is signed in. @throws `PlintoError`, as `session.getToken` does */
  getToken(options?: TokenOptions): Promise<string | null>;
}

/** The snapshot, followed. */
export function useAuthSnapshot(): AuthSnapshot {
  const { auth } = useRooms();
  return useSyncExternalStore(auth.subscribe, auth.snapshot, auth.serverSnapshot);
}

/**
 * Who is signed in, in short.
 *
 * @example
 * const { status, signOut } = useAuth();
 * if (status === "signed-in") return <button onClick={signOut}>Sign out</button>;
 */
export function useAuth(): Auth {
  const { plinto } = useRooms();
  const { known, session, pending } = useAuthSnapshot();
  const signOut = useCallback(async () => {
    try {
      await plinto.auth.signOut();
    } catch (error) {
      // The session is over here in any case; what the server did not hear, it finds out by itself.
      if (!isPlintoError(error) || error.kind === "config") throw error;
    }
  }, [plinto]);
  const getToken = useCallback((options?: TokenOptions) => plinto.session.getToken(options), [plinto]);
  return {
    status: session ? "signed-in" : pending ? "pending" : known ? "signed-out" : "loading",
    isSignedIn: session !== null,
    userId: session?.user.id ?? null,
    sessionId: session?.id ?? null,
    organizationId: session?.organizationId ?? null,
    signOut,
    getToken,
  };
}

/**
 * The session: undefined while nobody knows, null when nobody is signed in. `status` tells more than {@link useAuth}:
 * `offline` and `refreshing` are signed in, `expired` was ended by the server.
 *
 * @example
 * const { session, status } = useSession();
 * if (status === "offline") return <p>You are offline. What you see may be old.</p>;
 */
export function useSession(): { readonly session: CurrentSession | null | undefined; readonly status: PlintoSessionStatus | "loading" } {
  const { known, session, status } = useAuthSnapshot();
  return { session: known ? session : undefined, status: known ? status : "loading" };
}

/**
 * The person: undefined while nobody knows, null when nobody is signed in. Follows changes of her profile.
 *
 * @example
 * const { user } = useUser();
 * return <span>{user?.name ?? user?.email}</span>;
 */
export function useUser(): { readonly user: SessionUser | null | undefined } {
  const { session } = useSession();
  return { user: session && session.user };
}
