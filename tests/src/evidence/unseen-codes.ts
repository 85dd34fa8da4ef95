import type { ErrorCode, OperationId } from "@plinto/spec";

/** Refusals that an operation declares for a time that has passed and that nothing can cause, each with its reason. */
export const unseenCodes: { readonly [Id in OperationId]?: { readonly [Code in ErrorCode]?: string } } = {
  continueSignIn: {
    otp_expired: "The code of a verification lives for a day and the sign-in that it would continue for ten minutes; a new one sends a new code.",
  },
  stepUp: {
    otp_expired: "A step-up takes a password; codes come with the second factors.",
    token_expired: "A step-up takes a password; links come with the second factors.",
  },
};
