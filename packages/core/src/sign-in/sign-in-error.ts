import { PlintoError, type SignInErrorCode, isPlintoError } from "../errors.ts";

/** Makes an error of this door. */
export function signInError(kind: PlintoError["kind"], code: SignInErrorCode, message: string, cause?: unknown): PlintoError {
  return new PlintoError({ kind, code, message, cause });
}

/** Whatever was thrown, as an error of ours: what is none is a mistake of the program, and is told as such. */
export function asPlintoError(error: unknown): PlintoError {
  return isPlintoError(error) ? error : signInError("config", "action_failed", "The action failed for a reason that is not the API's: see the cause", error);
}
