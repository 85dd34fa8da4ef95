import type { Plinto } from "@plinto/core";
import { PlintoProvider } from "@plinto/react";
import { useListTeams } from "@plinto/react/query";
import { PlintoRealtime, useEvents, useRealtime } from "@plinto/react/realtime";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";

// #region provider
export function LiveApp({ plinto, queryClient, orgId }: { readonly plinto: Plinto; readonly queryClient: QueryClient; readonly orgId: string }): ReactNode {
  return (
    <QueryClientProvider client={queryClient}>
      <PlintoProvider client={plinto}>
        <PlintoRealtime>
          <Teams orgId={orgId} />
          <Activity />
        </PlintoRealtime>
      </PlintoProvider>
    </QueryClientProvider>
  );
}

function Teams({ orgId }: { readonly orgId: string }): ReactNode {
  const { data } = useListTeams({ orgId });
  const { status } = useRealtime();
  return (
    <>
      {status !== "open" && <p role="status">What you see may be old.</p>}
      <ul aria-label="Teams">
        {data?.data.map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
      </ul>
    </>
  );
}
// #endregion provider

// #region activity
function Activity(): ReactNode {
  const { events, hearing } = useEvents("organization", { types: ["team.created", "team.deleted"], limit: 20 });
  if (hearing !== "live") return null;
  return (
    <ol aria-label="Activity">
      {events.map(({ id, type, data }) => (
        <li key={id}>
          {data.name} {type === "team.created" ? "was created" : "is gone"}
        </li>
      ))}
    </ol>
  );
}
// #endregion activity
