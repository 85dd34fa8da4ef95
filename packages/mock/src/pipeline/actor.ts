import type { EventActor } from "../domain/events/emit.ts";
import type { Principal } from "../principal.ts";

/** The actor of the events that a caller causes. */
export function actorOf(principal: Principal): EventActor {
  switch (principal.kind) {
    case "user":
      return { type: "user", id: principal.userId, ...(principal.impersonatorId ? { impersonatorId: principal.impersonatorId } : {}) };
    case "environment":
      return { type: "environment_key", id: principal.keyId };
    case "organization":
      return { type: "organization_key", id: principal.keyId };
    case "pending":
      return { type: "user", id: principal.userId };
    case "anonymous":
      return { type: "anonymous", id: null };
  }
}

/** The actor as a commit keeps it. */
export function actorJson(principal: Principal): { type: string; id: string | null } {
  const { type, id } = actorOf(principal);
  return { type, id };
}
