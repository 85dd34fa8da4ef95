import { makeAccount } from "../../domain/auth/make-account.ts";
import { weakPasswordRefusal } from "../../domain/auth/password-rules.ts";
import { proceed, type SignInProgress } from "../../domain/auth/sign-in-steps.ts";
import { domainMaySignUp } from "../../domain/environment/sign-up-domains.ts";
import { metadataFaults } from "../../domain/metadata.ts";
import { openInvitationFor } from "../../domain/invitations/accept.ts";
import { emailKey } from "../../domain/users/user.ts";
import { refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { signInResult } from "../sign-in-result.ts";

/** Making an account of one's own. */
export const signUpOperations: OperationHandlers<"signUp"> = {
  signUp: handler<"signUp", SignInProgress>({
    decide(context, input) {
      const { tx, environment } = context;
      const { signUp, authMethods } = environment;
      const open = input.invitationToken === undefined ? undefined : openInvitationFor(tx, input.invitationToken, input.email, tx.now);
      if (open?.ok === false) return open;
      if (!open && !signUp.enabled) return refuse("sign_up_disabled");
      if (!open && !domainMaySignUp(environment, input.email)) return refuse("domain_not_allowed");
      if (input.password === undefined ? !authMethods.magicLink && !authMethods.otp : !authMethods.password) return refuse("auth_method_disabled");
      const weak = weakPasswordRefusal(input.password, input.email);
      if (weak) return weak;
      const errors = metadataFaults(input);
      if (errors.length > 0) return refuse("validation_failed", { errors });
      if (tx.users.find("email", emailKey(input.email))) return refuse("email_taken");
      const method = open ? "invitation" : input.password === undefined ? null : "password";
      const authenticationMethods = [...(input.password === undefined ? [] : ["pwd"]), ...(open ? ["email"] : [])];
      const values = { email: input.email, emailVerified: false, name: input.name ?? null, publicMetadata: input.publicMetadata ?? {} };
      const made = makeAccount(context, { values, password: input.password, method, authenticationMethods, invitation: open?.value });
      if (!made.ok) return made;
      const { user, joined } = made.value;
      return proceed(context, { user, method, authenticationMethods, organizationId: joined?.organization.id ?? null });
    },
    finish: (context, progress) => signInResult(context, progress, "email_taken"),
  }),
};
