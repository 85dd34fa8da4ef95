import { type Organization, type PlintoError, type Role, isPlintoError } from "@plinto/core";
import { useCallback } from "react";
import { useRooms } from "./context.ts";
import { useAuthSnapshot } from "./use-auth.ts";
import { useReading } from "./use-reading.ts";

/** Answer of {@link useActiveOrganization}. */
export interface ActiveOrganization {
  /** undefined while it is read, null when the session stands in none. */
  readonly organization: Organization | null | undefined;
  readonly organizationId: string | null;
  /** The person's role there. */
  readonly role: Role | null;
  /** Why the organization could not be read. */
  readonly error: PlintoError | null;
  /** Moves the session to another organization, or out of all. @throws `PlintoError`, as `switchOrganization` does */
  switchTo(organizationId: string | null): Promise<void>;
}

/**
 * The organization that the session stands in.
 *
 * @example
 * const { organization, switchTo } = useActiveOrganization();
 * return <select value={organization?.id} onChange={(event) => switchTo(event.target.value)}>{options}</select>;
 */
export function useActiveOrganization(): ActiveOrganization {
  const { plinto, organizations } = useRooms();
  const { known, session } = useAuthSnapshot();
  const organizationId = session?.organizationId ?? null;
  const { value, error } = useReading(organizations, session && organizationId ? JSON.stringify([session.id, organizationId]) : null);
  const switchTo = useCallback(
    async (id: string | null) => {
      await plinto.auth.switchOrganization({ organizationId: id });
    },
    [plinto],
  );
  return {
    organization: known && !organizationId ? null : value,
    organizationId,
    role: session?.organizationRole ?? null,
    error: isPlintoError(error) ? error : null,
    switchTo,
  };
}
