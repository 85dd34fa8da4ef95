import { expect, test } from "vitest";
import { mockKeyIds } from "../../src/generated/mock-key-ids.ts";
import { detached, signingKey } from "./support/signing.ts";
import { question, signer, world } from "./support/world.ts";

const keysPath = "/.well-known/jwks.json";

test("keys are fetched once and serve every bundle that they have signed", async () => {
  const { client, server, clock } = world();
  const policies = client();
  await policies.ready();
  server.change({ revision: "rev_2", generatedAt: "2026-03-02T00:00:00.000Z" });
  await clock.advance(40_000);
  expect(policies.revision).toBe("rev_2");
  expect(server.count(keysPath)).toBe(1);
});

test("after a rotation the new key is found, and keys that are not there are looked for once a minute at most", async () => {
  const { client, server, clock } = world();
  const policies = client({ pollIntervalSeconds: 0 });
  await policies.refresh();
  const rotated = await signingKey("ES256", "key_2");
  server.signer = rotated;
  server.change({ revision: "rev_2", generatedAt: "2026-03-02T00:00:00.000Z" });
  for (let attempt = 0; attempt < 5; attempt += 1) await expect(policies.refresh()).rejects.toMatchObject({ code: "bundle_signature_invalid" });
  expect(server.count(keysPath)).toBe(1);
  server.published = [signer.jwk, rotated.jwk];
  await clock.advance(60_000);
  await policies.refresh();
  expect(policies.revision).toBe("rev_2");
  expect(server.count(keysPath)).toBe(2);
});

test("a key that the issuer has withdrawn is believed for ten minutes at most", async () => {
  const { client, server, clock } = world();
  const policies = client({ pollIntervalSeconds: 0 });
  await policies.refresh();
  server.published = [];
  server.change({ revision: "rev_2", generatedAt: "2026-03-02T00:00:00.000Z" });
  await clock.advance(600_001);
  await expect(policies.refresh()).rejects.toMatchObject({ code: "bundle_signature_invalid" });
});

test("keys that are known from the start are not fetched", async () => {
  const { client, server } = world();
  await client({ keys: { keys: [signer.jwk] } }).ready();
  expect(server.count(keysPath)).toBe(0);
});

test("what a mock has signed is believed only where that was said", async () => {
  for (const kid of mockKeyIds) {
    const { client, server } = world();
    server.signer = { ...signer, kid };
    server.published = [{ ...signer.jwk, kid }];
    await expect(client().ready()).rejects.toMatchObject({
      code: "bundle_signature_invalid",
      message: "The bundle is signed by a mock, whose private key everybody has. In tests say allowMockKeys: true.",
    });
    const policies = client({ allowMockKeys: true });
    await policies.ready();
    expect(policies.evaluate(question()).decision).toBe("allow");
  }
});

test("a body of many parts is verified to its last byte", async () => {
  const { client, server } = world();
  const policies = Array.from({ length: 2_000 }, (_, index) => ({
    id: `pol_${index}`,
    version: 1,
    document: {
      effect: "allow" as const,
      actions: [`documents:a${index}`],
      resources: ["document:*"],
      obligations: [{ type: "note", parameters: { text: "ä€" } }],
    },
  }));
  server.change({ policies });
  const sound = client();
  await sound.ready();
  expect(sound.evaluate(question({ action: "documents:a1999" })).decision).toBe("allow");
  const text = JSON.stringify(server.bundle);
  const signature = await detached(signer, text);
  server.instead = ({ url }) =>
    url.pathname === keysPath ? undefined : new Response(`${text.slice(0, -1)} }`, { headers: { "plinto-bundle-signature": signature } });
  await expect(client().ready()).rejects.toMatchObject({ code: "bundle_signature_invalid", message: "The signature is not of this bundle." });
});
