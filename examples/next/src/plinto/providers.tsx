"use client";

import { createPlinto } from "@plinto/core";
import { type InitialState, PlintoProvider } from "@plinto/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { StepUpDialog } from "../sign-in";
import { Connection } from "./connection";
import { SessionGuard } from "./session-guard";

/** Properties of {@link Providers}. */
export interface ProvidersProps {
  readonly baseUrl: string;
  readonly publishableKey: string;
  readonly initialState: InitialState | undefined;
  readonly children: ReactNode;
}

/** One client for the page: sign-in, refresh and sign-out go through our own server, all else to the API. */
export function Providers({ baseUrl, publishableKey, initialState, children }: ProvidersProps): ReactNode {
  const [plinto] = useState(() => createPlinto({ baseUrl, publishableKey, sessionEndpoint: "/api/plinto" }));
  // What the server has just read is not read again at once.
  const [queryClient] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: 10_000 } } }));
  return (
    <QueryClientProvider client={queryClient}>
      <PlintoProvider client={plinto} {...(initialState && { initialState })}>
        <SessionGuard />
        <Connection />
        {children}
        <StepUpDialog />
      </PlintoProvider>
    </QueryClientProvider>
  );
}
