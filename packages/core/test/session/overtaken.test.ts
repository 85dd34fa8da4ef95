import { expect, test } from "vitest";
import { complete, issued, rejection, sessionKit, signedInKit, user } from "../support/fixtures.ts";
import { type ScriptedServer, empty, json, later, problem } from "../support/scripted-server.ts";
import { slowStorage } from "../support/tabs.ts";

const SIGN_IN = "POST /v1/auth/sign-in";
const SIGN_OUT = "POST /v1/auth/sign-out";

const bob = { ...complete(9, { id: "ses_bob", userId: "usr_bob" }), user: { id: "usr_bob", email: "bob@acme.test", name: "Bob" } };
const pending = { status: "mfa_required", pendingToken: "pt_ada", expiresAt: "2030-01-01T00:10:00.000Z", expiresInSeconds: 600, factors: ["totp"] };

/** Whose sessions were ended at the server. */
const ended = (server: ScriptedServer): (string | null)[] => server.asked(SIGN_OUT).map(({ headers }) => headers.get("authorization"));

// Ada's sign-in was slow; Bob signed in meanwhile; her answer made the session hers.
test("the answer of a sign-in that a later one has overtaken does not count, and its session is ended at the server", async () => {
  const { plinto, server } = sessionKit();
  const slow = later();
  server.on(SIGN_IN, slow.answer, () => json(bob)).on(SIGN_OUT, () => empty());
  const ada = rejection(plinto.signIn({}));
  await plinto.signIn({});
  slow.give(json(complete(1)));
  expect(await ada).toMatchObject({ kind: "abort", code: "session_changed", message: "signIn: somebody has signed in or out meanwhile" });
  expect(plinto.session.current?.user.id).toBe("usr_bob");
  await expect.poll(() => ended(server)).toEqual(["Bearer at_1"]);
  expect(await plinto.session.getToken()).toBe("at_9");
});

test("of two sign-ins the one that was begun last counts, though the first is answered before it", async () => {
  const { plinto, server } = sessionKit();
  const slow = later();
  server.on(SIGN_IN, () => json(complete(1)), slow.answer);
  const [first, second] = [plinto.signIn({}), plinto.signIn({})];
  await first;
  slow.give(json(bob));
  await second;
  expect(plinto.session.current?.user.id).toBe("usr_bob");
});

test("who signs out while a sign-in is under way stays signed out", async () => {
  const { plinto, server } = sessionKit();
  const slow = later();
  server.on(SIGN_IN, slow.answer).on(SIGN_OUT, () => problem(401, "unauthenticated"));
  const signingIn = rejection(plinto.signIn({}));
  await plinto.signOut();
  slow.give(json(complete(1)));
  expect(await signingIn).toMatchObject({ code: "session_changed" });
  expect(plinto.session.current).toBeNull();
});

test("a sign-out that was begun before a sign-in, and is answered after it, leaves it alone", async () => {
  const { plinto, server } = await signedInKit();
  const slow = later();
  server.on(SIGN_OUT, slow.answer).on(SIGN_IN, () => json(bob));
  const signingOut = plinto.signOut();
  await plinto.signIn({});
  slow.give(empty());
  await signingOut;
  expect(plinto.session.current?.user.id).toBe("usr_bob");
});

test("an unfinished sign-in that was overtaken is not gone on with", async () => {
  const { plinto, server } = sessionKit();
  const slow = later();
  server.on(SIGN_IN, slow.answer, () => json({ ...pending, pendingToken: "pt_bob" }));
  const ada = rejection(plinto.signIn({}));
  await plinto.signIn({});
  slow.give(json(pending));
  expect(await ada).toMatchObject({ code: "session_changed" });
  expect(plinto.session.pending?.pendingToken).toBe("pt_bob");
});

// Who went back in a form was signed in by the answer that came later.
test("a sign-in that is aborted signs nobody in, whenever its answer comes", async () => {
  const { plinto, server } = sessionKit();
  const slow = later();
  server.on(SIGN_IN, slow.answer);
  const controller = new AbortController();
  const signingIn = rejection(plinto.signIn({}, { signal: controller.signal }));
  await expect.poll(() => server.asked(SIGN_IN)).toHaveLength(1);
  controller.abort();
  expect(await signingIn).toMatchObject({ code: "aborted" });
  slow.give(json(complete(1)));
  await new Promise((resolve) => setImmediate(resolve));
  expect([plinto.session.current, plinto.session.status]).toEqual([null, "signed-out"]);
});

test("a sign-in that is aborted when its answer is there, and waits for a slow storage, is ended at the server", async () => {
  const storage = slowStorage();
  const { plinto, server } = sessionKit({ storage });
  await plinto.session.ready();
  const controller = new AbortController();
  server
    .on(SIGN_IN, () => {
      const { get } = storage;
      // What is read when the session is about to be stored.
      storage.get = async (key: string) => {
        controller.abort();
        return get.call(storage, key);
      };
      return json(complete(1));
    })
    .on(SIGN_OUT, () => empty());
  expect(await rejection(plinto.signIn({}, { signal: controller.signal }))).toMatchObject({ code: "aborted" });
  await expect.poll(() => ended(server)).toEqual(["Bearer at_1"]);
  expect(plinto.session.current).toBeNull();
});

test("a session that a cookie holds does not take the place of who signs in while it is asked for, and no cookie is dropped for it", async () => {
  const { plinto, server } = sessionKit({ sessionEndpoint: "https://page.test/plinto", retry: { retries: 0 } });
  const [slowSignIn, slowRefresh] = [later(), later()];
  server
    .on("POST https://page.test/plinto/v1/auth/refresh", () => problem(503, "maintenance"))
    .on("POST https://page.test/plinto/v1/auth/sign-in", slowSignIn.answer)
    .on(SIGN_OUT, () => empty())
    .on("GET /v1/users/me", () => json(user));
  await plinto.session.ready();
  const signingIn = plinto.signIn({});
  await expect.poll(() => server.asked("POST https://page.test/plinto/v1/auth/sign-in")).toHaveLength(1);
  server.on("POST https://page.test/plinto/v1/auth/refresh", slowRefresh.answer);
  const late = plinto.session.getToken();
  slowSignIn.give(json(bob));
  await signingIn;
  slowRefresh.give(json(issued(1)));
  expect(await late).toBe("at_9");
  expect(plinto.session.current?.user.id).toBe("usr_bob");
  await expect.poll(() => ended(server)).toEqual(["Bearer at_1"]);
});

// A passkey as second factor, and setting a factor up, send the token themselves: nothing forgot it, and the form stayed for good.
test("a token of an unfinished sign-in that a caller passes, and the server does not know any more, is forgotten", async () => {
  const { plinto, server } = sessionKit();
  server.on(SIGN_IN, () => json(pending)).on("POST /v1/mfa/totp", () => problem(401, "pending_token_expired"));
  await plinto.signIn({});
  await rejection(plinto.enrollTotp({ pendingToken: "pt_other" }));
  expect(plinto.session.pending?.pendingToken).toBe("pt_ada");
  expect(await rejection(plinto.enrollTotp({ pendingToken: "pt_ada" }))).toMatchObject({ code: "pending_token_expired" });
  expect([plinto.session.pending, plinto.session.status]).toEqual([null, "signed-out"]);
});
