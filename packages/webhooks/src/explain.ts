/** What broke a body on its way: for development, where a signature that does not hold costs an afternoon. */

import { isWebhookError } from "./errors.ts";
import type { WebhookHeaders } from "./headers.ts";
import { createKeyring, type Secrets } from "./keyring.ts";
import { hashable, type RawBody } from "./raw-body.ts";
import { verifySignature } from "./verify-signature.ts";

/** What can happen to a body between the sender and the verifier. */
export type Transformation =
  /** Parsed, and written as JSON again. */
  | "json_reserialised"
  /** Written as JSON twice, as a text within a text. */
  | "json_stringified_twice"
  /** Line breaks or spaces were added at the end. */
  | "end_added"
  /** Line breaks at the end were cut off. */
  | "end_trimmed"
  /** `\n` became `\r\n`, or the other way round. */
  | "line_breaks_changed"
  /** A byte order mark was cut off, or put in front. */
  | "byte_order_mark_changed"
  /** UTF-8 was read as Latin-1 or Windows-1252. */
  | "decoded_as_latin1"
  /** The body is still base64, as some gateways hand it on. */
  | "base64_encoded"
  /** The body is still percent-encoded. */
  | "percent_encoded"
  /** Characters were composed or decomposed (NFC, NFD). */
  | "unicode_normalised";

/** What broke a body, proved by the signature. */
export interface Explanation {
  readonly transformation: Transformation;
  /** What happened and what to do, for people. */
  readonly message: string;
}

const says: Readonly<Record<Transformation, string>> = {
  json_reserialised: "The body was parsed and written as JSON again. Verify the bytes as they arrived, before any JSON parser.",
  json_stringified_twice: "The body was written as JSON twice. Something calls JSON.stringify on what is a text already.",
  end_added: "White space was added at the end of the body.",
  end_trimmed: "White space was cut off at the end of the body. Do not trim it.",
  line_breaks_changed: "The line breaks of the body were changed. Read it as bytes, not as lines.",
  byte_order_mark_changed: "The byte order mark of the body was removed or added, as text() of a request does. Read it as bytes.",
  decoded_as_latin1: "The body is UTF-8 and was decoded as Latin-1. Read it as bytes, or as UTF-8.",
  base64_encoded: "The body is still base64, as API gateways hand on what they take for binary. Decode it first: Buffer.from(body, 'base64').",
  percent_encoded: "The body is still percent-encoded, as forms are. Read it raw.",
  unicode_normalised: "The characters of the body were normalised. Verify the bytes as they arrived.",
};

/**
 * Looks for what was done to a body whose signature does not hold: undoes one thing after the other until a key made the
 * signature. It costs many times a verification and belongs into development only.
 *
 * @param rawBody the body that was refused
 * @param headers its headers
 * @param secrets the secrets that it was refused with
 * @returns what happened, or nothing: then the secret is of another endpoint, or the change cannot be undone
 *
 * @example
 * createWebhookReceiver({ secrets, store, ...(isDevelopment && { explain: explainMismatch }) });
 */
export async function explainMismatch(rawBody: RawBody, headers: WebhookHeaders, secrets: Secrets): Promise<Explanation | undefined> {
  const keyring = createKeyring(secrets);
  const body = hashable(rawBody);
  for (const [transformation, original] of originals(body)) {
    try {
      await verifySignature(original, headers, keyring, { toleranceSeconds: false });
    } catch (error) {
      if (isWebhookError(error, "signature_mismatch")) continue;
      if (!isWebhookError(error, "key_retired")) throw error;
    }
    return { transformation, message: says[transformation] };
  }
  return undefined;
}

/** What the body may have been, the smallest change first: the end of a JSON text would be mended by writing it anew as well. */
function* originals(body: string | Uint8Array): Generator<[Transformation, string | Uint8Array]> {
  const encoder = new TextEncoder();
  const bytes = typeof body === "string" ? encoder.encode(body) : body;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const bare = text.replace(/^\uFEFF/, "");

  const trimmed = text.trimEnd();
  if (trimmed !== text) yield ["end_added", trimmed];
  for (const end of ["\n", "\r\n"]) yield ["end_trimmed", trimmed + end];
  yield ["line_breaks_changed", text.replaceAll("\r\n", "\n")];
  yield ["line_breaks_changed", text.replaceAll(/\r?\n/g, "\r\n")];
  yield ["byte_order_mark_changed", bare];
  yield ["byte_order_mark_changed", `\uFEFF${bare}`];

  try {
    const value: unknown = JSON.parse(bare);
    for (const one of jsonTexts(value)) yield ["json_reserialised", one];
    if (typeof value === "string") yield ["json_stringified_twice", value];
  } catch {
    // Not JSON, or nested deeper than a writer of JSON goes: then that is not what happened.
  }

  for (const charset of charsets()) {
    const original = encodeWith(charset, text);
    if (original) yield ["decoded_as_latin1", original];
  }
  try {
    yield ["base64_encoded", Uint8Array.from(atob(trimmed), (char) => char.charCodeAt(0))];
  } catch {
    // Not base64.
  }
  try {
    yield ["percent_encoded", decodeURIComponent(text)];
    yield ["percent_encoded", decodeURIComponent(text.replaceAll("+", " "))];
  } catch {
    // Not percent-encoded.
  }
  yield ["unicode_normalised", text.normalize("NFC")];
  yield ["unicode_normalised", text.normalize("NFD")];
}

/** How a value is written by the writers of JSON that are about. */
function* jsonTexts(value: unknown): Generator<string> {
  for (const indent of [undefined, 2, 4, "\t"]) {
    const text = JSON.stringify(value, null, indent);
    yield text;
    yield text.replaceAll(/[\u0080-\uFFFF]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
    yield text.replaceAll("/", "\\/");
  }
  yield spaced(value);
}

/** With a space after each comma and colon, as Python writes. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}: ${spaced(inner)}`)
    .join(", ")}}`;
}

/** The characters of one byte each, by their byte. */
function charsets(): string[] {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  return [String.fromCharCode(...all), new TextDecoder("windows-1252").decode(all)];
}

function encodeWith(charset: string, text: string): Uint8Array | undefined {
  const codes = Array.from(text, (char) => charset.indexOf(char));
  return codes.includes(-1) ? undefined : Uint8Array.from(codes);
}
