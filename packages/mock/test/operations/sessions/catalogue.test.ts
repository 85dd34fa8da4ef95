import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, userId, type Answer, type Api } from "../../api.ts";

const password = "plinto-demo";
const outcome = ({ status, body }: Answer): unknown[] => (status < 300 ? [status] : [status, body.code]);

async function begin(mock: Mock, person: string): Promise<{ own: Api; refreshToken: string }> {
  const { body } = await api(mock).post("/v1/auth/sign-in", { email: `${person}@acme.test`, password });
  return { own: api(mock, { as: body.session.accessToken }), refreshToken: body.session.refreshToken };
}

const refresh = (mock: Mock, refreshToken: string, key?: string): Promise<Answer> =>
  api(mock).post("/v1/auth/refresh", { refreshToken }, key === undefined ? {} : { "idempotency-key": key });

describe("the security catalogue on sessions", () => {
  test("catalogue 14: a refresh whose answer was lost is asked for again and costs nobody the session", async () => {
    const mock = createMock({ clock: "virtual" });
    const { refreshToken } = await begin(mock, "ada");
    const lost = await refresh(mock, refreshToken, "refresh-1");
    await mock.clock.advance("9s");
    // Within the grace the same token answers the same successor; later only the same call does.
    expect((await refresh(mock, refreshToken)).body.refreshToken).toBe(lost.body.refreshToken);
    await mock.clock.advance("1h");
    const again = await refresh(mock, refreshToken, "refresh-1");
    expect([again.status, again.body.refreshToken]).toEqual([200, lost.body.refreshToken]);
    const next = await refresh(mock, again.body.refreshToken);
    expect(next.status).toBe(200);
    // Once the successor was used there is nothing to be shown again.
    await mock.clock.advance("11s");
    expect(outcome(await refresh(mock, refreshToken, "refresh-1"))).toEqual([401, "refresh_token_reused"]);
    expect(outcome(await refresh(mock, next.body.refreshToken))).toEqual([401, "session_revoked"]);
  });

  test("catalogue 15: neither rotation nor a step-up makes a family live longer than its ninety days", async () => {
    const mock = createMock({ clock: "virtual" });
    let { own, refreshToken } = await begin(mock, "ada");
    for (let day = 1; day < 90; day++) {
      await mock.clock.advance("1d");
      const rotated = await refresh(mock, refreshToken);
      expect([day, rotated.status, rotated.body.expiresAt]).toEqual([day, 200, "2030-04-01T00:00:00.000Z"]);
      own = api(mock, { as: rotated.body.accessToken });
      ({ refreshToken } = rotated.body);
    }
    const renewed = await own.post("/v1/auth/step-up", { method: "password", password });
    expect([renewed.status, renewed.body.expiresAt]).toEqual([200, "2030-04-01T00:00:00.000Z"]);
    await mock.clock.advance("1d");
    expect(outcome(await refresh(mock, refreshToken))).toEqual([401, "session_expired"]);
    expect(outcome(await api(mock, { as: renewed.body.accessToken }).get("/v1/users/me"))).toEqual([401, "access_token_expired"]);
  });

  test("catalogue 16: a reset of the password and a ban end every session at the next call", async () => {
    const mock = createMock();
    await mock.ready();
    const bob = [await begin(mock, "bob"), await begin(mock, "bob")];
    await api(mock).post("/v1/auth/password/forgot", { email: "bob@acme.test" });
    const { token } = mock.mailbox.latest({ to: "bob@acme.test", kind: "password_reset" })!;
    expect((await api(mock).post("/v1/auth/password/reset", { token, password: "staple battery horse" })).body.revokedSessions).toBe(2);
    const vera = await begin(mock, "vera");
    await asEnvironment(mock).post(`/v1/users/${userId(mock, "vera")}/ban`);
    for (const { own, refreshToken } of [...bob, vera]) {
      expect(outcome(await own.get("/v1/users/me"))).toEqual([401, "session_revoked"]);
      expect((await refresh(mock, refreshToken)).status).toBeGreaterThanOrEqual(401);
    }
  });

  test("catalogue 16: a role that is taken away ends at the next call, whatever the token says", async () => {
    const mock = createMock();
    await mock.ready();
    const acme = `/v1/organizations/${orgId(mock, "acme")}`;
    const grace = await signedIn(mock, "grace", { organization: orgId(mock, "acme") });
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    const environment = asEnvironment(mock);
    expect((await grace.patch(acme, { name: "Renamed" })).status).toBe(200);
    await environment.patch(`${acme}/members/${userId(mock, "grace")}`, { role: "viewer" });
    expect(outcome(await grace.patch(acme, { name: "Again" }))).toEqual([403, "permission_denied"]);

    const may = async (): Promise<unknown> =>
      (await bob.post("/v1/rbac/check", { userId: userId(mock, "bob"), permission: "blog:publish" }, { "plinto-organization": orgId(mock, "acme") })).body
        .allowed;
    const { data } = (await environment.get("/v1/policies/roles?type=custom", { "plinto-organization": orgId(mock, "acme") })).body;
    const editor = (data as { id: string; slug: string }[]).find(({ slug }) => slug === "editor")!;
    expect(await may()).toBe(true);
    const unassigned = await environment.delete(`/v1/policies/roles/${editor.id}/unassign?userId=${userId(mock, "bob")}`, {
      "plinto-organization": orgId(mock, "acme"),
    });
    expect(unassigned.status).toBe(204);
    expect(await may()).toBe(false);

    expect((await environment.delete(`${acme}/members/${userId(mock, "bob")}`)).status).toBe(204);
    expect(outcome(await bob.get(acme))).toEqual([404, "not_found"]);
    expect(outcome(await bob.get("/v1/users/me"))).toEqual([200]);
  });
});
