import type { PlintoError } from "@plinto/core";
import type { ReactNode } from "react";

/** What went wrong, said at once to who cannot see it. */
export function Problem({ error }: { readonly error: PlintoError | null | undefined }): ReactNode {
  // Who closes the browser's own dialog has changed her mind, and knows it.
  if (!error || error.code === "passkey_cancelled") return null;
  const said = Object.hasOwn(WORDS, error.code) ? WORDS[error.code] : undefined;
  const wrong = error.errors.map(({ message }) => message);
  return (
    <p role="alert" className="sign-in-problem">
      {[said ?? (error.kind === "network" || error.kind === "timeout" ? OFFLINE : error.message), ...wrong].join(" ")}
    </p>
  );
}

const OFFLINE = "There is no connection. Try again when you are online.";

const WORDS: Readonly<Record<string, string>> = {
  invalid_credentials: "E-mail or password is not right.",
  account_locked: "Too many attempts. Wait a while, or set a new password.",
  user_banned: "This account is closed.",
  weak_password: "Choose a longer password, one that is not among the common ones.",
  password_reused: "Choose a password that you have not used before.",
  email_taken: "There is an account with this e-mail. Sign in instead.",
  email_mismatch: "The invitation is for another e-mail.",
  sign_up_disabled: "Nobody can sign up here. Ask for an invitation.",
  domain_not_allowed: "Nobody with an e-mail of this domain can sign up here.",
  otp_invalid: "That code is not right.",
  otp_expired: "That code is too old. Ask for a new one.",
  mfa_code_invalid: "That code is not right.",
  mfa_code_replayed: "That code was used already. Wait for the next one.",
  too_many_attempts: "Too many attempts. Begin again.",
  token_invalid: "This link is not good. Ask for a new one.",
  token_expired: "This link is too old. Ask for a new one.",
  token_used: "This link was used already. Ask for a new one.",
  pending_token_expired: "That took too long. Begin again.",
  invitation_expired: "This invitation is too old. Ask for a new one.",
  invitation_revoked: "This invitation was taken back.",
  inviter_not_allowed: "Who invited you may not do that any more. Ask for a new invitation.",
  already_member: "You are a member already.",
  access_denied: "You did not let the provider sign you in.",
  account_link_required: "There is an account with this e-mail. Sign in to it, then link the provider in your settings.",
  provider_not_begun: "This sign-in was begun elsewhere. Begin again here.",
  auth_method_not_allowed: "Your organization does not accept this way to sign in.",
  ip_not_allowed: "Your organization does not accept sign-ins from this network.",
  member_suspended: "Your membership is suspended.",
  organization_suspended: "The organization is suspended.",
  webauthn_verification_failed: "That passkey is not known here.",
  passkey_origin_invalid: "Passkeys belong to another address than that of this page.",
  passkey_unsupported: "This browser has no passkeys.",
  rate_limited: "Too many attempts. Wait a moment.",
};
