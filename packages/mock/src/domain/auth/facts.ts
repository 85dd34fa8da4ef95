import type { EventFacts } from "../events/emit.ts";

/** What an event about authenticating says. */
export interface AuthFacts {
  /** Null while nobody is known. */
  readonly userId: string | null;
  readonly method?: string | null;
  readonly sessionId?: string | null;
  /** The organization that it concerns, if one. */
  readonly organizationId?: string | null;
}

/** The event facts of authenticating. An attempt of nobody we know has the target `unknown`. */
export function authFacts({ userId, method = null, sessionId = null, organizationId = null }: AuthFacts): EventFacts {
  return { organizationId, target: { type: "user", id: userId ?? "unknown" }, data: { userId, method, sessionId }, userId: userId ?? "unknown" };
}
