"use client";

import { createPlinto, webStorage } from "@plinto/core";
import { PlintoProvider } from "@plinto/react";
import { PlintoRealtime } from "@plinto/react/realtime";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";

export function Providers({ baseUrl, publishableKey, initialState, children }) {
  const [plinto] = useState(() => createPlinto({ baseUrl, publishableKey, ...(typeof window !== "undefined" && { storage: webStorage() }) }));
  const [queryClient] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={queryClient}>
      <PlintoProvider client={plinto} initialState={initialState}>
        <PlintoRealtime>{children}</PlintoRealtime>
      </PlintoProvider>
    </QueryClientProvider>
  );
}
