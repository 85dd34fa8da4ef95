/** Passkeys in a page: what the API speaks as JSON, spoken to the browser (WebAuthn Level 3). */

import type { WebAuthnAuthentication, WebAuthnCreationOptions, WebAuthnRegistration, WebAuthnRequestOptions } from "@plinto/spec";
import { type PasskeyErrorCode, PlintoError } from "./errors.ts";
// The JSON methods of browsers do the same, but not in all that know passkeys.
import { fromBase64url, toBase64url } from "./base64url.ts";
import { offersPasskeysInAutofill, systemCredentials } from "./platform.ts";
import type { PasskeyContainer } from "./ports.ts";

export type { PasskeyContainer } from "./ports.ts";
export type { WebAuthnAuthentication, WebAuthnCreationOptions, WebAuthnRegistration, WebAuthnRequestOptions } from "@plinto/spec";

/** Options of {@link createPasskey}. */
export interface CreatePasskeyOptions {
  /** Closes the browser's dialog when it aborts. */
  readonly signal?: AbortSignal;
  /** `navigator.credentials` when absent. */
  readonly credentials?: PasskeyContainer;
}

/** Options of {@link getPasskey}. */
export interface GetPasskeyOptions extends CreatePasskeyOptions {
  /**
   * Whether passkeys are offered in the autofill of a field with `autocomplete="username webauthn"` instead of in a
   * dialog. It waits until the person picks one, so abort it by `signal` before anything else asks for a passkey. False
   * when absent.
   */
  readonly conditional?: boolean;
}

/** Whether this page can use passkeys: in a browser that knows them, in a secure context. */
export function isPasskeySupported(): boolean {
  return systemCredentials() !== undefined;
}

/** Whether `getPasskey({ conditional: true })` works here. */
export function isConditionalUiSupported(): Promise<boolean> {
  return offersPasskeysInAutofill();
}

/**
 * Has the browser make a passkey (`navigator.credentials.create`).
 *
 * @param options `publicKey` of `passkeyRegistrationOptions`
 * @returns The `credential` of `passkeyRegistrationVerify`.
 * @throws PlintoError of the kind `passkey`: `passkey_cancelled`, `passkey_exists`, `passkey_origin_invalid`,
 *   `passkey_unsupported`, `passkey_failed`; of the kind `abort`: `aborted`
 *
 * @example
 * const { challengeId, publicKey } = await plinto.passkeys.beginRegistration();
 * const credential = await createPasskey(publicKey);
 * const { passkey, recoveryCodes } = await plinto.passkeys.completeRegistration({ challengeId, credential });
 */
export async function createPasskey(
  options: WebAuthnCreationOptions,
  { signal, credentials = systemCredentials() }: CreatePasskeyOptions = {},
): Promise<WebAuthnRegistration> {
  const { challenge, user, excludeCredentials, ...rest } = options;
  const publicKey = {
    ...rest,
    challenge: fromBase64url(challenge),
    user: { ...user, id: fromBase64url(user.id) },
    excludeCredentials: withBytes(excludeCredentials),
  };
  const { response, ...made } = await ask<AuthenticatorAttestationResponse>(signal, "passkey_exists", () =>
    credentials?.create({ publicKey, ...(signal && { signal }) }),
  );
  return {
    ...made,
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      attestationObject: toBase64url(response.attestationObject),
      // Some extensions of browsers answer in place of it and leave this out.
      transports: response.getTransports?.() ?? [],
    },
  };
}

/**
 * Has the browser sign with a passkey (`navigator.credentials.get`), in a dialog or in the autofill of a field.
 *
 * @param options `publicKey` of `passkeyAuthenticationOptions`, or of a challenge of `createMfaChallenge`
 * @returns The `credential` of `passkeyAuthenticationVerify`, of a proof of a second factor, and of `stepUp`.
 * @throws PlintoError of the kind `passkey`: `passkey_cancelled`, `passkey_origin_invalid`, `passkey_unsupported`,
 *   `passkey_failed`; of the kind `abort`: `aborted`
 *
 * @example
 * const { challengeId, publicKey } = await plinto.passkeys.beginSignIn();
 * const credential = await getPasskey(publicKey, { conditional: await isConditionalUiSupported() });
 * const result = await plinto.passkeys.signIn({ challengeId, credential });
 */
export async function getPasskey(
  options: WebAuthnRequestOptions,
  { signal, conditional = false, credentials = systemCredentials() }: GetPasskeyOptions = {},
): Promise<WebAuthnAuthentication> {
  const { challenge, allowCredentials, ...rest } = options;
  const publicKey = { ...rest, challenge: fromBase64url(challenge), allowCredentials: withBytes(allowCredentials) };
  const { response, ...used } = await ask<AuthenticatorAssertionResponse>(signal, "passkey_failed", () =>
    credentials?.get({ publicKey, ...(signal && { signal }), ...(conditional && { mediation: "conditional" }) }),
  );
  return {
    ...used,
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      authenticatorData: toBase64url(response.authenticatorData),
      signature: toBase64url(response.signature),
      userHandle: response.userHandle && toBase64url(response.userHandle),
    },
  };
}

/** Asks the browser, and says in our terms why it gave nothing. */
async function ask<Response>(
  signal: AbortSignal | undefined,
  invalidState: PasskeyErrorCode,
  browser: () => Promise<unknown> | undefined,
): Promise<{ id: string; rawId: string; type: "public-key"; response: Response }> {
  let credential: unknown;
  try {
    credential = await browser();
  } catch (cause) {
    // A signal may abort with any reason, so what was thrown does not tell.
    if (signal?.aborted) throw new PlintoError({ kind: "abort", code: "aborted", message: "aborted by its signal", cause });
    const name = (cause as { name?: unknown } | null | undefined)?.name;
    throw failure(name === "InvalidStateError" ? invalidState : (codes[name as keyof typeof codes] ?? "passkey_failed"), cause);
  }
  if (credential === undefined) throw failure("passkey_unsupported");
  // Browsers answer null only where they have nothing more to say.
  if (credential === null) throw failure("passkey_failed");
  const { rawId, response } = credential as { rawId: ArrayBuffer; response: Response };
  const id = toBase64url(rawId);
  return { id, rawId: id, type: "public-key", response };
}

/** What the names of a browser's errors mean (WebAuthn Level 3, sections 5.1.3 and 5.1.4). */
const codes = {
  NotAllowedError: "passkey_cancelled",
  SecurityError: "passkey_origin_invalid",
  NotSupportedError: "passkey_unsupported",
  ConstraintError: "passkey_unsupported",
} as const;

const messages: Readonly<Record<PasskeyErrorCode, string>> = {
  passkey_cancelled: "no passkey was given: the person said no, waited too long, or has none here; offer another way, or ask again",
  passkey_exists: "the authenticator has a passkey of this person already; offer to sign in with it",
  passkey_origin_invalid: "this page may not use passkeys of that domain: webauthn.rpId of the environment has to be the page's domain or one above it",
  passkey_unsupported: "this browser or its authenticators cannot do what is asked for; ask isPasskeySupported() first and offer another way",
  passkey_failed: "the browser gave no passkey; see the cause, and ask with new options",
};

function failure(code: PasskeyErrorCode, cause?: unknown): PlintoError {
  return new PlintoError({ kind: "passkey", code, message: messages[code], retryable: code === "passkey_cancelled", cause });
}

function withBytes(credentials: readonly { id: string }[]): object[] {
  return credentials.map((credential) => ({ ...credential, id: fromBase64url(credential.id) }));
}
