import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createKeyring, isWebhookError, signWebhook, verifySignature, type RawBody, type WebhookErrorCode, type WebhookHeaders } from "../src/index.ts";
import { failure, hmacs, now, otherSecret, secret, standingClock } from "./support/fixtures.ts";

const clock = standingClock();
const body = '{"hello":"wörld"}';
const id = "evt_01hzy3v5q8w9x0a1b2c3d4e5f6";
const signed = await signWebhook(body, secret, { id, clock });
const signature = signed["webhook-signature"];
const digits = signature.slice("v1,".length);

/** Signs a head as no honest sender would. */
function signHead(head: string, text: string = body): string {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  return `v1,${createHmac("sha256", key).update(`${head}.${text}`).digest("base64")}`;
}

const forms: [string, RawBody][] = [
  ["text", body],
  ["a Buffer", Buffer.from(body)],
  ["a Uint8Array", new TextEncoder().encode(body)],
  ["a view into a larger buffer", Buffer.concat([Buffer.from("before"), Buffer.from(body), Buffer.from("after")]).subarray(6, -5)],
  ["an ArrayBuffer", new TextEncoder().encode(body).buffer],
];

for (const { name, keyOf } of hmacs) {
  test.each(forms)(`a body verifies as %s, with ${name}`, async (_, form) => {
    expect(await verifySignature(form, signed, keyOf(secret), { clock })).toEqual({ id, timestamp: now, skewSeconds: 0, keyId: "0", version: "v1" });
  });

  test(`bytes that are no text verify by themselves, with ${name}`, async () => {
    const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00, 0x80]);
    const headers = await signWebhook(bytes, keyOf(secret), { id, clock });
    await expect(verifySignature(bytes, headers, keyOf(secret), { clock })).resolves.toHaveProperty("id", id);
    const lossy = new TextDecoder().decode(bytes);
    await expect(verifySignature(lossy, headers, keyOf(secret), { clock })).rejects.toHaveProperty("code", "signature_mismatch");
  });
}

const carriers: [string, WebhookHeaders][] = [
  ["Headers", new Headers({ ...signed })],
  ["a plain object", { ...signed }],
  ["an object in title case", { "Webhook-Id": id, "Webhook-Timestamp": String(now), "WEBHOOK-SIGNATURE": signature }],
  ["lists of one, as Node's headersDistinct", { "webhook-id": [id], "webhook-timestamp": [String(now)], "webhook-signature": [signature] }],
  ["an object with others beside them", { host: "receiver.test", "set-cookie": ["a", "b"], ...signed, "webhook-ix": undefined }],
  ["an object without prototype", Object.assign(Object.create(null) as object, signed) as WebhookHeaders],
];

test.each(carriers)("headers are read from %s", async (_, headers) => {
  await expect(verifySignature(body, headers, secret, { clock })).resolves.toHaveProperty("id", id);
});

const hostile: [string, RawBody, WebhookHeaders, WebhookErrorCode, RegExp][] = [
  ["another secret's signature", body, await signWebhook(body, otherSecret, { id, clock }), "signature_mismatch", /No key made this signature/],
  ["another id", body, { ...signed, "webhook-id": "evt_2" }, "signature_mismatch", /No key made/],
  ["another timestamp", body, { ...signed, "webhook-timestamp": String(now + 1) }, "signature_mismatch", /No key made/],
  ["another body", `${body} `, signed, "signature_mismatch", /the body is not as it was sent/],
  ["a body that was serialised again", JSON.stringify(JSON.parse(body), null, 2), signed, "signature_mismatch", /not as it was sent/],
  ["no id", body, { ...signed, "webhook-id": undefined }, "header_missing", /webhook-id is missing/],
  // `null` once was a TypeError that no program can act on.
  ["null for an id", body, { ...signed, "webhook-id": null } as unknown as WebhookHeaders, "header_missing", /webhook-id is missing/],
  ["null for all headers", body, null as unknown as WebhookHeaders, "header_missing", /webhook-id is missing/],
  ["headers that are not set", body, undefined as unknown as WebhookHeaders, "header_missing", /webhook-id is missing/],
  ["no timestamp", body, { "webhook-id": id, "webhook-signature": signature }, "header_missing", /webhook-timestamp is missing/],
  ["an empty signature", body, { ...signed, "webhook-signature": "" }, "header_missing", /webhook-signature is missing/],
  ["headers only on the prototype", body, Object.create({ ...signed }) as WebhookHeaders, "header_missing", /webhook-id is missing/],
  ["an id that came twice in one object", body, { ...signed, "Webhook-Id": id }, "header_duplicated", /webhook-id came more than once/],
  [
    "a timestamp that came twice as a list",
    body,
    { ...signed, "webhook-timestamp": [String(now), String(now)] },
    "header_duplicated",
    /webhook-timestamp came more/,
  ],
  [
    "a signature that a server joined",
    body,
    { ...signed, "webhook-signature": `${signature}, ${signature}` },
    "header_duplicated",
    /webhook-signature came more/,
  ],
  ["a megabyte of signatures", body, { ...signed, "webhook-signature": "v1,AAAA ".repeat(131_072) }, "header_too_long", /longer than 4096/],
  ["a megabyte of id", body, { ...signed, "webhook-id": "e".repeat(1_048_576) }, "header_too_long", /longer than 256/],
  ["a megabyte of timestamp", body, { ...signed, "webhook-timestamp": "1".repeat(1_048_576) }, "header_too_long", /longer than 64/],
  ["17 signatures", body, { ...signed, "webhook-signature": Array(17).fill("v1,AAAA").join(" ") }, "signatures_too_many", /More than 16/],
  [
    "a dot in the id, which moves the seam between id and timestamp",
    body.slice(2),
    { "webhook-id": `${id}.${now}`, "webhook-timestamp": String(now), "webhook-signature": signHead(`${id}.${now}.${now}`, body.slice(2)) },
    "id_malformed",
    /no id has/,
  ],
  ["a space in the id", body, { ...signed, "webhook-id": "evt 1" }, "id_malformed", /no id has/],
  ["an id that is not ASCII", body, { ...signed, "webhook-id": "evt_é" }, "id_malformed", /no id has/],
  ...["", "+", "-", "0", " "].map((before): [string, RawBody, WebhookHeaders, WebhookErrorCode, RegExp] =>
    before === ""
      ? ["words for a timestamp", body, { ...signed, "webhook-timestamp": "yesterday" }, "timestamp_malformed", /plain number/]
      : [
          `a timestamp that begins with ${JSON.stringify(before)}`,
          body,
          { ...signed, "webhook-timestamp": before + String(now), "webhook-signature": signHead(`${id}.${before}${now}`) },
          "timestamp_malformed",
          /plain number/,
        ],
  ),
  ...[".5", "e0", "abc", "n"].map((after): [string, RawBody, WebhookHeaders, WebhookErrorCode, RegExp] => [
    `a timestamp that ends in ${after}`,
    body,
    { ...signed, "webhook-timestamp": now + after, "webhook-signature": signHead(`${id}.${now}${after}`) },
    "timestamp_malformed",
    /plain number/,
  ]),
  ["a timestamp beyond reason", body, { ...signed, "webhook-timestamp": "9".repeat(13) }, "timestamp_malformed", /plain number/],
  ["a stale delivery", body, await signWebhook(body, secret, { id, timestamp: now - 301 }), "timestamp_too_old", /Signed 301 s ago; 300 s are allowed/],
  [
    "a delivery from the future",
    body,
    await signWebhook(body, secret, { id, timestamp: now + 301 }),
    "timestamp_in_future",
    /Signed 301 s ahead of this clock/,
  ],
  ["a truncated signature", body, { ...signed, "webhook-signature": signature.slice(0, -1) }, "signature_malformed", /of the form v1,base64/],
  ["an extended signature", body, { ...signed, "webhook-signature": `${signature}=` }, "signature_malformed", /of the form/],
  ["a bare signature", body, { ...signed, "webhook-signature": digits }, "signature_malformed", /of the form/],
  [
    "a signature in hexadecimal",
    body,
    { ...signed, "webhook-signature": `v1,${Buffer.from(digits, "base64").toString("hex")}` },
    "signature_malformed",
    /of the form/,
  ],
  ["a signature after an equals sign", body, { ...signed, "webhook-signature": `v1=${digits}` }, "signature_malformed", /of the form/],
  ["letters that only look the same", body, { ...signed, "webhook-signature": `v1,${"\u0410".repeat(43)}=` }, "signature_malformed", /of the form/],
  ["a version from the future", body, { ...signed, "webhook-signature": `v2,${digits}` }, "signature_version_unsupported", /version v2/],
  ["an asymmetric signature alone", body, { ...signed, "webhook-signature": `v1a,${"A".repeat(86)}==` }, "signature_version_unsupported", /version v1a/],
];

test.each(hostile)("%s is refused with its own code", async (_, form, headers, code, message) => {
  const error = await failure(verifySignature(form, headers, secret, { clock }));
  expect(isWebhookError(error) && error.code).toBe(code);
  expect(String(error)).toMatch(message);
  // A message ends in a log: nothing of the secret, the signature or the body may stand in it.
  expect(JSON.stringify(error) + String(error)).not.toMatch(/cGxpbnRv|wörld/);
  expect(JSON.stringify(error) + String(error)).not.toContain(digits);
});

test.each([
  ["null", null],
  ["undefined", undefined],
  ["a parsed object", { hello: "world" }],
  ["a list", [1, 2]],
  ["a number", 5],
])("%s instead of a body is refused as not raw", async (_, parsed) => {
  const error = await failure(verifySignature(parsed as unknown as RawBody, signed, secret, { clock }));
  expect(isWebhookError(error, "body_not_raw")).toBe(true);
  expect(String(error)).toMatch(/pass the raw text or bytes/);
});

test("the edges of the tolerance still pass, one second beyond does not", async () => {
  for (const [skew, passes] of [
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ] as const) {
    const headers = await signWebhook(body, secret, { id, timestamp: now - skew });
    const outcome = await verifySignature(body, headers, secret, { clock }).then(
      (facts) => facts.skewSeconds,
      (error: unknown) => isWebhookError(error) && error.skewSeconds,
    );
    expect(outcome).toBe(skew);
    await expect(verifySignature(body, headers, secret, { clock }).then(() => true, () => false)).resolves.toBe(passes); // prettier-ignore
  }
});

test("a tolerance of 0 allows the same second only, false allows any", async () => {
  const old = await signWebhook(body, secret, { id, timestamp: now - 1 });
  await expect(verifySignature(body, signed, secret, { clock, toleranceSeconds: 0 })).resolves.toBeDefined();
  await expect(verifySignature(body, old, secret, { clock, toleranceSeconds: 0 })).rejects.toHaveProperty("code", "timestamp_too_old");
  const ancient = await signWebhook(body, secret, { id, timestamp: 0 });
  await expect(verifySignature(body, ancient, secret, { clock, toleranceSeconds: false })).resolves.toHaveProperty("skewSeconds", now);
});

test.each([-1, Number.NaN, "300" as unknown as number, null as unknown as number].filter((value) => !((value as number) >= 0)))(
  "a tolerance of %s is wrong use",
  async (toleranceSeconds) => {
    const error = await failure(verifySignature(body, signed, secret, { clock, toleranceSeconds }));
    expect(isWebhookError(error, "option_invalid")).toBe(true);
    expect(String(error)).toMatch(/toleranceSeconds has to be 0, more, or false/);
  },
);

test("any one of several signatures is enough, whatever the others are", async () => {
  const many = `v2,${digits} v1,short v1a,${"A".repeat(86)}== v1,${"B".repeat(43)}= nonsense ${signature}`;
  await expect(verifySignature(body, { ...signed, "webhook-signature": many }, secret, { clock })).resolves.toHaveProperty("keyId", "0");
});

test("of several secrets the one that matches is named", async () => {
  const keyring = createKeyring([
    { id: "new", secret: otherSecret },
    { id: "old", secret },
  ]);
  await expect(verifySignature(body, signed, keyring, { clock })).resolves.toHaveProperty("keyId", "old");
  await expect(verifySignature(body, signed, [otherSecret, secret], { clock })).resolves.toHaveProperty("keyId", "1");
  const both = await signWebhook(body, [otherSecret, secret], { id, clock });
  expect(both["webhook-signature"].split(" ")).toHaveLength(2);
  await expect(verifySignature(body, both, keyring, { clock })).resolves.toHaveProperty("keyId", "new");
});

test("a key is believed until it retires, and named afterwards", async () => {
  const keyring = createKeyring([{ id: "new", secret: otherSecret }, { id: "old", secret, retiresAt: new Date((now + 60) * 1000) }]); // prettier-ignore
  const moving = standingClock();
  await expect(verifySignature(body, signed, keyring, { clock: moving })).resolves.toHaveProperty("keyId", "old");
  moving.advance(60);
  const error = await failure(verifySignature(body, signed, keyring, { clock: moving }));
  expect(isWebhookError(error, "key_retired") && error.keyId).toBe("old");
  expect(String(error)).toMatch(/The key old made this signature, but is retired/);
});

test("a sender whose clock is wrong signs what it sends", async () => {
  const headers = await signWebhook(body, secret, { id, timestamp: 0 });
  expect(headers["webhook-timestamp"]).toBe("0");
});
