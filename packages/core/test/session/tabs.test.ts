import { expect, test } from "vitest";
import { memoryStorage } from "../../src/session/storage.ts";
import { type KitOptions, complete, issued, sessionKit, signedInKit, user } from "../support/fixtures.ts";
import { settled } from "../support/manual-clock.ts";
import { empty, json, later, problem } from "../support/scripted-server.ts";
import { channels, fairLocks, orphanedLocks, slowStorage } from "../support/tabs.ts";

const REFRESH = "POST /v1/auth/refresh";

/** Two tabs of one browser, on one server and one clock, the first one signed in. */
async function twoTabs(browser: KitOptions) {
  const first = await signedInKit(browser);
  const second = sessionKit({ ...browser, server: first.server, clock: first.clock });
  await second.plinto.session.ready();
  await settled();
  return {
    one: first.plinto.session,
    two: second.plinto.session,
    first: first.plinto,
    second: second.plinto,
    server: first.server,
    clock: first.clock,
    logOfTwo: second.log,
  };
}

const browsers: [title: string, browser: () => KitOptions][] = [
  ["a storage that answers at once and tells of changes", () => ({ storage: memoryStorage(), locks: fairLocks(), channel: channels() })],
  ["a slow storage and a channel", () => ({ storage: slowStorage(), locks: fairLocks(), channel: channels() })],
];

test.each(browsers)("a second tab is signed in too, with %s", async (_, browser) => {
  const { two } = await twoTabs(browser());
  expect(two.status).toBe("active");
  expect(two.current?.user).toEqual(user);
});

test.each(browsers)("two tabs that need a token at once ask the server once, with %s", async (_, browser) => {
  const { one, two, server, clock } = await twoTabs(browser());
  await clock.advance(300_000);
  expect(await Promise.all([one.getToken(), two.getToken()])).toEqual(["at_2", "at_2"]);
  expect(server.asked(REFRESH)).toHaveLength(1);
});

test.each(browsers)("a tab takes over what another one has refreshed, with %s", async (_, browser) => {
  const { one, two, server, clock } = await twoTabs(browser());
  await clock.advance(300_000);
  await one.getToken();
  await settled();
  await settled();
  expect(await two.getToken()).toBe("at_2");
  expect(server.asked(REFRESH)).toHaveLength(1);
});

test.each(browsers)("signing out in one tab signs out in the other, with %s", async (_, browser) => {
  const { first, two, server } = await twoTabs(browser());
  server.on("POST /v1/auth/sign-out", () => empty());
  const seen: string[] = [];
  two.subscribe(() => seen.push(two.status));
  await first.signOut();
  await settled();
  await settled();
  expect(two.status).toBe("signed-out");
  expect(two.current).toBeNull();
  expect(seen).toContain("signed-out");
});

test.each(browsers)("a sign-out in one tab beats a refresh under way in the other, with %s", async (_, browser) => {
  const { first, one, two, server, clock } = await twoTabs(browser());
  const answer = later();
  server.on(REFRESH, answer.answer).on("POST /v1/auth/sign-out", () => empty());
  await clock.advance(240_000);
  await two.getToken();
  await settled();
  await first.signOut();
  answer.give(json(issued(2)));
  for (let turn = 0; turn < 10; turn++) await settled();
  expect([one.status, two.status]).toEqual(["signed-out", "signed-out"]);
  expect(await Promise.all([one.getToken(), two.getToken()])).toEqual([null, null]);
});

test("what a slow tab writes back after a sign-out is removed again", async () => {
  // The first tab signs out between the second one's read and its write: the write brings the session back to life.
  const values = new Map<string, string>();
  let hold: Promise<void> | undefined;
  const storage = slowStorage(values);
  const channel = channels();
  const first = await signedInKit({ storage, channel });
  const held = { ...storage, set: (key: string, value: string) => (hold ?? Promise.resolve()).then(() => void values.set(key, value)) };
  const second = sessionKit({ storage: held, channel, server: first.server, clock: first.clock });
  await second.plinto.session.ready();
  let release = (): void => {};
  hold = new Promise((resolve) => (release = resolve));
  await first.clock.advance(300_000);
  const token = second.plinto.session.getToken();
  for (let turn = 0; turn < 5; turn++) await settled();
  first.server.on("POST /v1/auth/sign-out", () => empty());
  await first.plinto.signOut();
  hold = undefined;
  release();
  await first.clock.advance(1_000);
  await token;
  for (let turn = 0; turn < 10; turn++) await settled();
  expect(values.size).toBe(0);
  expect([first.plinto.session.status, second.plinto.session.status]).toEqual(["signed-out", "signed-out"]);
});

test("a lock that is never granted costs three seconds and nothing else", async () => {
  const { one, server, clock } = await twoTabs({ storage: memoryStorage(), locks: orphanedLocks });
  await clock.advance(300_000);
  const token = one.getToken();
  await clock.advance(2_999);
  expect(server.asked(REFRESH)).toEqual([]);
  await clock.advance(1);
  expect(await token).toBe("at_2");
});

test("without locks two tabs may both ask; the same successor is stored once and the session goes on", async () => {
  const { one, two, server, clock } = await twoTabs({ storage: slowStorage(), channel: channels() });
  // As the server does within its grace: the same refresh token answers the same successor.
  server.on(REFRESH, ({ json: body }) => json(issued(Number(body.refreshToken.slice(3)) + 1)));
  await clock.advance(300_000);
  expect(await Promise.all([one.getToken(), two.getToken()])).toEqual(["at_2", "at_2"]);
  for (let turn = 0; turn < 10; turn++) await settled();
  await clock.advance(300_000);
  await one.getToken();
  expect(server.asked(REFRESH).at(-1)?.json).toEqual({ refreshToken: "rt_2" });
});

test("the lock is let go although the storage hangs", async () => {
  const locks = fairLocks();
  const memory = memoryStorage();
  let hangs = false;
  const storage = { ...memory, set: (key: string, value: string) => (hangs ? new Promise<void>(() => {}) : memory.set(key, value)) };
  const { plinto, clock } = await signedInKit({ locks, storage });
  hangs = true;
  await clock.advance(300_000);
  const token = plinto.session.getToken();
  await clock.advance(0);
  expect(locks.held).toBe(1);
  await clock.advance(1_000);
  expect(await token).toBe("at_2");
  expect(locks.held).toBe(0);
});

test("a tab that is refused adopts what another one has rotated", async () => {
  const storage = slowStorage();
  const { one, two, server, clock } = await twoTabs({ storage, channel: channels() });
  const slow = later();
  server.on(REFRESH, slow.answer, () => json(issued(2)));
  await clock.advance(300_000);
  const loser = two.getToken();
  for (let turn = 0; turn < 5; turn++) await settled();
  expect(await one.getToken()).toBe("at_2");
  for (let turn = 0; turn < 5; turn++) await settled();
  slow.give(problem(401, "refresh_token_reused"));
  expect(await loser).toBe("at_2");
  expect(two.status).toBe("active");
});

test("messages between tabs carry no token", async () => {
  const channel = channels();
  const { first, server, clock, one } = await twoTabs({ storage: slowStorage(), channel });
  server.on("POST /v1/auth/sign-out", () => empty());
  await clock.advance(300_000);
  await one.getToken();
  await first.signOut();
  expect(channel.posted.length).toBeGreaterThan(2);
  expect(JSON.stringify(channel.posted)).not.toMatch(/[ar]t_\d/);
});

test("a sign-in as somebody else in one tab is taken over by the other", async () => {
  const { first, two, server } = await twoTabs({ storage: slowStorage(), channel: channels() });
  server.on("POST /v1/auth/sign-in", () => json(complete(9, { id: "ses_2" })));
  await first.signIn({});
  for (let turn = 0; turn < 5; turn++) await settled();
  expect(two.current?.id).toBe("ses_2");
  expect(await two.getToken()).toBe("at_9");
});

test("after close() a tab hears of nothing, and its token can still be used", async () => {
  const { first, two, server } = await twoTabs({ storage: slowStorage(), channel: channels() });
  server.on("POST /v1/auth/sign-out", () => empty());
  two.close();
  await first.signOut();
  for (let turn = 0; turn < 5; turn++) await settled();
  expect(two.status).toBe("active");
  expect(await two.getToken()).toBe("at_1");
});

test("after close() a refresh still works, and posts to no closed channel", async () => {
  const { two, clock, logOfTwo } = await twoTabs({ storage: slowStorage(), channel: channels() });
  two.close();
  await clock.advance(300_000);
  expect(await two.getToken()).toBe("at_2");
  expect(logOfTwo.filter(({ level }) => level === "warn")).toEqual([]);
});

test("a late answer does not put back a refresh token that has been rotated since", async () => {
  const { one, two, server, clock } = await twoTabs({ storage: slowStorage(), channel: channels() });
  const slow = later();
  server.on(REFRESH, slow.answer, ({ json: body }) => json(issued(Number(body.refreshToken.slice(3)) + 1)));
  await clock.advance(300_000);
  const loser = two.getToken();
  for (let turn = 0; turn < 5; turn++) await settled();
  await one.getToken();
  await one.getToken({ organizationId: "org_2" });
  for (let turn = 0; turn < 5; turn++) await settled();
  slow.give(json(issued(2)));
  expect(await loser).toBe("at_2");
  await clock.advance(300_000);
  await two.getToken();
  expect(server.asked(REFRESH).map(({ json: body }) => body.refreshToken)).toEqual(["rt_1", "rt_1", "rt_2", "rt_3"]);
});

// The token of an unfinished sign-in lay in the storage alone, so a code of one person was tried for another.
test.each(browsers)("each tab goes on with the sign-in that was begun in it, with %s", async (_, browser) => {
  const shared = browser();
  const first = sessionKit(shared);
  const second = sessionKit({ ...shared, server: first.server, clock: first.clock });
  await Promise.all([first.plinto.session.ready(), second.plinto.session.ready()]);
  const waiting = (token: string) => json({ status: "mfa_required", pendingToken: token, expiresInSeconds: 600, factors: [] });
  first.server.on(
    "POST /v1/auth/sign-in",
    () => waiting("pt_mary"),
    () => waiting("pt_kay"),
  );
  await first.plinto.signIn();
  await second.plinto.signIn();
  for (let turn = 0; turn < 10; turn++) await settled();
  first.server.on(
    "POST /v1/auth/continue",
    () => json(complete(1)),
    () => json(complete(2, { id: "ses_2" })),
  );
  await second.plinto.continueSignIn();
  for (let turn = 0; turn < 10; turn++) await settled();
  expect(first.plinto.session.pending).toMatchObject({ pendingToken: "pt_mary" });
  await first.plinto.continueSignIn();
  expect(first.server.asked("POST /v1/auth/continue").map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer pt_kay", "Bearer pt_mary"]);
  expect([first.plinto.session.pending, second.plinto.session.pending]).toEqual([null, null]);
});

test.each(browsers)("a tab that took over the sign-in of another is told when that one has finished it, with %s", async (_, browser) => {
  const shared = browser();
  const first = sessionKit(shared);
  first.server.on("POST /v1/auth/sign-in", () => json({ status: "mfa_required", pendingToken: "pt_1", expiresInSeconds: 600, factors: [] }));
  await first.plinto.signIn();
  const second = sessionKit({ ...shared, server: first.server, clock: first.clock });
  await second.plinto.session.ready();
  expect(second.plinto.session.pending).toMatchObject({ pendingToken: "pt_1" });
  first.server.on("POST /v1/auth/continue", () => json(complete(1)));
  await second.plinto.continueSignIn();
  for (let turn = 0; turn < 10; turn++) await settled();
  expect([first.plinto.session.pending, first.plinto.session.status]).toEqual([null, "active"]);
});
