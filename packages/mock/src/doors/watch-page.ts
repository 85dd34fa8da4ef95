import type { SystemTime } from "../kernel/system.ts";

// Requests that are not made by `fetch` wait for nobody, so they depend on how soon a loss is noticed.
const beatMs = 5_000;

/**
 * Calls `look` when something may have happened to the service worker: it was exchanged, the page comes back from the
 * background or from the history, some seconds went by.
 *
 * @returns a function that ends it
 */
export function watchPage(page: Window, system: SystemTime, look: () => Promise<void>): () => void {
  const { document } = page;
  const { serviceWorker } = page.navigator;
  let stopBeat = (): void => {};
  let isOver = false;
  const beat = (): void => {
    stopBeat();
    if (!isOver) stopBeat = system.setTimeout(check, beatMs, true);
  };
  const check = (): void => {
    // Whoever cannot mend it has told so; the next look tries again.
    look().then(beat, beat);
  };
  const checkIfVisible = (): void => {
    if (document.visibilityState === "visible") check();
  };
  serviceWorker.addEventListener("controllerchange", check);
  document.addEventListener("visibilitychange", checkIfVisible);
  document.addEventListener("resume", check);
  page.addEventListener("pageshow", check);
  beat();
  return () => {
    isOver = true;
    stopBeat();
    serviceWorker.removeEventListener("controllerchange", check);
    document.removeEventListener("visibilitychange", checkIfVisible);
    document.removeEventListener("resume", check);
    page.removeEventListener("pageshow", check);
  };
}
