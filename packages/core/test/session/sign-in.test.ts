import { expect, test } from "vitest";
import { webStorage } from "../../src/session/storage.ts";
import { complete, issued, rejection, sessionKit, signedInKit, user } from "../support/fixtures.ts";
import { json, problem } from "../support/scripted-server.ts";
import { slowStorage } from "../support/tabs.ts";

const pendingAnswer = { status: "mfa_required", pendingToken: "pt_1", expiresAt: "2030-01-01T00:10:00.000Z", expiresInSeconds: 600, factors: ["totp"] };

test("a finished sign-in is the current session, without tokens", async () => {
  const { plinto } = await signedInKit();
  expect(plinto.session.status).toBe("active");
  expect(plinto.session.current).toMatchObject({ id: "ses_1", userId: "usr_1", organizationId: "org_own", organizationRole: "admin", user });
  expect(JSON.stringify(plinto.session.current)).not.toMatch(/at_1|rt_1/);
  expect(plinto.session.pending).toBeNull();
});

test("calls after it carry its access token, and public ones do not", async () => {
  const { plinto, server } = await signedInKit();
  server.on("GET /v1/health", () => json({}));
  await plinto.getMe();
  await plinto.getHealth();
  expect(server.asked("GET /v1/users/me")[0]?.headers.get("authorization")).toBe("Bearer at_1");
  expect(server.asked("GET /v1/health")[0]?.headers.has("authorization")).toBe(false);
});

test("calls before it carry none and start no refresh", async () => {
  const { plinto, server } = sessionKit();
  server.on("GET /v1/users/me", () => problem(401, "unauthenticated"));
  expect(await rejection(plinto.getMe())).toMatchObject({ code: "unauthenticated", attempts: 1 });
  expect(server.seen).toHaveLength(1);
  expect(await plinto.session.getToken()).toBeNull();
});

test("an unfinished sign-in is pending and is continued with its own token", async () => {
  const { plinto, server } = sessionKit();
  server.on("POST /v1/auth/sign-in", () => json(pendingAnswer)).on("POST /v1/auth/continue", () => json(complete(1)));
  expect(await plinto.signIn({})).toEqual(pendingAnswer);
  expect(plinto.session.status).toBe("pending");
  expect(plinto.session.pending).toEqual(pendingAnswer);
  expect(plinto.session.current).toBeNull();
  await plinto.continueSignIn({ step: "mfa", code: "123456" });
  expect(server.asked("POST /v1/auth/continue")[0]?.headers.get("authorization")).toBe("Bearer pt_1");
  expect(plinto.session.status).toBe("active");
  expect(plinto.session.pending).toBeNull();
});

// Only an answer that is a sign-in was adopted: a new member was signed in on the server and signed out in the client.
test("a sign-in inside an answer is adopted like one that is the answer", async () => {
  const { plinto, server } = sessionKit();
  server.on("POST /v1/invitations/accept", () => json({ status: "accepted", organization: {}, member: {}, signIn: complete(1) }));
  await plinto.acceptInvitation({ token: "it_1" });
  expect(plinto.session.status).toBe("active");
  expect(plinto.session.current).toMatchObject({ id: "ses_1", user });
  expect(await plinto.session.getToken()).toBe("at_1");
});

test("an unfinished sign-in inside an answer is pending", async () => {
  const { plinto, server } = sessionKit();
  server.on("POST /v1/invitations/accept", () => json({ status: "accepted", signIn: pendingAnswer }));
  await plinto.acceptInvitation({ token: "it_1" });
  expect(plinto.session.pending).toEqual(pendingAnswer);
});

test("an answer without the sign-in that it may hold changes nothing", async () => {
  const { plinto, server } = await signedInKit();
  const before = plinto.session.current;
  for (const answer of [
    { status: "accepted", organization: {}, member: {} },
    { status: "sign_in_required", maskedEmail: "a•••@acme.test" },
  ]) {
    server.on("POST /v1/invitations/accept", () => json(answer));
    await plinto.acceptInvitation({ token: "it_1" });
  }
  expect(plinto.session.current).toBe(before);
  expect(await plinto.session.getToken()).toBe("at_1");
});

test("each step may answer with another one", async () => {
  const { plinto, server } = sessionKit();
  server
    .on("POST /v1/auth/sign-in", () => json(pendingAnswer))
    .on("POST /v1/auth/continue", () => json({ ...pendingAnswer, status: "organization_required", pendingToken: "pt_2" }));
  await plinto.signIn({});
  await plinto.continueSignIn({ step: "mfa" });
  expect(plinto.session.pending).toMatchObject({ status: "organization_required", pendingToken: "pt_2" });
});

test("continuing without a sign-in is refused before any request", async () => {
  const { plinto, server } = sessionKit();
  const error = await rejection(plinto.continueSignIn({ step: "mfa" }));
  expect(error).toMatchObject({ kind: "config", code: "pending_token_missing", operationId: "continueSignIn" });
  expect(error.message).toBe("No sign-in is under way: pass pendingToken");
  expect(server.seen).toEqual([]);
});

test("a refused step is not answered with a refresh or a replay", async () => {
  const { plinto, server } = await signedInKit();
  server.on("POST /v1/auth/continue", () => problem(401, "access_token_invalid"));
  await rejection(plinto.continueSignIn({ pendingToken: "pt_x" }));
  expect(server.asked("POST /v1/auth/continue")).toHaveLength(1);
  expect(server.asked("POST /v1/auth/refresh")).toEqual([]);
});

test("what an unfinished sign-in may do too is called with its token while nobody is signed in", async () => {
  const { plinto, server } = sessionKit();
  server.on("POST /v1/auth/sign-in", () => json(pendingAnswer)).on("POST /v1/mfa/totp", () => json({}));
  await plinto.signIn({});
  await plinto.enrollTotp();
  expect(server.asked("POST /v1/mfa/totp")[0]?.headers.get("authorization")).toBe("Bearer pt_1");
});

test("who is signed in is the caller of it, unless the token of the other sign-in is passed", async () => {
  const { plinto, server } = await signedInKit();
  server.on("POST /v1/auth/sign-in", () => json(pendingAnswer)).on("POST /v1/mfa/totp", () => json({}));
  await plinto.signIn({});
  await plinto.enrollTotp();
  await plinto.enrollTotp({ pendingToken: "pt_1" });
  expect(server.asked("POST /v1/mfa/totp").map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer at_1", "Bearer pt_1"]);
  expect(server.asked("POST /v1/mfa/totp")[1]?.body).toBeUndefined();
});

test("without any sign-in it is called without a credential", async () => {
  const { plinto, server } = sessionKit();
  server.on("POST /v1/mfa/totp", () => problem(401, "unauthenticated"));
  expect(await rejection(plinto.enrollTotp())).toMatchObject({ code: "unauthenticated", attempts: 1 });
  expect(server.asked("POST /v1/mfa/totp")[0]?.headers.has("authorization")).toBe(false);
});

test("a second sign-in beside a session leaves the session alone until it is complete", async () => {
  const { plinto, server } = await signedInKit();
  server.on("POST /v1/auth/sign-in", () => json(pendingAnswer));
  await plinto.signIn({});
  expect(plinto.session.status).toBe("active");
  expect(plinto.session.current?.id).toBe("ses_1");
  expect(plinto.session.pending).toEqual(pendingAnswer);
});

test("another sign-in takes the place of the session before", async () => {
  const { plinto, server } = await signedInKit();
  server.on("POST /v1/auth/sign-in", () => json({ ...complete(9, { id: "ses_2" }) }));
  await plinto.signIn({});
  expect(plinto.session.current?.id).toBe("ses_2");
  expect(await plinto.session.getToken()).toBe("at_9");
});

test("subscribers hear of each change, and one that throws hinders nobody", async () => {
  const { plinto, server, log } = sessionKit();
  const seen: string[] = [];
  plinto.session.subscribe(() => {
    throw new Error("broken");
  });
  const stop = plinto.session.subscribe(() => seen.push(plinto.session.status));
  server.on(
    "POST /v1/auth/sign-in",
    () => json(pendingAnswer),
    () => json(complete(1)),
  );
  await plinto.signIn({});
  await plinto.signIn({});
  stop();
  server.on("POST /v1/auth/sign-out", () => new Response(null, { status: 204 }));
  await plinto.signOut();
  expect(seen).toEqual(["pending", "active"]);
  expect(log.some(({ message }) => message === "A session listener failed")).toBe(true);
});

test("the current session stays the same object until its content changes", async () => {
  const { plinto, server, clock } = await signedInKit();
  const before = plinto.session.current;
  await clock.advance(300_000);
  await plinto.session.getToken();
  expect(plinto.session.current).toBe(before);
  server.on("POST /v1/auth/switch-organization", () => json(issued(3, { organizationId: "org_2", refreshToken: undefined })));
  await plinto.switchOrganization({ organizationId: "org_2" });
  expect(plinto.session.current).not.toBe(before);
  expect(plinto.session.current).toMatchObject({ organizationId: "org_2", user });
});

test("a switched session keeps its refresh token when the operation did not rotate it", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on("POST /v1/auth/switch-organization", () => json(issued(3, { organizationId: "org_2", refreshToken: undefined })));
  await plinto.switchOrganization({ organizationId: "org_2" });
  expect(await plinto.session.getToken()).toBe("at_3");
  await clock.advance(300_000);
  await plinto.session.getToken();
  expect(server.asked("POST /v1/auth/refresh")[0]?.json).toEqual({ refreshToken: "rt_1" });
});

test("a refresh that the application performs itself is stored when it is for this session", async () => {
  const { plinto, server, clock } = await signedInKit();
  await plinto.refreshSession({ refreshToken: "rt_1" });
  expect(await plinto.session.getToken()).toBe("at_2");
  await plinto.refreshSession({ refreshToken: "rt_77" });
  expect(await plinto.session.getToken()).toBe("at_2");
  await clock.advance(300_000);
  await plinto.session.getToken();
  expect(server.asked("POST /v1/auth/refresh").at(-1)?.json).toEqual({ refreshToken: "rt_2" });
});

test("a storage that answers at once is read before the first render", async () => {
  const values = new Map<string, string>();
  const area = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
  await signedInKit({ storage: webStorage(area) });
  expect([...values.keys()]).toContain("plinto:https://api.test:pk_test_1");
  const { plinto } = sessionKit({ storage: webStorage(area) });
  expect(plinto.session.status).toBe("active");
  expect(plinto.session.current?.user).toEqual(user);
});

test("a storage that takes its time is waited for by ready() and by calls", async () => {
  const storage = slowStorage();
  await signedInKit({ storage });
  const { plinto, server } = sessionKit({ storage });
  expect(plinto.session.status).toBe("signed-out");
  server.on("GET /v1/users/me", () => json(user));
  await plinto.getMe();
  expect(server.seen[0]?.headers.get("authorization")).toBe("Bearer at_1");
  await plinto.session.ready();
  expect(plinto.session.status).toBe("active");
});

test("an unfinished sign-in survives a reload", async () => {
  const storage = slowStorage();
  const { plinto, server } = sessionKit({ storage });
  server.on("POST /v1/auth/sign-in", () => json(pendingAnswer));
  await plinto.signIn({});
  const { plinto: reloaded } = sessionKit({ storage });
  await reloaded.session.ready();
  expect(reloaded.session.status).toBe("pending");
  expect(reloaded.session.pending).toEqual(pendingAnswer);
});

test("two environments on one page do not share a session", async () => {
  const storage = slowStorage();
  await signedInKit({ storage });
  const { plinto } = sessionKit({ storage, publishableKey: "pk_test_2" });
  await plinto.session.ready();
  expect(plinto.session.status).toBe("signed-out");
});

test.each([
  [
    "reading",
    {
      get: () => {
        throw new Error("denied");
      },
      set: () => {},
      remove: () => {},
    },
  ],
  ["reading later", { get: () => Promise.reject(new Error("denied")), set: () => {}, remove: () => {} }],
  [
    "writing",
    {
      get: () => null,
      set: () => {
        throw new Error("full");
      },
      remove: () => {},
    },
  ],
  ["writing later", { get: () => null, set: () => Promise.reject(new Error("full")), remove: () => {} }],
])("a storage that fails at %s is logged, and the session lives in memory", async (_, storage) => {
  const { plinto, server, clock, log } = await signedInKit({ storage });
  expect(log.some(({ level, message }) => level === "warn" && message === "The session storage failed: memory goes on")).toBe(true);
  expect(plinto.session.current?.id).toBe("ses_1");
  await clock.advance(300_000);
  expect(await plinto.session.getToken()).toBe("at_2");
  await clock.advance(300_000);
  await plinto.session.getToken();
  expect(server.asked("POST /v1/auth/refresh").map(({ json: body }) => body.refreshToken)).toEqual(["rt_1", "rt_2"]);
});

test("a write that hangs holds up a sign-in for a second and no longer", async () => {
  const { plinto, server, clock } = sessionKit({ storage: { get: () => null, set: () => new Promise(() => {}), remove: () => {} } });
  server.on("POST /v1/auth/sign-in", () => json(complete(1)));
  const promise = plinto.signIn({});
  await clock.advance(0);
  expect(plinto.session.status).toBe("active");
  await clock.advance(1_000);
  expect((await promise).status).toBe("complete");
});

// After too many wrong codes the server had dropped the sign-in, and the client went on asking for codes.
test.each(["pending_token_invalid", "pending_token_expired"])("a sign-in that the server knows no more, %s, is none here either", async (code) => {
  const { plinto, server } = sessionKit();
  server.on("POST /v1/auth/sign-in", () => json(pendingAnswer)).on("POST /v1/auth/continue", () => problem(401, code));
  await plinto.signIn();
  expect(plinto.session.status).toBe("pending");
  expect(await rejection(plinto.continueSignIn())).toMatchObject({ code, status: 401 });
  expect([plinto.session.status, plinto.session.pending]).toEqual(["signed-out", null]);
  expect(await rejection(plinto.continueSignIn())).toMatchObject({ code: "pending_token_missing" });
});

test("a wrong code leaves the sign-in as it was", async () => {
  const { plinto, server } = sessionKit();
  server.on("POST /v1/auth/sign-in", () => json(pendingAnswer)).on("POST /v1/auth/continue", () => problem(401, "mfa_code_invalid"));
  await plinto.signIn();
  expect(await rejection(plinto.continueSignIn())).toMatchObject({ code: "mfa_code_invalid" });
  expect(plinto.session.pending).toMatchObject({ pendingToken: "pt_1" });
});

// A token of Bob's had run out; when its replacement came, Ada was signed in, and Bob's change was made in her name.
test("a call whose token ran out is not repeated with the token of somebody else", async () => {
  const { plinto, server } = await signedInKit();
  server.on("POST /v1/auth/sign-in", () => json({ status: "complete", session: issued(50, { id: "ses_2", userId: "usr_2" }), user: { ...user, id: "usr_2" } }));
  server.on(
    "GET /v1/users/me",
    async () => {
      await plinto.signIn();
      return problem(401, "access_token_expired");
    },
    () => json({}),
  );
  expect(await rejection(plinto.getMe())).toMatchObject({ kind: "abort", code: "session_changed" });
  expect(server.asked("GET /v1/users/me")).toHaveLength(1);
});
