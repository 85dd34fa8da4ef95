import { checkPassword, type PasswordCheck } from "../../credentials/password.ts";
import { authFacts } from "../../domain/auth/facts.ts";
import { proveCode } from "../../domain/auth/prove-code.ts";
import { provePassword } from "../../domain/auth/prove-password.ts";
import { advance, type TakenStep } from "../../domain/auth/advance.ts";
import { proceed, type SignInProgress } from "../../domain/auth/sign-in-steps.ts";
import type { PendingSignInRow } from "../../domain/auth/table.ts";
import { markEmailVerified } from "../../domain/auth/verify-email.ts";
import { takeMfaStep } from "../../domain/mfa/sign-in-step.ts";
import { enabledProviders } from "../../domain/oauth/providers.ts";
import { domainMaySignUp } from "../../domain/environment/sign-up-domains.ts";
import { checkAssertion, type AssertionCheck } from "../../domain/passkeys/prove.ts";
import { useToken } from "../../domain/tokens/one-time-token.ts";
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
      const proved = provePassword(tx, emit, environment, { email: input.email, user, password: input.password, check, client: request, sessionId: null });
      if (!proved.ok) {
        emit("auth.sign_in_failed", authFacts({ userId: user?.id ?? null, method: "password" }));
        return proved;
      }
      return proceed(context, { user: proved.value, method: "password", authenticationMethods: ["pwd"], organizationId: input.organizationId ?? null });
    },
    finish: (context, progress) => signInResult(context, progress, "invalid_credentials"),
  }),

  continueSignIn: handler<"continueSignIn", SignInProgress, AssertionCheck | undefined>({
    prepare: async (context, input) => (input.step === "mfa" && input.proof.kind === "passkey" ? checkAssertion(context, input.proof) : undefined),
    decide: (context, input, check) => advance(context, (pending, user) => takeStep(context, pending, user, input, check)),
    finish: (context, progress) => signInResult(context, progress, "pending_token_invalid"),
  }),

  discoverAuthMethods: handler<"discoverAuthMethods", { methods: string[]; oauthProviders: string[]; signUpEnabled: boolean }>({
    // From the environment alone: what it answers tells nothing of who has the address.
    decide({ environment }, input) {
      const { password, magicLink, otp, passkey } = environment.authMethods;
      const oauthProviders = enabledProviders(environment);
      const methods = [
        ...(passkey ? ["passkey"] : []),
        ...(oauthProviders.length > 0 ? ["oauth"] : []),
        ...(password ? ["password"] : []),
        ...(magicLink ? ["magic_link"] : []),
        ...(otp ? ["otp"] : []),
      ];
      return ok({ methods, oauthProviders, signUpEnabled: environment.signUp.enabled && domainMaySignUp(environment, input.email) });
    },
    finish: (_context, answer) => answer,
  }),
};

/** Takes the step that is due. Whether the sign-in may go on after it is judged anew. */
function takeStep(
  context: DecideContext,
  pending: PendingSignInRow,
  user: UserRow,
  input: Input<"continueSignIn">,
  check: AssertionCheck | undefined,
): Ok<TakenStep> | OperationRefusal {
  const { tx, emit, request } = context;
  const { authenticationMethods, secondFactors, organizationId, method } = pending;
  const before = { authenticationMethods, secondFactors, organizationId };
  if (input.step === "mfa") {
    const proved = takeMfaStep(context, pending, user, input.proof, check);
    return proved.ok ? ok({ user, ...proved.value, organizationId, rememberDevice: input.rememberDevice ?? false }) : proved;
  }
  // Whether what was set up was set up in this very sign-in, the step after it shows.
  if (input.step === "mfa_enrollment") return user.mfaEnabled ? ok({ user, ...before }) : refuse("factor_not_found");
  if (input.step === "organization") {
    if (pending.step === "email_verification" && user.emailVerifiedAt === null) return refuse("email_unverified");
    return ok({ user, ...before, organizationId: input.organizationId });
  }
  if (user.emailVerifiedAt !== null) return ok({ user, ...before });
  if (input.code === undefined) return refuse("email_unverified");
  const code = proveCode(tx, { purpose: "email_verification", email: user.email, code: input.code, user, client: request, sessionId: null });
  if (!code.ok) {
    emit("auth.sign_in_failed", authFacts({ userId: user.id, method }));
    return code;
  }
  useToken(tx, code.value);
  return ok({ ...before, user: markEmailVerified(tx, emit, user, method), authenticationMethods: [...new Set([...authenticationMethods, "otp"])] });
}
