import { useActiveOrganization, useUser } from "@plinto/react";
import { useEffect } from "react";

/** Keeps in mind where the person stands, for the next time that she signs in here. */
export function useKeepOrganization(): void {
  const { user } = useUser();
  const { organizationId } = useActiveOrganization();
  const id = user?.id;
  useEffect(() => {
    if (id && organizationId) localStorage.setItem(nameOf(id), organizationId);
  }, [id, organizationId]);
}

/** Where the person stood when she was here last. */
export function lastOrganization(userId: string): string | null {
  return localStorage.getItem(nameOf(userId));
}

function nameOf(userId: string): string {
  return `last organization of ${userId}`;
}
