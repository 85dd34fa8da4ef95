import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import { sendEmail } from "../email/send.ts";
import { linkWithToken } from "../environment/redirect-url.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import { rateLimits } from "../../generated/registries.ts";
import type { ClientFacts } from "../sessions/devices.ts";
import { issueToken, openTokens, revokeTokens } from "../tokens/one-time-token.ts";
import type { OneTimeTokenRow } from "../tokens/table.ts";
import { userFacts } from "../users/facts.ts";
import type { UserRow } from "../users/table.ts";
import { touchUser } from "../users/user.ts";
import { authFacts } from "./facts.ts";
import { askerOf, isSameAsker, type Asker } from "./place.ts";

const lifeMs = 24 * 60 * 60 * 1000;

/** The call that has them sent. */
interface VerificationCall extends ClientFacts {
  readonly baseUrl: string;
}

/** Sends link and code that prove an address to whoever has just signed in with the account, unless some were sent a moment ago. */
export function sendVerificationToEntrant(tx: MockTransaction, emit: Emit, environment: EnvironmentRow, user: UserRow, call: VerificationCall): void {
  const cooldownMs = rateLimits["auth_email"]!.cooldownSeconds! * 1000;
  const wasJustSent = openTokens(tx, "email_verification", user.email).some((sent) => sent.expiresAt - lifeMs + cooldownMs > tx.now);
  if (!wasJustSent) send(tx, emit, environment, user, call, askerOf(call));
}

/** Sends them again, to whoever asks: that it is who signed in, nobody knows. */
export function resendVerification(tx: MockTransaction, emit: Emit, environment: EnvironmentRow, user: UserRow, call: VerificationCall): void {
  const sent = tx.oneTimeTokens.scan("byEmail", ["email_verification", user.emailKey], { reverse: true }).toArray();
  const begunFrom = sent.map(({ data }) => data["begunFrom"] as Asker | null).find((asker) => asker !== null);
  send(tx, emit, environment, user, call, begunFrom ?? null);
}

/** Whether a link is followed by the client that signed in with the account when it was sent. One that tells nothing of itself is none. */
export function isFollowedByEntrant({ data }: OneTimeTokenRow, client: ClientFacts): boolean {
  const begunFrom = data["begunFrom"] as Asker | null;
  const here = askerOf(client);
  return begunFrom !== null && (here.device !== null || here.address !== null) && isSameAsker(begunFrom, here);
}

function send(tx: MockTransaction, emit: Emit, environment: EnvironmentRow, user: UserRow, call: VerificationCall, begunFrom: Asker | null): void {
  const { token, code } = issueToken(tx, {
    purpose: "email_verification",
    userId: user.id,
    email: user.email,
    ttlMs: lifeMs,
    data: { begunFrom },
    asker: askerOf(call),
  });
  const link = linkWithToken(environment, undefined, call.baseUrl, token);
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
