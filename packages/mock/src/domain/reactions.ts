import type { KnownEventType } from "@plinto/spec";
import type { MockTransaction } from "../schema.ts";
import { dropPendingSignIns } from "./auth/pending-sign-in.ts";
import { emitEvent, type Emit, type EventEnvelope } from "./events/emit.ts";
import { followFactors } from "./mfa/follow-factors.ts";
import { forgetRememberedDevices } from "./mfa/remember.ts";
import { followRoles } from "./policies/follow-roles.ts";
import { leaveTeams } from "./teams/leave-teams.ts";

/** What follows from an event, in the same commit and by the same actor. */
type Reaction = (tx: MockTransaction, emit: Emit, event: EventEnvelope) => void;

/** What follows for the person whom an event is about. */
function forPerson(act: (tx: MockTransaction, userId: string) => void): Reaction {
  return (tx, _emit, { data }) => act(tx, data["userId"] as string);
}

const factorsChanged = forPerson(followFactors);
/** What a lost factor made devices remembered for ends with it, and so do the sign-ins that wait: they may have begun with it. */
const factorLost: readonly Reaction[] = [factorsChanged, forPerson(forgetRememberedDevices), forPerson(dropPendingSignIns)];

/** Who listens to what. What causes an event knows nothing of those who react to it. */
const reactions: Readonly<Partial<Record<KnownEventType, readonly Reaction[]>>> = {
  "identity.unlinked": [forPerson(dropPendingSignIns)],
  "member.removed": [leaveTeams],
  "role.created": [followRoles],
  "role.updated": [followRoles],
  "role.deleted": [followRoles],
  "mfa.factor_added": [factorsChanged],
  "mfa.factor_removed": factorLost,
  "passkey.registered": [factorsChanged],
  "passkey.removed": factorLost,
};

/** Emits an event, and does what follows from it. Takes and gives what `emitEvent` does. */
export function emitWithReactions(...[tx, type, facts, ...cause]: Parameters<typeof emitEvent>): EventEnvelope {
  const event = emitEvent(tx, type, facts, ...cause);
  for (const react of reactions[type as KnownEventType] ?? []) react(tx, (next, nextFacts) => emitWithReactions(tx, next, nextFacts, ...cause), event);
  return event;
}
