import { sendEmail } from "../../domain/email/send.ts";
import { factorsOf } from "../../domain/mfa/factors.ts";
import { codesIfRecent, replaceCodes } from "../../domain/mfa/recovery-codes.ts";
import type { RecoveryCodeSetRow } from "../../domain/mfa/table.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { fail } from "../../pipeline/problem.ts";

/** The codes for a lost device. */
export const recoveryCodeOperations: OperationHandlers<"regenerateRecoveryCodes"> = {
  regenerateRecoveryCodes: handler<"regenerateRecoveryCodes", RecoveryCodeSetRow>({
    decide({ tx, emit, signedIn }) {
      const { user } = signedIn!;
      if (factorsOf(tx, user.id).length === 0) return refuse("factor_not_found");
      const codes = replaceCodes(tx, emit, user.id);
      sendEmail(tx, emit, { kind: "recovery_codes_regenerated", to: user.email, recipientUserId: user.id, variables: { name: user.name ?? user.email } });
      return ok(codes);
    },
    finish: (context, codes) =>
      codesIfRecent(context, codes) ??
      fail("token_used", { detail: "The codes were shown too long ago to be shown again, or were replaced. Make new ones with another idempotency key." }),
  }),
};
