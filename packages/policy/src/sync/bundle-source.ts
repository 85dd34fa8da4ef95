/** Where bundles come from: the API, and a place on disk. Nothing unverified leaves here. */

import type { CompileOptions } from "../engine.ts";
import { parseInstant } from "../instant.ts";
import { readBundle, type ReadyBundle } from "./bundle.ts";
import type { KeySet } from "./key-set.ts";
import { refusal } from "./refusal.ts";
import { type Answer, type RequestPorts, send } from "./requests.ts";
import { invalid, isSignedBy, readSignature, signatureHeader } from "./signature.ts";

/** A bundle as it is kept on disk: made by `save`, taken by the option `bundle`. */
export interface SavedBundle {
  /** What was signed, byte for byte as UTF-8. */
  readonly body: string;
  readonly signature: string;
  readonly etag: string | null;
  /** When the API last said that it was the newest, in RFC 3339. */
  readonly confirmedAt: string;
}

/** A bundle that is held: verified, read and confirmed. */
export interface HeldBundle extends ReadyBundle {
  readonly saved: Omit<SavedBundle, "confirmedAt">;
  /** When the API last said that it was the newest. */
  readonly confirmedAt: number;
}

/** What a source needs. */
export interface BundleSourceOptions {
  readonly ports: RequestPorts;
  readonly keys: KeySet;
  readonly organizationId: string;
  readonly maxBundleBytes: number;
  readonly compile: CompileOptions;
  readonly subtle: () => Pick<SubtleCrypto, "verify">;
}

/** Gives bundles. */
export interface BundleSource {
  /** Asks the API. The same one comes back, confirmed anew, when there is none newer. */
  fetch(held: HeldBundle | undefined): Promise<HeldBundle>;
  /** Takes what was saved. */
  open(saved: SavedBundle): Promise<HeldBundle>;
}

/** Makes a source. */
export function createBundleSource({ ports, keys, organizationId, maxBundleBytes, compile, subtle }: BundleSourceOptions): BundleSource {
  async function verified(body: Uint8Array<ArrayBuffer>, signatureText: string | null): Promise<ReadyBundle> {
    const signature = readSignature(signatureText);
    const key = await keys.keyOf(signature);
    if (!(await isSignedBy(key, signature, body, subtle()))) throw invalid("The signature is not of this bundle.");
    return readBundle(body, organizationId, compile);
  }

  return {
    async fetch(held) {
      const askedAt = ports.clock.now();
      const etag = held?.saved.etag;
      const answer = await send(ports, {
        path: `/v1/policies/bundle?organizationId=${encodeURIComponent(organizationId)}`,
        headers: etag ? { "if-none-match": etag } : {},
        authorized: true,
        maxBytes: maxBundleBytes,
        tooLarge: "Raise maxBundleBytes if the bundle is meant to be that large.",
      });
      if (answer.status === 304 && held !== undefined && etag) return { ...held, confirmedAt: askedAt };
      if (answer.status !== 200) throw refused(answer, askedAt);
      const signature = answer.headers.get(signatureHeader);
      const ready = await verified(answer.body, signature);
      if (held !== undefined && isOlder(ready, held))
        throw refusal("bundle_outdated", "The bundle is older than the one that is held; what is held stays.", { place: "/sequence" });
      const saved = { body: textOf(answer.body), signature: signature!, etag: answer.headers.get("etag") };
      // The same revision keeps what it has compiled and cached.
      return { ...(held?.revision === ready.revision ? held : ready), saved, confirmedAt: askedAt };
    },
    async open({ body, signature, etag, confirmedAt }) {
      const confirmed = typeof confirmedAt === "string" ? parseInstant(confirmedAt) : undefined;
      if (typeof body !== "string" || typeof signature !== "string" || confirmed === undefined)
        throw refusal("bundle_invalid", "The bundle that was saved is not whole: it needs body, signature and confirmedAt.", { place: "" });
      const ready = await verified(new TextEncoder().encode(body), signature);
      // From the future it would never become stale.
      return { ...ready, saved: { body, signature, etag: etag ?? null }, confirmedAt: Math.min(confirmed, ports.clock.now()) };
    },
  };
}

/** By the count of changes; moments tell apart only what no change of policies or roles does, such as a newer API. */
function isOlder(one: ReadyBundle, other: ReadyBundle): boolean {
  return one.sequence < other.sequence || (one.sequence === other.sequence && one.generatedAt < other.generatedAt);
}

function textOf(body: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
}

function refused({ status, headers }: Answer, now: number): Error {
  return status === 401 || status === 403
    ? refusal("bundle_access_refused", `The API answered ${status}: the secret key does not open the bundle of this organization. Give it policies:read.`, {
        status,
      })
    : refusal("bundle_unavailable", `The API answered ${status} when it was asked for the bundle.`, { status, retryAfterMs: retryAfterMs(headers, now) });
}

/** How long the server asks to wait (RFC 9110 section 10.2.3); nothing when it does not. */
export function retryAfterMs(headers: Headers, now: number): number {
  const value = headers.get("retry-after");
  if (value === null) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return ms > 0 ? ms : 0;
}
