import { ok } from "../../kernel/transaction.ts";
import type { TimerRunner } from "../../kernel/world.ts";
import type { MockSchema } from "../../schema.ts";
import { emitEvent, type EventActor } from "../events/emit.ts";
import { sessionFacts } from "./facts.ts";
import { impersonationEndedFacts } from "./impersonation.ts";
import { touchSession } from "./session.ts";

const system: EventActor = { type: "system", id: null };

/** What happens when a session was idle too long or its time is up. */
export const expireSession: TimerRunner<MockSchema, { readonly sessionId: string }, undefined> = {
  decide(tx, timer) {
    const session = tx.sessions.get(timer.data.sessionId);
    if (!session || session.status !== "active") return ok();
    const expired = touchSession(tx, session, { status: "expired" });
    emitEvent(tx, "session.expired", sessionFacts(tx, expired), system, null);
    if (expired.impersonatorId !== null) emitEvent(tx, "user.impersonation_ended", impersonationEndedFacts(tx, expired), system, null);
    return ok();
  },
};
