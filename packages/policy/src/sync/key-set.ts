/** The keys that sign bundles. */

import { mockKeyIds } from "../generated/mock-key-ids.ts";
import { fromBase64url } from "./base64url.ts";
import type { Clock } from "./ports.ts";
import { refusal } from "./refusal.ts";
import type { Answer } from "./requests.ts";
import { algorithms, invalid, type DetachedSignature } from "./signature.ts";

/** Public keys as JSON (RFC 7517): what `/.well-known/jwks.json` answers. */
export interface KeySetDocument {
  readonly keys: readonly object[];
}

/** What a key set needs. */
export interface KeySetOptions {
  /** Fetches the document. */
  readonly load: () => Promise<Answer>;
  /** Known from the start. */
  readonly initial: KeySetDocument | undefined;
  readonly allowMockKeys: boolean;
  readonly clock: Clock;
  readonly subtle: () => Pick<SubtleCrypto, "importKey" | "verify">;
}

/** Gives the key of a signature. */
export interface KeySet {
  /** @throws PolicyError `bundle_signature_invalid`, `bundle_unavailable` */
  keyOf(signature: DetachedSignature): Promise<CryptoKey>;
}

/** After this long keys are fetched anew, so that one that was withdrawn is not believed for ever. */
const maxAgeMs = 600_000;

/** A key that is not there is looked for only so often: a stranger's `kid` must not become a stream of requests. */
const askAgainMs = 60_000;

/** Makes a key set. */
export function createKeySet({ load, initial, allowMockKeys, clock, subtle }: KeySetOptions): KeySet {
  let known: readonly object[] = initial?.keys ?? [];
  let knownAt = initial === undefined ? -Infinity : clock.now();
  let askedAt = -Infinity;
  const ready = new Map<object, CryptoKey>();

  const find = ({ alg, kid }: DetachedSignature): object | undefined => known.find((key) => fits(key as JsonWebKey & { kid?: unknown }, alg, kid));

  return {
    async keyOf(signature) {
      if (!allowMockKeys && mockKeyIds.includes(signature.kid))
        throw invalid("The bundle is signed by a mock, whose private key everybody has. In tests say allowMockKeys: true.");
      const now = clock.now();
      const isMissing = find(signature) === undefined;
      if ((isMissing || now - knownAt > maxAgeMs) && Math.abs(now - askedAt) >= askAgainMs) {
        known = readKeySet(await load());
        ready.clear();
        knownAt = askedAt = now;
      }
      const found = find(signature);
      if (found === undefined) throw invalid("The bundle is signed by a key that is not among the issuer's.");
      const key = ready.get(found) ?? (await importKey(found, signature, subtle()));
      ready.set(found, key);
      return key;
    },
  };
}

function fits({ kid, kty, alg, use, crv, n }: JsonWebKey & { kid?: unknown }, wantedAlg: DetachedSignature["alg"], wantedKid: string): boolean {
  if (kid !== wantedKid || kty !== algorithms[wantedAlg].kty || (alg ?? wantedAlg) !== wantedAlg || (use ?? "sig") !== "sig") return false;
  // RFC 7518 section 3.3 asks for 2,048 bits at least.
  return kty === "EC" ? crv === "P-256" : typeof n === "string" && (fromBase64url(n)?.length ?? 0) >= 256;
}

async function importKey(key: object, { alg }: DetachedSignature, subtle: Pick<SubtleCrypto, "importKey">): Promise<CryptoKey> {
  const { kty, members, keyParameters } = algorithms[alg];
  // Only the public members: others, such as key_ops, make engines refuse what they could use.
  const entries = members.map((member) => [member, (key as Record<string, unknown>)[member]]);
  try {
    return await subtle.importKey("jwk", { kty, ...Object.fromEntries(entries) } as JsonWebKey, keyParameters, false, ["verify"]);
  } catch (cause) {
    throw invalid("The key of the bundle's signature is malformed.", cause);
  }
}

function readKeySet({ status, body }: Answer): readonly object[] {
  if (status !== 200) throw refusal("bundle_unavailable", `The keys of the issuer were answered with ${status}.`, { status });
  try {
    const { keys } = JSON.parse(new TextDecoder().decode(body)) as { keys?: unknown };
    if (Array.isArray(keys)) return keys.filter((key) => typeof key === "object" && key !== null) as object[];
  } catch (cause) {
    throw invalid("The keys of the issuer are no JSON.", cause);
  }
  throw invalid("The keys of the issuer are no key set: the member keys is missing.");
}
