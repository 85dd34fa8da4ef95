import { organizations } from "@plinto/core/queries";
import { infiniteQueryOptions } from "@plinto/react/query";
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { signedInVisit } from "../../plinto/visit";
import { NoOrganization } from "../no-organization";
import { Invite } from "./invite";
import { Members } from "./members";

/** For those who are signed in. The first page of the list is in what the server sends. */
export default async function MembersPage(): Promise<ReactNode> {
  const visit = await signedInVisit("/members");
  const { plinto, organizationId: orgId } = visit;
  if (!orgId) return <NoOrganization visit={visit} />;
  const queryClient = new QueryClient();
  await queryClient.infiniteQuery(infiniteQueryOptions(organizations.members.list, plinto, { orgId }));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <h1>Members</h1>
      <Members orgId={orgId} />
      <Invite />
    </HydrationBoundary>
  );
}
