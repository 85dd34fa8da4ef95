/** Mistakes of the program, told at once and with what to do. */

import { PlintoError } from "@plinto/core";

/** Codes of the errors of this package; they are `PlintoError`s of the kind `config`. */
export type WrongUseCode =
  /** A hook outside of a `<PlintoProvider>`, or two copies of this package. */
  | "provider_missing"
  /** A `<PlintoProvider>` inside of another. */
  | "provider_nested"
  /** A `<PlintoProvider>` without a client. */
  | "client_missing"
  /** A client with a secret key. */
  | "secret_key_in_browser"
  /** A hook with a client that has another session than that of `<PlintoProvider>`. */
  | "client_foreign"
  /** A hook that suspends, where nobody will ever know whose data is read. */
  | "person_unknown"
  /** A hook for live events outside of a `<PlintoRealtime>`. */
  | "realtime_missing"
  /** A `<PlintoRealtime>` inside of another. */
  | "realtime_nested";

/** Makes the error for a mistake of the program. */
export function wrongUse(code: WrongUseCode, message: string): PlintoError {
  return new PlintoError({ kind: "config", code, message });
}
