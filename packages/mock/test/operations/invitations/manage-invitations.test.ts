import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { internalsOf } from "../../../src/mock.ts";
import { ok } from "../../../src/kernel/transaction.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn } from "../../api.ts";
import { stranger, atAcme, tokenTo } from "./acme-invitations.ts";

describe("listInvitations", () => {
  test("filters and sorts, and shows another organization's invitations to nobody here", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const long = (await ada.post("/v1/invitations", { email: "long@newcomer.test", role: "admin", expiresInSeconds: 2_592_000 })).body;
    const short = (await ada.post("/v1/invitations", { email: "short@newcomer.test", expiresInSeconds: 3600 })).body;
    const olga = await signedIn(mock, "olga", { organization: orgId(mock, "globex") });
    await olga.post("/v1/invitations", { email: "else@newcomer.test" });
    await ada.delete(`/v1/invitations/${short.id}`);
    const ids = async (query: string): Promise<string[]> => (await ada.get(`/v1/invitations${query}`)).body.data.map((row: { id: string }) => row.id);

    expect(await ids("")).toEqual([long.id, short.id]);
    expect(await ids("?sort=expiresAt")).toEqual([short.id, long.id]);
    expect(await ids("?status=revoked")).toEqual([short.id]);
    expect(await ids("?role=admin")).toEqual([long.id]);
    expect(await ids("?q=SHORT")).toEqual([short.id]);
    expect(await olga.get(`/v1/invitations/${long.id}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await (await atAcme(mock, "bob")).get("/v1/invitations")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });
});

describe("updateInvitation", () => {
  test("changes role and time and keeps the link", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const { id } = (await ada.post("/v1/invitations", { email: stranger })).body;
    const token = tokenTo(mock, stranger);
    const since = mock.events.length;

    const answer = await ada.patch(`/v1/invitations/${id}`, { role: "admin", expiresAt: "2030-01-20T00:00:00.000Z" });

    expect(answer).toMatchObject({ status: 200, body: { role: "admin", expiresAt: "2030-01-20T00:00:00.000Z", version: 2 } });
    expect(eventTypes(mock, since)).toEqual(["invitation.updated"]);
    await mock.clock.set("2030-01-19T00:00:00.000Z");
    expect((await api(mock).post("/v1/invitations/validate", { token })).body.role).toBe("admin");
    await mock.clock.set("2030-01-20T00:00:00.000Z");
    expect((await api(mock).post("/v1/invitations/validate", { token })).body.code).toBe("invitation_expired");
  });

  test("refuses a role above the caller's, a time out of range and what is not pending", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const grace = await atAcme(mock, "grace");
    const owner = (await ada.post("/v1/invitations", { email: "o@newcomer.test", role: "owner" })).body.id as string;
    const member = (await ada.post("/v1/invitations", { email: stranger })).body.id as string;

    expect(await grace.patch(`/v1/invitations/${owner}`, { expiresAt: "2030-01-05T00:00:00.000Z" })).toMatchObject({
      status: 403,
      body: { code: "role_above_actor" },
    });
    expect(await grace.patch(`/v1/invitations/${member}`, { role: "owner" })).toMatchObject({ status: 403, body: { code: "role_above_actor" } });
    for (const expiresAt of ["2030-01-01T00:59:59.999Z", "2030-02-01T00:00:00.000Z"]) {
      expect(await grace.patch(`/v1/invitations/${member}`, { expiresAt })).toMatchObject({
        status: 400,
        body: { code: "validation_failed", errors: [{ pointer: "/expiresAt", code: "range" }] },
      });
    }
    await grace.delete(`/v1/invitations/${member}`);
    for (const call of [
      grace.patch(`/v1/invitations/${member}`, { role: "viewer" }),
      grace.post(`/v1/invitations/${member}/resend`),
      grace.delete(`/v1/invitations/${member}`),
    ]) {
      expect(await call).toMatchObject({ status: 409, body: { code: "invitation_not_pending" } });
    }
  });

  test("makes whoever raises the role answer for it", async () => {
    const mock = createMock();
    const grace = await atAcme(mock, "grace");
    const ada = await atAcme(mock, "ada");
    const { id } = (await grace.post("/v1/invitations", { email: stranger })).body;

    await ada.patch(`/v1/invitations/${id}`, { role: "owner" });

    expect(await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).toMatchObject({
      status: 200,
      body: { member: { role: "owner" } },
    });
  });
});

describe("resendInvitation", () => {
  test("sends a new link, starts its time anew, and the old link dies", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const { id } = (await ada.post("/v1/invitations", { email: stranger, expiresInSeconds: 7200 })).body;
    const old = tokenTo(mock, stranger);
    await mock.clock.advance("1h");
    const again = await atAcme(mock, "ada");
    const since = mock.events.length;

    const answer = await again.post(`/v1/invitations/${id}/resend`);

    expect(answer).toMatchObject({ status: 202, body: { expiresInSeconds: 7200, version: 2, sentAt: "2030-01-01T01:00:00.000Z" } });
    expect(eventTypes(mock, since)).toEqual(["invitation.resent", "email.queued", "email.sent", "email.delivered"]);
    const fresh = tokenTo(mock, stranger);
    expect(fresh).not.toBe(old);
    expect(await api(mock).post("/v1/invitations/validate", { token: old })).toMatchObject({ status: 400, body: { code: "token_invalid" } });
    await mock.clock.advance("1h59m");
    expect((await api(mock).post("/v1/invitations/validate", { token: fresh })).status).toBe(200);
  });
});

describe("expiry", () => {
  test("comes by itself when the time is up, and frees the address", async () => {
    const mock = createMock({ clock: "virtual" });
    const { id } = (await (await atAcme(mock, "ada")).post("/v1/invitations", { email: stranger })).body;
    await mock.clock.advance("7d");
    const ada = await atAcme(mock, "ada");

    expect(mock.events.find(({ type }) => type === "invitation.expired")).toMatchObject({
      occurredAt: "2030-01-08T00:00:00.000Z",
      actor: { type: "system" },
      data: { id, status: "expired" },
    });
    expect((await ada.get(`/v1/invitations/${id}`)).body).toMatchObject({ status: "expired", expiresInSeconds: 0 });
    expect(await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) })).toMatchObject({
      status: 410,
      body: { code: "invitation_expired" },
    });
    expect((await ada.post("/v1/invitations", { email: stranger })).status).toBe(201);
  });

  test("does not come for one that was accepted", async () => {
    const mock = createMock({ clock: "virtual" });
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: stranger });
    await api(mock).post("/v1/invitations/accept", { token: tokenTo(mock, stranger) });

    await mock.clock.advance("8d");

    expect(eventTypes(mock)).not.toContain("invitation.expired");
  });

  test("is made up for by cleanupInvitations where no timer was, in the organization of the call or everywhere", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await atAcme(mock, "ada");
    const ids = [
      (await ada.post("/v1/invitations", { email: stranger })).body.id,
      (await (await signedIn(mock, "olga", { organization: orgId(mock, "globex") })).post("/v1/invitations", { email: stranger })).body.id,
    ] as string[];
    // As if a host had been switched off while they fell due.
    await internalsOf(mock).hosted.world.transact({ operationId: "test", requestId: "", actor: null }, (tx) => {
      for (const id of ids) tx.invitations.update(id, { expiresAt: "2029-12-31T00:00:00.000Z" });
      return ok();
    });
    const since = mock.events.length;

    expect((await ada.post("/v1/invitations/cleanup")).body).toEqual({ expired: 1 });
    expect((await asEnvironment(mock).post("/v1/invitations/cleanup")).body).toEqual({ expired: 1 });
    expect((await asEnvironment(mock).post("/v1/invitations/cleanup")).body).toEqual({ expired: 0 });
    expect(eventTypes(mock, since)).toEqual(["invitation.expired", "invitation.expired"]);
    expect(await (await atAcme(mock, "grace")).post("/v1/invitations/cleanup")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });
});
