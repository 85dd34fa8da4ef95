import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import { sendEmail } from "../email/send.ts";
import { linkWithToken } from "../environment/redirect-url.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import { issueToken, revokeTokens } from "../tokens/one-time-token.ts";
import { userFacts } from "../users/facts.ts";
import type { UserRow } from "../users/table.ts";
import { touchUser } from "../users/user.ts";
import { authFacts } from "./facts.ts";

const lifeMs = 24 * 60 * 60 * 1000;

/** Sends link and code that prove an address. Older ones die. */
export function sendVerification(tx: MockTransaction, emit: Emit, environment: EnvironmentRow, user: UserRow, baseUrl: string): void {
  const { token, code } = issueToken(tx, { purpose: "email_verification", userId: user.id, email: user.email, ttlMs: lifeMs });
  const link = linkWithToken(environment, undefined, baseUrl, token);
  emit("auth.email_verification_sent", authFacts({ userId: user.id }));
  sendEmail(tx, emit, {
    kind: "email_verification",
    to: user.email,
    recipientUserId: user.id,
    variables: { name: user.name ?? user.email, link, code },
    lifeMs,
    link,
    token,
    code,
  });
}

/** Marks the address of a person as verified; once. Links and codes that still wait for it die. */
export function markEmailVerified(tx: MockTransaction, emit: Emit, user: UserRow, method: string | null): UserRow {
  if (user.emailVerifiedAt !== null) return user;
  revokeTokens(tx, "email_verification", user.email);
  const verifiedAt = formatTimestamp(tx.now);
  const verified = touchUser(tx, user, { emailVerifiedAt: verifiedAt });
  emit("auth.email_verified", authFacts({ userId: user.id, method }));
  emit("user.updated", userFacts(verified, "self", { emailVerified: { before: false, after: true }, emailVerifiedAt: { before: null, after: verifiedAt } }));
  return verified;
}
