/** Answers of the server that gates and the active organization stand on: asked together, once, and again when they may have changed. */

/** What is known under a key. */
export interface Reading<T> {
  /** The last answer; undefined until there is one. */
  readonly value?: T | undefined;
  /** Why the last attempt gave none. */
  readonly error?: unknown;
}

/** Answers by key. */
export interface Remote<T> {
  read(key: string): Reading<T>;
  subscribe(listener: () => void): () => void;
  /** Asks for a key unless it is known, and again whenever it may have changed, until the returned function is called. */
  want(key: string): () => void;
  /** Everything that is known, as the same object until something new is. */
  known(): ReadonlyMap<string, Reading<T>>;
  /** Everything may have changed. What is wanted keeps its last answer until the new one is there. */
  stale(): void;
}

const NOTHING: Reading<never> = {};

/** Keeps what `load` answers, or throws, for each key. Keys that are wanted in one go are asked for in one go. */
export function createRemote<T>(load: (keys: readonly string[]) => ReadonlyMap<string, Promise<T | undefined>>): Remote<T> {
  let readings: ReadonlyMap<string, Reading<T>> = new Map();
  const wanted = new Map<string, number>();
  const asked = new Map<string, number>();
  const listeners = new Set<() => void>();
  let queue: string[] = [];
  let round = 0;

  const ask = (key: string): void => {
    if (queue.push(key) === 1) queueMicrotask(flush);
  };

  let telling = false;
  /** Once for all that is answered in one go. */
  const tell = (): void => {
    if (telling) return;
    telling = true;
    queueMicrotask(() => {
      telling = false;
      for (const listener of listeners) listener();
    });
  };

  const flush = (): void => {
    const keys = [...new Set(queue)];
    const own = ++round;
    queue = [];
    const settle = (key: string, reading: Reading<T>): void => {
      // A later round knows better, and what nobody wants any more was forgotten.
      if (asked.get(key) !== own) return;
      readings = new Map(readings).set(key, reading);
      tell();
    };
    for (const key of keys) asked.set(key, own);
    // Each for itself: what one cannot be told, or not yet, holds up nobody.
    for (const [key, answer] of load(keys))
      answer.then(
        (value) => settle(key, { value }),
        (error: unknown) => settle(key, { value: readings.get(key)?.value, error }),
      );
  };

  return {
    known: () => readings,
    read: (key) => readings.get(key) ?? NOTHING,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    want(key) {
      wanted.set(key, (wanted.get(key) ?? 0) + 1);
      if (!asked.has(key) || readings.get(key)?.error) ask(key);
      return () => void wanted.set(key, wanted.get(key)! - 1);
    },
    stale() {
      for (const [key, count] of wanted) {
        if (count > 0) ask(key);
        else {
          wanted.delete(key);
          asked.delete(key);
        }
      }
      readings = new Map([...readings].filter(([key]) => asked.has(key)));
    },
  };
}
