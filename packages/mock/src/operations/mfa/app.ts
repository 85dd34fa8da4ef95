import type { MfaFactor } from "@plinto/spec";
import { activateApp, beginApp } from "../../domain/mfa/enroll.ts";
import { codesIfRecent } from "../../domain/mfa/recovery-codes.ts";
import { creditRegistrant, registrantOf } from "../../domain/mfa/registrant.ts";
import { renderFactor } from "../../domain/mfa/render.ts";
import type { RecoveryCodeSetRow } from "../../domain/mfa/table.ts";
import { enrollmentUri } from "../../domain/mfa/totp.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { fail } from "../../pipeline/problem.ts";

/** Setting up an authenticator app. What is decided names rows: the secret is in none of what is kept for replays. */
export const appOperations: OperationHandlers<"enrollTotp" | "activateTotp"> = {
  enrollTotp: handler<"enrollTotp", { factorId: string }>({
    decide(context) {
      if (!context.environment.authMethods.totp) return refuse("auth_method_disabled");
      const registrant = registrantOf(context);
      if (!registrant.ok) return registrant;
      const begun = beginApp(context.tx, registrant.value.user.id);
      return begun.ok ? ok({ factorId: begun.value.id }) : begun;
    },
    finish({ read, environment, request }, { factorId }) {
      const factor = read.mfaFactors.get(factorId);
      // A repeated call shows the secret again only for as long as it waits for its first code.
      if (!factor || factor.expiresAt === null || factor.expiresAt <= request.now)
        fail("token_used", { detail: "This enrolment is over, so its secret cannot be shown again. Begin a new one." });
      const { email } = read.users.require(factor.userId);
      return {
        factor: renderFactor(factor),
        secret: factor.secret,
        uri: enrollmentUri(factor.secret, environment.name, email),
        expiresAt: formatTimestamp(factor.expiresAt),
        expiresInSeconds: Math.floor((factor.expiresAt - request.now) / 1000),
      };
    },
  }),

  activateTotp: handler<"activateTotp", { factor: MfaFactor; codes: RecoveryCodeSetRow | null }>({
    decide(context, { factorId, code }) {
      const { tx, emit } = context;
      const registrant = registrantOf(context);
      if (!registrant.ok) return registrant;
      const { user, sessionId } = registrant.value;
      const factor = tx.mfaFactors.get(factorId);
      if (!factor || factor.userId !== user.id) return refuse("not_found");
      const activated = activateApp(tx, emit, user, factor, code, sessionId);
      if (!activated.ok) return activated;
      creditRegistrant(context, registrant.value, { methods: ["otp"], secondFactor: "code" });
      return ok({ factor: renderFactor(activated.value.factor), codes: activated.value.codes ?? null });
    },
    finish: (context, { factor, codes }) => ({ factor, recoveryCodes: codesIfRecent(context, codes) }),
  }),
};
