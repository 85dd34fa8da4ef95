import type { ControlClient, ControlWorldPart } from "@plinto/mock/control";

/** What is needed to follow a world. */
export interface LiveOptions {
  readonly control: ControlClient;
  readonly page: Document;
  readonly pause: (ms: number) => Promise<void>;
  /** Told of what changed; of everything after the connection was lost. */
  changed(parts: readonly ControlWorldPart[]): Promise<void>;
  /** Told whether the mock answers. */
  connected(isConnected: boolean): void;
}

const waitSeconds = 20;
const retryMs = 1_000;

/**
 * Follows a world for as long as it is not ended, and while the page is seen: browsers open few connections to one
 * host, and the application needs them too.
 *
 * @returns how to end it
 */
export function followWorld({ control, page, pause, changed, connected }: LiveOptions): () => void {
  const over = new AbortController();
  let cursor: string | undefined;
  const follow = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await seen(page);
      try {
        const next = await control.watchWorld({ ...(cursor === undefined ? {} : { after: cursor }), waitSeconds });
        if (over.signal.aborted) return;
        connected(true);
        cursor = next.cursor;
        if (next.changed.length > 0) await changed(next.changed);
      } catch {
        if (over.signal.aborted) return;
        connected(false);
        cursor = undefined;
        await pause(retryMs);
      }
    }
  };
  void follow();
  return () => over.abort();
}

function seen(page: Document): Promise<void> {
  if (page.visibilityState === "visible") return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (page.visibilityState !== "visible") return;
      page.removeEventListener("visibilitychange", look);
      resolve();
    };
    page.addEventListener("visibilitychange", look);
  });
}
