/** Keeps the caches below right while others change things. */

import type { RealtimeOptions } from "@plinto/realtime";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, createElement, useContext, useEffect } from "react";
import { useRooms } from "../context.ts";
import { useMade } from "../use-made.ts";
import { wrongUse } from "../wrong-use.ts";
import { LiveContext } from "./context.ts";
import { createLive } from "./live.ts";

/** Properties of {@link PlintoRealtime}. They are read when it is mounted, or when its client or cache becomes another one. */
export interface PlintoRealtimeProps extends Omit<RealtimeOptions, "refetch"> {
  readonly children?: ReactNode;
}

/**
 * Listens, while somebody is signed in, to what happens to the person and in the organization of the session, and makes
 * right what the hooks of `@plinto/react/query`, the gates and `useActiveOrganization` show. What the person may not hear is
 * not listened to. On a server it does nothing.
 *
 * @throws `PlintoError` of the kind `config`: `provider_missing`, `realtime_nested`; `websocket_missing` and `option_invalid` once mounted
 *
 * @example
 * <QueryClientProvider client={queryClient}>
 *   <PlintoProvider client={plinto}>
 *     <PlintoRealtime><App /></PlintoRealtime>
 *   </PlintoProvider>
 * </QueryClientProvider>
 *
 * Source: spec/realtime.md, and `x-plinto-event` of the description.
 */
export function PlintoRealtime({ children, ...options }: PlintoRealtimeProps): ReactNode {
  if (useContext(LiveContext))
    throw wrongUse("realtime_nested", "A <PlintoRealtime> stands inside of another, which would hear everything twice: keep the outer one");
  const rooms = useRooms();
  const cache = useQueryClient();
  const live = useMade([rooms, cache], () => createLive(rooms, cache, options));
  useEffect(() => live.start(), [live]);
  return createElement(LiveContext.Provider, { value: live }, children);
}
