import { createContext, useContext } from "react";
import type { Backend } from "./backend.ts";

export const BackendContext = createContext<Backend | null>(null);

/** What the application talks to. */
export function useBackend(): Backend {
  const backend = useContext(BackendContext);
  if (!backend) throw new Error("There is no <BackendContext> around this");
  return backend;
}
