import { createPlinto } from "@plinto/core";
import { organizations } from "@plinto/core/queries";
import { loadInitialState } from "@plinto/react";
import { queryOptions } from "@plinto/react/query";
import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { Providers } from "./providers.js";
import { Who } from "./who.js";

export const dynamic = "force-dynamic";

const { PLINTO_URL: baseUrl, PLINTO_KEY: publishableKey, PLINTO_TOKEN: token, PLINTO_ORGANIZATION: orgId } = process.env;

export default async function Page() {
  const plinto = createPlinto({ baseUrl, publishableKey }).withSession(token);
  const initialState = await loadInitialState(plinto, { permissions: ["members:invite"] });
  const queryClient = new QueryClient();
  await queryClient.query(queryOptions(organizations.get(plinto, { orgId })));
  return (
    <Providers baseUrl={baseUrl} publishableKey={publishableKey} initialState={initialState}>
      <HydrationBoundary state={dehydrate(queryClient)}>
        <Who orgId={orgId} />
      </HydrationBoundary>
    </Providers>
  );
}
