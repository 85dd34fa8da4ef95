import { checkPassword, type PasswordCheck } from "../../credentials/password.ts";
import { authFacts } from "../../domain/auth/facts.ts";
import { provePassword } from "../../domain/auth/prove-password.ts";
import { proceed, type SignInProgress } from "../../domain/auth/sign-in-steps.ts";
import type { PendingSignInRow } from "../../domain/auth/table.ts";
import { markEmailVerified } from "../../domain/auth/verify-email.ts";
import { domainMaySignUp } from "../../domain/environment/sign-up-domains.ts";
import { checkCode, useToken } from "../../domain/tokens/one-time-token.ts";
import type { UserRow } from "../../domain/users/table.ts";
import { emailKey } from "../../domain/users/user.ts";
import { ok, refuse, type Ok } from "../../kernel/transaction.ts";
import { handler, type DecideContext, type Input, type OperationHandlers, type OperationRefusal } from "../../pipeline/handler.ts";
import { signInResult } from "../sign-in-result.ts";

/** Signing in with a password, the steps after it, and how an address may try. */
export const signInOperations: OperationHandlers<"signIn" | "continueSignIn" | "discoverAuthMethods"> = {
  signIn: handler<"signIn", SignInProgress, PasswordCheck>({
    prepare: ({ read }, input) => checkPassword(input.password, read.users.find("email", emailKey(input.email))?.passwordHash ?? null),
    decide(context, input, check) {
      const { tx, emit, environment, request } = context;
      if (!environment.authMethods.password) return refuse("auth_method_disabled");
      const user = tx.users.find("email", emailKey(input.email));
      const proved = provePassword(tx, emit, environment, { email: input.email, user, password: input.password, check, address: request.address });
      if (!proved.ok) {
        emit("auth.sign_in_failed", authFacts({ userId: user?.id ?? null, method: "password" }));
        return proved;
      }
      return proceed(context, { user: proved.value, method: "password", authenticationMethods: ["pwd"], organizationId: input.organizationId ?? null });
    },
    finish: (context, progress) => signInResult(context, progress, "invalid_credentials"),
  }),

  continueSignIn: handler<"continueSignIn", SignInProgress>({
    decide(context, input) {
      const { tx, principal } = context;
      const pending = principal.kind === "pending" ? tx.pendingSignIns.get(principal.signInId) : undefined;
      const user = pending && tx.users.get(pending.userId);
      if (!pending || !user || pending.takenAt !== null) return refuse("pending_token_invalid");
      const taken = takeStep(context, pending, user, input);
      if (!taken.ok) return taken;
      const progress = proceed(context, { ...taken.value, method: pending.method });
      if (progress.ok) tx.pendingSignIns.update(pending.id, { takenAt: tx.now });
      return progress;
    },
    finish: (context, progress) => signInResult(context, progress, "pending_token_invalid"),
  }),

  discoverAuthMethods: handler<"discoverAuthMethods", { methods: string[]; signUpEnabled: boolean }>({
    // From the environment alone: what it answers tells nothing of who has the address.
    decide({ environment }, input) {
      const { password, magicLink, otp } = environment.authMethods;
      const methods = [...(password ? ["password"] : []), ...(magicLink ? ["magic_link"] : []), ...(otp ? ["otp"] : [])];
      return ok({ methods, signUpEnabled: environment.signUp.enabled && domainMaySignUp(environment, input.email) });
    },
    finish: (_context, answer) => answer,
  }),
};

interface TakenStep {
  readonly user: UserRow;
  readonly authenticationMethods: readonly string[];
  readonly organizationId: string | null;
}

/** Takes the step that is due. Whether the sign-in may go on after it is judged anew. */
function takeStep({ tx, emit }: DecideContext, pending: PendingSignInRow, user: UserRow, input: Input<"continueSignIn">): Ok<TakenStep> | OperationRefusal {
  const { authenticationMethods, organizationId, method } = pending;
  if (input.step === "organization") {
    if (pending.step === "email_verification" && user.emailVerifiedAt === null) return refuse("email_unverified");
    return ok({ user, authenticationMethods, organizationId: input.organizationId });
  }
  if (user.emailVerifiedAt !== null) return ok({ user, authenticationMethods, organizationId });
  if (input.code === undefined) return refuse("email_unverified");
  const code = checkCode(tx, "email_verification", user.email, input.code);
  if (!code.ok) {
    emit("auth.sign_in_failed", authFacts({ userId: user.id, method }));
    return code;
  }
  useToken(tx, code.value);
  return ok({ user: markEmailVerified(tx, emit, user, method), authenticationMethods: [...new Set([...authenticationMethods, "otp"])], organizationId });
}
