import type { MembershipRow } from "../domain/members/table.ts";
import type { Commit } from "../kernel/commit.ts";

/** A membership that was none before: who has it may hear what happens from then on, and not what happened before. */
export interface BegunMembership {
  readonly userId: string;
  readonly organizationId: string;
}

/** The memberships that began in a commit, or came into force again. */
export function begunIn({ changes }: Commit): readonly BegunMembership[] {
  return changes.flatMap(({ table, before, after }) => {
    if (table !== "memberships") return [];
    const [was, is] = [before as MembershipRow | null, after as MembershipRow | null];
    return is?.status === "active" && was?.status !== "active" ? [{ userId: is.userId, organizationId: is.organizationId }] : [];
  });
}
