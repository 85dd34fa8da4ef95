import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isPlintoError } from "../../src/errors.ts";
import { type Account, type Accounts, NO_ACCOUNTS, parseAccounts, splitIssued, withAccount } from "../../src/session/accounts.ts";
import { type SessionStorage, memoryStorage } from "../../src/session/storage.ts";
import { BASE_URL, type Kit, type TestPlinto, complete, issued, rejection, sessionKit, signedInKit, user } from "../support/fixtures.ts";
import { settled } from "../support/manual-clock.ts";
import { json } from "../support/scripted-server.ts";

// What stood under the session's key was believed when it said version 1: `{"version":1}` and its like made getToken,
// every call and even a new sign-in fail with a raw TypeError, in that browser for ever, since nothing ever wrote over it.

const KEY = `plinto:${BASE_URL}:pk_test_1`;

const { session, token } = splitIssued(issued(1), 0);
const account: Account = { session, user: user as never, ...token, refreshToken: "rt_1", device: null, generation: 1 };
const written: Accounts = withAccount(NO_ACCOUNTS, account);

/** Documents that begin well: one member of what we would have written is something else. */
const almost = fc
  .tuple(fc.constantFrom("version", "active", "accounts", "pending", ...Object.keys(account).map((name) => `accounts.0.${name}`)), fc.jsonValue())
  .map(([path, value]) => {
    const document = structuredClone(written);
    const names = path.split(".");
    const last = names.pop()!;
    let place: any = document;
    for (const name of names) place = place[name];
    place[last] = value;
    return JSON.stringify(document);
  });

const foreign = fc.oneof(
  fc.string(),
  fc.json(),
  almost,
  fc.constantFrom('{"version":1}', '{"version":1,"active":"x","accounts":null}', '{"version":1,"active":"x","accounts":[null],"pending":null}'),
  fc.constantFrom('{"version":1,"active":"x","accounts":[{}],"pending":null}', '{"version":1,"active":null,"accounts":[],"pending":{}}', "{}"),
);

const serve = (kit: Kit<TestPlinto>): Kit<TestPlinto> => {
  kit.server
    .on("POST /v1/auth/sign-in", () => json(complete(1, { id: "ses_new", accessToken: "at_new" })))
    .on("POST /v1/auth/refresh", () => json(issued(2)))
    .on("GET /v1/users/me", () => json(user));
  return kit;
};

const holding = async (text: string): Promise<SessionStorage> => {
  const storage = memoryStorage();
  await storage.set(KEY, text);
  return storage;
};

test("whatever the storage holds, calls are sent and a sign-in works", async () => {
  await fc.assert(
    fc.asyncProperty(foreign, async (text) => {
      const { plinto } = serve(sessionKit({ storage: await holding(text) }));
      await plinto.session.ready();
      expect([null, "at_1", "at_2"]).toContain(await plinto.session.getToken().catch((error: unknown) => (isPlintoError(error) ? null : error)));
      expect(await plinto.getMe()).toEqual(user);
      await plinto.signIn({ email: user.email, password: "correct horse" });
      expect(plinto.session.current?.user.email).toBe(user.email);
      expect(await plinto.session.getToken()).toBe("at_new");
    }),
    { numRuns: 300 },
  );
});

test("whatever somebody writes under a live session, it goes on or has ended, and can be begun again", async () => {
  await fc.assert(
    fc.asyncProperty(foreign, async (text) => {
      const storage = memoryStorage();
      const { plinto } = serve(await signedInKit({ storage }));
      await storage.set(KEY, text);
      await settled();
      expect(["active", "pending", "signed-out"]).toContain(plinto.session.status);
      expect(await plinto.getMe()).toEqual(user);
      await plinto.signIn({ email: user.email, password: "correct horse" });
      expect(await plinto.session.getToken()).toBe("at_new");
    }),
    { numRuns: 200 },
  );
});

test("what an account has to have is looked at, member by member", () => {
  const without = (member: string, value: unknown): string => JSON.stringify({ ...written, accounts: [{ ...account, [member]: value }] });
  expect(parseAccounts(JSON.stringify(written))).toEqual(written);
  const bad: [string, unknown][] = [
    ["session", { id: 5 }],
    ["session", "ses_1"],
    ["user", null],
    ["user", {}],
    ["accessToken", 5],
    ["accessToken", undefined],
    ["accessToken", "a\nb"],
    ["refreshToken", {}],
    ["device", "a b"],
    ["refreshAtMs", null],
    ["expiresAtMs", "1"],
    ["generation", null],
    ["sent", {}],
    ["sent", { key: "a\nb" }],
    ["sent", { key: "k", organizationId: 5 }],
    ["sent", { key: "k", audience: {} }],
  ];
  for (const [member, value] of bad) expect([member, value, parseAccounts(without(member, value))]).toEqual([member, value, NO_ACCOUNTS]);
});

// A stored access token with a line end came back as a TypeError of Headers, whose text shows the token.
test("a stored token that no header can carry counts as none and is shown nowhere", async () => {
  const text = JSON.stringify(written).replace("at_1", "at_stored\\ntoken");
  const { plinto, server, log } = serve(sessionKit({ storage: await holding(text) }));
  expect(await plinto.getMe()).toEqual(user);
  expect(server.seen[0]?.headers.get("authorization")).toBeNull();
  expect(inspect(log, { depth: 9 })).not.toContain("at_stored");
});

test("a token that a server issues and no header can carry is refused without showing it", async () => {
  const { plinto, server } = sessionKit();
  server.on("POST /v1/auth/sign-in", () => json(complete(1, { accessToken: "at_issued\ntoken" })));
  await plinto.signIn({});
  const error = await rejection(plinto.getMe());
  expect(error).toMatchObject({ kind: "config", code: "credential_malformed" });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("at_issued");
});

test("no header of the escape hatch is shown when it cannot be sent", async () => {
  const { plinto } = sessionKit();
  const attempts: object[] = [
    { headers: { "x-note": "hunter2\n\u{1f984}" } },
    { idempotencyKey: "hunter2\n2" },
    { params: { header: { "x-note": "hunter2\u0000" } } },
    { body: { size: 10n } },
  ];
  for (const init of attempts) {
    const error = await rejection(plinto.http.POST("/v1/organizations", init as never));
    expect(error).toMatchObject({ kind: "config", code: "request_invalid", message: "/v1/organizations: a parameter or header cannot be sent" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
  }
});
