import { expect, test } from "vitest";
import { isPolicyError, type PolicyClient, type PolicyErrorCode } from "../../src/sync.ts";
import { bundleOf, secretKey, type BundleServer } from "./support/bundle-server.ts";
import { base64url, detached, signingKey } from "./support/signing.ts";
import { question, signer, told, world } from "./support/world.ts";

const stranger = await signingKey("ES256", "key_1");
const rsa = await signingKey("RS256", "key_rsa");

/** What the first bundle of a client is refused with. */
async function refusalOf(prepare: (server: BundleServer) => void): Promise<{ code: PolicyErrorCode; message: string; place: string | undefined }> {
  const { client, server } = world();
  prepare(server);
  const policies = client();
  const errors = told(policies, "error");
  const thrown: unknown = await policies.ready().catch((error: unknown) => error);
  if (!isPolicyError(thrown)) throw new Error("The bundle was taken");
  expect(errors[0]!.error).toBe(thrown);
  expect(policies.evaluate(question())).toMatchObject({ decision: "deny", reason: "bundle_missing" });
  expect(thrown.message + JSON.stringify(thrown)).not.toContain(secretKey);
  return { code: thrown.code, message: thrown.message, place: thrown.place };
}

/** Answers with this body and signature, whatever the server would have said. */
function serving(body: string | (() => Promise<string>), signature: (body: string) => string | Promise<string>): (server: BundleServer) => void {
  return (server) => {
    server.instead = async (request) => {
      if (request.url.pathname !== "/v1/policies/bundle") return undefined as never;
      const text = typeof body === "string" ? body : await body();
      return new Response(text, { headers: { "plinto-bundle-signature": await signature(text) } });
    };
  };
}

const place = "plinto-bundle-signature";
const body = JSON.stringify(bundleOf());

test.each<[title: string, signature: (body: string) => string | Promise<string>, message: string]>([
  ["none at all", () => "", "The bundle came without a signature."],
  ["a body inside it", async (text) => (await detached(signer, text)).replace("..", ".e30."), "The signature is no detached JWS, header..signature."],
  ["more parts", async (text) => `${await detached(signer, text)}.e30`, "The signature is no detached JWS, header..signature."],
  ["no bytes", async (text) => (await detached(signer, text)).replace(/\.\..*/, ".."), "The signature is no detached JWS, header..signature."],
  ["bytes that are no base64url", async (text) => `${await detached(signer, text)}+`, "The signature is no detached JWS, header..signature."],
  [
    "a header of thousands of characters",
    async (text) => detached(signer, text, { x: "x".repeat(5_000) }),
    "The signature is no detached JWS, header..signature.",
  ],
  ["a header that is no JSON", () => `${base64url("{")}..AAAA`, "The header of the signature cannot be read."],
  ["a header that is a list", () => `${base64url("[]")}..AAAA`, "The header of the signature cannot be read."],
  ["no algorithm", (text) => detached(signer, text, { alg: "none" }), "The signature is of an algorithm other than RS256 and ES256."],
  ["a secret's algorithm", (text) => detached(signer, text, { alg: "HS256" }), "The signature is of an algorithm other than RS256 and ES256."],
  [
    "an inherited name as its algorithm",
    (text) => detached(signer, text, { alg: "constructor" }),
    "The signature is of an algorithm other than RS256 and ES256.",
  ],
  ["the other algorithm", (text) => detached(signer, text, { alg: "RS256" }), "The bundle is signed by a key that is not among the issuer's."],
  ["no key", (text) => detached(signer, text, { kid: "" }), "The signature does not name its key."],
  ["a key nobody has published", (text) => detached(signer, text, { kid: "key_2" }), "The bundle is signed by a key that is not among the issuer's."],
  ["a critical extension", (text) => detached(signer, text, { crit: ["exp"] }), "The signature asks for an extension that is not known here."],
  ["a payload that is not encoded", (text) => detached(signer, text, { b64: false }), "The signature asks for an extension that is not known here."],
  ["a stranger's key under the published name", (text) => detached(stranger, text), "The signature is not of this bundle."],
  ["the signature of another body", () => detached(signer, `${body} `), "The signature is not of this bundle."],
])("a bundle signed with %s is refused", async (_, signature, message) => {
  expect(await refusalOf(serving(body, signature))).toEqual({ code: "bundle_signature_invalid", message, place });
});

test.each<[title: string, keys: (server: BundleServer) => void, message: string]>([
  ["for encryption", (server) => (server.published = [{ ...signer.jwk, use: "enc" }]), "The bundle is signed by a key that is not among the issuer's."],
  [
    "for another algorithm",
    (server) => (server.published = [{ ...signer.jwk, alg: "ES384" }]),
    "The bundle is signed by a key that is not among the issuer's.",
  ],
  ["of another curve", (server) => (server.published = [{ ...signer.jwk, crv: "P-384" }]), "The bundle is signed by a key that is not among the issuer's."],
  [
    "whose point is on no curve",
    (server) => (server.published = [{ ...signer.jwk, x: base64url("x".repeat(32)) }]),
    "The key of the bundle's signature is malformed.",
  ],
  ["that is none", (server) => (server.published = [null as never, "key" as never]), "The bundle is signed by a key that is not among the issuer's."],
])("a published key %s verifies nothing", async (_, prepare, message) => {
  expect(await refusalOf(prepare)).toEqual({ code: "bundle_signature_invalid", message, place });
});

test("an RSA key is taken, and one that is too short is not", async () => {
  const { client, server } = world();
  server.signer = rsa;
  server.published = [rsa.jwk];
  await client().ready();
  const short = await signingKey("RS256", "key_short", 1024);
  expect(
    await refusalOf((other) => {
      other.signer = short;
      other.published = [short.jwk];
    }),
  ).toEqual({ code: "bundle_signature_invalid", message: "The bundle is signed by a key that is not among the issuer's.", place });
});

test("a key set that is none is refused", async () => {
  const answering = (answer: () => Response) => (server: BundleServer) => {
    server.instead = ({ url }) => (url.pathname === "/.well-known/jwks.json" ? answer() : undefined);
  };
  expect(await refusalOf(answering(() => new Response("{")))).toMatchObject({
    code: "bundle_signature_invalid",
    message: "The keys of the issuer are no JSON.",
  });
  expect(await refusalOf(answering(() => Response.json({})))).toMatchObject({
    code: "bundle_signature_invalid",
    message: "The keys of the issuer are no key set: the member keys is missing.",
  });
  expect(await refusalOf(answering(() => new Response(null, { status: 500 })))).toMatchObject({
    code: "bundle_unavailable",
    message: "The keys of the issuer were answered with 500.",
  });
});

const signed = (text: string): Promise<string> => detached(signer, text);
const document = { effect: "allow", actions: ["a:b"], resources: ["x:*"] };
const policiesOf = (...policies: object[]): object => bundleOf({ policies });

test.each<[title: string, body: unknown, code: PolicyErrorCode, place: string, message: string]>([
  [
    "of an unknown format",
    bundleOf({ format: "plinto.policies.v2" }),
    "bundle_format_unsupported",
    "/format",
    "The bundle is not of the format plinto.policies.v1: take a newer version of this package.",
  ],
  [
    "of another organization",
    bundleOf({ organizationId: "org_other" }),
    "bundle_organization_mismatch",
    "/organizationId",
    "The bundle is of another organization.",
  ],
  ["that is a list", [], "bundle_invalid", "", "The bundle is malformed: its root has to be an object."],
  ["without a revision", bundleOf({ revision: "" }), "bundle_invalid", "/revision", "The bundle is malformed: /revision has to be a text."],
  ["without a moment", bundleOf({ generatedAt: "yesterday" }), "bundle_invalid", "/generatedAt", "The bundle is malformed: /generatedAt has to be a moment."],
  ["without roles", bundleOf({ roles: undefined }), "bundle_invalid", "/roles", "The bundle is malformed: /roles has to be a list."],
  [
    "with a role without a rank",
    bundleOf({ roles: [{ key: "x", permissions: [] }] }),
    "bundle_invalid",
    "/roles/0/level",
    "The bundle is malformed: /roles/0/level has to be a whole number or null.",
  ],
  [
    "with a permission that is none",
    bundleOf({ roles: [{ key: "x", level: null, permissions: ["a:b", 1] }] }),
    "bundle_invalid",
    "/roles/0/permissions/1",
    "The bundle is malformed: /roles/0/permissions/1 has to be a text.",
  ],
  ["without policies", bundleOf({ policies: {} }), "bundle_invalid", "/policies", "The bundle is malformed: /policies has to be a list."],
  [
    "with a policy without a document",
    policiesOf({ id: "p", version: 1 }),
    "bundle_invalid",
    "/policies/0/document",
    "The bundle is malformed: /policies/0/document has to be an object.",
  ],
  [
    "with a policy without a version",
    policiesOf({ id: "p", document }),
    "bundle_invalid",
    "/policies/0/version",
    "The bundle is malformed: /policies/0/version has to be a whole number.",
  ],
  [
    "with an action that is none",
    policiesOf({ id: "p", version: 1, document: { ...document, actions: [{}] } }),
    "bundle_invalid",
    "/policies/0/document/actions/0",
    "The bundle is malformed: /policies/0/document/actions/0 has to be a text.",
  ],
  [
    "with subjects that are no list",
    policiesOf({ id: "p", version: 1, document: { ...document, subjects: "role:x" } }),
    "bundle_invalid",
    "/policies/0/document/subjects",
    "The bundle is malformed: /policies/0/document/subjects has to be a list.",
  ],
  [
    "with an operator that is not known",
    policiesOf(
      { id: "p", version: 1, document },
      { id: "q", version: 1, document: { ...document, conditions: [{ type: "attribute", attribute: "subject.id", operator: "rhymes_with", value: "x" }] } },
    ),
    "bundle_format_unsupported",
    "/policies/1",
    'This version cannot read all of the policy "q": take a newer one.',
  ],
  [
    "with a condition that is not known",
    policiesOf({ id: "p", version: 1, document: { ...document, conditions: [{ type: "weather" }] } }),
    "bundle_format_unsupported",
    "/policies/0",
    'This version cannot read all of the policy "p": take a newer one.',
  ],
  [
    "with a condition that is none",
    policiesOf({ id: "p", version: 1, document: { ...document, conditions: [null] } }),
    "bundle_invalid",
    "/policies",
    "The policies of the bundle cannot be read.",
  ],
  [
    "with two policies of one id",
    policiesOf({ id: "p", version: 1, document }, { id: "p", version: 2, document }),
    "bundle_invalid",
    "/policies/1",
    'The policies of the bundle cannot be read. Two policies have the id "p".',
  ],
])("a bundle %s is refused, however well it is signed", async (_, bundle, code, where, message) => {
  expect(await refusalOf(serving(JSON.stringify(bundle), signed))).toEqual({ code, message, place: where });
});

test("a bundle that is no JSON, or no UTF-8, is refused", async () => {
  expect(await refusalOf(serving("{", signed))).toEqual({ code: "bundle_invalid", message: "The bundle is no JSON.", place: "" });
  const bytes = new Uint8Array([0x22, 0xff, 0x22]);
  const refusal = await refusalOf((server) => {
    server.instead = async (request) =>
      request.url.pathname === "/v1/policies/bundle"
        ? new Response(bytes, { headers: { "plinto-bundle-signature": await detached(signer, bytes) } })
        : (undefined as never);
  });
  expect(refusal).toEqual({ code: "bundle_invalid", message: "The bundle is no JSON.", place: "" });
});

test("a bundle older than the one that is held is refused, and what is held stays", async () => {
  const { client, server } = world();
  const policies: PolicyClient = client();
  await policies.ready();
  server.change({ revision: "rev_0", generatedAt: "2026-02-28T23:59:59.999Z", policies: [] });
  await expect(policies.refresh()).rejects.toMatchObject({
    code: "bundle_outdated",
    message: "The bundle is older than the one that is held; what is held stays.",
    place: "/sequence",
  });
  expect(policies.evaluate(question())).toMatchObject({ decision: "allow", bundle: { revision: "rev_1" } });
  server.change({ revision: "rev_2", generatedAt: "2026-03-01T00:00:00.000Z" });
  await policies.refresh();
  expect(policies.revision).toBe("rev_2");
});

// Two changes of one millisecond: the bundle before the deny passed for as new as the one with it.
test("of two bundles of one moment the one with fewer changes is the older, and a clock that was set back makes none older", async () => {
  const { client, server } = world();
  const policies: PolicyClient = client();
  await policies.ready();
  const open = { ...server.bundle, revision: "rev_2", sequence: 2 };
  server.change({ revision: "rev_3", sequence: 3, policies: [] });
  await policies.refresh();
  server.bundle = open;
  await expect(policies.refresh()).rejects.toMatchObject({ code: "bundle_outdated", place: "/sequence" });
  expect(policies.evaluate(question())).toMatchObject({ decision: "deny", bundle: { revision: "rev_3" } });
  server.change({ revision: "rev_4", sequence: 4, generatedAt: "2026-02-01T00:00:00.000Z" });
  await policies.refresh();
  expect(policies.revision).toBe("rev_4");
});

test("a bundle that is refused leaves the one that is held as it is", async () => {
  const { client, server } = world();
  const policies = client();
  await policies.ready();
  server.change({ revision: "rev_2", generatedAt: "2026-03-01T00:00:01.000Z", policies: [] });
  server.signer = stranger;
  await expect(policies.refresh()).rejects.toMatchObject({ code: "bundle_signature_invalid" });
  expect(policies.evaluate(question())).toMatchObject({ decision: "allow", bundle: { revision: "rev_1" } });
});
