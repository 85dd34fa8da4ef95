import type { WebAuthnCreationOptions, WebAuthnRequestOptions } from "@plinto/spec";
import type { Derive } from "../../kernel/secret.ts";
import type { MockReaders } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { UserRow } from "../users/table.ts";
import { challengeLifeMs, spellChallenge } from "./challenge.ts";
import type { PasskeyChallengeRow, PasskeyRow } from "./table.ts";
import { userHandleOf } from "./user-handle.ts";

/** The kinds of keys that are taken, the best first: COSE names them by number (RFC 9053, RFC 8812). */
export const algorithms: readonly number[] = [-7, -8, -257];

/** What a browser makes a passkey of this person with (WebAuthn Level 3, section 5.4). */
export function creationOptions(
  read: MockReaders,
  derive: Derive,
  { name, webauthn }: EnvironmentRow,
  challenge: PasskeyChallengeRow,
  user: UserRow,
): WebAuthnCreationOptions {
  return {
    rp: { id: webauthn.rpId, name: webauthn.rpName ?? name },
    user: { id: userHandleOf(user.id, derive), name: user.email, displayName: user.name ?? user.email },
    challenge: spellChallenge(challenge, derive),
    pubKeyCredParams: algorithms.map((alg) => ({ alg, type: "public-key" })),
    timeout: challengeLifeMs,
    excludeCredentials: passkeysOf(read, user.id).map(descriptorOf),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: challenge.userVerification },
    attestation: "none",
  };
}

/** What a browser asks for a passkey with (WebAuthn Level 3, section 5.5). At a sign-in it names none, so it tells of nobody. */
export function requestOptions(read: MockReaders, derive: Derive, { webauthn }: EnvironmentRow, challenge: PasskeyChallengeRow): WebAuthnRequestOptions {
  const { userId, passkeyId, userVerification } = challenge;
  const asked = userId === null ? [] : passkeysOf(read, userId).filter(({ id }) => passkeyId === null || id === passkeyId);
  return {
    challenge: spellChallenge(challenge, derive),
    rpId: webauthn.rpId,
    timeout: challengeLifeMs,
    allowCredentials: asked.map(descriptorOf),
    userVerification,
  };
}

/** The passkeys of a person, the oldest first. */
export function passkeysOf(read: MockReaders, userId: string): PasskeyRow[] {
  return read.passkeys.scan("byUser", [userId]).toArray();
}

function descriptorOf({ credentialId, transports }: PasskeyRow): { id: string; type: "public-key"; transports: string[] } {
  return { id: credentialId, type: "public-key", transports: [...transports] };
}
