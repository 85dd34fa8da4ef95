import { expect, test } from "vitest";
import { rejection, sessionKit, signedInKit } from "../support/fixtures.ts";
import { empty, offline, problem } from "../support/scripted-server.ts";
import { slowStorage } from "../support/tabs.ts";

const SIGN_OUT = "POST /v1/auth/sign-out";

test("signing out leaves nothing behind", async () => {
  const storage = slowStorage();
  const { plinto, server } = await signedInKit({ storage });
  server.on(SIGN_OUT, () => empty());
  expect(await plinto.signOut()).toBeUndefined();
  expect(server.asked(SIGN_OUT)[0]?.headers.get("authorization")).toBe("Bearer at_1");
  expect(plinto.session.status).toBe("signed-out");
  expect(plinto.session.current).toBeNull();
  expect(await plinto.session.getToken()).toBeNull();
  expect(storage.values.size).toBe(0);
});

test("a session that the server does not know any more is signed out without an error", async () => {
  const { plinto, server } = await signedInKit();
  server.on(SIGN_OUT, () => problem(401, "session_revoked"));
  expect(await plinto.signOut().safe()).toEqual({ ok: true, data: undefined });
  expect(plinto.session.status).toBe("signed-out");
});

test("an access token that is over is refreshed first, so that the server is told", async () => {
  const { plinto, server } = await signedInKit();
  server.on(
    SIGN_OUT,
    () => problem(401, "access_token_expired"),
    () => empty(),
  );
  await plinto.signOut();
  expect(server.asked(SIGN_OUT).map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer at_1", "Bearer at_2"]);
  expect(plinto.session.status).toBe("signed-out");
});

test("without network one is signed out on this device, and told that the server does not know", async () => {
  const { plinto, server } = await signedInKit({ retry: { retries: 0 } });
  server.on(SIGN_OUT, offline);
  expect(await rejection(plinto.signOut())).toMatchObject({ code: "network_error" });
  expect(plinto.session.status).toBe("signed-out");
  expect(await plinto.session.getToken()).toBeNull();
});

test("an unfinished sign-in is given up", async () => {
  const { plinto, server } = sessionKit();
  server.on("POST /v1/auth/sign-in", () => Response.json({ status: "mfa_required", pendingToken: "pt_1" })).on(SIGN_OUT, () => problem(401, "unauthenticated"));
  await plinto.signIn({});
  await plinto.signOut();
  expect(plinto.session.status).toBe("signed-out");
  expect(plinto.session.pending).toBeNull();
});

test("after an expired session, signing out makes the state signed-out", async () => {
  const { plinto, server, clock } = await signedInKit();
  server.on("POST /v1/auth/refresh", () => problem(401, "session_expired")).on(SIGN_OUT, () => problem(401, "unauthenticated"));
  await clock.advance(300_000);
  await plinto.session.getToken();
  expect(plinto.session.status).toBe("expired");
  await plinto.signOut();
  expect(plinto.session.status).toBe("signed-out");
});
