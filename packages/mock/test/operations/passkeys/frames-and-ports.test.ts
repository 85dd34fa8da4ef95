import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { fromBase64Url, toBase64Url } from "../../../src/kernel/base64url.ts";
import { api, asEnvironment, signedIn } from "../../api.ts";
import { beginRegistration, beginSignIn, notHolding, register } from "../../passkey-calls.ts";

type Answered = { readonly challengeId: string; readonly credential: { readonly response: { readonly clientDataJSON: string } } };

/** The same answer, where the browser says something else of the page. Attestations of the kind `none` sign nothing of it. */
function saying<Given extends Answered>(given: Given, change: object): Given {
  const said = JSON.parse(new TextDecoder().decode(fromBase64Url(given.credential.response.clientDataJSON))) as object;
  const clientDataJSON = toBase64Url(new TextEncoder().encode(JSON.stringify({ ...said, ...change })));
  return { ...given, credential: { ...given.credential, response: { ...given.credential.response, clientDataJSON } } };
}

describe("a passkey that is asked for in a frame of another site", () => {
  // It was taken, though no environment expects to be framed (WebAuthn Level 3, section 7.1, steps 10 and 11).
  test.each([
    ["says so", { crossOrigin: true }],
    ["says of which", { crossOrigin: true, topOrigin: "https://evil.example" }],
    ["names the outer page alone", { topOrigin: "https://evil.example" }],
    ["says it strangely", { crossOrigin: "yes" }],
  ])("is refused when the browser %s", async (_how, change) => {
    const mock = createMock();
    const bob = await signedIn(mock, "bob");
    const made = await beginRegistration(bob, mock.passkeys.authenticator());
    expect(await bob.post("/v1/passkeys/registration/verify", saying(made, change))).toMatchObject(notHolding("a frame of another site"));
  });

  test("is refused at a sign-in too, and taken in a page of its own", async () => {
    const mock = createMock();
    const bob = await signedIn(mock, "bob");
    const authenticator = mock.passkeys.authenticator();
    const made = await beginRegistration(bob, authenticator);
    expect((await bob.post("/v1/passkeys/registration/verify", saying(made, { crossOrigin: false }))).status).toBe(201);
    const proof = await beginSignIn(mock, authenticator);
    expect(await api(mock).post("/v1/passkeys/authentication/verify", saying(proof, { crossOrigin: true }))).toMatchObject(notHolding("a frame"));
  });
});

describe("a port that there is none of", () => {
  // http://localhost:99999 counted as a page of any port.
  test("is no origin of a passkey", async () => {
    const mock = createMock();
    const bob = await signedIn(mock, "bob");
    const made = await beginRegistration(bob, mock.passkeys.authenticator());
    const refused = await bob.post("/v1/passkeys/registration/verify", saying(made, { origin: "http://localhost:65536" }));
    expect(refused).toMatchObject(notHolding("webauthn.origins"));
    expect((await register(bob, mock.passkeys.authenticator())).status).toBe(201);
  });

  test("is no allowed origin, and the API is closed to it", async () => {
    const mock = createMock();
    await mock.ready();
    const allow = (origin: string) => asEnvironment(mock).patch("/v1/environment", { allowedOrigins: [origin] });
    for (const origin of ["http://localhost:99999", "app+acme://home:65536", "https://app.acme.test:70000"])
      expect((await allow(origin)).body).toMatchObject({ code: "validation_failed", errors: [{ pointer: "/allowedOrigins/0" }] });
    expect((await allow("app+acme://home:65535")).status).toBe(200);
    expect((await allow("http://localhost:*")).status).toBe(200);
    const from = async (origin: string): Promise<number> => (await api(mock).get("/v1/oauth/providers", { origin })).status;
    expect(await from("http://localhost:65535")).toBe(200);
    expect(await from("http://localhost:65536")).toBe(403);
  });
});
