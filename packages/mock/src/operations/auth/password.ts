import { checkPassword, type PasswordCheck } from "../../credentials/password.ts";
import { authFacts } from "../../domain/auth/facts.ts";
import { dropCredentials, endAccess } from "../../domain/auth/claim-address.ts";
import { clearFailures, unlocked } from "../../domain/auth/lockout.ts";
import { askerOf } from "../../domain/auth/place.ts";
import { weakPasswordRefusal, type WeakPasswordRefusal } from "../../domain/auth/password-rules.ts";
import { dropPendingSignIns } from "../../domain/auth/pending-sign-in.ts";
import { freshHash, provePassword } from "../../domain/auth/prove-password.ts";
import { markEmailVerified } from "../../domain/auth/verify-email.ts";
import { sendEmail } from "../../domain/email/send.ts";
import { mfaLockEnd } from "../../domain/mfa/lockout.ts";
import { forgetRememberedDevices } from "../../domain/mfa/remember.ts";
import { isRedirectAllowed, linkWithToken } from "../../domain/environment/redirect-url.ts";
import { revokeSessionsOf } from "../../domain/sessions/revoke.ts";
import { issueToken, readToken, useToken } from "../../domain/tokens/one-time-token.ts";
import { userFacts } from "../../domain/users/facts.ts";
import type { UserRow } from "../../domain/users/table.ts";
import { emailKey, touchUser } from "../../domain/users/user.ts";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Refusal } from "../../kernel/transaction.ts";
import { handler, type DecideContext, type OperationHandlers } from "../../pipeline/handler.ts";

const resetLifeMs = 60 * 60 * 1000;

/** Replacing a password: with a token by e-mail, or with the one in use. */
export const passwordOperations: OperationHandlers<"requestPasswordReset" | "resetPassword" | "changePassword"> = {
  requestPasswordReset: handler<"requestPasswordReset", null>({
    decide({ tx, emit, environment, request }, input) {
      if (input.redirectUrl !== undefined && !isRedirectAllowed(environment, input.redirectUrl)) return refuse("redirect_uri_not_allowed");
      const user = tx.users.find("email", emailKey(input.email));
      const { token } = issueToken(tx, {
        purpose: "password_reset",
        userId: user?.id ?? null,
        email: input.email,
        ttlMs: resetLifeMs,
        asker: askerOf(request),
      });
      if (!user) return ok(null);
      const link = linkWithToken(environment, input.redirectUrl, request.baseUrl, token);
      emit("auth.password_reset_requested", authFacts({ userId: user.id }));
      sendEmail(tx, emit, {
        kind: "password_reset",
        to: user.email,
        recipientUserId: user.id,
        variables: { name: user.name ?? user.email, link },
        lifeMs: resetLifeMs,
        link,
        token,
      });
      return ok(null);
    },
    finish: () => undefined,
  }),

  resetPassword: handler<"resetPassword", { email: string; revokedSessions: number }, PasswordCheck>({
    prepare({ read, request }, input) {
      const found = readToken(read, "password_reset", input.token, request.now);
      const user = found.ok && found.value.userId !== null ? read.users.get(found.value.userId) : undefined;
      return checkPassword(input.password, user?.passwordHash ?? null);
    },
    decide({ tx, emit }, input, check) {
      const found = readToken(tx, "password_reset", input.token, tx.now);
      if (!found.ok) return found;
      const user = found.value.userId === null ? undefined : tx.users.get(found.value.userId);
      if (!user || user.emailKey !== found.value.emailKey) return refuse("token_invalid");
      const fault = faultOf(input.password, user, check, "/password");
      if (fault) return fault;
      useToken(tx, found.value);
      // A lock for second factors goes on: who has her mailbox gets no more tries by it.
      const lockEnd = mfaLockEnd(tx, user.id);
      const staysLocked = lockEnd > tx.now;
      const lock = staysLocked ? { lockExpiresAt: formatTimestamp(lockEnd) } : unlocked(user);
      const changed = touchUser(tx, user, { passwordHash: freshHash(tx, input.password), ...lock });
      clearFailures(tx, user.email);
      forgetRememberedDevices(tx, user.id);
      emit("auth.password_changed", authFacts({ userId: user.id }));
      // A lock that has run out ended without a word.
      if (!staysLocked && parseTimestamp(user.lockExpiresAt ?? 0) > tx.now) emit("user.unlocked", userFacts(changed, "self"));
      if (user.emailVerifiedAt === null) dropCredentials(tx, emit, user.id);
      // First: verifying the address would complete sign-ins that began with the old password.
      const revokedSessions = endAccess(tx, emit, user.id);
      markEmailVerified(tx, emit, tx.users.require(user.id), null);
      tellByEmail({ tx, emit }, user);
      return ok({ email: user.email, revokedSessions });
    },
    finish: (_context, reset) => reset,
  }),

  changePassword: handler<"changePassword", null, { current: PasswordCheck; reused: PasswordCheck }>({
    async prepare({ read, principal }, input) {
      const hash = (principal.kind === "user" ? read.users.get(principal.userId)?.passwordHash : null) ?? null;
      return { current: await checkPassword(input.currentPassword, hash), reused: await checkPassword(input.newPassword, hash) };
    },
    decide({ tx, emit, environment, request, signedIn }, input, { current, reused }) {
      const { user, session } = signedIn!;
      const proved = provePassword(tx, emit, environment, {
        email: user.email,
        user,
        password: input.currentPassword,
        check: current,
        client: request,
        sessionId: session.id,
      });
      if (!proved.ok) return proved;
      const fault = faultOf(input.newPassword, user, reused, "/newPassword");
      if (fault) return fault;
      touchUser(tx, proved.value, { passwordHash: freshHash(tx, input.newPassword) });
      dropPendingSignIns(tx, user.id);
      forgetRememberedDevices(tx, user.id);
      emit("auth.password_changed", authFacts({ userId: user.id, method: "password", sessionId: session.id }));
      if (input.revokeOtherSessions) revokeSessionsOf(tx, emit, user.id, session.id);
      tellByEmail({ tx, emit }, user);
      return ok(null);
    },
    finish: () => undefined,
  }),
};

/** Why a password cannot be the next one. */
function faultOf(
  password: string,
  user: UserRow,
  compared: PasswordCheck,
  pointer: string,
): WeakPasswordRefusal | Refusal<"password_reused", { errors: { pointer: string; code: string; message: string }[] }> | undefined {
  const weak = weakPasswordRefusal(password, user.email, pointer);
  if (weak) return weak;
  if (!compared.matches) return undefined;
  return refuse("password_reused", { errors: [{ pointer, code: "password_reused", message: "this is the password in use" }] });
}

function tellByEmail({ tx, emit }: Pick<DecideContext, "tx" | "emit">, user: UserRow): void {
  sendEmail(tx, emit, { kind: "password_changed", to: user.email, recipientUserId: user.id, variables: { name: user.name ?? user.email } });
}
