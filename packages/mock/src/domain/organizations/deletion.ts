import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { TimerRunner } from "../../kernel/world.ts";
import { ok } from "../../kernel/transaction.ts";
import type { MockSchema, MockTransaction } from "../../schema.ts";
import { isHeld } from "../audit-logs/retention.ts";
import { emitEvent } from "../events/emit.ts";
import { organizationFacts, touchOrganization } from "./organization.ts";
import type { OrganizationRow } from "./table.ts";

/** How long an owner can take a deletion back. */
export const deletionGraceMs: number = 30 * 24 * 60 * 60 * 1000;

export const purgeTimer = "organization.purge";

/** Marks an organization for deletion; a timer ends it after the grace. */
export function scheduleDeletion(tx: MockTransaction, organization: OrganizationRow): OrganizationRow {
  const deletesAt = tx.now + deletionGraceMs;
  tx.after(deletesAt, { id: timerId(organization.id), kind: purgeTimer, data: { organizationId: organization.id } });
  return touchOrganization(tx, organization, { status: "pending_deletion", deletesAt: formatTimestamp(deletesAt) });
}

export function cancelDeletion(tx: MockTransaction, organization: OrganizationRow): OrganizationRow {
  tx.cancel(timerId(organization.id));
  return touchOrganization(tx, organization, { status: "active", deletesAt: null });
}

/** How long after the end of a legal hold a deletion that it delayed waits, so that a mistake can be undone. */
const afterHoldMs = 24 * 60 * 60 * 1000;

/** Lets a deletion go on that waited for the end of a legal hold. */
export function resumeDeletion(tx: MockTransaction, organization: OrganizationRow): void {
  const { status, deletesAt } = organization;
  if (status !== "pending_deletion" || deletesAt === null || parseTimestamp(deletesAt) > tx.now) return;
  tx.after(tx.now + afterHoldMs, { id: timerId(organization.id), kind: purgeTimer, data: { organizationId: organization.id } });
}

/**
 * What happens when the grace is over: the row goes, and by its references all that belongs to it. While its log is under
 * a legal hold it stays, closed as it is: whoever lifts the hold has to find it.
 */
export const purgeOrganization: TimerRunner<MockSchema, { readonly organizationId: string }, undefined> = {
  decide(tx, timer) {
    const organization = tx.organizations.get(timer.data.organizationId);
    if (!organization || organization.status !== "pending_deletion" || isHeld(tx, organization.id)) return ok();
    emitEvent(tx, "organization.deleted", organizationFacts(organization), { type: "system", id: null }, null);
    tx.organizations.delete(organization.id);
    return ok();
  },
};

function timerId(organizationId: string): string {
  return `purge:${organizationId}`;
}
