/** Taking a token apart, without believing it. */

import { nativeBuffer } from "../platform.ts";

/** The header of a token, as far as it counts. */
export interface TokenHeader {
  readonly alg: unknown;
  readonly typ: unknown;
  readonly kid: unknown;
  /** Whether it asks for an extension that changes what was signed (RFC 7515 section 4.1.11, RFC 7797). */
  readonly isExtended: boolean;
}

/** A token in its parts. */
export interface ParsedToken {
  readonly header: TokenHeader;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What was signed. */
  readonly signed: string;
  /** As it stands in the token. */
  readonly signature: string;
  readonly token: string;
}

/** Longest token that is looked at: servers take no longer headers. */
const mostCharacters = 16_384;

/** Headers that are remembered. */
const mostHeaders = 64;

/** Three parts of base64url (RFC 7515 section 7.1). */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Reads tokens. */
export type ReadToken = (token: string) => ParsedToken | undefined;

/** Makes a reader that remembers headers, which are the same in all tokens of a key. */
export function createTokenReader(): ReadToken {
  const headers = new Map<string, TokenHeader>();
  return (token) => {
    if (token.length > mostCharacters || !compact.test(token)) return undefined;
    const first = token.indexOf(".");
    const second = token.indexOf(".", first + 1);
    const headerText = token.slice(0, first);
    let header = headers.get(headerText);
    if (!header) {
      const read = readObject(headerText);
      if (!read) return undefined;
      const { alg, typ, kid, crit, b64 } = read;
      header = { alg, typ, kid, isExtended: crit !== undefined || b64 !== undefined };
      // Strangers may send as many as they like; those of the keys are soon there again.
      if (headers.size >= mostHeaders) headers.clear();
      headers.set(headerText, header);
    }
    const claims = readObject(token.slice(first + 1, second));
    return claims && { header, claims, signed: token.slice(0, second), signature: token.slice(second + 1), token };
  };
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(nativeBuffer ? nativeBuffer.from(text, "base64url").toString() : decodeText(text));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not base64url, or not JSON: no token either way.
    return undefined;
  }
}

/** The text behind base64url, where there is no `Buffer`. */
function decodeText(text: string): string {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
