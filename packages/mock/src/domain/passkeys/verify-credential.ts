import type { WebAuthnAuthentication, WebAuthnRegistration } from "@plinto/spec";
import type { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { fromBase64Url, toBase64Url } from "../../kernel/base64url.ts";
import { originMatches } from "../environment/origins.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import { isUsableKey } from "./cose-key.ts";
import { isEcdsaSignature } from "./ecdsa-signature.ts";
import { algorithms } from "./options.ts";
import type { CredentialFault } from "./refusal.ts";
import type { UserVerification } from "./table.ts";

/** What an answer is judged against. */
export interface Expected {
  /** The challenge that was to be signed, in base64url. */
  readonly challenge: string;
  readonly userVerification: UserVerification;
  readonly webauthn: EnvironmentRow["webauthn"];
}

/** What an authenticator says of a credential, verified. */
export interface CredentialFacts {
  readonly credentialId: string;
  /** COSE, in base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly userVerified: boolean;
  readonly deviceType: "singleDevice" | "multiDevice";
  readonly backedUp: boolean;
  readonly aaguid: string;
}

/** Facts of an answer that holds, or what does not hold. */
export type Verified<Facts> = { readonly ok: true; readonly facts: Facts } | { readonly ok: false; readonly fault: CredentialFault };

/** Verifies that an authenticator made a credential for us (WebAuthn Level 3, section 7.1). */
export async function verifyRegistration(credential: WebAuthnRegistration, expected: Expected): Promise<Verified<CredentialFacts>> {
  // Longer ones no authenticator makes, and the standard has them refused.
  if (credential.id.length > longestCredentialId) return { ok: false, fault: "malformed" };
  if (isFramed(credential)) return { ok: false, fault: "cross_origin" };
  const [{ verifyRegistrationResponse: verify }, { decodeCBOR }] = await Promise.all([import("@simplewebauthn/server"), import("@levischuck/tiny-cbor")]);
  return judge(async () => {
    const answer = await verify({
      ...expectations(credential, expected),
      response: credential as Parameters<typeof verifyRegistrationResponse>[0]["response"],
      supportedAlgorithmIDs: [...algorithms],
    });
    if (!answer.verified) return { ok: false, fault: "signature" };
    const { credential: made, aaguid, userVerified, credentialDeviceType, credentialBackedUp } = answer.registrationInfo;
    // The id beside the attestation is what somebody wrote there; the one inside is the credential's.
    if (made.id !== credential.id) return { ok: false, fault: "malformed" };
    // The CBOR of an attestation that ends early is read as far as it goes, so that the end of the key can be missing.
    if (!isUsableKey(decodeCBOR(made.publicKey))) return { ok: false, fault: "malformed" };
    return {
      ok: true,
      facts: {
        credentialId: made.id,
        publicKey: toBase64Url(made.publicKey),
        counter: made.counter,
        userVerified,
        deviceType: credentialDeviceType,
        backedUp: credentialBackedUp,
        aaguid,
      },
    };
  });
}

/** Verifies that a credential signed for us (WebAuthn Level 3, section 7.2). Its counter is for the caller to judge. */
export async function verifyAssertion(
  credential: WebAuthnAuthentication,
  publicKey: string,
  expected: Expected,
): Promise<Verified<Omit<CredentialFacts, "aaguid">>> {
  if (isFramed(credential)) return { ok: false, fault: "cross_origin" };
  const [{ verifyAuthenticationResponse: verify }, { decodeCBOR }] = await Promise.all([import("@simplewebauthn/server"), import("@levischuck/tiny-cbor")]);
  return judge(async () => {
    const key = Uint8Array.from(fromBase64Url(publicKey));
    const answer = await verify({
      ...expectations(credential, expected),
      response: credential as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
      // Compared with the row later, where it counts, and only for a signature that holds: nobody raises an alarm by a forged counter.
      credential: { id: credential.id, publicKey: key, counter: 0 },
    });
    const isEcdsa = (decodeCBOR(key) as ReadonlyMap<number, unknown>).get(3) === -7;
    if (!answer.verified || (isEcdsa && !isEcdsaSignature(fromBase64Url(credential.response.signature)))) return { ok: false, fault: "signature" };
    const { newCounter, userVerified, credentialDeviceType, credentialBackedUp } = answer.authenticationInfo;
    return {
      ok: true,
      facts: { credentialId: credential.id, publicKey, counter: newCounter, userVerified, deviceType: credentialDeviceType, backedUp: credentialBackedUp },
    };
  });
}

/** 1023 bytes in base64url. */
const longestCredentialId = 1364;

function expectations({ response }: WebAuthnRegistration | WebAuthnAuthentication, { challenge, userVerification, webauthn }: Expected) {
  const origin = originOf(response.clientDataJSON);
  const matches = origin !== undefined && webauthn.origins.some((allowed) => originMatches(origin, allowed));
  return {
    expectedChallenge: challenge,
    expectedOrigin: matches ? [origin] : [...webauthn.origins],
    expectedRPID: webauthn.rpId,
    requireUserVerification: userVerification === "required",
  };
}

/** The origin that the browser saw. A port that may be any makes one of many allowed ones of it. */
function originOf(clientDataJson: string): string | undefined {
  const { origin } = clientDataOf(clientDataJson);
  return typeof origin === "string" ? origin : undefined;
}

/** Whether the page stood in a frame of another site, which could lead its user to anything (WebAuthn Level 3, sections 7.1 and 7.2). */
function isFramed({ response }: WebAuthnRegistration | WebAuthnAuthentication): boolean {
  const { crossOrigin, topOrigin } = clientDataOf(response.clientDataJSON);
  return (crossOrigin ?? false) !== false || topOrigin !== undefined;
}

/** What the browser says of the page, unverified. What cannot be read says nothing: the verifier refuses it. */
function clientDataOf(clientDataJson: string): { readonly origin?: unknown; readonly crossOrigin?: unknown; readonly topOrigin?: unknown } {
  try {
    const data: unknown = JSON.parse(new TextDecoder().decode(fromBase64Url(clientDataJson)));
    return typeof data === "object" && data !== null ? data : {};
  } catch {
    return {};
  }
}

/** The verifier throws at what does not hold; what it is about is in its words alone. */
async function judge<Facts>(verify: () => Promise<Verified<Facts>>): Promise<Verified<Facts>> {
  try {
    return await verify();
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    return { ok: false, fault: faults.find(([words]) => words.test(message))?.[1] ?? "malformed" };
  }
}

const faults: readonly (readonly [words: RegExp, fault: CredentialFault])[] = [
  [/response challenge/i, "challenge_other"],
  [/origin/i, "origin"],
  [/RP ID/i, "rp_id"],
  [/user (?:was )?not present|user presence/i, "user_presence"],
  [/user verification/i, "user_verification"],
  [/public key alg/i, "algorithm"],
  [/backed up/i, "backup_flags"],
];
