import { expect, test } from "vitest";
import { createKeyring, createWebhookReceiver, isWebhookError, memoryStore, signWebhook, verifySignature, type Secrets } from "../src/index.ts";
import { failure, otherSecret, secret, standingClock } from "./support/fixtures.ts";

const clock = standingClock();
const signed = await signWebhook("{}", secret, { id: "evt_1", clock });
const bare = secret.slice("whsec_".length);

test.each([
  ["with a line break behind it", `${secret}\n`],
  ["with spaces around it", `  ${secret} `],
  ["with the version in front, as another vendor shows it", `v1,${secret}`],
  ["without its prefix", bare],
])("a secret is understood %s", async (_, form) => {
  await expect(verifySignature("{}", signed, form, { clock })).resolves.toHaveProperty("keyId", "0");
});

test("a secret is understood without its padding", async () => {
  const padded = `whsec_${Buffer.alloc(25, 7).toString("base64")}`;
  const headers = await signWebhook("{}", padded, { id: "evt_1", clock });
  expect(padded.endsWith("==")).toBe(true);
  await expect(verifySignature("{}", headers, padded.replace("==", ""), { clock })).resolves.toBeDefined();
});

const wrong: [string, unknown, string, RegExp][] = [
  ["an environment variable that is not set", undefined, "secret_missing", /is the environment variable set/],
  ["an empty text", "", "secret_missing", /is the environment variable set/],
  ["an empty list", [], "secret_missing", /list of webhook secrets is empty/],
  ["a list with a hole", [secret, undefined], "secret_missing", /is the environment variable set/],
  // Null, and what has neither text nor a key in it, made a receiver once whose every delivery failed.
  ["null", null, "secret_missing", /is the environment variable set/],
  ["a list with null", [null], "secret_missing", /is the environment variable set/],
  ["an entry without a secret", {}, "secret_missing", /is the environment variable set/],
  ["an entry whose secret is null", [{ id: "a", secret: null }], "secret_missing", /is the environment variable set/],
  ["an entry whose secret is not set", { secret: undefined }, "secret_missing", /is the environment variable set/],
  ["a number", 5, "secret_missing", /is the environment variable set/],
  ["what is not base64", "whsec_not base64!", "secret_malformed", /not base64 after whsec_/],
  ["quotes around it", `"${secret}"`, "secret_malformed", /without quotes/],
  ["base64url", `whsec_${"-_".repeat(20)}`, "secret_malformed", /not base64/],
  ["a length that base64 never has", `${secret}A`, "secret_malformed", /not base64/],
  ["23 bytes", `whsec_${Buffer.alloc(23).toString("base64")}`, "secret_too_short", /shorter than 24 bytes/],
  ["one byte", "whsec_QQ==", "secret_too_short", /shorter than 24 bytes/],
  ["a public key as text", `whpk_${Buffer.alloc(32).toString("base64")}`, "secret_kind_mismatch", /whpk_.*pass it through ed25519/],
  ["a private key as text", `whsk_${Buffer.alloc(64).toString("base64")}`, "secret_kind_mismatch", /whsk_.*pass it through ed25519/],
  ["a day that is none", [{ secret, retiresAt: "tomorrow" }], "option_invalid", /retiresAt of the key 0 is no date/],
];

test.each(wrong)("%s is found when the keyring is made, and by every function", async (_, secrets, code, message) => {
  const errors = [
    await failure((async () => createKeyring(secrets as Secrets))()),
    await failure(verifySignature("{}", signed, secrets as Secrets, { clock })),
    await failure((async () => createWebhookReceiver({ secrets: secrets as Secrets, store: memoryStore() }))()),
  ];
  for (const error of errors) {
    expect(isWebhookError(error) && error.code).toBe(code);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain(bare);
  }
});

// A column of a database that has no day gave a key that was retired in 1970.
test("a key whose day is null is never retired", async () => {
  await expect(verifySignature("{}", signed, { secret, retiresAt: null }, { clock })).resolves.toHaveProperty("keyId", "0");
});

test("a keyring is taken as it is, and its entries may be keys", () => {
  const keyring = createKeyring([secret, { id: "named", secret: otherSecret }]);
  expect(createKeyring(keyring)).toBe(keyring);
  expect(keyring.keys.map(({ id }) => id)).toEqual(["0", "named"]);
  expect(createKeyring(keyring.keys[0]!.key).keys[0]!.key).toBe(keyring.keys[0]!.key);
});

test("what cannot be signed is refused", async () => {
  const cases: [Parameters<typeof signWebhook>, string][] = [
    [["{}", secret, { id: "evt.1" }], "id_malformed"],
    [["{}", secret, { id: "" }], "id_malformed"],
    [["{}", secret, { id: "evt_1", timestamp: 1.5 }], "timestamp_malformed"],
    [["{}", secret, { id: "evt_1", timestamp: -1 }], "timestamp_malformed"],
    [["{}", [], { id: "evt_1" }], "secret_missing"],
    [["{}", null as unknown as string, { id: "evt_1" }], "secret_missing"],
    [["{}", [{} as unknown as string], { id: "evt_1" }], "secret_missing"],
    [[{} as unknown as string, secret, { id: "evt_1" }], "body_not_raw"],
  ];
  for (const [parameters, code] of cases) await expect(signWebhook(...parameters)).rejects.toHaveProperty("code", code);
});
