import { isPlintoError } from "@plinto/core";
import type { ReactNode } from "react";

/** What went wrong, in words for the person. Nothing where she herself has changed her mind. */
export function Failure({ error }: { readonly error: Error | null | undefined }): ReactNode {
  if (!error || isPlintoError(error.cause, "step_up_cancelled") || isPlintoError(error, "passkey_cancelled")) return null;
  return (
    <p role="alert" className="failure">
      {wordsOf(error)}
    </p>
  );
}

function wordsOf(error: Error): string {
  if (!isPlintoError(error)) return "That did not work.";
  if (error.kind === "network" || error.kind === "timeout") return "There is no connection. Try again when you are online.";
  return [Object.hasOwn(WORDS, error.code) ? WORDS[error.code] : error.message, ...error.errors.map(({ message }) => message)].join(" ");
}

const WORDS: Readonly<Record<string, string>> = {
  permission_denied: "You may not do that. Ask an admin.",
  cannot_act_on_higher_role: "You cannot change somebody whose role is higher than yours.",
  role_above_actor: "You cannot give a role that is higher than yours.",
  permission_above_actor: "You cannot give permissions that you do not have.",
  sole_owner: "An organization needs an owner: transfer it first.",
  already_member: "Somebody with this e-mail is a member already.",
  invitation_pending: "Somebody with this e-mail is invited already.",
  slug_taken: "This short name is taken.",
  limit_exceeded: "Your plan does not allow more.",
  quota_exceeded: "Your plan does not allow more.",
  last_credential: "This is the only way you can sign in. Add another one first.",
  mfa_code_invalid: "That code is not right.",
  invalid_credentials: "The password is not right.",
  weak_password: "Choose a longer password, one that is not among the common ones.",
  password_reused: "Choose a password that you have not used before.",
  email_taken: "There is an account with this e-mail already.",
  url_not_allowed: "Webhooks cannot be sent to this address.",
  event_unknown: "There is no such event.",
  mfa_required_by_org: "This organization wants a second factor. Set one up under Security, then open it again.",
  auth_method_not_allowed: "This organization does not accept the way you have signed in.",
  ip_not_allowed: "This organization does not accept your network.",
  member_suspended: "Your membership of this organization is suspended.",
  precondition_failed: "Somebody else has changed this meanwhile. Look again.",
  identity_in_use: "This account is linked to somebody else.",
  provider_not_begun: "This was begun elsewhere. Begin again here.",
  passkey_exists: "This device has a passkey of yours already.",
  passkey_origin_invalid: "Passkeys belong to another address than that of this page. On your own machine open it at localhost.",
  passkey_unsupported: "This browser has no passkeys.",
  rate_limited: "That was too often. Wait a moment.",
};
