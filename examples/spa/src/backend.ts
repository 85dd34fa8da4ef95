import { createPlinto, type Plinto, webStorage } from "@plinto/core";
import type { SignInPorts } from "@plinto/react";

/** What the application talks to. */
export interface Backend {
  readonly plinto: Plinto;
  /** What sign-in takes from the browser, where it is not the browser's own. */
  readonly browser?: SignInPorts;
  /** Shows what the backend has mailed and done. Absent where it is a real one. */
  readonly openInspector?: () => void;
}

/**
 * The backend that `VITE_PLINTO_BASE_URL` and `VITE_PLINTO_PUBLISHABLE_KEY` name; without them one in a service worker of this
 * page, so that the application runs offline.
 */
export async function connect(): Promise<Backend> {
  // Named in full, so that a build for a backend leaves the other one out.
  if (!import.meta.env.VITE_PLINTO_BASE_URL) {
    const { connectToWorker } = await import("./mock-worker.ts");
    return connectToWorker();
  }
  const { href } = new URL(import.meta.env.VITE_PLINTO_BASE_URL, location.href);
  const { VITE_PLINTO_PUBLISHABLE_KEY: publishableKey, VITE_PLINTO_INSPECTOR: inspector } = import.meta.env;
  return {
    plinto: createPlinto({ baseUrl: href.replace(/\/$/, ""), storage: webStorage(), ...(publishableKey && { publishableKey }) }),
    ...(inspector && { openInspector: () => void window.open(inspector, "inspector") }),
  };
}
