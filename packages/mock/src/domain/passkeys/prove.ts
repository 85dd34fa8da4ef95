import type { WebAuthnAuthentication } from "@plinto/spec";
import type { Derive } from "../../kernel/secret.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { spellChallenge, takeChallenge, type ChallengeRefusal, type ChallengeUse } from "./challenge.ts";
import { refuseCredential } from "./refusal.ts";
import type { PasskeyRow } from "./table.ts";
import { userHandleOf } from "./user-handle.ts";
import { verifyAssertion, type CredentialFacts, type Verified } from "./verify-credential.ts";

/** An answer of a passkey to a challenge. */
export interface PasskeyAnswer {
  readonly challengeId: string;
  readonly credential: WebAuthnAuthentication;
}

/** What the verification said before the transaction. */
export type AssertionCheck = Verified<Omit<CredentialFacts, "aaguid">>;

/** A passkey that has proved who its person is. */
export interface ProvedPasskey {
  readonly passkey: PasskeyRow;
  /** Whether the authenticator verified its user: then it proves two factors at once. */
  readonly userVerified: boolean;
  /** As the token tells it (`amr`, RFC 8176): `hwk` for a key bound to its device or `swk` for a synced one, and `user`. */
  readonly authenticationMethods: readonly string[];
}

export type AssertionRefusal = ChallengeRefusal | Refusal<"counter_rollback", Record<never, never>>;

/** Verifies an assertion as far as that takes time: for `prepare`. Whether it counts, {@link proveAssertion} decides. */
export async function checkAssertion(
  { read, derive }: { readonly read: MockReaders; readonly derive: Derive },
  { challengeId, credential }: PasskeyAnswer,
): Promise<AssertionCheck> {
  const challenge = read.passkeyChallenges.get(challengeId);
  const passkey = read.passkeys.find("credential", [credential.id]);
  if (!challenge) return { ok: false, fault: "challenge_unknown" };
  if (!passkey) return { ok: false, fault: "credential_unknown" };
  const { webauthn } = read.environments.all().first()!;
  return verifyAssertion(credential, passkey.publicKey, {
    challenge: spellChallenge(challenge, derive),
    userVerification: challenge.userVerification,
    webauthn,
  });
}

/**
 * Judges an assertion and uses its challenge up. The passkey's counter moves on; one that does not rise is told to whom
 * it concerns, and refused: the credential may have been copied (WebAuthn Level 3, section 6.1.1).
 *
 * @param check what {@link checkAssertion} said
 * @param use what the challenge must have been made for
 */
export function proveAssertion(
  { tx, derive, emit }: { readonly tx: MockTransaction; readonly derive: Derive; emit: Emit },
  { challengeId, credential }: PasskeyAnswer,
  check: AssertionCheck,
  use: ChallengeUse,
): Ok<ProvedPasskey> | AssertionRefusal {
  const taken = takeChallenge(tx, challengeId, use);
  if (!taken.ok) return taken;
  const { userId, passkeyId } = taken.value;
  const passkey = tx.passkeys.find("credential", [credential.id]);
  if (!passkey) return refuseCredential("credential_unknown");
  if ((userId !== null && passkey.userId !== userId) || (passkeyId !== null && passkey.id !== passkeyId)) return refuseCredential("credential_of_another");
  if (!check.ok) return refuseCredential(check.fault);
  const { facts } = check;
  // Where nobody is known before, the authenticator has to say who it is.
  const handle = credential.response.userHandle ?? null;
  if (handle === null ? userId === null : handle !== userHandleOf(passkey.userId, derive)) return refuseCredential("user_handle");
  // A passkey that was replaced since the verification is not proved by it.
  if (facts.publicKey !== passkey.publicKey) return refuseCredential("credential_unknown");
  if (facts.deviceType !== passkey.deviceType) return refuseCredential("backup_flags");
  // Synced passkeys count nothing and always say 0.
  if ((facts.counter > 0 || passkey.counter > 0) && facts.counter <= passkey.counter) {
    emit("passkey.counter_anomaly", {
      organizationId: null,
      target: { type: "passkey", id: passkey.id, version: passkey.version },
      data: { passkeyId: passkey.id, userId: passkey.userId, storedCounter: passkey.counter, receivedCounter: facts.counter },
      userId: passkey.userId,
    });
    return refuse("counter_rollback");
  }
  const { counter, backedUp, userVerified } = facts;
  // No new version: its use is no change that a writer with an older one would overwrite.
  const used = tx.passkeys.update(passkey.id, { counter, backedUp, userVerified, lastUsedAt: formatTimestamp(tx.now) });
  return ok({ passkey: used, userVerified, authenticationMethods: methodsOf(used) });
}

/** How a passkey proves who its person is, as the token tells it. */
export function methodsOf({ deviceType, userVerified }: Pick<PasskeyRow, "deviceType" | "userVerified">): readonly string[] {
  return [deviceType === "singleDevice" ? "hwk" : "swk", ...(userVerified ? ["user"] : [])];
}
