/** What the kernel asks of the system: the only door through which real time enters a world. */
export interface SystemTime {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Calls `fn` after `ms` milliseconds; returns the cancellation. `background` lets the process end meanwhile. */
  setTimeout(fn: () => void, ms: number, background: boolean): () => void;
  /** Resolves after one turn of the event loop, whatever fake timers are installed. */
  turn(): Promise<void>;
}

/** The platform's time, looked up at each call, so that fake timers count from the moment they are installed. */
export const systemTime: SystemTime = {
  now() {
    return Date.now();
  },
  setTimeout(fn, ms, background) {
    const handle: unknown = globalThis.setTimeout(fn, ms);
    if (background) (handle as { unref?: () => void }).unref?.();
    // Fake timers refuse handles of real ones, so the cancellation belongs to whoever gave the handle.
    const clear = globalThis.clearTimeout as (handle: unknown) => void;
    return () => clear(handle);
  },
  turn() {
    return new Promise((resolve) => {
      // Fake timers replace setTimeout and setImmediate, but not message channels.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  },
};

/** Milliseconds since some moment, finer than the time of day: for how long something took. */
export const systemStopwatch = (): number => performance.now();

/** The version of Node; nothing where this is none. */
export const systemNode = (): string | undefined => (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node;

/** A name that nobody else has. What was counted in another process is told from it by this; no world's seed can do that. */
export const systemName = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");

/** The platform's network, looked up at each call: for steering a mock in another process. */
export const systemFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);
