import type { Member } from "@plinto/spec";
import type { MockTransaction } from "../../schema.ts";
import type { Emit, EventEnvelope } from "../events/emit.ts";
import { renderTeamMember, teamMemberFacts } from "./render.ts";
import { touchTeam } from "./team.ts";

/** Whose membership of the organization ended is in none of its teams any more. Reacts to `member.removed`. */
export function leaveTeams(tx: MockTransaction, emit: Emit, event: EventEnvelope): void {
  const member = event.data as unknown as Member;
  for (const place of tx.teamMembers.scan("byMember", [member.userId, member.organizationId]).toArray()) {
    tx.teamMembers.delete(place.id);
    const team = touchTeam(tx, tx.teams.require(place.teamId), {});
    emit("team.member_removed", teamMemberFacts(renderTeamMember(place, member), team));
  }
}
