/** What runs as long as a provider is mounted, also when whoever began it has gone. */
export interface Lasting {
  /** Begins something, unless it runs already; `start` answers what ends it, and is called again when the provider comes back. */
  keep(key: unknown, start: () => () => void): void;
  /** The provider is there: begins what was begun before. The returned function ends everything. */
  mount(): () => void;
}

/** Makes the room of a provider. StrictMode, and a page that is hidden for a while, unmount and mount it again. */
export function createLasting(): Lasting {
  const starts = new Map<unknown, () => () => void>();
  const stops = new Map<unknown, () => void>();
  const begin = (key: unknown, start: () => () => void): void => {
    if (!stops.has(key)) stops.set(key, start());
  };
  return {
    keep(key, start) {
      if (!starts.has(key)) starts.set(key, start);
      begin(key, starts.get(key)!);
    },
    mount() {
      for (const [key, start] of starts) begin(key, start);
      return () => {
        for (const stop of stops.values()) stop();
        stops.clear();
      };
    },
  };
}
