/** The keys of an issuer, kept. */

import type { Clock } from "@plinto/core";
import { type Algorithm, importKey, type VerificationKey } from "./verification-key.ts";

/** What loading a key set gives. */
export interface LoadedKeys {
  readonly keys: readonly unknown[];
  /** How far the issuer's clock is ahead of ours, where its answer says what time it is there. */
  readonly skewMs: number | undefined;
}

/** Times of a key set, in milliseconds. */
export interface KeySetTimes {
  /** So long keys are used without asking. */
  readonly maxAgeMs: number;
  /** So long they are used while they are being asked for, and while they cannot be had. */
  readonly maxStaleMs: number;
  /** So often, at most, a key that is not there is looked for. */
  readonly cooldownMs: number;
}

/** After a failure nobody asks for so long, so that an issuer in trouble is not asked by each request. */
export const failureWaitMs = 1_000;

/** What a set says about a `kid`. */
export type FoundKey =
  | { readonly status: "found"; readonly key: VerificationKey }
  | { readonly status: "unknown" }
  | { readonly status: "unavailable"; readonly cause: unknown };

/** The keys of an issuer. */
export interface KeySet {
  /** The key, where it is known and fresh: the usual case, which waits for nothing. */
  fresh(kid: string, alg: Algorithm): VerificationKey | undefined;
  /** The key, loading the set where it has to be; one of another algorithm where it has no other of that name. Never rejects. */
  find(kid: string, alg: Algorithm): Promise<FoundKey>;
  /** How far the issuer's clock was ahead of ours when the set was loaded. */
  readonly skewMs: number | undefined;
}

/** Keeps what `load` gives: at most one request is under way, and what is merely old is used while it is asked for anew. */
export function createKeySet(load: () => Promise<LoadedKeys>, clock: Pick<Clock, "now">, { maxAgeMs, maxStaleMs, cooldownMs }: KeySetTimes): KeySet {
  let keys: Keys = new Map();
  let loadedAt: number | undefined;
  let skewMs: number | undefined;
  let failure: { readonly at: number; readonly cause: unknown } | undefined;
  let flight: Promise<FoundKey | undefined> | undefined;

  /** A clock that was set back tells nothing about age. */
  const since = (at: number | undefined): number => {
    const age = at === undefined ? Infinity : clock.now() - at;
    return age < 0 ? Infinity : age;
  };

  const reload = async (): Promise<FoundKey | undefined> => {
    if (failure && since(failure.at) < failureWaitMs) return { status: "unavailable", cause: failure.cause };
    try {
      const loaded = await load();
      const imported = (await Promise.all(loaded.keys.map(importKey))).filter((key) => key !== undefined);
      // No issuer withdraws all its keys: that is an outage, and those that are kept go on.
      if (imported.length === 0) throw new Error("the key set has no key that verifies tokens");
      keys = byName(imported);
      skewMs = loaded.skewMs;
      loadedAt = clock.now();
      failure = undefined;
      return undefined;
    } catch (cause) {
      failure = { at: clock.now(), cause };
      return { status: "unavailable", cause };
    }
  };
  const loadOnce = (): Promise<FoundKey | undefined> => (flight ??= reload().finally(() => (flight = undefined)));

  return {
    get skewMs() {
      return skewMs;
    },
    fresh: (kid, alg) => (since(loadedAt) < maxAgeMs ? pick(keys, kid, alg) : undefined),
    async find(kid, alg) {
      const known = pick(keys, kid, alg);
      const age = since(loadedAt);
      if (known && age < maxStaleMs) {
        if (age >= maxAgeMs) void loadOnce();
        return { status: "found", key: known };
      }
      // A stranger's kid must not become a stream of requests.
      if (!known && age < cooldownMs) return { status: "unknown" };
      const failed = await loadOnce();
      if (failed) return failed;
      const found = pick(keys, kid, alg);
      return found ? { status: "found", key: found } : { status: "unknown" };
    },
  };
}

/** Keys of different kinds may have one name (RFC 7517 section 4.5). */
type Keys = ReadonlyMap<string, readonly VerificationKey[]>;

function byName(all: readonly VerificationKey[]): Keys {
  const keys = new Map<string, VerificationKey[]>();
  for (const key of all) {
    const same = keys.get(key.kid);
    if (same) same.push(key);
    else keys.set(key.kid, [key]);
  }
  return keys;
}

function pick(keys: Keys, kid: string, alg: Algorithm): VerificationKey | undefined {
  const named = keys.get(kid);
  return named && (named.find((key) => key.alg === alg) ?? named[0]);
}
