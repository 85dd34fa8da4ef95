import type { Role } from "@plinto/core";
import { useActiveOrganization, useUser } from "@plinto/react";
import { useGetMember } from "@plinto/react/query";

/** The person's role in an organization as it is now: what the session says of it is as old as its token. */
export function useOwnRole(orgId: string): Role | null {
  const { user } = useUser();
  const { role } = useActiveOrganization();
  const { data } = useGetMember(user ? { orgId, userId: user.id } : null);
  return data?.role ?? role;
}
