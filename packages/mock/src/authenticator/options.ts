import type { WebAuthnAuthentication, WebAuthnCreationOptions, WebAuthnRegistration, WebAuthnRequestOptions } from "@plinto/spec";
import type { PasskeyAlgorithm } from "./passkey-key.ts";

/** Options of `mock.passkeys.authenticator`. */
export interface AuthenticatorOptions {
  /** The kind of key of the passkeys that it makes. `ES256` when absent. */
  readonly algorithm?: PasskeyAlgorithm;
  /** The page that it works for. The first of the environment's `webauthn.origins` when absent, on its default port. */
  readonly origin?: string;
  /** Whether it verifies its user, by PIN, finger or face. True when absent. */
  readonly userVerification?: boolean;
  /** Whether its passkeys are synced between devices. They count nothing then. True when absent. */
  readonly synced?: boolean;
  /** Where the signature counter of a passkey begins that is not synced. 0 when absent. */
  readonly counter?: number;
  /** A person of the seed whose passkey it holds from the beginning. Nobody's when absent. */
  readonly passkeysOf?: string;
}

/** What an answer says otherwise than an honest authenticator and browser would: for tests of what is refused. */
export interface Deviation {
  /** The page that the browser says it saw. */
  readonly origin?: string;
  /** The domain that was signed for. */
  readonly rpId?: string;
  /** The challenge that was signed, in base64url. */
  readonly challenge?: string;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly backupEligible?: boolean;
  readonly counter?: number;
  /** Whose passkey it says it is; null says nothing. */
  readonly userHandle?: string | null;
}

/** An authenticator in software. It makes and uses real passkeys, so nothing of their verification is left out. */
export interface Authenticator {
  /**
   * Makes a passkey: what `navigator.credentials.create` answers, as JSON.
   *
   * @param options `publicKey` of `passkeyRegistrationOptions`
   * @throws DOMException `InvalidStateError` when it has one of this person already, `NotAllowedError`, `NotSupportedError`
   */
  create(options: WebAuthnCreationOptions, deviation?: Deviation): Promise<WebAuthnRegistration>;
  /**
   * Signs with a passkey: what `navigator.credentials.get` answers, as JSON. The newest one that is asked for.
   *
   * @param options `publicKey` of `passkeyAuthenticationOptions` or of a challenge of `createMfaChallenge`
   * @throws DOMException `NotAllowedError` when it has none of those that are asked for
   */
  get(options: WebAuthnRequestOptions, deviation?: Deviation): Promise<WebAuthnAuthentication>;
  /**
   * What `navigator.credentials` is to a page: for `createPasskey` and `getPasskey` of `@plinto/core/passkeys`, or to put
   * in its place where there is no browser.
   */
  readonly credentials: AuthenticatorCredentials;
  /**
   * Its passkeys, as `WebAuthn.addCredential` of the devtools protocol takes them: for the virtual authenticator of a browser.
   */
  exportCredentials(): Promise<readonly VirtualCredential[]>;
}

/** The part of `navigator.credentials` that passkeys need. It answers at once, also where a browser would wait for its person. */
export interface AuthenticatorCredentials {
  create(options?: { publicKey?: unknown; signal?: AbortSignal }): Promise<object>;
  get(options?: { publicKey?: unknown; signal?: AbortSignal; mediation?: string }): Promise<object>;
}

/** A passkey as the devtools protocol has it (`WebAuthn.Credential`); bytes in base64. */
export interface VirtualCredential {
  readonly credentialId: string;
  readonly isResidentCredential: true;
  readonly rpId: string;
  /** PKCS #8. */
  readonly privateKey: string;
  readonly userHandle: string;
  readonly userName: string;
  readonly signCount: number;
  readonly backupEligibility: boolean;
  readonly backupState: boolean;
}
