/** Wrong use of this package, and answers that cannot be had: each a `PlintoError` with a code of its own. */

import { PlintoError } from "@plinto/core";
import { isBrowser } from "./platform.ts";

/** Codes that this package gives besides those of @plinto/core. */
export type NodeErrorCode =
  /** A guard stands in front of a route, and nothing has made a verifier known to it. */
  | "verifier_missing"
  /** A secret key is in a page, where every visitor can read it. */
  | "secret_key_in_browser"
  /** The permission is none of the catalogue, and no `decisions` know others. */
  | "permission_unknown"
  /** An option has a value that makes no sense. */
  | "option_invalid"
  /** The API is of another version than this package. */
  | "version_unsupported"
  /** Whether somebody holds a permission cannot be found out now. */
  | "decision_unavailable";

/** Wrong use: thrown before any request, early and exact. */
export function configError(code: NodeErrorCode, message: string): PlintoError<NodeErrorCode> {
  return new PlintoError({ kind: "config", code, message });
}

/** @throws `PlintoError` `secret_key_in_browser` where a page would carry the key to everybody */
export function refuseSecretInBrowser(secretKey: string | undefined): void {
  if (secretKey === undefined || !isBrowser()) return;
  throw configError(
    "secret_key_in_browser",
    "A secretKey is in a page, where every visitor can read it: use @plinto/node on your server, and @plinto/core with the publishableKey here",
  );
}
