import type { WebAuthnAuthentication, WebAuthnCreationOptions, WebAuthnRegistration, WebAuthnRequestOptions } from "@plinto/spec";
import { encodeCBOR, type CBORType } from "@levischuck/tiny-cbor";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64Url, toBase64Url } from "../kernel/base64url.ts";
import { authenticatorData, join, type AuthenticatorData } from "./authenticator-data.ts";
import type { Authenticator, AuthenticatorOptions, Deviation, VirtualCredential } from "./options.ts";
import { coseNumber, makeKey, signWith, type PasskeyKey } from "./passkey-key.ts";

/** A passkey that an authenticator holds. */
export interface HeldPasskey {
  readonly credentialId: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly userName: string;
  readonly key: PasskeyKey;
  counter: number;
}

/** What an authenticator is made with once its origin is known. */
export interface SoftwareAuthenticatorOptions extends Omit<AuthenticatorOptions, "origin" | "passkeysOf"> {
  readonly origin: string;
  readonly held: readonly HeldPasskey[];
}

/** An authenticator in software, with the browser around it: it answers what `navigator.credentials` would. */
export class SoftwareAuthenticator implements Omit<Authenticator, "credentials"> {
  readonly #options: Required<Omit<SoftwareAuthenticatorOptions, "held">>;
  readonly #held: HeldPasskey[];

  constructor({ origin, held, algorithm = "ES256", userVerification = true, synced = true, counter = 0 }: SoftwareAuthenticatorOptions) {
    this.#options = { origin, algorithm, userVerification, synced, counter };
    this.#held = [...held];
  }

  async create(options: WebAuthnCreationOptions, deviation: Deviation = {}): Promise<WebAuthnRegistration> {
    const { algorithm, counter } = this.#options;
    this.#verifyUser(options.authenticatorSelection.userVerification, deviation);
    if (this.#held.some(({ credentialId, rpId }) => rpId === options.rp.id && options.excludeCredentials.some(({ id }) => id === credentialId)))
      throw new DOMException("The authenticator has a passkey of this person already.", "InvalidStateError");
    if (!options.pubKeyCredParams.some(({ alg }) => alg === coseNumber(algorithm)))
      throw new DOMException(`The authenticator makes ${algorithm} keys, and none of those is asked for.`, "NotSupportedError");
    const key = await makeKey(algorithm);
    const publicKey = encodeCBOR(key.publicKey as Map<number, number | Uint8Array>);
    const credentialId = sha256(publicKey);
    const passkey = {
      credentialId: toBase64Url(credentialId),
      rpId: options.rp.id,
      userHandle: options.user.id,
      userName: options.user.name,
      key,
      counter: this.#options.synced ? 0 : counter,
    };
    this.#held.push(passkey);
    const authData = authenticatorData({ ...this.#data(passkey, deviation), made: { aaguid: new Uint8Array(16), credentialId, publicKey } });
    const attestation = new Map<string, CBORType>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", authData],
    ]);
    return {
      ...this.#shown(passkey),
      response: {
        clientDataJSON: this.#clientData("webauthn.create", options.challenge, deviation),
        attestationObject: toBase64Url(encodeCBOR(attestation)),
        transports: ["internal", "hybrid"],
      },
    };
  }

  async get(options: WebAuthnRequestOptions, deviation: Deviation = {}): Promise<WebAuthnAuthentication> {
    this.#verifyUser(options.userVerification, deviation);
    const { allowCredentials, rpId } = options;
    const passkey = this.#held.findLast(
      (held) => held.rpId === rpId && (allowCredentials.length === 0 || allowCredentials.some(({ id }) => id === held.credentialId)),
    );
    if (!passkey) throw new DOMException(`The authenticator has no passkey for ${rpId} that is asked for.`, "NotAllowedError");
    if (!this.#options.synced) passkey.counter += 1;
    const authData = authenticatorData(this.#data(passkey, deviation));
    const clientDataJSON = this.#clientData("webauthn.get", options.challenge, deviation);
    const signature = await signWith(passkey.key, join(authData, sha256(fromBase64Url(clientDataJSON))));
    return {
      ...this.#shown(passkey),
      response: {
        clientDataJSON,
        authenticatorData: toBase64Url(authData),
        signature: toBase64Url(signature),
        userHandle: deviation.userHandle === undefined ? passkey.userHandle : deviation.userHandle,
      },
    };
  }

  async exportCredentials(): Promise<readonly VirtualCredential[]> {
    const { synced } = this.#options;
    return Promise.all(
      this.#held.map(async ({ credentialId, rpId, userHandle, userName, key, counter }) => ({
        credentialId: toBase64(fromBase64Url(credentialId)),
        isResidentCredential: true as const,
        rpId,
        privateKey: toBase64(new Uint8Array(await crypto.subtle.exportKey("pkcs8", key.privateKey))),
        userHandle: toBase64(fromBase64Url(userHandle)),
        userName,
        signCount: counter,
        backupEligibility: synced,
        backupState: synced,
      })),
    );
  }

  /** A browser does not even answer when its authenticator cannot do what is required. */
  #verifyUser(asked: string, { userVerified }: Deviation): void {
    if (asked === "required" && !this.#options.userVerification && userVerified === undefined)
      throw new DOMException("The authenticator cannot verify its user, and this is required.", "NotAllowedError");
  }

  #data(passkey: HeldPasskey, deviation: Deviation): AuthenticatorData {
    const { synced, userVerification } = this.#options;
    return {
      rpId: deviation.rpId ?? passkey.rpId,
      userPresent: deviation.userPresent ?? true,
      userVerified: deviation.userVerified ?? userVerification,
      backupEligible: deviation.backupEligible ?? synced,
      backedUp: synced,
      counter: deviation.counter ?? passkey.counter,
    };
  }

  #clientData(type: string, challenge: string, deviation: Deviation): string {
    const data = { type, challenge: deviation.challenge ?? challenge, origin: deviation.origin ?? this.#options.origin, crossOrigin: false };
    return toBase64Url(new TextEncoder().encode(JSON.stringify(data)));
  }

  #shown({ credentialId }: HeldPasskey): Pick<WebAuthnAuthentication, "id" | "rawId" | "type" | "authenticatorAttachment" | "clientExtensionResults"> {
    return { id: credentialId, rawId: credentialId, type: "public-key", authenticatorAttachment: "platform", clientExtensionResults: {} };
  }
}

/** With padding and the older alphabet, as the devtools protocol has it. */
function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
