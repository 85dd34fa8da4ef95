import type { AuditActor } from "@plinto/core";
import { useListMembers } from "@plinto/react/query";

/** What the members of the organization are called, by id. */
export function useMemberNames(orgId: string): ReadonlyMap<string, string> {
  const { data } = useListMembers({ orgId, pageSize: 100, sort: "name" });
  return new Map(data?.data.map(({ userId, user }) => [userId, user.name ?? user.email]));
}

/** Who did it, in words. */
export function actorName({ type, id }: AuditActor, names: ReadonlyMap<string, string>): string {
  if (id !== null && names.has(id)) return names.get(id) ?? id;
  if (type === "user") return "Somebody who is no member";
  return type === "organization_key" ? "An API key" : type === "system" || type === "environment_key" ? "The system" : "Somebody unknown";
}
