import { useEffect, useSyncExternalStore } from "react";
import type { Reading, Remote } from "./remote.ts";

const NOTHING: Reading<never> = {};

/** Follows an answer while the component is there; asks nothing for null. */
export function useReading<T>(remote: Remote<T>, key: string | null): Reading<T> {
  useEffect(() => (key === null ? undefined : remote.want(key)), [remote, key]);
  const read = (): Reading<T> => (key === null ? NOTHING : remote.read(key));
  return useSyncExternalStore(remote.subscribe, read, () => NOTHING);
}
