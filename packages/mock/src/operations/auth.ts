import type { AuthOperationId } from "../generated/operation-shapes.ts";
import type { OperationHandlers } from "../pipeline/handler.ts";
import { emailVerificationOperations } from "./auth/email.ts";
import { passwordOperations } from "./auth/password.ts";
import { passwordlessOperations } from "./auth/passwordless.ts";
import { refreshOperations } from "./auth/refresh.ts";
import { currentSessionOperations } from "./auth/session.ts";
import { signInOperations } from "./auth/sign-in.ts";
import { signUpOperations } from "./auth/sign-up.ts";

/** The rules of authentication. */
export const auth: OperationHandlers<AuthOperationId> = {
  ...signUpOperations,
  ...signInOperations,
  ...passwordlessOperations,
  ...emailVerificationOperations,
  ...passwordOperations,
  ...refreshOperations,
  ...currentSessionOperations,
};
