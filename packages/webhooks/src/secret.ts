/** Reading a `whsec_` secret. */

import { WebhookError } from "./errors.ts";

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
const minBytes = 24;

/**
 * The base64 of a secret, without prefix, padding, or the white space that comes with an environment variable.
 *
 * @throws WebhookError `secret_missing`, `secret_kind_mismatch`, `secret_malformed`, `secret_too_short`
 */
export function readSecret(secret: string): string {
  if (!secret || typeof secret !== "string") throw new WebhookError("secret_missing", "The webhook secret is missing: is the environment variable set?");
  // Some senders show the version in front of the secret.
  const text = secret
    .trim()
    .replace(/^v1,/, "")
    .replace(/^whsec_/, "");
  if (/^wh[ps]k_/.test(text)) {
    throw new WebhookError("secret_kind_mismatch", `A ${text.slice(0, 5)} key is Ed25519: pass it through ed25519() of @plinto/webhooks/ed25519.`);
  }
  const digits = text.replace(/=+$/, "");
  if (!base64.test(text) || digits.length % 4 === 1) {
    throw new WebhookError("secret_malformed", "The webhook secret is not base64 after whsec_: copy it whole, without quotes.");
  }
  if ((digits.length * 3) >> 2 < minBytes) throw new WebhookError("secret_too_short", `The webhook secret is shorter than ${minBytes} bytes.`);
  return digits;
}
