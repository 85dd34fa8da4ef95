import type { KnownEventType } from "@plinto/spec";
import type { MockTransaction } from "../schema.ts";
import { emitEvent, type Emit, type EventEnvelope } from "./events/emit.ts";
import { followFactors } from "./mfa/follow-factors.ts";
import { leaveTeams } from "./teams/leave-teams.ts";

/** What follows from an event, in the same commit and by the same actor. */
type Reaction = (tx: MockTransaction, emit: Emit, event: EventEnvelope) => void;

/** Who listens to what. What causes an event knows nothing of those who react to it. */
const reactions: Readonly<Partial<Record<KnownEventType, readonly Reaction[]>>> = {
  "member.removed": [leaveTeams],
  "mfa.factor_added": [followFactors],
  "mfa.factor_removed": [followFactors],
  "passkey.registered": [followFactors],
  "passkey.removed": [followFactors],
};

/** Emits an event, and does what follows from it. Takes what `emitEvent` takes. */
export function emitWithReactions(...[tx, type, facts, ...cause]: Parameters<typeof emitEvent>): void {
  const event = emitEvent(tx, type, facts, ...cause);
  for (const react of reactions[type as KnownEventType] ?? []) react(tx, (next, nextFacts) => emitWithReactions(tx, next, nextFacts, ...cause), event);
}
