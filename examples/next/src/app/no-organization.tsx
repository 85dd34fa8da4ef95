import type { Plinto } from "@plinto/core";
import type { ReactNode } from "react";
import { ChooseOrganization } from "./choose-organization";

/** Properties of {@link NoOrganization}. */
export interface NoOrganizationProps {
  readonly visit: {
    readonly plinto: Pick<Plinto, "organizations">;
    /** Where the session stands, open to her or not. */
    readonly session: { readonly organizationId: string | null };
  };
}

/** In place of a page about an organization, while the session stands in none, or in one that is closed to her. */
export async function NoOrganization({ visit: { plinto, session } }: NoOrganizationProps): Promise<ReactNode> {
  const { data } = await plinto.organizations.list();
  return (
    <>
      <h1>Where do you work?</h1>
      <ChooseOrganization organizations={data} closed={session.organizationId} />
    </>
  );
}
