import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockTransaction } from "../../schema.ts";
import { maskEmail } from "../email/mask.ts";
import { sendEmail } from "../email/send.ts";
import { linkWithToken } from "../environment/redirect-url.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import { issueToken, readToken, revokeTokensOf, useToken, type TokenRefusal } from "../tokens/one-time-token.ts";
import { userFacts } from "./facts.ts";
import type { UserRow } from "./table.ts";
import { emailKey, touchUser } from "./user.ts";

const lifeMs = 60 * 60 * 1000;

export type EmailTaken = Refusal<"email_taken", Record<never, never>>;

/** Sends a link to the new address and a note, without one, to the present address. A request before this one ends. */
export function requestEmailChange(
  tx: MockTransaction,
  emit: Emit,
  environment: EnvironmentRow,
  user: UserRow,
  email: string,
  baseUrl: string,
): Ok<undefined> | EmailTaken {
  if (tx.users.find("email", emailKey(email))) return refuse("email_taken");
  revokeTokensOf(tx, user.id, "email_change");
  const { token } = issueToken(tx, { purpose: "email_change", userId: user.id, email, ttlMs: lifeMs, data: { email }, keepOlder: true });
  const link = linkWithToken(environment, undefined, baseUrl, token);
  const maskedEmail = maskEmail(email);
  emit("auth.email_change_requested", {
    organizationId: null,
    target: { type: "user", id: user.id },
    data: { userId: user.id, maskedEmail, expiresAt: formatTimestamp(tx.now + lifeMs), expiresInSeconds: lifeMs / 1000 },
  });
  const name = user.name ?? user.email;
  sendEmail(tx, emit, {
    kind: "email_change",
    to: email,
    recipientUserId: user.id,
    variables: { name, link },
    lifeMs,
    link,
    token,
  });
  sendEmail(tx, emit, {
    kind: "email_change",
    to: user.email,
    recipientUserId: user.id,
    words: "email_change_notice",
    variables: { name, address: maskedEmail },
  });
  return ok();
}

/** Puts the address that a token was sent to, verified, in the place of the old one. */
export function confirmEmailChange(tx: MockTransaction, emit: Emit, token: string): Ok<UserRow> | TokenRefusal | EmailTaken {
  const found = readToken(tx, "email_change", token, tx.now);
  if (!found.ok) return found;
  const user = tx.users.get(found.value.userId ?? "");
  const email = found.value.data["email"];
  if (!user || typeof email !== "string") return refuse("token_invalid");
  // Somebody may have taken the address since the link was sent.
  if (tx.users.find("email", emailKey(email))) return refuse("email_taken");
  useToken(tx, found.value);
  const changed = changeEmail(tx, user, email, true);
  emit("user.email_changed", userFacts(changed, "self", { email: { before: user.email, after: changed.email } }));
  return ok(changed);
}

/** Changes an address. What was sent to the old one, such as a password reset, is worth nothing from now on. */
export function changeEmail(tx: MockTransaction, user: UserRow, email: string, verified: boolean, patch: Partial<UserRow> = {}): UserRow {
  revokeTokensOf(tx, user.id);
  return touchUser(tx, user, { ...patch, email, emailKey: emailKey(email), emailVerifiedAt: verified ? formatTimestamp(tx.now) : null });
}
