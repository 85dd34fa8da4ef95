import fc from "fast-check";
import { expect, test } from "vitest";
import { signWebhook, verifySignature, type SigningKey, type VerificationKey } from "../src/index.ts";
import { publicKeyOf, signerOf } from "../src/ed25519-keys.ts";

import { nativeCrypto, systemSubtle } from "../src/platform.ts";
import { hmacs, now, standingClock } from "./support/fixtures.ts";
import { keyPair } from "./support/key-pair.ts";

const clock = standingClock();
const pair = keyPair();

const schemes: readonly { name: string; runs: number; keys: (seed: Uint8Array) => { signer: SigningKey; verifier: VerificationKey } }[] = [
  ...hmacs.map(({ name, keyOf }) => ({
    name: `v1 with ${name}`,
    runs: name === "node:crypto" ? 500 : 150,
    keys: (seed: Uint8Array) => {
      const key = keyOf(`whsec_${Buffer.from(seed).toString("base64")}`);
      return { signer: key, verifier: key };
    },
  })),
  ...[nativeCrypto, undefined].map((native) => ({
    name: `v1a with ${native ? "node:crypto" : "Web Crypto"}`,
    runs: 60,
    keys: () => ({
      signer: signerOf(pair.privateKey, { native, subtle: systemSubtle }),
      verifier: publicKeyOf(pair.publicKey, { native, subtle: systemSubtle }),
    }),
  })),
];

const delivery = {
  seed: fc.uint8Array({ minLength: 24, maxLength: 64 }),
  id: fc.stringMatching(/^evt_[0-9a-z]{1,40}$/),
  timestamp: fc.integer({ min: now - 300, max: now + 300 }),
  body: fc.uint8Array({ maxLength: 300 }),
};

function flipBit(bytes: Uint8Array, position: number): Uint8Array<ArrayBuffer> {
  const flipped = Uint8Array.from(bytes);
  const bit = position % (bytes.length * 8);
  flipped[bit >> 3]! ^= 1 << (bit & 7);
  return flipped;
}

/** The bits of a text whose characters stand for one byte each. */
function flipBitOf(text: string, position: number): string {
  return String.fromCharCode(
    ...flipBit(
      Uint8Array.from(text, (char) => char.charCodeAt(0)),
      position,
    ),
  );
}

for (const { name, runs, keys } of schemes) {
  test(`what was signed verifies, as bytes and as the text they are, by ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(delivery), fc.string({ unit: "binary" }), async ({ seed, id, timestamp, body }, text) => {
        const { signer, verifier } = keys(seed);
        const facts = await verifySignature(body, await signWebhook(body, signer, { id, timestamp }), verifier, { clock });
        expect(facts).toMatchObject({ id, timestamp, skewSeconds: now - timestamp });
        const headers = await signWebhook(text, signer, { id, timestamp });
        await expect(verifySignature(new TextEncoder().encode(text), headers, verifier, { clock })).resolves.toHaveProperty("id", id);
      }),
      { numRuns: runs },
    );
  });

  test(`a single bit that flips anywhere is noticed, by ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(delivery), fc.nat(), fc.constantFrom("body", "id", "timestamp", "signature"), async (given, position, place) => {
        const { signer, verifier } = keys(given.seed);
        const headers = await signWebhook(given.body, signer, given);
        const forged = { ...headers };
        let body = given.body;
        if (place === "body") {
          fc.pre(body.length > 0);
          body = flipBit(body, position);
        } else forged[`webhook-${place}`] = flipBitOf(headers[`webhook-${place}`], position);
        await expect(verifySignature(body, forged, verifier, { clock, toleranceSeconds: false })).rejects.toHaveProperty("code");
      }),
      { numRuns: runs },
    );
  });

  test(`a signature that is cut or grows anywhere is noticed, by ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(delivery), fc.nat(), fc.stringMatching(/^[A-Za-z0-9+/=]{1,4}$/), async (given, position, more) => {
        const { signer, verifier } = keys(given.seed);
        const headers = await signWebhook(given.body, signer, given);
        const whole = headers["webhook-signature"];
        const at = position % whole.length;
        for (const signature of [
          whole.slice(0, at),
          whole.slice(at + 1),
          whole.slice(0, at) + whole.slice(at + 1),
          whole.slice(0, at) + more + whole.slice(at),
        ]) {
          await expect(verifySignature(given.body, { ...headers, "webhook-signature": signature }, verifier, { clock })).rejects.toHaveProperty("code");
        }
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });

  test(`a body that was parsed and written again is noticed unless its bytes are the same, by ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(delivery), fc.json(), fc.constantFrom(0, 1, 2), async ({ seed, id, timestamp }, json, indent) => {
        const { signer, verifier } = keys(seed);
        const headers = await signWebhook(json, signer, { id, timestamp });
        const again = JSON.stringify(JSON.parse(json), null, indent);
        const verdict = await verifySignature(again, headers, verifier, { clock }).then(
          () => "holds",
          () => "refused",
        );
        expect(verdict).toBe(again === json ? "holds" : "refused");
      }),
      { numRuns: runs },
    );
  });

  test(`of any list of keys the one that signed is found, by ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record(delivery),
        fc.array(fc.uint8Array({ minLength: 24, maxLength: 24 }), { maxLength: 6 }),
        fc.nat(),
        async (given, others, at) => {
          const { signer, verifier } = keys(given.seed);
          const list: VerificationKey[] = others
            .filter((seed) => Buffer.compare(seed, given.seed) !== 0)
            .map((seed) => hmacs[0]!.keyOf(`whsec_${Buffer.from(seed).toString("base64")}`));
          const index = at % (list.length + 1);
          list.splice(index, 0, verifier);
          const facts = await verifySignature(given.body, await signWebhook(given.body, signer, given), list, { clock });
          expect(facts.keyId).toBe(String(index));
        },
      ),
      { numRuns: Math.ceil(runs / 3) },
    );
  });
}

test("both ways to compute v1 sign alike", async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(delivery), async ({ seed, id, timestamp, body }) => {
      const [one, other] = await Promise.all(
        hmacs.map(({ keyOf }) => signWebhook(body, keyOf(`whsec_${Buffer.from(seed).toString("base64")}`), { id, timestamp })),
      );
      expect(one).toEqual(other);
    }),
  );
});
