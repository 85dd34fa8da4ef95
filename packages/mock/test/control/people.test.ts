import { expect, test } from "vitest";
import { api, asEnvironment, signedIn } from "../api.ts";
import { served } from "./served.ts";

test("the people of a world are listed as they are now, those who came later too", async () => {
  const { mock, control } = await served();
  await asEnvironment(mock).post("/v1/users", { email: "new@acme.test", name: "Kay Newcomer" });
  const { data, total } = await control.listPeople();
  expect(total).toBe(8);
  expect(data.map(({ seedName, email }) => [seedName, email])).toContainEqual([null, "new@acme.test"]);
  expect(data.find(({ seedName }) => seedName === "vera")).toMatchObject({
    name: expect.any(String),
    status: "active",
    emailVerified: true,
    superAdmin: false,
    authenticatorApp: false,
    passkeys: 0,
    identities: [],
    activeSessions: 0,
    organizations: [{ slug: "acme", role: "viewer", status: "active" }],
  });
  expect(data.find(({ seedName }) => seedName === "mary")).toMatchObject({ authenticatorApp: true, passkeys: 1 });
});

test("a code of a person's app is one that a sign-in takes, and nobody else has one", async () => {
  const { mock, control } = await served();
  const { email, password } = mock.seed.users["mary"]!;
  const { body } = await api(mock).post("/v1/auth/sign-in", { email, password });
  const { code } = await control.getTotpCode({ person: "mary" });
  const answer = await api(mock, { as: body.pendingToken }).post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code } });
  expect(answer).toMatchObject({ status: 200, body: { status: "complete", user: { email } } });
  await expect(control.getTotpCode({ person: "ada" })).rejects.toMatchObject({
    code: "totp_missing",
    message: expect.stringContaining("has no authenticator app"),
  });
});

test("people are looked for by name, address, id and name in the seed, whatever the case", async () => {
  const { mock, control } = await served();
  const { id } = mock.seed.users["ada"]!;
  for (const q of ["LOVELACE", "ada@acme", id, "ada"]) expect((await control.listPeople({ q })).data[0]).toMatchObject({ id });
  expect(await control.listPeople({ q: "nobody at all" })).toEqual({ data: [], total: 0 });
  expect(await control.listPeople({ limit: 2 })).toMatchObject({ data: [{}, {}], total: 7 });
});

test("whoever signs in as somebody acts with a real session, in the organization that was asked for", async () => {
  const { mock, control } = await served();
  const organizationId = mock.seed.organizations["acme"]!.id;
  const credentials = await control.signInAs({ person: "ada", organization: "acme" });
  expect(credentials).toMatchObject({ userId: mock.seed.users["ada"]!.id, email: "ada@acme.test", organizationId, expiresInSeconds: 300 });
  expect((await api(mock, { as: credentials.accessToken }).get("/v1/users/me")).body).toMatchObject({ email: "ada@acme.test" });
  const refreshed = await api(mock).post("/v1/auth/refresh", { refreshToken: credentials.refreshToken });
  expect(refreshed).toMatchObject({ status: 200, body: { id: credentials.sessionId } });
  expect((await control.listSessions({ userId: credentials.userId })).data).toMatchObject([
    { id: credentials.sessionId, status: "active", organization: "Acme", organizationId, authenticationMethods: ["pwd"] },
  ]);
});

test("what a page keeps for a persona is what the mock's own connection holds", async () => {
  const { mock, control } = await served();
  const { storage, accessToken } = await control.signInAs({ person: "ada" });
  expect(storage.key).toBe(`plinto:${mock.baseUrl}:${mock.keys.publishableKey}`);
  expect(JSON.parse(storage.value)).toMatchObject({ version: 1, accounts: [{ accessToken }] });
});

test.for([
  [{ person: "nobody" }, 'The seed has no person "nobody". It has ada, grace, bob, vera, olga, root, mary.'],
  [{ person: "usr_00000000000000000000000000" }, "There is no such user in this world."],
  [{ person: "ada", organization: "globex" }, "This person's session cannot stand in that organization: not_found."],
])("nobody signs in as %j", async ([who, message]) => {
  const { control } = await served();
  await expect(control.signInAs(who as { person: string })).rejects.toMatchObject({ code: "persona_unknown", message });
});

test("a session that is ended from outside is over for whoever holds its token, and tells so", async () => {
  const { mock, control } = await served();
  const { accessToken, sessionId, userId } = await control.signInAs({ person: "ada" });
  await control.signInAs({ person: "ada" });
  expect(await control.endSessions({ sessionId })).toEqual({ ended: 1 });
  expect(await api(mock, { as: accessToken }).get("/v1/users/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
  expect((await control.listSessions({ userId })).data.map(({ status }) => status)).toEqual(["active", "revoked"]);
  expect(mock.events.at(-1)).toMatchObject({ type: "session.revoked", actor: { type: "system", id: null }, target: { id: sessionId } });
  expect(await control.endSessions({ sessionId })).toEqual({ ended: 0 });
});

test("a person can be signed out everywhere", async () => {
  const { mock, control } = await served();
  const ada = await signedIn(mock, "ada");
  const { userId } = await control.signInAs({ person: "ada" });
  expect(await control.endSessions({ userId })).toEqual({ ended: 2 });
  expect((await ada.get("/v1/users/me")).status).toBe(401);
});

test("a session whose time is up is told as expired", async () => {
  const { control } = await served();
  const { userId } = await control.signInAs({ person: "ada" });
  await control.advanceClock({ duration: "31d" });
  expect((await control.listSessions({ userId })).data).toMatchObject([{ status: "expired" }]);
  expect((await control.listPeople({ q: "ada" })).data).toMatchObject([{ activeSessions: 0 }]);
});

test("sessions of nobody are not found, and ending needs exactly one of session and person", async () => {
  const { control, ask } = await served();
  await expect(control.listSessions({ userId: "usr_x" })).rejects.toMatchObject({ code: "not_found", message: "There is no such person in this world." });
  await expect(control.endSessions({ userId: "usr_x" })).rejects.toMatchObject({ code: "not_found", message: "There is no such person in this world." });
  await expect(control.endSessions({ sessionId: "ses_x" })).rejects.toMatchObject({ code: "not_found", message: "There is no such session in this world." });
  for (const body of [{}, { sessionId: "ses_x", userId: "usr_x" }]) {
    const response = await ask("POST", "/__plinto/sign-out", body);
    expect(await response.json()).toMatchObject({ status: 400, code: "validation_failed" });
  }
  expect(await (await ask("GET", "/__plinto/sessions")).json()).toMatchObject({
    status: 400,
    code: "validation_failed",
    errors: [{ pointer: "/query/userId" }],
  });
});
