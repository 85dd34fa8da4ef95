import fc from "fast-check";
import { expect, test } from "vitest";
import { createMock, isMockError, type Seed } from "../../src/index.ts";
import { serveMock } from "../../src/doors/server.ts";

const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"];
/** Long enough that no other text holds it by chance. */
const secrets = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 20, maxLength: 60 }).map((text) => `s3cret${text}`);
const prefixes = fc.constantFrom("", "sk_test_", "ok_test_", "pk_test_", "rt_", "pt_", "eyJhbGciOiJSUzI1NiJ9.");

// Each puts the secret where a careless caller might, and returns what came back of it.
const places: readonly ((secret: string) => Parameters<typeof fetch>[1] & { readonly path?: string })[] = [
  (secret) => ({ path: "/v1/users/me", headers: { authorization: `Bearer ${secret}` } }),
  (secret) => ({ path: "/v1/users/me", headers: { authorization: secret } }),
  (secret) => ({ path: "/v1/users/me", headers: { authorization: `Basic ${secret}` } }),
  (secret) => ({ path: "/v1/health", headers: { "plinto-publishable-key": secret } }),
  (secret) => ({ path: "/v1/users/me", headers: { "plinto-device": secret, "plinto-version": secret } }),
  (secret) => ({ path: `/v1/invitations/validate/${secret}` }),
  (secret) => ({ path: `/v1/health?token=${secret}` }),
  (secret) => ({ path: `/v1/health/?token=${secret}`, redirect: "manual" }),
  (secret) => ({ path: "/v1/auth/sign-in", ...json({ email: "ada@acme.test", password: secret }) }),
  (secret) => ({ path: "/v1/auth/sign-in", ...json({ email: `${secret}@`, password: { secret } }) }),
  (secret) => ({ path: "/v1/auth/sign-in", method: "POST", headers: { "content-type": "application/json" }, body: `{"password":"${secret}"` }),
  (secret) => ({ path: "/v1/auth/sign-in", method: "POST", headers: { "content-type": "text/plain" }, body: secret }),
  (secret) => ({ path: "/v1/auth/refresh", ...json({ refreshToken: secret }) }),
  (secret) => ({ path: "/v1/auth/email/verify", ...json({ token: secret }) }),
  (secret) => ({ path: "/v1/auth/password/reset", ...json({ token: secret, password: secret }) }),
  (secret) => ({ path: "/v1/auth/magic-link/verify", ...json({ token: secret, code: secret }) }),
  (secret) => ({ path: "/v1/auth/sign-up", ...json({ email: "zoe@acme.test", password: secret, unknown: secret }) }),
  (secret) => ({ path: "/v1/invitations/accept", ...json({ token: secret }) }),
];

function json(body: object): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

test("no secret that is sent anywhere comes back in an answer, stands in the list of requests or in an event", async () => {
  const mock = createMock({ clock: "virtual" });
  await mock.ready();
  await fc.assert(
    fc.asyncProperty(secrets, prefixes, fc.constantFrom(...places), async (text, prefix, place) => {
      const secret = prefix + text;
      const { path, ...init } = place(secret);
      const response = await mock.fetch(mock.baseUrl + path!, init);
      // A redirect repeats the address it was asked for, which the caller has already.
      const headers = [...response.headers].filter(([name]) => name !== "location");
      const kept = [headers, mock.requests, mock.events, mock.mailbox.messages];
      expect(`${await response.text()} ${JSON.stringify(kept)}`).not.toContain(text);
    }),
    { numRuns: 600 },
  );
}, 60_000);

test("no error that the mock throws holds a password or key of the seed", async () => {
  await fc.assert(
    fc.asyncProperty(secrets, async (secret) => {
      const user = { email: `${secret}@acme.test`, password: secret };
      const seeds = [
        { users: { ada: user, bob: user } },
        { users: { ada: { ...user, passwort: secret } } },
        { users: { ada: { ...user, email: secret } } },
        { users: { ada: { ...user, emailVerified: secret } } },
        { users: { ada: user }, organizations: { acme: { owner: "ada", slug: `${secret} ` } } },
        { users: { ada: user }, apiKeys: { ci: { organization: "none", createdBy: "ada", scopes: [secret] } } },
      ] as unknown as Seed[];
      for (const seed of seeds) expect(messageOf(() => createMock({ seed }))).not.toContain(secret);
      expect(messageOf(() => createMock({ baseUrl: `https://ada:${secret}@api.plinto.test` }))).not.toContain(secret);
      const elsewhere = createMock().fetch(`https://ada:${secret}@elsewhere.test/${secret}?token=${secret}`);
      await expect(elsewhere).rejects.toThrow(TypeError);
      await expect(elsewhere).rejects.not.toThrow(secret);
      await expect(serveMock(createMock(), { port: secret as unknown as number })).rejects.not.toThrow(secret);
    }),
    { numRuns: 30 },
  );
});

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (isMockError(error)) return `${error.message} ${JSON.stringify(error.facts)}`;
    throw error;
  }
  throw new Error("The mock was made, and should not have been");
}
