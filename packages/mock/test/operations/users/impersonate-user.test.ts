import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, signedIn, userId } from "../../api.ts";
import { user, seed } from "./managed-users.ts";

describe("impersonateUser", () => {
  test("starts a session that carries both names, lasts as asked, and is audited", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const root = await signedIn(mock, "root");
    const since = mock.events.length;

    const answer = await root.post(`${user(mock, "bob")}/impersonate`, { reason: "Support case 4711", durationSeconds: 600 });

    expect(answer).toMatchObject({
      status: 201,
      body: { userId: userId(mock, "bob"), impersonatorId: userId(mock, "root"), expiresInSeconds: 600, expiresAt: "2030-01-01T00:10:00.000Z" },
    });
    expect(answer.body).not.toHaveProperty("refreshToken");
    expect(eventTypes(mock, since)).toEqual(["user.impersonation_started", "session.created"]);
    const claims = JSON.parse(atob((answer.body.accessToken as string).split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/")));
    expect(claims.act).toEqual({ sub: userId(mock, "root") });
    const asBob = api(mock, { as: answer.body.accessToken });
    await asBob.patch("/v1/users/me", { name: "Bobby" });
    expect(mock.events.at(-1)).toMatchObject({ type: "user.updated", actor: { id: userId(mock, "bob"), impersonatorId: userId(mock, "root") } });
    expect(await asBob.post("/v1/users/me/email", { email: "x@acme.test" })).toMatchObject({ status: 403 });
    expect((await root.get("/v1/users/me")).body.id).toBe(userId(mock, "root"));

    await mock.clock.advance("10m");
    expect((await asBob.get("/v1/users/me")).status).toBe(401);
    expect(eventTypes(mock)).toContain("user.impersonation_ended");
  });

  test("ends when the super admin is banned", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    const { accessToken } = (await root.post(`${user(mock, "bob")}/impersonate`, { reason: "Support" })).body;

    await asEnvironment(mock).post(`${user(mock, "root")}/ban`);

    expect(await api(mock, { as: accessToken }).get("/v1/users/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
  });

  // A demoted super admin went on acting as somebody else until the quarter of an hour was over.
  test("ends at once when the super admin is one no more", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    const { accessToken } = (await root.post(`${user(mock, "bob")}/impersonate`, { reason: "Support" })).body;
    const asBob = api(mock, { as: accessToken });
    await asEnvironment(mock).patch(user(mock, "root"), { platformRole: "super_admin", name: "Roots" });
    expect((await asBob.get("/v1/users/me")).status).toBe(200);
    const since = mock.events.length;

    await asEnvironment(mock).patch(user(mock, "root"), { platformRole: null });

    expect(eventTypes(mock, since)).toEqual(["session.revoked", "user.impersonation_ended", "user.updated"]);
    expect(await asBob.get("/v1/users/me")).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    expect((await root.get("/v1/users/me")).body.platformRole).toBeNull();
  });

  // Only stopping it and its end by time told of the end.
  test("tells of its end however it ended", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    const begin = () => root.post(`${user(mock, "bob")}/impersonate`, { reason: "Support" });
    const ends = [
      async () => (await signedIn(mock, "bob")).delete("/v1/sessions"),
      async (sessionId: string) => asEnvironment(mock).delete(`/v1/sessions/${sessionId}`),
      async () => asEnvironment(mock).post(`${user(mock, "root")}/ban`),
    ];
    for (const end of ends) {
      const { id } = (await begin()).body;
      const since = mock.events.length;
      await end(id);
      expect(mock.events.slice(since).filter((event) => event.type === "user.impersonation_ended")).toMatchObject([
        { data: { sessionId: id, reason: "Support" } },
      ]);
    }
  });

  test("is forbidden for administrators of the platform, the banned, strangers, and everybody who is no super admin", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    await asEnvironment(mock).post(`${user(mock, "bob")}/ban`);
    const impersonate = (person: string): string => `${user(mock, person)}/impersonate`;

    expect(await root.post(impersonate("rita"), { reason: "x" })).toMatchObject({ status: 403, body: { code: "impersonation_forbidden" } });
    expect(await root.post(impersonate("bob"), { reason: "x" })).toMatchObject({ status: 403, body: { code: "user_banned" } });
    expect(await root.post("/v1/users/usr_00000000000000000000000000/impersonate", { reason: "x" })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    expect(await root.post(impersonate("mia"), { reason: "x", durationSeconds: 901 })).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(await (await signedIn(mock, "ada")).post(impersonate("mia"), { reason: "x" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await asEnvironment(mock).post(impersonate("mia"), { reason: "x" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });
});
