import { authFacts } from "../domain/auth/facts.ts";
import { canSignInWithout } from "../domain/auth/last-credential.ts";
import { proceed, type SignInProgress } from "../domain/auth/sign-in-steps.ts";
import { policyOf } from "../domain/auth-policies/policy.ts";
import { changesBetween } from "../domain/events/changes.ts";
import { creditRegistrant, registrantOf } from "../domain/mfa/registrant.ts";
import { codesIfRecent, grantCodes } from "../domain/mfa/recovery-codes.ts";
import { lastFactorRefusal } from "../domain/mfa/remove.ts";
import { passkeyAsSecond } from "../domain/mfa/second-factor.ts";
import type { RecoveryCodeSetRow } from "../domain/mfa/table.ts";
import { insertChallenge } from "../domain/passkeys/challenge.ts";
import { creationOptions, requestOptions } from "../domain/passkeys/options.ts";
import { checkAssertion, methodsOf, proveAssertion, type AssertionCheck } from "../domain/passkeys/prove.ts";
import { checkRegistration, registerPasskey, type RegistrationCheck } from "../domain/passkeys/register.ts";
import { removePasskey } from "../domain/passkeys/remove.ts";
import { passkeyFacts, renderPasskey } from "../domain/passkeys/render.ts";
import type { PasskeyChallengeRow, PasskeyRow } from "../domain/passkeys/table.ts";
import { userVerificationFor } from "../domain/passkeys/user-verification.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import { ok, refuse } from "../kernel/transaction.ts";
import { handler, type FinishContext, type OperationHandlers } from "../pipeline/handler.ts";
import { listScope, readPage } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { signInResult } from "./sign-in-result.ts";

type PasskeyOperation =
  | "passkeyRegistrationOptions"
  | "passkeyRegistrationVerify"
  | "passkeyAuthenticationOptions"
  | "passkeyAuthenticationVerify"
  | "listPasskeys"
  | "getPasskey"
  | "renamePasskey"
  | "deletePasskey";

/** Registering passkeys, signing in with them, and the passkeys of the caller. */
export const passkeys: OperationHandlers<PasskeyOperation> = {
  passkeyRegistrationOptions: handler<"passkeyRegistrationOptions", PasskeyChallengeRow>({
    decide(context, { userVerification }) {
      const { tx, environment } = context;
      if (!environment.authMethods.passkey) return refuse("auth_method_disabled");
      const registrant = registrantOf(context);
      if (!registrant.ok) return registrant;
      const { user, holder } = registrant.value;
      return ok(
        insertChallenge(tx, {
          purpose: "registration",
          userId: user.id,
          holder,
          passkeyId: null,
          userVerification: userVerificationFor(tx, user.id, userVerification),
        }),
      );
    },
    finish(context, challenge) {
      const { read, derive, environment } = context;
      const user = read.users.require(challenge.userId!);
      return { challengeId: challenge.id, publicKey: creationOptions(read, derive, environment, challenge, user), ...expiryOf(context, challenge) };
    },
  }),

  passkeyRegistrationVerify: handler<"passkeyRegistrationVerify", { passkey: PasskeyRow; codes: RecoveryCodeSetRow | null }, RegistrationCheck>({
    prepare: checkRegistration,
    decide(context, input, check) {
      const { tx, emit, environment } = context;
      if (!environment.authMethods.passkey) return refuse("auth_method_disabled");
      const registrant = registrantOf(context);
      if (!registrant.ok) return registrant;
      const registered = registerPasskey(context, registrant.value.user, input, check, registrant.value.holder);
      if (!registered.ok) return registered;
      const secondFactor = passkeyAsSecond(registered.value.userVerified, registrant.value.authenticationMethods);
      creditRegistrant(context, registrant.value, { methods: methodsOf(registered.value), secondFactor });
      return ok({ passkey: registered.value, codes: grantCodes(tx, emit, registered.value.userId) ?? null });
    },
    finish: (context, { passkey, codes }) => ({ passkey: renderPasskey(passkey), recoveryCodes: codesIfRecent(context, codes) }),
  }),

  passkeyAuthenticationOptions: handler<"passkeyAuthenticationOptions", PasskeyChallengeRow>({
    decide({ tx, environment }, { organizationId }) {
      if (!environment.authMethods.passkey) return refuse("auth_method_disabled");
      const userVerification = organizationId === undefined ? "preferred" : policyOf(tx, organizationId).passkeyUserVerification;
      return ok(insertChallenge(tx, { purpose: "sign_in", userId: null, holder: null, passkeyId: null, userVerification }));
    },
    finish(context, challenge) {
      const { read, derive, environment } = context;
      return { challengeId: challenge.id, publicKey: requestOptions(read, derive, environment, challenge), ...expiryOf(context, challenge) };
    },
  }),

  passkeyAuthenticationVerify: handler<"passkeyAuthenticationVerify", SignInProgress, AssertionCheck>({
    prepare: checkAssertion,
    decide(context, input, check) {
      const { tx, emit, environment } = context;
      if (!environment.authMethods.passkey) return refuse("auth_method_disabled");
      const proved = proveAssertion(context, input, check, { purpose: "sign_in", holder: null });
      if (!proved.ok) {
        const userId = tx.passkeys.find("credential", [input.credential.id])?.userId ?? null;
        emit("auth.sign_in_failed", authFacts({ userId, method: "passkey" }));
        return proved;
      }
      const { passkey, userVerified, authenticationMethods } = proved.value;
      const secondFactor = passkeyAsSecond(userVerified, []);
      return proceed(context, {
        user: tx.users.require(passkey.userId),
        method: "passkey",
        authenticationMethods: secondFactor === null ? authenticationMethods : [...authenticationMethods, "mfa"],
        secondFactors: secondFactor === null ? [] : [secondFactor],
        organizationId: input.organizationId ?? null,
      });
    },
    finish: (context, progress) => signInResult(context, progress, "webauthn_verification_failed"),
  }),

  listPasskeys: listHandler<"listPasskeys", PasskeyRow>({
    page({ tx, signedIn, cursors }, input) {
      const sort = input.sort ?? "createdAt";
      const userId = signedIn!.user.id;
      return readPage({
        table: tx.passkeys,
        index: "byUser",
        prefix: [userId],
        reverse: sort.startsWith("-"),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listPasskeys", caller: userId }),
      });
    },
    items: (_context, rows) => rows.map(renderPasskey),
  }),

  getPasskey: handler<"getPasskey", PasskeyRow>({
    tellsMoreThanVersion: true,
    decide({ tx }, { passkeyId }) {
      const passkey = tx.passkeys.get(passkeyId);
      return passkey ? ok(passkey) : refuse("not_found");
    },
    finish: (_context, passkey) => renderPasskey(passkey),
  }),

  renamePasskey: handler<"renamePasskey", PasskeyRow>({
    version: ({ tx }, { passkeyId }) => tx.passkeys.get(passkeyId)?.version,
    decide({ tx, emit }, { passkeyId, name }) {
      const before = tx.passkeys.get(passkeyId);
      if (!before) return refuse("not_found");
      const changes = changesBetween(before, { name }, ["name"]);
      if (Object.keys(changes).length === 0) return ok(before);
      const after = tx.passkeys.update(passkeyId, { name, version: before.version + 1, updatedAt: formatTimestamp(tx.now) });
      emit("passkey.updated", { ...passkeyFacts(after), changes });
      return ok(after);
    },
    finish: (_context, passkey) => renderPasskey(passkey),
  }),

  deletePasskey: handler<"deletePasskey", null>({
    version: ({ tx }, { passkeyId }) => tx.passkeys.get(passkeyId)?.version,
    decide(context, { passkeyId }) {
      const { tx, emit, environment, signedIn } = context;
      const passkey = tx.passkeys.get(passkeyId);
      if (!passkey) return refuse("not_found");
      if (!canSignInWithout(tx, environment, signedIn!.user, [passkey.id])) return refuse("last_credential");
      const required = lastFactorRefusal(tx, environment, passkey.userId, passkey.id);
      if (required) return required;
      removePasskey(tx, emit, passkey);
      return ok(null);
    },
    finish: () => undefined,
  }),
};

function expiryOf({ request }: FinishContext, { expiresAt }: PasskeyChallengeRow): { expiresAt: string; expiresInSeconds: number } {
  return { expiresAt: formatTimestamp(expiresAt), expiresInSeconds: Math.max(0, Math.floor((expiresAt - request.now) / 1000)) };
}
