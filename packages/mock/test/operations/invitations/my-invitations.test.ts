import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, eventTypes, signedIn } from "../../api.ts";
import { stranger, atAcme, tokenTo } from "./acme-invitations.ts";

describe("declineInvitation", () => {
  test("ends the invitation and uses the link up", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const { id } = (await ada.post("/v1/invitations", { email: stranger })).body;
    const since = mock.events.length;

    expect((await api(mock).post("/v1/invitations/decline", { token: tokenTo(mock, stranger) })).status).toBe(204);

    expect(eventTypes(mock, since)).toEqual(["invitation.declined"]);
    expect((await ada.get(`/v1/invitations/${id}`)).body.status).toBe("declined");
    expect(await api(mock).post("/v1/invitations/decline", { token: tokenTo(mock, stranger) })).toMatchObject({ status: 410, body: { code: "token_used" } });
  });
});

describe("listMyInvitations", () => {
  test("shows the pending ones to the caller's address, newest first", async () => {
    const mock = createMock({ clock: "virtual" });
    const olga = await signedIn(mock, "olga");
    await (await atAcme(mock, "ada")).post("/v1/invitations", { email: "olga@globex.test", message: "Come over." });
    await mock.clock.advance("1m");
    const other = (await (await signedIn(mock, "bob")).post("/v1/organizations", { name: "Bobs" })).body;
    await (await signedIn(mock, "bob")).post(`/v1/organizations/${other.id}/invite`, { email: "olga@globex.test", expiresInSeconds: 3600 });

    const mine = await olga.get("/v1/users/me/invitations");
    const soonest = await olga.get("/v1/users/me/invitations?sort=expiresAt");

    expect(mine.body.data).toMatchObject([{ organizationName: "Bobs" }, { organizationName: "Acme", message: "Come over." }]);
    expect(soonest.body.data[0].organizationName).toBe("Bobs");
    expect(JSON.stringify(mine.body)).not.toContain("it_");
    expect((await (await signedIn(mock, "grace")).get("/v1/users/me/invitations")).body.data).toEqual([]);
  });
});
