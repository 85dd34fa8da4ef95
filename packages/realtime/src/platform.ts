/** The defaults for everything that comes from outside: the only file that reaches for globals. */

import type { Page, PageSignal, SocketConstructor } from "./ports.ts";

const isBrowser = (): boolean => typeof window !== "undefined" && typeof document !== "undefined";

/** The global `WebSocket`, where the runtime has one: Node 20 has none. */
export const systemSocket = (): SocketConstructor | undefined => (typeof WebSocket === "undefined" ? undefined : WebSocket);

/** The page, in a browser; elsewhere one that is always seen and online. */
export const systemPage = (): Page => ({
  isVisible: () => !isBrowser() || document.visibilityState !== "hidden",
  isOnline: () => !isBrowser() || navigator.onLine,
  subscribe(listener) {
    if (!isBrowser()) return () => {};
    const stop = new AbortController();
    const hear = (target: EventTarget, type: string, signal: () => PageSignal): void =>
      target.addEventListener(type, () => listener(signal()), { signal: stop.signal });
    for (const type of ["online", "offline", "pageshow"] as const) hear(window, type, () => type);
    hear(document, "visibilitychange", () => (document.visibilityState === "hidden" ? "hidden" : "visible"));
    hear(document, "resume", () => "wake");
    return () => stop.abort();
  },
});
