import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import { tellOfCredential } from "../email/credential.ts";
import type { Emit } from "../events/emit.ts";
import type { UserRow } from "../users/table.ts";
import { appInWords } from "./app-in-words.ts";
import { activeApp } from "./factors.ts";
import { maximumTries } from "./sign-in-step.ts";
import { takeAppCode, tellFailure, type CodeRefusal } from "./prove.ts";
import { grantCodes } from "./recovery-codes.ts";
import { factorFacts } from "./render.ts";
import type { MfaFactorRow, RecoveryCodeSetRow } from "./table.ts";
import { spellSecret } from "./totp.ts";

const pendingMs = 10 * 60 * 1000;
/** What RFC 4226, section 4 recommends: 160 bits. */
const secretBytes = 20;

/** Makes the secret of an app that waits for its first code. One that waits already is replaced. */
export function beginApp(tx: MockTransaction, userId: string): Ok<MfaFactorRow> | Refusal<"factor_exists", Record<never, never>> {
  if (activeApp(tx, userId)) return refuse("factor_exists");
  for (const waiting of tx.mfaFactors.scan("byUser", [userId]).toArray()) tx.mfaFactors.delete(waiting.id);
  const secret = spellSecret(tx.random.bytes(secretBytes));
  return ok(insertApp(tx, { id: tx.id("fac"), userId, secret, status: "pending" }));
}

/** Writes an authenticator app. */
export function insertApp(tx: MockTransaction, values: Pick<MfaFactorRow, "id" | "userId" | "secret" | "status">): MfaFactorRow {
  const now = formatTimestamp(tx.now);
  return tx.mfaFactors.insert({
    ...values,
    kind: "totp",
    lastUsedStep: null,
    failures: 0,
    expiresAt: values.status === "active" ? null : tx.now + pendingMs,
    lastUsedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
}

export type ActivationRefusal = CodeRefusal | Refusal<"factor_exists" | "too_many_attempts" | "challenge_expired", Record<never, never>>;

/** An app in use, and the recovery codes that came with it. */
export interface ActivatedApp {
  readonly factor: MfaFactorRow;
  readonly codes: RecoveryCodeSetRow | undefined;
}

/** Puts an app in use with its first code. The fifth wrong one ends the enrolment. */
export function activateApp(
  tx: MockTransaction,
  emit: Emit,
  user: UserRow,
  waiting: MfaFactorRow,
  code: string,
  sessionId: string | null,
): Ok<ActivatedApp> | ActivationRefusal {
  if (waiting.status === "active") return refuse("factor_exists");
  if (waiting.expiresAt !== null && waiting.expiresAt <= tx.now) return refuse("challenge_expired");
  if (waiting.failures >= maximumTries) return refuse("too_many_attempts");
  const taken = takeAppCode(tx, waiting.id, code);
  if (!taken.ok) {
    tellFailure(emit, user.id, "totp", taken.code, sessionId);
    const { failures } = tx.mfaFactors.update(waiting.id, { failures: waiting.failures + 1 });
    return failures >= maximumTries ? refuse("too_many_attempts") : taken;
  }
  const factor = tx.mfaFactors.update(waiting.id, {
    status: "active",
    expiresAt: null,
    failures: 0,
    version: waiting.version + 1,
    updatedAt: formatTimestamp(tx.now),
  });
  emit("mfa.factor_added", factorFacts(factor));
  tellOfCredential(tx, emit, "credential_added", user, appInWords(user));
  return ok({ factor, codes: grantCodes(tx, emit, user.id) });
}
