import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPlintoError } from "../src/errors.ts";
import {
  type PasskeyContainer,
  type WebAuthnCreationOptions,
  type WebAuthnRequestOptions,
  createPasskey,
  getPasskey,
  isConditionalUiSupported,
  isPasskeySupported,
} from "../src/passkeys.ts";

const creation: WebAuthnCreationOptions = {
  rp: { id: "acme.test", name: "Acme" },
  user: { id: "-_8", name: "ada@acme.test", displayName: "Ada Lovelace" },
  challenge: "AAEC",
  pubKeyCredParams: [{ alg: -7, type: "public-key" }],
  timeout: 300_000,
  excludeCredentials: [{ id: "BAUG", type: "public-key", transports: ["internal"] }],
  authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "preferred" },
  attestation: "none",
};

const request: WebAuthnRequestOptions = { challenge: "AAEC", rpId: "acme.test", timeout: 300_000, allowCredentials: [], userVerification: "preferred" };

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;

/** A browser that notes what it is asked and gives `answer`, or throws it. */
function browser(answer: unknown): PasskeyContainer & { asked: Record<string, unknown>[] } {
  const asked: Record<string, unknown>[] = [];
  const give = (options: object = {}): Promise<unknown> => {
    asked.push(options as Record<string, unknown>);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { asked, create: give, get: give };
}

const made = {
  rawId: bytes(251, 255),
  response: { clientDataJSON: bytes(1), attestationObject: bytes(2), getTransports: () => ["internal", "hybrid"] },
};
const signed = {
  rawId: bytes(251, 255),
  response: { clientDataJSON: bytes(1), authenticatorData: bytes(2), signature: bytes(3), userHandle: bytes(4) },
};

describe("createPasskey", () => {
  test("hands bytes to the browser where the API has text, and gives its answer as text", async () => {
    const credentials = browser(made);

    expect(await createPasskey(creation, { credentials })).toEqual({
      id: "-_8",
      rawId: "-_8",
      type: "public-key",
      response: { clientDataJSON: "AQ", attestationObject: "Ag", transports: ["internal", "hybrid"] },
    });
    expect(credentials.asked).toEqual([
      {
        publicKey: {
          ...creation,
          challenge: Uint8Array.of(0, 1, 2),
          user: { ...creation.user, id: Uint8Array.of(251, 255) },
          excludeCredentials: [{ id: Uint8Array.of(4, 5, 6), type: "public-key", transports: ["internal"] }],
        },
      },
    ]);
  });

  test("takes an answer that tells no transports", async () => {
    const { getTransports: _, ...response } = made.response;

    expect((await createPasskey(creation, { credentials: browser({ ...made, response }) })).response.transports).toEqual([]);
  });
});

describe("getPasskey", () => {
  test("hands bytes to the browser where the API has text, and gives its answer as text", async () => {
    const credentials = browser(signed);

    expect(await getPasskey({ ...request, allowCredentials: [{ id: "BAUG", type: "public-key" }] }, { credentials })).toEqual({
      id: "-_8",
      rawId: "-_8",
      type: "public-key",
      response: { clientDataJSON: "AQ", authenticatorData: "Ag", signature: "Aw", userHandle: "BA" },
    });
    expect(credentials.asked).toEqual([
      { publicKey: { ...request, challenge: Uint8Array.of(0, 1, 2), allowCredentials: [{ id: Uint8Array.of(4, 5, 6), type: "public-key" }] } },
    ]);
  });

  test("leaves the user handle null where the authenticator tells none", async () => {
    const credentials = browser({ ...signed, response: { ...signed.response, userHandle: null } });

    expect((await getPasskey(request, { credentials })).response.userHandle).toBeNull();
  });

  test("asks in the autofill when it is told to, and in a dialog else", async () => {
    const credentials = browser(signed);

    await getPasskey(request, { credentials, conditional: true });
    await getPasskey(request, { credentials });

    expect(credentials.asked.map(({ mediation }) => mediation)).toEqual(["conditional", undefined]);
  });

  test("keeps every byte on its way through the browser", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (challenge) => {
        const credentials = browser({ ...signed, rawId: challenge.slice().buffer });
        const text = Buffer.from(challenge).toString("base64url");

        const { id } = await getPasskey({ ...request, challenge: text }, { credentials });

        expect(id).toBe(text);
        expect((credentials.asked[0]!["publicKey"] as { challenge: unknown }).challenge).toEqual(Uint8Array.from(challenge));
      }),
    );
  });
});

describe("what a browser refuses", () => {
  const named = (name: string): Error => Object.assign(new Error("as the browser says it"), { name });

  test.each([
    ["NotAllowedError", "passkey_cancelled", true],
    ["SecurityError", "passkey_origin_invalid", false],
    ["NotSupportedError", "passkey_unsupported", false],
    ["ConstraintError", "passkey_unsupported", false],
    ["OperationError", "passkey_failed", false],
  ])("is told in our terms: %s is %s", async (name, code, retryable) => {
    for (const call of [createPasskey(creation, { credentials: browser(named(name)) }), getPasskey(request, { credentials: browser(named(name)) })]) {
      await expect(call).rejects.toMatchObject({ kind: "passkey", code, retryable, cause: { name } });
      await expect(call).rejects.toSatisfy((error) => isPlintoError(error, code));
    }
  });

  test("is told with what to do", async () => {
    await expect(getPasskey(request, { credentials: browser(named("SecurityError")) })).rejects.toThrow(
      /webauthn\.rpId of the environment has to be the page's domain/,
    );
  });

  test("is a passkey that exists only where one is made", async () => {
    await expect(createPasskey(creation, { credentials: browser(named("InvalidStateError")) })).rejects.toMatchObject({ code: "passkey_exists" });
    await expect(getPasskey(request, { credentials: browser(named("InvalidStateError")) })).rejects.toMatchObject({ code: "passkey_failed" });
  });

  test.each([
    ["null", null],
    ["something that is no error", Object.assign(new Error("x"), { name: undefined })],
  ])("may be %s", async (_what, answer) => {
    await expect(getPasskey(request, { credentials: browser(answer) })).rejects.toMatchObject({ kind: "passkey", code: "passkey_failed" });
  });

  test("is an abort when its signal aborted, whatever the reason", async () => {
    const controller = new AbortController();
    const credentials: PasskeyContainer = {
      create: () => Promise.reject(new Error("not asked")),
      get: ({ signal } = {}) => new Promise((_resolve, reject) => signal!.addEventListener("abort", () => reject(signal!.reason as Error))),
    };
    const asked = getPasskey(request, { credentials, conditional: true, signal: controller.signal });

    controller.abort("another way was chosen");

    await expect(asked).rejects.toMatchObject({ kind: "abort", code: "aborted", cause: "another way was chosen" });
  });
});

describe("outside a browser", () => {
  test("there are no passkeys, and asking for one says so", async () => {
    expect(isPasskeySupported()).toBe(false);
    expect(await isConditionalUiSupported()).toBe(false);
    await expect(getPasskey(request)).rejects.toMatchObject({ kind: "passkey", code: "passkey_unsupported" });
    await expect(createPasskey(creation)).rejects.toMatchObject({ kind: "passkey", code: "passkey_unsupported" });
  });
});
