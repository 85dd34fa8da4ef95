import type { EventActor } from "../domain/events/envelope.ts";
import type { Principal } from "../principal.ts";
import type { RequestCaller } from "./request-log.ts";

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

/** Who called, as the list of requests keeps it. */
export function callerOf(principal: Principal): RequestCaller {
  return { kind: principal.kind, id: actorOf(principal).id };
}

/** The actor as a commit keeps it. */
export function actorJson(principal: Principal): { type: string; id: string | null } {
  const { type, id } = actorOf(principal);
  return { type, id };
}
