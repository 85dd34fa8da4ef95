import { type Context, createContext, useContext } from "react";
import { wrongUse } from "../wrong-use.ts";
import type { LiveStore } from "./live.ts";

/** Null outside of a `<PlintoRealtime>`. */
export const LiveContext: Context<LiveStore | null> = /* @__PURE__ */ createContext<LiveStore | null>(null);

/** @throws `PlintoError` `realtime_missing` */
export function useLive(): LiveStore {
  const live = useContext(LiveContext);
  if (live) return live;
  throw wrongUse("realtime_missing", "There is no <PlintoRealtime> around this component: put one inside of <PlintoProvider> and of <QueryClientProvider>");
}
