import { createLocalJWKSet, jwtVerify } from "jose";
import fc from "fast-check";
import { expect, test } from "vitest";
import { issuer, makeIssuer, makeKey, usual } from "../support/issuer.ts";

const rsa = await makeKey("rsa");
const curve = await makeKey("curve", "ES256");
const world = makeIssuer([rsa, curve]);
const verifier = world.verifier();
const keys = createLocalJWKSet({ keys: [rsa.jwk, curve.jwk] as never });
const now = Math.floor(world.clock.ms / 1000);

/** What jose says, asked for the same. */
async function joseTakes(token: string): Promise<boolean> {
  const options = {
    issuer,
    audience: issuer,
    typ: "at+jwt",
    algorithms: ["RS256", "ES256"],
    clockTolerance: 60,
    currentDate: new Date(world.clock.ms),
    requiredClaims: ["sub", "exp", "iat", "sid", "jti", "auth_time"],
  };
  return jwtVerify(token, keys, options).then(
    () => true,
    () => false,
  );
}

const time = fc.integer({ min: now - 1_000, max: now + 1_000 });
const claims = fc.record(
  {
    exp: time,
    nbf: time,
    aud: fc.constantFrom(issuer, "https://other.test", [issuer, "https://other.test"]),
    iss: fc.constantFrom(issuer, "https://evil.test"),
  },
  { requiredKeys: [] },
);

test("a token is taken if and only if jose takes it, whatever its claims", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(rsa, curve), claims, async (key, given) => {
      const token = await world.sign(key, given);
      expect((await verifier.verify(token)).status === "valid").toBe(await joseTakes(token));
    }),
    { numRuns: 150 },
  );
});

test("whatever is changed in a token, it is refused", async () => {
  const tokens = await Promise.all([rsa, curve].map((key) => world.sign(key)));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...tokens), fc.nat(), fc.constantFrom(..."abcABC019-_."), async (token, place, letter) => {
      const at = place % token.length;
      const changed = token.slice(0, at) + letter + token.slice(at + 1);
      const { status } = await verifier.verify(changed);
      // The last letter of a part may have bits that mean nothing (RFC 4648 section 3.5): then what is signed is the same.
      const isSame = changed === token || (await joseTakes(changed));
      expect(status).toBe(isSame ? "valid" : "refused");
    }),
    { numRuns: 400 },
  );
});

test("no text whatever makes it reject or throw", async () => {
  const part = fc.oneof(
    fc.base64String(),
    fc.json().map((text) => Buffer.from(text).toString("base64url")),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
      expect((await verifier.verify(parts.join("."))).status).toBe("refused");
    }),
    { numRuns: 300 },
  );
});

test("no claims whatever make it reject or throw", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom("iss", "aud", "sub", "sid", "jti", "iat", "exp", "auth_time", "amr", "org_id", "nbf", "act"), fc.jsonValue()),
      async (given) => {
        const token = await world.sign(rsa, { ...usual(now), ...given, iss: issuer } as never);
        expect(["valid", "refused"]).toContain((await verifier.verify(token)).status);
      },
    ),
    { numRuns: 150 },
  );
});
