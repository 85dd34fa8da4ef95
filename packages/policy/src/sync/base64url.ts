/** Base64 for URLs without padding (RFC 4648 section 5), as JOSE writes it. */

/** The bytes; undefined for what is not written so. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

/** A multiple of three, so that no part but the last one ends in padding, and few enough for one call. */
const part = 24_576;

/** The text of bytes, however many. */
export function toBase64url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += part) text += btoa(String.fromCharCode(...bytes.subarray(at, at + part)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
