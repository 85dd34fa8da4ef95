import { passwordFault } from "../../domain/auth/password-rules.ts";
import { authFacts } from "../../domain/auth/facts.ts";
import { entrantOf, newcomerRefusal } from "../../domain/auth-policies/entry.ts";
import { freshHash } from "../../domain/auth/prove-password.ts";
import { proceed, type SignInProgress } from "../../domain/auth/sign-in-steps.ts";
import { domainMaySignUp } from "../../domain/environment/sign-up-domains.ts";
import { metadataFaults } from "../../domain/metadata.ts";
import { acceptInvitationFor, openInvitationFor } from "../../domain/invitations/accept.ts";
import { userFacts } from "../../domain/users/facts.ts";
import { emailKey, insertUser } from "../../domain/users/user.ts";
import { refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { signInResult } from "../sign-in-result.ts";

/** Making an account of one's own. */
export const signUpOperations: OperationHandlers<"signUp"> = {
  signUp: handler<"signUp", SignInProgress>({
    decide(context, input) {
      const { tx, emit, environment, request } = context;
      const { signUp, authMethods } = environment;
      const open = input.invitationToken === undefined ? undefined : openInvitationFor(tx, input.invitationToken, input.email, tx.now);
      if (open?.ok === false) return open;
      if (!open && !signUp.enabled) return refuse("sign_up_disabled");
      if (!open && !domainMaySignUp(environment, input.email)) return refuse("domain_not_allowed");
      if (input.password === undefined ? !authMethods.magicLink && !authMethods.otp : !authMethods.password) return refuse("auth_method_disabled");
      const fault = input.password === undefined ? undefined : passwordFault(input.password, input.email);
      if (fault !== undefined) return refuse("weak_password", { detail: fault, errors: [{ pointer: "/password", code: "weak_password", message: fault }] });
      const errors = metadataFaults(input);
      if (errors.length > 0) return refuse("validation_failed", { errors });
      if (tx.users.find("email", emailKey(input.email))) return refuse("email_taken");
      const method = open ? "invitation" : input.password === undefined ? null : "password";
      const authenticationMethods = [...(input.password === undefined ? [] : ["pwd"]), ...(open ? ["email"] : [])];
      const closed = open && newcomerRefusal(tx, environment, open.value.organization.id, entrantOf({ method, authenticationMethods }, request));
      if (closed) return closed;

      const user = insertUser(tx, {
        email: input.email,
        // Whoever holds the invitation's token reads the mail of its address.
        emailVerified: open !== undefined,
        name: input.name ?? null,
        passwordHash: input.password === undefined ? null : freshHash(tx, input.password),
        publicMetadata: input.publicMetadata ?? {},
      });
      emit("user.created", userFacts(user, "environment"));
      emit("auth.sign_up_succeeded", authFacts({ userId: user.id, method }));
      const joined = open && acceptInvitationFor(tx, emit, open.value.token, user);
      if (joined && !joined.ok) throw new Error(`An open invitation was refused to a new user: ${joined.code}`);
      return proceed(context, { user, method, authenticationMethods, organizationId: joined?.value.organization.id ?? null });
    },
    finish: (context, progress) => signInResult(context, progress, "email_taken"),
  }),
};
