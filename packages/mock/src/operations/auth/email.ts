import { claimFromElsewhere } from "../../domain/auth/claim-address.ts";
import { isFollowedByEntrant, markEmailVerified, resendVerification } from "../../domain/auth/verify-email.ts";
import { readToken, useToken } from "../../domain/tokens/one-time-token.ts";
import { emailKey } from "../../domain/users/user.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";

/** Proving an e-mail address. */
export const emailVerificationOperations: OperationHandlers<"verifyEmail" | "resendVerification"> = {
  verifyEmail: handler<"verifyEmail", { email: string; verifiedAt: string }>({
    decide({ tx, emit, request }, input) {
      const found = readToken(tx, "email_verification", input.token, tx.now);
      if (!found.ok) return found;
      const user = found.value.userId === null ? undefined : tx.users.get(found.value.userId);
      // A link to an address that the user has left proves nothing any more.
      if (!user || user.emailKey !== found.value.emailKey) return refuse("token_invalid");
      useToken(tx, found.value);
      if (user.emailVerifiedAt === null && !isFollowedByEntrant(found.value, request)) claimFromElsewhere(tx, emit, user.id);
      const verified = markEmailVerified(tx, emit, tx.users.require(user.id), null);
      return ok({ email: verified.email, verifiedAt: verified.emailVerifiedAt! });
    },
    finish: (_context, verification) => verification,
  }),

  resendVerification: handler<"resendVerification", null>({
    decide({ tx, emit, environment, request }, input) {
      const user = tx.users.find("email", emailKey(input.email));
      if (user && user.emailVerifiedAt === null) resendVerification(tx, emit, environment, user, request);
      return ok(null);
    },
    finish: () => undefined,
  }),
};
