/** Whether a delivery comes from who holds the secret. */

import { WebhookError } from "./errors.ts";
import { readHeaders, type WebhookHeaders } from "./headers.ts";
import { createKeyring, type Secrets } from "./keyring.ts";
import { systemClock } from "./platform.ts";
import type { Clock } from "./ports.ts";
import { hashable, type RawBody } from "./raw-body.ts";
import type { SignatureVersion } from "./verification-key.ts";

/** How strictly a delivery is judged. */
export interface VerifyOptions {
  /**
   * How far the timestamp may lie from this clock, in seconds, both ways; `false` for any. Default 300. A delivery that
   * is stored and verified later needs `false`, and then nothing but the store stops a replay.
   */
  readonly toleranceSeconds?: number | false;
  /** The time. Default: the clock of the machine. */
  readonly clock?: Clock;
}

/** What a valid signature tells. */
export interface SignatureFacts {
  /** `webhook-id`: the id of the event, the same in every repetition. */
  readonly id: string;
  /** `webhook-timestamp`: when this attempt was signed, in seconds since the epoch. */
  readonly timestamp: number;
  /** How far that lies behind this clock, in seconds; negative when it lies ahead. */
  readonly skewSeconds: number;
  /** The key that made the signature: its id in the keyring, or its position. */
  readonly keyId: string;
  /** How it is made. */
  readonly version: SignatureVersion;
}

const maxSignatures = 16;

/**
 * Verifies the signature of a delivery over its raw bytes, and that it is recent. It does not look into the body: the
 * hot path of a receiver that only passes deliveries on.
 *
 * @param rawBody the body as it arrived, before any parser
 * @param headers the headers as the framework has them
 * @param secrets the endpoint's `whsec_…` secret, several of them, or a {@link createKeyring | keyring}
 * @returns who signed and when
 * @throws WebhookError a {@link HeaderErrorCode}, a {@link SignatureErrorCode}, `body_not_raw`, or a {@link SetupErrorCode}
 * @see Standard Webhooks 1.0.0, "Verifying webhook authenticity"
 *
 * @example
 * const { id, keyId } = await verifySignature(await request.text(), request.headers, process.env.WEBHOOK_SECRET);
 */
export async function verifySignature(
  rawBody: RawBody,
  headers: WebhookHeaders,
  secrets: Secrets,
  { toleranceSeconds = 300, clock = systemClock }: VerifyOptions = {},
): Promise<SignatureFacts> {
  if (toleranceSeconds !== false && !(toleranceSeconds >= 0)) {
    throw new WebhookError("option_invalid", "toleranceSeconds has to be 0, more, or false.");
  }
  const { keys } = createKeyring(secrets);
  const body = hashable(rawBody);
  const { id, timestamp, signature } = readHeaders(headers);
  const nowMs = clock.now();
  const skewSeconds = Math.floor(nowMs / 1000) - Number(timestamp);
  if (toleranceSeconds !== false && Math.abs(skewSeconds) > toleranceSeconds) throw outOfTime(skewSeconds, toleranceSeconds);

  const signatures = readSignatures(signature);
  const content = { head: `${id}.${timestamp}.`, body };
  let retired: string | undefined;
  let isVersionKnown = false;
  for (const { id: keyId, key, retiresAtMs } of keys) {
    const own = signatures.get(key.version);
    if (!own) continue;
    isVersionKnown = true;
    const verdict = key.verify(content, own);
    // Awaiting what is there already would cost a turn of the loop.
    if (!(typeof verdict === "boolean" ? verdict : await verdict)) continue;
    if (nowMs < retiresAtMs) return { id, timestamp: Number(timestamp), skewSeconds, keyId, version: key.version };
    retired = keyId;
  }
  if (retired !== undefined) throw new WebhookError("key_retired", `The key ${retired} made this signature, but is retired.`, { keyId: retired });
  if (!isVersionKnown) {
    throw new WebhookError("signature_version_unsupported", `No key is for signatures of version ${[...signatures.keys()].join(" or ")}.`);
  }
  throw new WebhookError("signature_mismatch", "No key made this signature: the secret is of another endpoint, or the body is not as it was sent.");
}

/** The signatures by their version. */
function readSignatures(header: string): Map<string, string[]> {
  const signatures = new Map<string, string[]>();
  const entries = header.split(" ");
  if (entries.length > maxSignatures) throw new WebhookError("signatures_too_many", `More than ${maxSignatures} signatures.`);
  for (const entry of entries) {
    const [, version, text] = /^(v\d{1,3}[a-z]?),([A-Za-z0-9+/]+={0,2})$/.exec(entry) ?? [];
    if (!version || !text || !hasLengthOf(version, text)) continue;
    const list = signatures.get(version);
    if (list) list.push(text);
    else signatures.set(version, [text]);
  }
  if (signatures.size === 0) throw new WebhookError("signature_malformed", "No signature is of the form v1,base64.", { header: "webhook-signature" });
  return signatures;
}

/** 32 and 64 bytes in base64; of other versions nothing is known. */
function hasLengthOf(version: string, text: string): boolean {
  return version === "v1" ? text.length === 44 : version !== "v1a" || text.length === 88;
}

function outOfTime(skewSeconds: number, toleranceSeconds: number): WebhookError {
  const [code, says] = skewSeconds > 0 ? (["timestamp_too_old", "ago"] as const) : (["timestamp_in_future", "ahead of this clock"] as const);
  const message = `Signed ${Math.abs(skewSeconds)} s ${says}; ${toleranceSeconds} s are allowed. Is this clock right?`;
  return new WebhookError(code, message, { skewSeconds });
}
