import type { MfaFactors, User } from "@plinto/spec";
import { canSignInWithout } from "../../domain/auth/last-credential.ts";
import { appsOf } from "../../domain/mfa/factors.ts";
import { lastFactorRefusal, removeApp } from "../../domain/mfa/remove.ts";
import { renderCodeState, renderFactor } from "../../domain/mfa/render.ts";
import type { MfaFactorRow } from "../../domain/mfa/table.ts";
import { removePasskey } from "../../domain/passkeys/remove.ts";
import type { PasskeyRow } from "../../domain/passkeys/table.ts";
import { revokeSessionsOf } from "../../domain/sessions/revoke.ts";
import { renderUser } from "../../domain/users/render.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import type { MockReaders } from "../../schema.ts";
import { managedTarget } from "../managed-target.ts";

/** The factors of a person: her own look at them, and their end. */
export const factorOperations: OperationHandlers<"listMfaFactors" | "getMfaFactor" | "deleteMfaFactor" | "resetUserMfa"> = {
  listMfaFactors: handler<"listMfaFactors", MfaFactors>({
    decide({ tx, signedIn, request }) {
      const userId = signedIn!.user.id;
      const rows = [...appsOf(tx, userId, request.now), ...tx.passkeys.scan("byUser", [userId])];
      const codes = tx.recoveryCodeSets.find("user", userId);
      return ok({
        data: rows.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1)).map(renderFactor),
        recoveryCodes: codes ? renderCodeState(codes) : null,
      });
    },
    finish: (_context, factors) => factors,
  }),

  getMfaFactor: handler<"getMfaFactor", MfaFactorRow | PasskeyRow>({
    tellsMoreThanVersion: true,
    decide({ tx, request }, { factorId }) {
      const factor = factorOf(tx, factorId, request.now);
      return factor ? ok(factor) : refuse("not_found");
    },
    finish: (_context, factor) => renderFactor(factor),
  }),

  deleteMfaFactor: handler<"deleteMfaFactor", null>({
    version: ({ tx }, { factorId }) => factorOf(tx, factorId, tx.now)?.version,
    decide({ tx, emit, environment, signedIn }, { factorId }) {
      const { user } = signedIn!;
      const factor = factorOf(tx, factorId, tx.now);
      if (!factor) return refuse("not_found");
      const isApp = "secret" in factor;
      if (!isApp && !canSignInWithout(tx, environment, user, [factor.id])) return refuse("last_credential");
      const required = lastFactorRefusal(tx, environment, user.id, factor.id);
      if (required) return required;
      if (isApp) removeApp(tx, emit, user, factor);
      else removePasskey(tx, emit, factor);
      return ok(null);
    },
    finish: () => undefined,
  }),

  resetUserMfa: handler<"resetUserMfa", User>({
    decide(context, { userId }) {
      const { tx, emit, environment } = context;
      const managed = managedTarget(context, userId);
      if (!managed.ok) return managed;
      const { user, viewer } = managed.value;
      const passkeys = tx.passkeys.scan("byUser", [userId]).toArray();
      const apps = tx.mfaFactors.scan("byUser", [userId]).toArray();
      if (!user.mfaEnabled) return ok(renderUser(user, viewer, tx.now));
      const ids = passkeys.map(({ id }) => id);
      if (ids.length > 0 && !canSignInWithout(tx, environment, user, ids)) return refuse("last_credential");
      for (const app of apps) removeApp(tx, emit, user, app);
      for (const passkey of passkeys) removePasskey(tx, emit, passkey);
      revokeSessionsOf(tx, emit, userId);
      return ok(renderUser(tx.users.require(userId), viewer, tx.now));
    },
    finish: (_context, user) => user,
  }),
};

/** The app or the passkey of an id. An enrolment that is over is not there. */
function factorOf(read: MockReaders, factorId: string, now: number): MfaFactorRow | PasskeyRow | undefined {
  const app = read.mfaFactors.get(factorId);
  if (app) return app.expiresAt === null || app.expiresAt > now ? app : undefined;
  return read.passkeys.get(factorId);
}
