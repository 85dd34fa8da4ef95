import { expect, test } from "vitest";
import { isPolicyError } from "../../src/sync.ts";
import { secretKey } from "./support/bundle-server.ts";
import { next, question, told, world } from "./support/world.ts";

const away = (): never => {
  throw new TypeError("fetch failed");
};

test("while the API is away what is held decides for five minutes, and then everything is denied as stale", async () => {
  const { client, server, clock } = world();
  const policies = client();
  const stale = told(policies, "stale");
  await policies.ready();
  server.instead = away;
  await clock.advance(300_000);
  expect(policies.evaluate(question())).toMatchObject({ decision: "allow", bundle: { ageSeconds: 300 } });
  expect(stale).toEqual([]);
  await clock.advance(1);
  expect(policies.evaluate(question())).toMatchObject({
    decision: "deny",
    reason: "bundle_stale",
    matched: [],
    policyVersion: "rev_1",
    bundle: { revision: "rev_1", ageSeconds: 300.001 },
  });
  expect(policies.explain(question())).toMatchObject({ reason: "bundle_stale", considered: [] });
  expect(stale).toEqual([{ revision: "rev_1", ageSeconds: 300.001 }]);
});

test("a stale client is told of once, and decides again as soon as the bundle is confirmed", async () => {
  const { client, server, clock } = world();
  const policies = client({ maxStaleSeconds: 60 });
  const stale = told(policies, "stale");
  await policies.ready();
  server.instead = away;
  await clock.advance(120_000);
  expect(stale).toHaveLength(1);
  server.instead = undefined;
  await policies.refresh();
  expect(policies.evaluate(question()).decision).toBe("allow");
  server.instead = away;
  await clock.advance(120_000);
  expect(stale).toHaveLength(2);
});

test("who asks for it is denied from the first failure on", async () => {
  const { client, server, clock } = world();
  const policies = client({ onUnavailable: "deny" });
  const stale = told(policies, "stale");
  await policies.ready();
  server.instead = away;
  await expect(policies.refresh()).rejects.toMatchObject({ code: "bundle_unavailable" });
  expect(policies.evaluate(question())).toMatchObject({ decision: "deny", reason: "bundle_stale" });
  expect(stale).toHaveLength(1);
  server.instead = undefined;
  await clock.advance(2_000);
  expect(policies.evaluate(question()).decision).toBe("allow");
});

test("who asks for it goes on with what is held for ever", async () => {
  const { client, server, clock } = world();
  const policies = client({ maxStaleSeconds: Infinity });
  await policies.ready();
  server.instead = away;
  await clock.advance(40 * 86_400_000);
  expect(policies.evaluate(question()).decision).toBe("allow");
});

test("failures wait twice as long each time, half of it by chance, and five minutes at most", async () => {
  const { client, server, clock } = world();
  server.instead = away;
  const policies = client({ random: (length) => new Uint8Array(length) });
  const errors = told(policies, "error");
  await expect(policies.ready()).rejects.toMatchObject({ code: "bundle_unavailable" });
  await clock.advance(1_000_000);
  const waits = errors.map(({ retryInSeconds }) => retryInSeconds);
  expect(waits.slice(0, 11)).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150]);
  expect(policies.evaluate(question()).reason).toBe("bundle_missing");
  server.instead = undefined;
  await clock.advance(150_000);
  expect(policies.evaluate(question()).decision).toBe("allow");
});

test("a server that asks to wait is obeyed", async () => {
  const { client, server, clock } = world();
  server.instead = () => new Response(null, { status: 429, headers: { "retry-after": "120" } });
  const policies = client();
  const failed = next(policies, "error");
  await expect(policies.ready()).rejects.toMatchObject({
    code: "bundle_unavailable",
    status: 429,
    message: "The API answered 429 when it was asked for the bundle.",
  });
  expect((await failed).retryInSeconds).toBe(120);
  const date = new Date(clock.now() + 500_000).toUTCString();
  server.instead = () => new Response(null, { status: 503, headers: { "retry-after": date } });
  const again = next(policies, "error");
  await clock.advance(120_000);
  expect((await again).retryInSeconds).toBe(380);
});

test.each([401, 403])("a key that is refused with %i ends polling until somebody asks again", async (status) => {
  const { client, server, clock } = world();
  server.instead = ({ url }) => (url.pathname === "/v1/policies/bundle" ? new Response(null, { status }) : undefined);
  const policies = client();
  const errors = told(policies, "error");
  await expect(policies.ready()).rejects.toMatchObject({
    code: "bundle_access_refused",
    status,
    message: `The API answered ${status}: the secret key does not open the bundle of this organization. Give it policies:read.`,
  });
  await clock.advance(3_600_000);
  expect(server.count("/v1/policies/bundle")).toBe(1);
  expect(errors).toMatchObject([{ retryInSeconds: null }]);
  server.instead = undefined;
  await policies.refresh();
  await clock.advance(33_000);
  expect(server.count("/v1/policies/bundle")).toBe(3);
});

test("a request that hangs is given up in its time, also by a fetch that knows no signals", async () => {
  const { client, server, clock } = world();
  const arrived = new Promise<void>((resolve) => {
    server.instead = () => {
      resolve();
      return new Promise<Response>(() => {});
    };
  });
  const policies = client({ timeoutSeconds: 3 });
  const refusal = policies.ready().catch((error: unknown) => error);
  await arrived;
  await clock.advance(3_000);
  expect(await refusal).toMatchObject({
    code: "bundle_unavailable",
    message: expect.stringMatching(/^\/v1\/policies\/bundle.* gave no answer within 3000 ms\.$/),
  });
});

test("a redirect is not followed, since the key would go with it", async () => {
  const { client, server } = world();
  server.instead = () => new Response(null, { status: 302, headers: { location: "https://elsewhere.test" } });
  await expect(client().ready()).rejects.toMatchObject({ code: "bundle_unavailable", status: 302 });
  expect(server.requests).toHaveLength(1);
});

test("a 304 that nobody asked for is no bundle", async () => {
  const { client, server } = world();
  server.instead = () => new Response(null, { status: 304 });
  await expect(client().ready()).rejects.toMatchObject({ code: "bundle_unavailable", status: 304 });
});

test.each<[title: string, key: unknown, message: string]>([
  ["has a line end", `${secretKey}\n`, "The secret key is empty, or has spaces, line ends or other characters that no key has."],
  ["is nothing", "", "The secret key is empty, or has spaces, line ends or other characters that no key has."],
  ["is no text", undefined, "The secret key is empty, or has spaces, line ends or other characters that no key has."],
  ["cannot be had", new Error(secretKey), "The function secretKey failed."],
])("a key that %s goes nowhere, and no message names it", async (_, key, message) => {
  const { client, server } = world();
  const policies = client({
    secretKey: () => {
      if (key instanceof Error) throw key;
      return key as string;
    },
  });
  const error: unknown = await policies.ready().catch((thrown: unknown) => thrown);
  expect(isPolicyError(error, "bundle_unavailable") && error.message).toBe(message);
  expect(server.requests).toEqual([]);
});

test("the clock may go back without making what is held stale or younger than now", async () => {
  const { client, clock } = world();
  const policies = client();
  await policies.ready();
  clock.set(clock.now() - 86_400_000);
  expect(policies.evaluate(question())).toMatchObject({ decision: "allow", bundle: { ageSeconds: 0 } });
});

// A machine whose clock was put back a day decided for a day more by a bundle that was stale already.
test("a clock that goes back makes nothing younger that was seen to age, and what is saved then tells its age", async () => {
  const { client, server, clock } = world();
  const policies = client({ pollIntervalSeconds: 0 });
  await policies.ready();
  server.instead = away;
  clock.set(clock.now() + 299_000);
  expect(policies.evaluate(question())).toMatchObject({ decision: "allow", bundle: { ageSeconds: 299 } });
  clock.set(clock.now() - 86_400_000);
  expect(policies.evaluate(question())).toMatchObject({ decision: "allow", bundle: { ageSeconds: 299 } });
  expect(policies.save()!.confirmedAt).toBe(new Date(clock.now() - 299_000).toISOString());
  clock.set(clock.now() + 2_000);
  expect(policies.evaluate(question())).toMatchObject({ decision: "deny", reason: "bundle_stale", bundle: { ageSeconds: 301 } });
});
