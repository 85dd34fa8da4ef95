import type { WebAuthnCreationOptions, WebAuthnRequestOptions } from "@plinto/spec";
import { fromBase64Url, toBase64Url } from "../kernel/base64url.ts";
import type { Authenticator, AuthenticatorCredentials } from "./options.ts";

/** An authenticator as a page reaches it: bytes instead of text (WebAuthn Level 3, section 5.1). */
export function containerOf({ create, get }: Pick<Authenticator, "create" | "get">): AuthenticatorCredentials {
  return {
    create: (options = {}) =>
      abortable(options.signal, async () => {
        const { response, ...made } = await create(asJson(options.publicKey) as WebAuthnCreationOptions);
        const { clientDataJSON, attestationObject, transports = [] } = response;
        return credential(made, {
          clientDataJSON: toBuffer(clientDataJSON),
          attestationObject: toBuffer(attestationObject),
          getTransports: () => [...transports],
        });
      }),
    get: (options = {}) =>
      abortable(options.signal, async () => {
        const { response, ...used } = await get(asJson(options.publicKey) as WebAuthnRequestOptions);
        const { clientDataJSON, authenticatorData, signature, userHandle } = response;
        return credential(used, {
          clientDataJSON: toBuffer(clientDataJSON),
          authenticatorData: toBuffer(authenticatorData),
          signature: toBuffer(signature),
          userHandle: typeof userHandle === "string" ? toBuffer(userHandle) : null,
        });
      }),
  };
}

function credential({ id, type }: { readonly id: string; readonly type: string }, response: object): object {
  return { id, rawId: toBuffer(id), type, authenticatorAttachment: "platform", response, getClientExtensionResults: () => ({}) };
}

/** What a page hands over, with its bytes in base64url. */
function asJson(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return toBase64Url(new Uint8Array(value));
  if (ArrayBuffer.isView(value)) return toBase64Url(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asJson(inner)]));
}

function toBuffer(text: string): ArrayBuffer {
  return Uint8Array.from(fromBase64Url(text)).buffer;
}

/** A dialog that is closed answers nothing, though the authenticator may have been asked. */
async function abortable(signal: AbortSignal | undefined, ceremony: () => Promise<object>): Promise<object> {
  signal?.throwIfAborted();
  const answer = await ceremony();
  signal?.throwIfAborted();
  return answer;
}
