import { createHmac, createPublicKey } from "node:crypto";
import { createMock } from "@plinto/mock";
import { CompactSign, exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, test } from "vitest";
import { createTokenVerifier } from "../../src/index.ts";
import { tokenOf } from "../support/people.ts";
import { handClock, issuer, makeIssuer, makeKey, usual } from "../support/issuer.ts";

const key = await makeKey("key_1");
const curve = await makeKey("key_2", "ES256");
const stranger = await makeKey("key_1");

test("a token of either algorithm gives its claims", async () => {
  const world = makeIssuer([key, curve]);
  const verifier = world.verifier();
  for (const one of [key, curve]) {
    const verdict = await verifier.verify(await world.sign(one, { org_id: "org_1", org_role: "owner" }));
    expect(verdict).toMatchObject({ status: "valid", claims: { sub: "usr_1", sid: "ses_1", org_id: "org_1", org_role: "owner", amr: ["pwd"] } });
  }
  expect(world.asked).toEqual(["/.well-known/jwks.json"]);
});

test("a token of the mock is good for a verifier of the mock, and for no other", async () => {
  const mock = createMock();
  const token = await tokenOf(mock, "ada", "acme");
  const verdict = await createTokenVerifier(mock.verifierOptions()).verify(token);
  expect(verdict).toMatchObject({ status: "valid", claims: { sub: mock.seed.users.ada.id, org_role: "owner" } });
  const { allowMockKeys: _, ...options } = mock.verifierOptions();
  const refused = await createTokenVerifier(options).verify(token);
  expect(refused).toMatchObject({ status: "refused", reason: "mock_key_refused", message: expect.stringContaining("mock.verifierOptions()") });
});

test("the keys of the mock are those that are refused", async () => {
  const mock = createMock();
  const { keys } = (await (await mock.fetch(`${mock.baseUrl}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] };
  const verifier = createTokenVerifier({ issuer });
  for (const { kid } of keys) {
    const token = await makeIssuer().sign(key, {}, { kid });
    expect(await verifier.verify(token)).toMatchObject({ status: "refused", reason: "mock_key_refused" });
  }
});

const now = Math.floor(handClock().ms / 1000);
const pem = createPublicKey({ key: key.jwk as never, format: "jwk" }).export({ type: "spki", format: "pem" });
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const { sign } = makeIssuer();

/** Signed with the public key as if it were a secret: what made the attack famous. */
function confused(): string {
  const signed = `${part({ alg: "HS256", typ: "at+jwt", kid: key.kid })}.${part(usual(now))}`;
  return `${signed}.${createHmac("sha256", pem).update(signed).digest("base64url")}`;
}

const embedded = async (): Promise<string> => sign(stranger, {}, { kid: "key_9", jwk: stranger.jwk });
const withCrit = (): Promise<string> =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(usual(now))))
    .setProtectedHeader({ alg: "RS256", typ: "at+jwt", kid: key.kid, crit: ["exp2"], exp2: 1 })
    .sign(key.privateKey, { crit: { exp2: true } });

test.each<[string, () => string | Promise<string>, string, RegExp]>([
  ["no token at all", () => "nonsense", "token_malformed", /is no JWT/],
  ["four parts", () => "a.b.c.d", "token_malformed", /is no JWT/],
  ["an empty signature", async () => (await sign(key)).replace(/[^.]+$/, ""), "token_malformed", /is no JWT/],
  ["characters that are not base64url", async () => `${await sign(key)}=`, "token_malformed", /is no JWT/],
  ["a header that is a list", () => `${part([])}.${part(usual(now))}.AAAA`, "token_malformed", /is no JWT/],
  ["claims that are no JSON", () => `${part({ alg: "RS256", typ: "at+jwt", kid: "key_1" })}.AAAA.AAAA`, "token_malformed", /is no JWT/],
  ["more than any header carries", () => "a".repeat(16_385), "token_malformed", /is no JWT/],
  ["an extension that it depends on", withCrit, "token_malformed", /extension/],
  ["an ID token", () => sign(key, {}, { typ: "JWT" }), "token_type_wrong", /typ is not at\+jwt/],
  ["no type", () => sign(key, {}, { typ: undefined }), "token_type_wrong", /typ is not at\+jwt/],
  ["the algorithm none", () => `${part({ alg: "none", typ: "at+jwt", kid: "key_1" })}.${part(usual(now))}.AAAA`, "algorithm_not_allowed", /other than RS256/],
  ["HS256 with the public key as secret", confused, "algorithm_not_allowed", /other than RS256/],
  ["ES256 by the name of an RSA key", () => sign({ ...curve, kid: key.kid }), "algorithm_not_allowed", /is of ES256, and its key is for RS256/],
  ["a key of its own in the header", embedded, "key_unknown", /not among the issuer's/],
  ["no key id", () => sign(key, {}, { kid: undefined }), "key_unknown", /does not name its key/],
  ["another key under the same id", () => sign(stranger), "signature_invalid", /not that of its key/],
  [
    "claims that were changed",
    async () => (await sign(key)).replace(/\.[^.]+\./, `.${part(usual(now, { sub: "usr_2" }))}.`),
    "signature_invalid",
    /not that of its key/,
  ],
  ["a foreign issuer", () => sign(key, { iss: "https://evil.test" }), "issuer_mismatch", /another issuer than https:\/\/api.example.test/],
  ["an issuer that begins alike", () => sign(key, { iss: `${issuer}.evil.test` }), "issuer_mismatch", /another issuer/],
  ["another audience", () => sign(key, { aud: "https://other.test" }), "audience_mismatch", /another audience/],
  ["no audience", () => sign(key, { aud: undefined }), "audience_mismatch", /another audience/],
  ["no subject", () => sign(key, { sub: undefined }), "claim_missing", /has no sub/],
  ["no session", () => sign(key, { sid: undefined }), "claim_missing", /has no sid/],
  ["no end", () => sign(key, { exp: undefined }), "claim_missing", /has no exp/],
  ["an end that is text", () => sign(key, { exp: "never" }), "claim_missing", /has no exp/],
  ["an organization that is a list", () => sign(key, { org_id: ["org_1"] }), "token_malformed", /another type/],
  // What is of another type was passed over: such a token was good at once, and nobody's impersonation.
  ["a beginning that is text", () => sign(key, { nbf: "2099-01-01" }), "token_malformed", /another type/],
  ["an actor that is text", () => sign(key, { act: "usr_2" }), "token_malformed", /another type/],
  ["a role that is an object", () => sign(key, { org_role: { admin: true } }), "token_malformed", /another type/],
  ["methods that are no text", () => sign(key, { amr: [1] }), "token_malformed", /another type/],
  ["a token that has ended", () => sign(key, { iat: now - 400, exp: now - 60 }), "token_expired", /ended 60 s ago/],
  ["a token that was issued in the future", () => sign(key, { iat: now + 61, exp: now + 400 }), "token_not_yet_valid", /begins in 61 s/],
  ["a token that is not good yet", () => sign(key, { nbf: now + 61 }), "token_not_yet_valid", /begins in 61 s/],
])("%s is refused", async (_, make, reason, message) => {
  const world = makeIssuer([key, curve]);
  expect(await world.verifier().verify(await make())).toEqual({ status: "refused", reason, message: expect.stringMatching(message) });
});

test("a token is good to the last second of the leeway, and from its first", async () => {
  const verifier = makeIssuer([key]).verifier();
  expect(await verifier.verify(await sign(key, { iat: now - 400, exp: now - 59 }))).toMatchObject({ status: "valid" });
  expect(await verifier.verify(await sign(key, { iat: now + 60 }))).toMatchObject({ status: "valid" });
});

test("one audience of several is enough, and another may be asked for", async () => {
  const world = makeIssuer([key]);
  expect(await world.verifier().verify(await sign(key, { aud: ["https://other.test", issuer] }))).toMatchObject({ status: "valid" });
  const other = world.verifier({ audience: "https://other.test" });
  expect(await other.verify(await sign(key, { aud: "https://other.test" }))).toMatchObject({ status: "valid" });
  expect(await other.verify(await sign(key))).toMatchObject({ reason: "audience_mismatch" });
});

test("no message has the token in it", async () => {
  const verifier = makeIssuer([key]).verifier();
  for (const token of [await sign(stranger), await sign(key, { exp: 1 }), `${await sign(key)}x.y`]) {
    const verdict = await verifier.verify(token);
    expect(verdict.status).toBe("refused");
    for (const secret of token.split(".").filter((text) => text.length > 20)) expect(JSON.stringify(verdict)).not.toContain(secret);
  }
});

test("keys for encryption, weak keys and malformed ones are not believed, and stand in the way of no other", async () => {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(publicKey);
  const weak = { ...key.jwk, kid: "weak", n: key.jwk.n!.slice(0, 100) };
  const world = makeIssuer([key]);
  world.keys = [
    null as never,
    { kty: "oct", kid: "oct", k: "AAAA" },
    weak,
    { ...jwk, kid: "enc", use: "enc" },
    { kty: "EC", crv: "P-256", x: "AA", y: "AA", kid: "bad" },
    key.jwk,
  ];
  const verifier = world.verifier();
  expect(await verifier.verify(await world.sign(key))).toMatchObject({ status: "valid" });
  for (const kid of ["oct", "weak", "enc", "bad"]) {
    const token = await new SignJWT(usual(now)).setProtectedHeader({ alg: "RS256", typ: "at+jwt", kid }).sign(privateKey);
    expect(await verifier.verify(token)).toMatchObject({ reason: "key_unknown" });
  }
});

test.each<[object, RegExp]>([
  [{}, /issuer must be the URL/],
  [{ issuer: "api.example.test" }, /issuer must be the URL/],
  [{ issuer, revocation: "introspect" }, /"introspect" needs a secretKey/],
  [{ issuer, revocation: "always" }, /revocation must be "none" or "introspect"/],
  [{ issuer, tenantKeys: "all" }, /tenantKeys must be/],
  [{ issuer, leewaySeconds: -1 }, /leewaySeconds must be a number of seconds/],
  [{ issuer, jwksUri: "https://x.test" }, /Unknown option jwksUri; options are issuer, audience/],
])("the options %j are refused when the verifier is made", (options, message) => {
  expect(() => createTokenVerifier(options as never)).toThrow(
    expect.objectContaining({ code: "option_invalid", kind: "config", message: expect.stringMatching(message) }),
  );
});
