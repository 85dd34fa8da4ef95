/** A value with listeners, as `useSyncExternalStore` wants it. */
export interface HeldState<T> {
  get(): T;
  /** Changes some members and tells whoever listens. */
  set(change: Partial<T>): void;
  subscribe(listener: () => void): () => void;
}

/**
 * Holds a value.
 *
 * @example
 * const held = holdState({ busy: false });
 * const { busy } = useSyncExternalStore(held.subscribe, held.get);
 */
export function holdState<T extends object>(initial: T): HeldState<T> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
