import type { OrganizationStats } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import { isOpen } from "./invitation.ts";

/** What became of an organization's invitations. One whose time is up counts as expired before its timer says so. */
export function countInvitations(read: MockReaders, organizationId: string, now: number): OrganizationStats["invitations"] {
  const ended = (status: string): number => read.invitations.count("byStatus", [organizationId, status]);
  const waiting = read.invitations.scan("byStatus", [organizationId, "pending"]).toArray();
  const pending = waiting.filter((row) => isOpen(row, now)).length;
  return { pending, accepted: ended("accepted"), expired: ended("expired") + waiting.length - pending, revoked: ended("revoked") + ended("declined") };
}

/** How many seats of the plan are taken: members, and invitations that can still be accepted. */
export function seatsTaken(read: MockReaders, organizationId: string, now: number): number {
  return read.memberships.count("byOrganization", [organizationId]) + countInvitations(read, organizationId, now).pending;
}
