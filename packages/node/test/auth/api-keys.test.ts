import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { expect, test } from "vitest";
import {
  authenticateRequest,
  createApiKeyVerifier,
  createTokenVerifier,
  type ApiKeyVerifier,
  type ApiKeyVerifierOptions,
  type TokenVerifier,
} from "../../src/index.ts";
import { bearer, tokenOf } from "../support/people.ts";

const acmeMock = () => createMock({ clock: "virtual" });

type World = {
  mock: ReturnType<typeof acmeMock>;
  key: { id: string; secret: string };
  ada: ReturnType<typeof createPlinto>;
  options: { verifier: TokenVerifier; apiKeys: ApiKeyVerifier };
};

async function world(given: Partial<ApiKeyVerifierOptions> = {}): Promise<World> {
  const mock = acmeMock();
  const ada = createPlinto(mock.as("ada", { organization: "acme" }));
  const { baseUrl, fetch, clock } = mock.connect();
  const key = await ada.organizations.apiKeys.create({ orgId: mock.seed.organizations.acme.id, name: "Nightly export", scopes: ["members:read"] });
  const apiKeys = createApiKeyVerifier({ baseUrl, fetch, clock, secretKey: mock.keys.secretKey, ...given });
  return { mock, key, ada, options: { verifier: createTokenVerifier(mock.verifierOptions()), apiKeys } };
}

function asked({ mock }: World): number {
  return mock.requests.filter(({ operationId }) => operationId === "verifyApiKey").length;
}

test("a program comes in by the key of its organization, with what the key may do now", async () => {
  const here = await world();
  const { acme, globex } = here.mock.seed.organizations;
  const auth = await authenticateRequest({ headers: bearer(here.key.secret) }, here.options);
  expect(auth).toMatchObject({
    status: "signed-in",
    type: "api-key",
    keyId: here.key.id,
    organizationId: acme.id,
    name: "Nightly export",
    scopes: ["members:read"],
  });
  if (auth.status !== "signed-in") throw new Error(auth.message);
  expect(await auth.has({ permission: "members:read" })).toBe(true);
  expect(await auth.decide({ permission: "members:invite" })).toEqual({ allowed: false, reason: "not_granted" });
  expect(await auth.decide({ permission: "members:read", organizationId: globex.id })).toEqual({ allowed: false, reason: "not_found" });
  const person = await authenticateRequest({ headers: bearer(await tokenOf(here.mock, "ada")) }, here.options);
  expect(person).toMatchObject({ status: "signed-in", type: "user" });
});

test("a key that was revoked is refused at once, by its code", async () => {
  const here = await world();
  await here.ada.organizations.apiKeys.delete({ orgId: here.mock.seed.organizations.acme.id, keyId: here.key.id });
  const auth = await authenticateRequest({ headers: bearer(here.key.secret) }, here.options);
  expect(auth).toEqual({ status: "signed-out", reason: "api_key_revoked", message: "The API key is refused (api_key_revoked)." });
});

test.each([
  ["nothing behind the prefix", "ok_test_"],
  ["a space", "ok_test_a b"],
  ["dots", "ok_test_../x"],
  ["more than any key has", `ok_test_${"a".repeat(500)}`],
])("what has %s is no key, and nobody is asked", async (_, secret) => {
  const here = await world();
  expect(await here.options.apiKeys.verify(secret)).toMatchObject({ status: "signed-out", reason: "api_key_invalid" });
  expect(asked(here)).toBe(0);
});

test("answers are kept for as long as one says, and not at all otherwise", async () => {
  const [each, kept] = [await world(), await world({ maxAgeSeconds: 10 })];
  for (const here of [each, kept]) {
    await here.options.apiKeys.verify(here.key.secret);
    await here.options.apiKeys.verify(here.key.secret);
  }
  expect([asked(each), asked(kept)]).toEqual([2, 1]);
  await kept.mock.clock.advance("10s");
  await kept.options.apiKeys.verify(kept.key.secret);
  expect(asked(kept)).toBe(2);
});

test("while the API is away a key is unavailable, which is not kept", async () => {
  const mock = createMock();
  const ada = createPlinto(mock.as("ada", { organization: "acme" }));
  const { secret } = await ada.organizations.apiKeys.create({ orgId: mock.seed.organizations.acme.id, name: "Nightly export", scopes: ["members:read"] });
  const { baseUrl, fetch } = mock.connect();
  const apiKeys = createApiKeyVerifier({ baseUrl, fetch, secretKey: mock.keys.secretKey, maxAgeSeconds: 60 });
  const restore = mock.faults.add({ operation: "verifyApiKey", status: 500 });
  expect(await apiKeys.verify(secret)).toMatchObject({
    status: "unavailable",
    reason: "api_keys_unavailable",
    message: expect.stringContaining("(internal_error)"),
  });
  restore();
  expect(await apiKeys.verify(secret)).toMatchObject({ status: "signed-in", type: "api-key" });
});

test("a secret key that is refused is named, and one that is missing is found at once", async () => {
  const here = await world({ secretKey: "sk_test_wrong" });
  expect(await here.options.apiKeys.verify(here.key.secret)).toMatchObject({
    status: "unavailable",
    message: expect.stringContaining("Check the secretKey of the verifier."),
  });
  expect(() => createApiKeyVerifier({ baseUrl: "https://api.example.test", secretKey: "" })).toThrow(
    expect.objectContaining({ code: "option_invalid", message: expect.stringContaining("needs a secretKey") }),
  );
});
