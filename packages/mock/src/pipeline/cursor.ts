import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { fromBase64Url, toBase64Url } from "../kernel/base64url.ts";
import { equalInConstantTime } from "../kernel/equal-in-constant-time.ts";
import type { KeyPart } from "../kernel/index-key.ts";
import type { Derive } from "../kernel/secret.ts";
import { fail } from "./problem.ts";

/** Where a page begins: after or before a position of the list's order. */
export interface CursorPosition {
  readonly direction: "after" | "before";
  readonly key: readonly KeyPart[];
}

/** Signs the cursors of one world. A cursor is good for the same list, tenant, filters and order, and for nothing else. */
export class Cursors {
  readonly #secret: Uint8Array;

  constructor(derive: Derive) {
    this.#secret = derive("cursor");
  }

  /** @param scope everything that the list depends on: caller, tenant, filters, order */
  write(position: CursorPosition, scope: string): string {
    const body = toBase64Url(utf8ToBytes(JSON.stringify([position.direction === "after" ? 1 : 0, position.key])));
    return `${body}.${this.#sign(body, scope)}`;
  }

  read(cursor: string, scope: string): CursorPosition {
    const [body, signature, ...rest] = cursor.split(".");
    if (!body || !signature || rest.length > 0 || !equalInConstantTime(signature, this.#sign(body, scope))) fail("cursor_invalid");
    const [direction, key] = JSON.parse(new TextDecoder().decode(fromBase64Url(body))) as [number, KeyPart[]];
    return { direction: direction === 1 ? "after" : "before", key };
  }

  #sign(body: string, scope: string): string {
    return toBase64Url(hmac(sha256, this.#secret, utf8ToBytes(`${scope}\n${body}`)).slice(0, 16));
  }
}
