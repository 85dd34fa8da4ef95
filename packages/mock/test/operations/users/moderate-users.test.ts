import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn } from "../../api.ts";
import { user, seed } from "./managed-users.ts";

describe("banUser and unbanUser", () => {
  test("end the sessions and keep the person out until the ban is lifted", async () => {
    const mock = createMock({ seed });
    const bob = await signedIn(mock, "bob");
    const { email, password } = mock.seed.users.bob;
    await mock.ready();
    const since = mock.events.length;

    const banned = await asEnvironment(mock).post(`${user(mock, "bob")}/ban`, { reason: "Sent spam" });

    expect(banned).toMatchObject({ status: 200, body: { status: "banned", banReason: "Sent spam" } });
    expect(eventTypes(mock, since)).toEqual(["session.revoked", "user.banned"]);
    expect(await bob.get("/v1/users/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    expect(await api(mock).post("/v1/auth/sign-in", { email, password })).toMatchObject({ status: 403, body: { code: "user_banned" } });
    expect((await asEnvironment(mock).post(`${user(mock, "bob")}/ban`)).body.banReason).toBeNull();

    expect(await asEnvironment(mock).post(`${user(mock, "bob")}/unban`)).toMatchObject({ status: 200, body: { status: "active", banReason: null } });
    expect(await asEnvironment(mock).post(`${user(mock, "bob")}/unban`)).toMatchObject({ status: 409, body: { code: "user_not_banned" } });
    expect((await bob.get("/v1/users/me")).status).toBe(401);
    expect((await api(mock).post("/v1/auth/sign-in", { email, password })).body.status).toBe("complete");
  });

  test("are refused for the sole owner of an organization", async () => {
    const mock = createMock({ seed });
    const environment = asEnvironment(mock);

    expect(await environment.post(`${user(mock, "olga")}/ban`)).toMatchObject({
      status: 409,
      body: { code: "sole_owner", organizationIds: [orgId(mock, "globex")] },
    });
    expect((await environment.get(user(mock, "olga"))).body.status).toBe("active");
  });

  test("are for the people whom an organization manages, and end no access to the other", async () => {
    const mock = createMock({ seed });
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });

    expect(await ada.post(`${user(mock, "bob")}/ban`)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    const managed = await ada.post(`${user(mock, "mia")}/ban`, { reason: "Left" });
    expect(managed.body.status).toBe("banned");
    expect(managed.body).not.toHaveProperty("banReason");
  });
});

describe("unlockUser", () => {
  test("ends a lock before its time, and leaves who is not locked alone", async () => {
    const mock = createMock({ seed });
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 3 } });
    const { email, password } = mock.seed.users.bob;
    for (let attempt = 0; attempt < 3; attempt += 1) await api(mock).post("/v1/auth/sign-in", { email, password: "wrong password" });
    expect(await api(mock).post("/v1/auth/sign-in", { email, password })).toMatchObject({ status: 423, body: { code: "account_locked" } });
    expect((await asEnvironment(mock).get(user(mock, "bob"))).body.status).toBe("locked");
    const since = mock.events.length;

    expect(await asEnvironment(mock).post(`${user(mock, "bob")}/unlock`)).toMatchObject({ status: 200, body: { status: "active", lockExpiresAt: null } });

    expect((await api(mock).post("/v1/auth/sign-in", { email, password })).body.status).toBe("complete");
    const { version } = (await asEnvironment(mock).get(user(mock, "bob"))).body;
    expect((await asEnvironment(mock).post(`${user(mock, "bob")}/unlock`)).body.version).toBe(version);
    expect(eventTypes(mock, since).filter((type) => type === "user.unlocked")).toHaveLength(1);
  });

  test("is not needed once the lock has run out", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 3, lockoutSeconds: 60 } });
    for (let attempt = 0; attempt < 3; attempt += 1) await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password: "wrong password" });
    await mock.clock.advance("61s");
    const since = mock.events.length;

    expect((await asEnvironment(mock).get(user(mock, "bob"))).body).toMatchObject({ status: "active", lockExpiresAt: null });
    expect((await asEnvironment(mock).post(`${user(mock, "bob")}/unlock`)).body.status).toBe("active");
    expect(eventTypes(mock, since)).toEqual([]);
  });
});
