import type { MfaOperationId } from "../generated/operation-shapes.ts";
import type { OperationHandlers } from "../pipeline/handler.ts";
import { appOperations } from "./mfa/app.ts";
import { challengeOperations } from "./mfa/challenges.ts";
import { factorOperations } from "./mfa/factors.ts";
import { recoveryCodeOperations } from "./mfa/recovery-codes.ts";

/** The rules of second factors. */
export const mfa: OperationHandlers<MfaOperationId> = {
  ...factorOperations,
  ...appOperations,
  ...challengeOperations,
  ...recoveryCodeOperations,
};
