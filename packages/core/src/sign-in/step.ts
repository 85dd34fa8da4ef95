/** Where somebody stands on the way to a session. */

import type { RecoveryCodes, TotpEnrollment } from "@plinto/spec";
import type { PlintoError } from "../errors.ts";
import type { PendingSignIn } from "../session/wire.ts";

/**
 * The step that is due, told apart by `status`. Those of the API come as it sends them (`mfa_required`,
 * `organization_required`, …), so that a way to sign in which the API learns is one more of them; answer it with
 * `continueSignIn`. The others are of this machine:
 * `start` · `otp_sent` · `magic_link_sent` · `password_reset_sent` · `provider`, on the way to one · `sign_in_required`:
 * the invitation is for somebody who has an account · `complete`.
 */
export type SignInStep =
  | { readonly status: "start" }
  | { readonly status: "otp_sent" | "magic_link_sent" | "password_reset_sent"; readonly email: string }
  | { readonly status: "provider"; readonly url: string }
  | { readonly status: "sign_in_required"; readonly maskedEmail: string }
  | PendingSignIn
  | { readonly status: "complete" };

/** What is made while a second factor is set up. */
export interface Enrollment {
  /** The app to be set up: show `uri` as a QR code, and `secret` beside it. */
  readonly totp?: TotpEnrollment;
  /** Shown once, when the first factor was set up. */
  readonly recoveryCodes?: RecoveryCodes | null;
}

/** The whole state of the machine. */
export interface SignInState {
  readonly step: SignInStep;
  /** Whether an action is under way; others are ignored meanwhile. */
  readonly busy: boolean;
  /** Why the last action failed. */
  readonly error: PlintoError | null;
  /** While a second factor is set up. */
  readonly enrollment: Enrollment | null;
}
