import { claimAddress } from "../../domain/auth/claim-address.ts";
import { authFacts } from "../../domain/auth/facts.ts";
import { askerOf } from "../../domain/auth/place.ts";
import { proveCode } from "../../domain/auth/prove-code.ts";
import { proceed, type SignInProgress } from "../../domain/auth/sign-in-steps.ts";
import { sendEmail } from "../../domain/email/send.ts";
import { isRedirectAllowed, linkWithToken } from "../../domain/environment/redirect-url.ts";
import { issueToken, readToken, useToken } from "../../domain/tokens/one-time-token.ts";
import type { OneTimeTokenRow } from "../../domain/tokens/table.ts";
import type { UserRow } from "../../domain/users/table.ts";
import { emailKey } from "../../domain/users/user.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import type { MockReaders } from "../../schema.ts";
import { signInResult } from "../sign-in-result.ts";

const linkLifeMs = 15 * 60 * 1000;
const codeLifeMs = 10 * 60 * 1000;

/** Signing in with a link or a code by e-mail. For an address that nobody has the same is done, but nothing is sent. */
export const passwordlessOperations: OperationHandlers<"sendMagicLink" | "verifyMagicLink" | "sendOtp" | "verifyOtp"> = {
  sendMagicLink: handler<"sendMagicLink", null>({
    decide({ tx, emit, environment, request }, input) {
      if (!environment.authMethods.magicLink) return refuse("auth_method_disabled");
      if (input.redirectUrl !== undefined && !isRedirectAllowed(environment, input.redirectUrl)) return refuse("redirect_uri_not_allowed");
      const user = tx.users.find("email", emailKey(input.email));
      const { token } = issueToken(tx, {
        purpose: "magic_link",
        userId: user?.id ?? null,
        email: input.email,
        ttlMs: linkLifeMs,
        data: { organizationId: input.organizationId ?? null },
        asker: askerOf(request),
      });
      if (!user) return ok(null);
      const link = linkWithToken(environment, input.redirectUrl, request.baseUrl, token);
      emit("auth.magic_link_sent", authFacts({ userId: user.id, method: "magic_link" }));
      sendEmail(tx, emit, {
        kind: "magic_link",
        to: user.email,
        recipientUserId: user.id,
        variables: { name: user.name ?? user.email, link },
        lifeMs: linkLifeMs,
        link,
        token,
      });
      return ok(null);
    },
    finish: () => undefined,
  }),

  verifyMagicLink: handler<"verifyMagicLink", SignInProgress>({
    decide(context, input) {
      const { tx, emit, environment } = context;
      if (!environment.authMethods.magicLink) return refuse("auth_method_disabled");
      const found = readToken(tx, "magic_link", input.token, tx.now);
      const user = found.ok ? holderOf(tx, found.value) : undefined;
      if (!found.ok || !user) {
        emit("auth.sign_in_failed", authFacts({ userId: null, method: "magic_link" }));
        return found.ok ? refuse("token_invalid") : found;
      }
      const organizationId = found.value.data["organizationId"] as string | null;
      const verified = user.status === "banned" ? user : claimAddress(tx, emit, user, "magic_link");
      const progress = proceed(context, { user: verified, method: "magic_link", authenticationMethods: ["email"], organizationId });
      if (progress.ok) useToken(tx, found.value);
      return progress;
    },
    finish: (context, progress) => signInResult(context, progress, "token_used"),
  }),

  sendOtp: handler<"sendOtp", null>({
    decide({ tx, emit, environment, request }, input) {
      if (!environment.authMethods.otp) return refuse("auth_method_disabled");
      const user = tx.users.find("email", emailKey(input.email));
      const { code } = issueToken(tx, {
        purpose: "otp",
        userId: user?.id ?? null,
        email: input.email,
        ttlMs: codeLifeMs,
        asker: askerOf(request),
      });
      if (!user) return ok(null);
      emit("auth.otp_sent", authFacts({ userId: user.id, method: "otp" }));
      sendEmail(tx, emit, {
        kind: "otp",
        to: user.email,
        recipientUserId: user.id,
        variables: { name: user.name ?? user.email, code },
        lifeMs: codeLifeMs,
        code,
      });
      return ok(null);
    },
    finish: () => undefined,
  }),

  verifyOtp: handler<"verifyOtp", SignInProgress>({
    decide(context, input) {
      const { tx, emit, environment, request } = context;
      if (!environment.authMethods.otp) return refuse("auth_method_disabled");
      const known = tx.users.find("email", emailKey(input.email));
      const found = proveCode(tx, { purpose: "otp", email: input.email, code: input.code, user: known, client: request, sessionId: null });
      const user = found.ok ? holderOf(tx, found.value) : undefined;
      if (!found.ok || !user) {
        emit("auth.sign_in_failed", authFacts({ userId: known?.id ?? null, method: "otp" }));
        return found.ok ? refuse("otp_invalid") : found;
      }
      const verified = user.status === "banned" ? user : claimAddress(tx, emit, user, "otp");
      const progress = proceed(context, { user: verified, method: "otp", authenticationMethods: ["otp"], organizationId: input.organizationId ?? null });
      if (progress.ok) useToken(tx, found.value);
      return progress;
    },
    finish: (context, progress) => signInResult(context, progress, "otp_invalid"),
  }),
};

/** Who a token was sent to, as long as the address is still that person's. */
function holderOf(read: MockReaders, token: OneTimeTokenRow): UserRow | undefined {
  const user = token.userId === null ? undefined : read.users.get(token.userId);
  return user?.emailKey === token.emailKey ? user : undefined;
}
