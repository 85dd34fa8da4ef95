import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { asEnvironment, eventTypes, orgId, signedIn } from "../api.ts";

const acme = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}`;

describe("deleteOrganization", () => {
  test("closes the organization to its members and leaves its owner 30 days to take it back", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    const bob = await signedIn(mock, "bob");
    expect((await ada.delete(acme(mock))).status).toBe(202);

    expect(await bob.get(acme(mock))).toMatchObject({ status: 403, body: { code: "organization_suspended" } });
    expect((await ada.get(acme(mock))).body).toMatchObject({ status: "pending_deletion", deletesAt: "2030-01-31T00:00:00.000Z" });
    expect(await ada.get(`${acme(mock)}/members`)).toMatchObject({ status: 403, body: { code: "organization_suspended" } });

    expect((await ada.post(`${acme(mock)}/restore`)).body).toMatchObject({ status: "active", deletesAt: null });
    await mock.clock.advance("31d");
    expect((await asEnvironment(mock).get(acme(mock))).status).toBe(200);
  });

  test("ends after its 30 days with an event by the system, and all that belonged to it is gone", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    await ada.delete(acme(mock));
    const before = mock.events.length;
    await mock.clock.advance("30d");

    const last = mock.events.slice(before).find(({ type }) => type === "organization.deleted");
    expect(last).toMatchObject({ organizationId: orgId(mock, "acme"), actor: { type: "system", id: null }, requestId: null });
    expect(eventTypes(mock, before)).not.toContain("access.denied");
    expect(await asEnvironment(mock).get(acme(mock))).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

test("private metadata of an organization is for the environment key alone", async () => {
  const mock = createMock();
  const environment = asEnvironment(mock);
  const written = await environment.patch(acme(mock), { publicMetadata: { tier: "gold" }, privateMetadata: { crm: "42" } });
  expect(written.body).toMatchObject({ publicMetadata: { tier: "gold" }, privateMetadata: { crm: "42" } });

  const { body } = await (await signedIn(mock, "ada")).get(acme(mock));
  expect(body.publicMetadata).toEqual({ tier: "gold" });
  expect(body).not.toHaveProperty("privateMetadata");
});
