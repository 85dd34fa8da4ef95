/** What the socket says who it is with. */

import { type Client, type PlintoSession, isPlintoError } from "@plinto/core";
import { getCurrentSession } from "@plinto/core/operations";

/** A client with or without a session: what `createPlinto`, `createClient` and `createPlintoAdmin` make. */
export interface RealtimeSource extends Client {
  readonly session?: PlintoSession;
}

/**
 * Gives a credential that is good now, or null where nobody is signed in. After a refusal it first makes a call: the
 * pipeline finds out whether the session lives, and replaces a token that the server does not take.
 */
export const credentialOf =
  (source: RealtimeSource) =>
  async (refused: boolean): Promise<string | null> => {
    const { authorization } = source.transport;
    if (authorization) return authorization().slice("Bearer ".length);
    const session = sessionOf(source);
    if (!session) return null;
    if (refused) {
      await getCurrentSession(source).catch((error: unknown) => {
        if (!isPlintoError(error) || error.status !== 401) throw error;
      });
    }
    return session.getToken();
  };

/** The session, where the credential comes from one. A client of one request has one that cannot be used. */
export const sessionOf = ({ transport, session }: RealtimeSource): PlintoSession | undefined =>
  transport.authorization || !transport.sessionStages?.authorize ? undefined : session;
