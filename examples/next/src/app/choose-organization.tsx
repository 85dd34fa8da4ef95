import type { Organization } from "@plinto/core";
import type { ReactNode } from "react";
import { Places } from "./places";

/** Properties of {@link ChooseOrganization}. */
export interface ChooseOrganizationProps {
  readonly organizations: readonly Organization[];
  /** Where she cannot work now although she belongs there. */
  readonly closed: string | null;
}

/** Where to work, among those that can be worked at. */
export function ChooseOrganization({ organizations, closed }: ChooseOrganizationProps): ReactNode {
  const open = organizations.filter(({ id, status }) => id !== closed && status === "active");
  return (
    <>
      {closed && <p>Where you worked is closed to you now: ask one of its owners.</p>}
      <Places places={open.map(({ id, name }) => ({ id, name }))} />
    </>
  );
}
