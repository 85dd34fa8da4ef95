import type { PlintoAdmin } from "@plinto/node";
import type { Database } from "./database.ts";
import { recordMembership } from "./seats.ts";

/** Gives a seat to all who were members before the webhook was there. Harmless to run again. */
export async function recordPresentMembers(admin: PlintoAdmin, database: Database): Promise<void> {
  for await (const organization of admin.organizations.list({ pageSize: 100 })) {
    await database.transaction(async (tx) => {
      for await (const { userId, user } of admin.organizations.members.list({ orgId: organization.id, pageSize: 100 }))
        // Older than every event: what a webhook has told already stays.
        await recordMembership(tx, { organizationId: organization.id, userId, name: user.name ?? userId, isMember: true, sequence: 0 });
    });
  }
}
