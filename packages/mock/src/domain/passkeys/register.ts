import type { CompletePasskeyRegistration } from "@plinto/spec";
import type { Derive } from "../../kernel/secret.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { tellOfCredential } from "../email/credential.ts";
import type { Emit } from "../events/emit.ts";
import { nameOfUserAgent } from "../sessions/devices.ts";
import type { UserRow } from "../users/table.ts";
import { spellChallenge, takeChallenge, type ChallengeRefusal } from "./challenge.ts";
import { refuseCredential } from "./refusal.ts";
import { passkeyFacts, passkeyInWords } from "./render.ts";
import type { PasskeyRow } from "./table.ts";
import { verifyRegistration, type CredentialFacts, type Verified } from "./verify-credential.ts";

/** What the verification said before the transaction. */
export type RegistrationCheck = Verified<CredentialFacts>;

export type RegistrationRefusal = ChallengeRefusal | Refusal<"credential_exists", Record<never, never>>;

/** What a registration needs of its call. */
interface RegistrationContext {
  readonly tx: MockTransaction;
  readonly request: { readonly userAgent: string | null };
  emit: Emit;
}

/** Verifies a new credential as far as that takes time: for `prepare`. Whether it counts, {@link registerPasskey} decides. */
export async function checkRegistration(
  { read, derive }: { readonly read: MockReaders; readonly derive: Derive },
  { challengeId, credential }: CompletePasskeyRegistration,
): Promise<RegistrationCheck> {
  const challenge = read.passkeyChallenges.get(challengeId);
  if (!challenge) return { ok: false, fault: "challenge_unknown" };
  const { webauthn } = read.environments.all().first()!;
  return verifyRegistration(credential, { challenge: spellChallenge(challenge, derive), userVerification: challenge.userVerification, webauthn });
}

/**
 * Keeps a new passkey of a person and tells her.
 *
 * @param check what {@link checkRegistration} said
 * @param holder the session or the pending sign-in that the challenge must have been made for
 */
export function registerPasskey(
  { tx, request, emit }: RegistrationContext,
  user: UserRow,
  { challengeId, credential, name }: CompletePasskeyRegistration,
  check: RegistrationCheck,
  holder: string,
): Ok<PasskeyRow> | RegistrationRefusal {
  const taken = takeChallenge(tx, challengeId, { purpose: "registration", holder });
  if (!taken.ok) return taken;
  if (!check.ok) return refuseCredential(check.fault);
  if (tx.passkeys.find("credential", [check.facts.credentialId])) return refuse("credential_exists");
  const now = formatTimestamp(tx.now);
  const passkey = tx.passkeys.insert({
    id: tx.id("psk"),
    userId: user.id,
    ...check.facts,
    name: name ?? nameOfUserAgent(request.userAgent),
    transports: knownTransports.filter((transport) => credential.response.transports?.includes(transport)),
    lastUsedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  emit("passkey.registered", passkeyFacts(passkey));
  tellOfCredential(tx, emit, "credential_added", user, passkeyInWords(passkey));
  return ok(passkey);
}

/** Those of WebAuthn Level 3, section 5.8.4. What else a browser says helps nobody to find the authenticator. */
const knownTransports = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"] as const;
