import { expect, test } from "vitest";
import type { RefreshEvent } from "../../src/hooks.ts";
import { issued, rejection, signedInKit, user } from "../support/fixtures.ts";
import { settled } from "../support/manual-clock.ts";
import { orphanedLocks } from "../support/tabs.ts";
import { empty, json, later, offline, problem, silence } from "../support/scripted-server.ts";

const REFRESH = "POST /v1/auth/refresh";
const refused = () => problem(401, "refresh_token_invalid");

test("a token is used without asking until a minute before its end", async () => {
  const { plinto, server, clock } = await signedInKit();
  await clock.advance(239_999);
  expect(await plinto.session.getToken()).toBe("at_1");
  expect(server.asked(REFRESH)).toEqual([]);
});

test("in its last minute it is still used, and replaced in the background", async () => {
  const { plinto, server, clock } = await signedInKit();
  const answer = later();
  server.on(REFRESH, answer.answer);
  await clock.advance(240_000);
  expect(await plinto.session.getToken()).toBe("at_1");
  await settled();
  expect(plinto.session.status).toBe("refreshing");
  expect(await plinto.session.getToken()).toBe("at_1");
  answer.give(json(issued(2)));
  await settled();
  expect(plinto.session.status).toBe("active");
  expect(await plinto.session.getToken()).toBe("at_2");
  expect(server.asked(REFRESH)).toHaveLength(1);
});

test("after its end a new one is waited for, by all callers together", async () => {
  const { plinto, server, clock } = await signedInKit();
  await clock.advance(300_000);
  const tokens = await Promise.all([plinto.session.getToken(), plinto.session.getToken(), plinto.getMe(), plinto.getMe()]);
  expect(tokens).toEqual(["at_2", "at_2", user, user]);
  expect(server.asked(REFRESH)).toHaveLength(1);
  expect(server.asked(REFRESH)[0]?.json).toEqual({ refreshToken: "rt_1" });
  expect(server.asked(REFRESH)[0]?.headers.has("authorization")).toBe(false);
  expect(server.asked("GET /v1/users/me").map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer at_2", "Bearer at_2"]);
});

test("each refresh uses the refresh token of the one before", async () => {
  const { plinto, server, clock } = await signedInKit();
  for (const want of ["at_2", "at_3", "at_4"]) {
    await clock.advance(300_000);
    expect(await plinto.session.getToken()).toBe(want);
  }
  expect(server.asked(REFRESH).map(({ json: body }) => body.refreshToken)).toEqual(["rt_1", "rt_2", "rt_3"]);
});

test("a clock that is wrong by a day does no harm, since lives are counted from the answer", async () => {
  const { plinto, clock } = await signedInKit();
  // The server's dates in the fixture are of 2030-01-01; a day later the same session is issued anew.
  await clock.advance(86_400_000);
  expect(await plinto.session.getToken()).toBe("at_2");
  await clock.advance(239_000);
  expect(await plinto.session.getToken()).toBe("at_2");
});

test("a lost answer is asked for again with the same key and the same bytes", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on(REFRESH, offline, () => json(issued(2)));
  await clock.advance(300_000);
  const token = plinto.session.getToken();
  await clock.advance(10_000);
  expect(await token).toBe("at_2");
  const [first, second] = server.asked(REFRESH);
  expect(second?.headers.get("idempotency-key")).toBe(first?.headers.get("idempotency-key"));
  expect(second?.body).toBe(first?.body);
});

// Each call had a key of its own: after the grace the same token was theft, and the session ended for a lost answer.
test("a refresh that got no answer at all is asked for again by the next call, with the same key and the same bytes", async () => {
  const { plinto, server, clock } = await signedInKit({ retry: { retries: 0 } });
  server.on(
    REFRESH,
    offline,
    () => problem(503, "maintenance"),
    () => json(issued(2)),
    () => json(issued(3)),
  );
  await clock.advance(300_000);
  for (let loss = 0; loss < 2; loss++) {
    await rejection(plinto.session.getToken());
    await clock.advance(3_600_000);
  }
  expect(await plinto.session.getToken()).toBe("at_2");
  await clock.advance(300_000);
  expect(await plinto.session.getToken()).toBe("at_3");
  const sent = server.asked(REFRESH).map(({ headers, body }) => `${headers.get("idempotency-key")} ${body}`);
  expect(sent).toHaveLength(4);
  expect(new Set(sent.slice(0, 3)).size).toBe(1);
  expect(sent[3]).not.toBe(sent[0]);
});

test("a lost answer for another organization is asked for first, since only its key gets the refresh token that follows", async () => {
  const { plinto, server, clock } = await signedInKit({ retry: { retries: 0 } });
  server.on(
    REFRESH,
    offline,
    () => json(issued(2)),
    () => json(issued(3)),
  );
  await rejection(plinto.session.getToken({ organizationId: "org_b" }));
  await clock.advance(300_000);
  expect(await plinto.session.getToken()).toBe("at_3");
  const [lost, repeated, own] = server.asked(REFRESH);
  expect([repeated?.json, own?.json]).toEqual([{ refreshToken: "rt_1", organizationId: "org_b" }, { refreshToken: "rt_2" }]);
  expect(repeated?.headers.get("idempotency-key")).toBe(lost?.headers.get("idempotency-key"));
  expect(own?.headers.get("idempotency-key")).not.toBe(lost?.headers.get("idempotency-key"));
});

test("a refusal of another organization is an answer: the session's own refresh goes on with a key of its own", async () => {
  const { plinto, server, clock } = await signedInKit({ retry: { retries: 0 } });
  server.on(
    REFRESH,
    offline,
    () => problem(403, "member_suspended"),
    () => json(issued(2)),
  );
  await rejection(plinto.session.getToken({ organizationId: "org_b" }));
  await clock.advance(300_000);
  expect(await plinto.session.getToken()).toBe("at_2");
  expect(server.asked(REFRESH).map(({ json: body }) => body.organizationId)).toEqual(["org_b", "org_b", undefined]);
});

// The key of the lost refresh went out with the refresh token of the switch: that is another call under the same key.
test("a switch that brings a refresh token of its own makes up for a refresh that was lost, and is refreshed with a key of its own", async () => {
  const { plinto, server, clock } = await signedInKit({ retry: { retries: 0 } });
  server.on(REFRESH, offline, () => json(issued(51))).on("POST /v1/auth/switch-organization", () => json(issued(50)));
  await clock.advance(240_000);
  await plinto.session.getToken();
  await settled();
  await plinto.switchOrganization({ organizationId: "org_own" });
  await clock.advance(300_000);
  expect(await plinto.session.getToken()).toBe("at_51");
  const [lost, next] = server.asked(REFRESH);
  expect(next?.json).toEqual({ refreshToken: "rt_50" });
  expect(next?.headers.get("idempotency-key")).not.toBe(lost?.headers.get("idempotency-key"));
});

test("without network nobody is signed out: calls say network_error and the session comes back", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on(REFRESH, offline);
  await clock.advance(300_000);
  const failing = rejection(plinto.session.getToken());
  const calling = rejection(plinto.getMe());
  await clock.advance(30_000);
  expect(await failing).toMatchObject({ kind: "network", code: "network_error" });
  expect(await calling).toMatchObject({ kind: "network", code: "network_error" });
  expect(plinto.session.status).toBe("offline");
  expect(plinto.session.current?.id).toBe("ses_1");
  server.on(REFRESH, () => json(issued(2)));
  expect(await plinto.session.getToken()).toBe("at_2");
  expect(plinto.session.status).toBe("active");
});

test("a server in trouble signs nobody out either", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on(REFRESH, () => problem(503, "maintenance", {}, { "retry-after": "0" }));
  await clock.advance(300_000);
  const failing = rejection(plinto.session.getToken());
  await clock.advance(1_000);
  expect(await failing).toMatchObject({ code: "maintenance" });
  expect(plinto.session.current?.id).toBe("ses_1");
});

test("a failed refresh in the background is kept quiet for half a minute", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on(REFRESH, () => problem(500, "internal_error", {}, { "retry-after": "600" }));
  await clock.advance(240_000);
  for (let second = 0; second < 29; second++) {
    expect(await plinto.session.getToken()).toBe("at_1");
    await clock.advance(1_000);
  }
  expect(server.asked(REFRESH)).toHaveLength(1);
  await clock.advance(1_000);
  await plinto.session.getToken();
  await settled();
  expect(server.asked(REFRESH)).toHaveLength(2);
});

test("a refusal in the background signs nobody out while the token is valid, and is not asked for again", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on(REFRESH, refused);
  await clock.advance(240_000);
  expect(await plinto.session.getToken()).toBe("at_1");
  await clock.advance(59_999);
  expect(await plinto.session.getToken()).toBe("at_1");
  expect(plinto.session.status).toBe("active");
  await clock.advance(1);
  expect(await plinto.session.getToken()).toBeNull();
  expect(plinto.session.status).toBe("expired");
  expect(plinto.session.current).toBeNull();
  expect(server.asked(REFRESH)).toHaveLength(1);
});

test.each(["refresh_token_invalid", "refresh_token_reused", "session_revoked", "session_expired", "device_mismatch"])(
  "%s ends the session when the token is over",
  async (code) => {
    const { plinto, server, clock } = await signedInKit();
    server.on(REFRESH, () => problem(401, code)).on("GET /v1/users/me", () => problem(401, "unauthenticated"));
    await clock.advance(300_000);
    expect(await rejection(plinto.getMe())).toMatchObject({ code: "unauthenticated" });
    expect(plinto.session.status).toBe("expired");
    expect(await plinto.session.getToken()).toBeNull();
    expect(server.asked(REFRESH)).toHaveLength(1);
  },
);

test("a refusal that is about something else leaves the session alone", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on(
    REFRESH,
    () => problem(401, "api_key_invalid"),
    () => json(issued(2)),
  );
  await clock.advance(300_000);
  expect(await rejection(plinto.session.getToken())).toMatchObject({ code: "api_key_invalid" });
  expect(plinto.session.current?.id).toBe("ses_1");
  expect(await plinto.session.getToken()).toBe("at_2");
});

test.each(["access_token_expired", "access_token_invalid"])("a 401 %s is replayed once with a new token, the same key and bytes", async (code) => {
  const { plinto, server } = await signedInKit();
  server.on(
    "POST /v1/organizations",
    () => problem(401, code),
    () => json({ id: "org_1" }, 201),
  );
  expect(await plinto.createOrganization({ name: "Acme" })).toEqual({ id: "org_1" });
  const [first, second] = server.asked("POST /v1/organizations");
  expect([first, second].map((request) => request?.headers.get("authorization"))).toEqual(["Bearer at_1", "Bearer at_2"]);
  expect(second?.headers.get("idempotency-key")).toBe(first?.headers.get("idempotency-key"));
  expect(second?.body).toBe(first?.body);
});

test("a 401 is never replayed twice", async () => {
  const { plinto, server } = await signedInKit();
  server.on("GET /v1/users/me", () => problem(401, "access_token_invalid"));
  expect(await rejection(plinto.getMe())).toMatchObject({ code: "access_token_invalid", attempts: 2 });
  expect(server.asked(REFRESH)).toHaveLength(1);
});

test("many calls with one stale token cause one refresh", async () => {
  const { plinto, server } = await signedInKit();
  server.on("GET /v1/users/me", ({ headers }) => (headers.get("authorization") === "Bearer at_1" ? problem(401, "access_token_expired") : json(user)));
  await Promise.all(Array.from({ length: 5 }, () => plinto.getMe()));
  expect(server.asked(REFRESH)).toHaveLength(1);
});

test("a 401 that means something else is not replayed", async () => {
  const { plinto, server } = await signedInKit();
  server.on("GET /v1/users/me", () => problem(401, "mfa_code_invalid"));
  await rejection(plinto.getMe());
  expect(server.seen.map(({ path }) => path)).toEqual(["/v1/auth/sign-in", "/v1/users/me"]);
});

test("a session that the API calls revoked is over at once", async () => {
  const { plinto, server } = await signedInKit();
  server.on("GET /v1/users/me", () => problem(401, "session_revoked"));
  expect(await rejection(plinto.getMe())).toMatchObject({ code: "session_revoked" });
  expect(plinto.session.status).toBe("expired");
  expect(server.asked(REFRESH)).toEqual([]);
});

test("a token for another organization is asked for and kept, and the session stays where it is", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on(REFRESH, ({ json: body }) => json(issued(Number(body.refreshToken.slice(3)) + 1, { organizationId: body.organizationId ?? "org_own" })));
  expect(await plinto.session.getToken({ organizationId: "org_2" })).toBe("at_2");
  expect(await plinto.session.getToken({ organizationId: "org_2" })).toBe("at_2");
  expect(await plinto.session.getToken({ organizationId: "org_own" })).toBe("at_1");
  expect(plinto.session.current?.organizationId).toBe("org_own");
  expect(await plinto.session.getToken({ organizationId: "org_2", audience: "https://files.test" })).toBe("at_3");
  expect(await plinto.session.getToken({ audience: "https://files.test" })).toBe("at_4");
  await clock.advance(300_000);
  expect(await plinto.session.getToken()).toBe("at_5");
  expect(server.asked(REFRESH).map(({ json: body }) => body)).toEqual([
    { refreshToken: "rt_1", organizationId: "org_2" },
    { refreshToken: "rt_2", organizationId: "org_2", audience: "https://files.test" },
    { refreshToken: "rt_3", audience: "https://files.test" },
    { refreshToken: "rt_4" },
  ]);
});

test("tokens for several targets are asked for one after the other, since each rotates the refresh token", async () => {
  const { plinto, server } = await signedInKit();
  const tokens = await Promise.all(["org_2", "org_3", "org_2"].map((organizationId) => plinto.session.getToken({ organizationId })));
  expect(tokens).toEqual(["at_2", "at_3", "at_2"]);
  expect(server.asked(REFRESH).map(({ json: body }) => [body.refreshToken, body.organizationId])).toEqual([
    ["rt_1", "org_2"],
    ["rt_2", "org_3"],
  ]);
});

test("an organization that refuses is the caller's error and nobody else's", async () => {
  const { plinto, server } = await signedInKit();
  server.on(REFRESH, () => problem(403, "member_suspended"));
  expect(await rejection(plinto.session.getToken({ organizationId: "org_2" }))).toMatchObject({ code: "member_suspended" });
  expect(plinto.session.status).toBe("active");
  expect(await plinto.session.getToken()).toBe("at_1");
});

test("a sign-out during a refresh wins: the new tokens are thrown away", async () => {
  const { plinto, server, clock } = await signedInKit();
  const answer = later();
  server.on(REFRESH, answer.answer).on("POST /v1/auth/sign-out", () => empty());
  await clock.advance(240_000);
  await plinto.session.getToken();
  await settled();
  await plinto.signOut();
  const outcomes: string[] = [];
  plinto.hooks.on("refresh", ({ outcome }) => outcomes.push(outcome));
  answer.give(json(issued(2)));
  await settled();
  expect(plinto.session.status).toBe("signed-out");
  expect(await plinto.session.getToken()).toBeNull();
  expect(outcomes).toEqual(["discarded"]);
});

test("a sign-in as somebody else during a refresh is not overwritten", async () => {
  const { plinto, server, clock } = await signedInKit();
  const answer = later();
  server.on(REFRESH, answer.answer).on("POST /v1/auth/sign-in", () => json({ status: "complete", session: issued(9, { id: "ses_2" }), user }));
  await clock.advance(240_000);
  await plinto.session.getToken();
  await settled();
  await plinto.signIn({});
  answer.give(json(issued(2)));
  await settled();
  expect(plinto.session.current?.id).toBe("ses_2");
  expect(await plinto.session.getToken()).toBe("at_9");
});

test("a step-up during a refresh keeps its token, and the refresh token is the rotated one", async () => {
  const { plinto, server, clock } = await signedInKit();
  const answer = later();
  server.on(REFRESH, answer.answer).on("POST /v1/auth/switch-organization", () => json(issued(50, { refreshToken: undefined })));
  await clock.advance(240_000);
  await plinto.session.getToken();
  await settled();
  await plinto.switchOrganization({ organizationId: "org_own" });
  answer.give(json(issued(2)));
  await settled();
  expect(await plinto.session.getToken()).toBe("at_50");
  server.on(REFRESH, () => json(issued(3)));
  await clock.advance(300_000);
  expect(await plinto.session.getToken()).toBe("at_3");
  expect(server.asked(REFRESH).at(-1)?.json).toEqual({ refreshToken: "rt_2" });
});

test("a call does not wait for a refresh longer than for its deadline, and sends nothing afterwards", async () => {
  const { plinto, server, clock } = await signedInKit({ deadlineMs: 5_000, timeoutMs: 60_000 });
  const answer = later();
  server.on(REFRESH, answer.answer);
  await clock.advance(300_000);
  const promise = rejection(plinto.getMe());
  await clock.advance(5_000);
  expect(await promise).toMatchObject({ kind: "timeout", code: "deadline_exceeded" });
  answer.give(json(issued(2)));
  await settled();
  expect(server.asked("GET /v1/users/me")).toEqual([]);
});

test("a call whose deadline falls while it waits for a lock sends nothing when the token comes", async () => {
  const { plinto, server, clock } = await signedInKit({ deadlineMs: 5_000, locks: orphanedLocks });
  const answer = later();
  server.on(REFRESH, answer.answer);
  await clock.advance(300_000);
  const promise = rejection(plinto.getMe());
  await clock.advance(5_000);
  expect(await promise).toMatchObject({ code: "deadline_exceeded" });
  answer.give(json(issued(2)));
  await settled();
  expect(await plinto.session.getToken()).toBe("at_2");
  expect(server.asked("GET /v1/users/me")).toEqual([]);
});

test("a sign-in as somebody else while the lock is waited for needs no refresh", async () => {
  const { plinto, server, clock } = await signedInKit({ locks: orphanedLocks });
  server.on("POST /v1/auth/sign-in", () => json({ status: "complete", session: issued(9, { id: "ses_2" }), user }));
  await clock.advance(300_000);
  const token = plinto.session.getToken();
  await clock.advance(1_000);
  await plinto.signIn({});
  await clock.advance(2_000);
  expect(await token).toBeNull();
  expect(server.asked(REFRESH)).toEqual([]);
});

test("tokens for other organizations are gone with their session", async () => {
  const { plinto, server } = await signedInKit();
  expect(await plinto.session.getToken({ organizationId: "org_2" })).toBe("at_2");
  server.on("POST /v1/auth/sign-in", () => json({ status: "complete", session: issued(9, { id: "ses_2" }), user }));
  await plinto.signIn({});
  expect(await plinto.session.getToken({ organizationId: "org_2" })).toBe("at_10");
});

test("a call that is aborted while a refresh runs ends at once, and the refresh goes on for the others", async () => {
  const { plinto, server, clock } = await signedInKit();
  const answer = later();
  server.on(REFRESH, answer.answer);
  await clock.advance(300_000);
  const controller = new AbortController();
  const aborted = rejection(plinto.getMe({}, { signal: controller.signal }));
  const token = plinto.session.getToken();
  await settled();
  controller.abort();
  expect(await aborted).toMatchObject({ kind: "abort", code: "aborted", attempts: 0 });
  answer.give(json(issued(2)));
  expect(await token).toBe("at_2");
  await settled();
  expect(server.asked("GET /v1/users/me")).toEqual([]);
});

test("a refresh that hangs is given up by its deadline, and the next one starts anew", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on(REFRESH, silence);
  await clock.advance(300_000);
  const promise = rejection(plinto.session.getToken());
  await clock.advance(95_000);
  expect(await promise).toMatchObject({ kind: "timeout" });
  expect(plinto.session.status).toBe("offline");
  server.on(REFRESH, () => json(issued(2)));
  expect(await plinto.session.getToken()).toBe("at_2");
});

test("a session that began for a device is refreshed for the same", async () => {
  const { plinto, server, clock } = await signedInKit();
  await plinto.signIn({}, { headers: { "Plinto-Device": "device-1" } });
  await clock.advance(300_000);
  await plinto.session.getToken();
  expect(server.asked(REFRESH)[0]?.headers.get("plinto-device")).toBe("device-1");
});

test("hooks hear how each refresh ended", async () => {
  const { plinto, server, clock } = await signedInKit();
  const events: RefreshEvent[] = [];
  plinto.hooks.on("refresh", (event) => events.push(event));
  await clock.advance(300_000);
  await plinto.session.getToken();
  server.on(REFRESH, refused);
  await clock.advance(300_000);
  await plinto.session.getToken();
  expect(events).toMatchObject([{ outcome: "refreshed" }, { outcome: "refused", error: { code: "refresh_token_invalid" } }]);
  expect(JSON.stringify(events)).not.toMatch(/at_|rt_\d/);
});
