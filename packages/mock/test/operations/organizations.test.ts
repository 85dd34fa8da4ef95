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

describe("listMyOrganizations by an identifier of one's own", () => {
  // A script that set up tenants looked for them by their slug, and lost every one that had renamed itself.
  test("finds the one, whatever it is called by now, and nothing by any other text", async () => {
    const mock = createMock();
    const environment = asEnvironment(mock);
    await environment.patch(acme(mock), { externalId: "crm-1" });
    await environment.patch(acme(mock), { name: "Renamed", slug: "renamed" });

    for (const sort of ["", "&sort=name", "&sort=-createdAt"])
      expect((await environment.get(`/v1/organizations?externalId=crm-1${sort}`)).body).toMatchObject({
        data: [{ id: orgId(mock, "acme"), slug: "renamed", externalId: "crm-1" }],
        nextCursor: null,
        prevCursor: null,
      });
    for (const other of ["crm-2", "crm", "CRM-1"]) expect((await environment.get(`/v1/organizations?externalId=${other}`)).body.data).toEqual([]);
    expect(await environment.get("/v1/organizations?externalId=")).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  });

  test("goes together with the other filters", async () => {
    const mock = createMock();
    const environment = asEnvironment(mock);
    const { createdAt } = (await environment.patch(acme(mock), { externalId: "crm-1" })).body;
    const found = async (query: string): Promise<number> => (await environment.get(`/v1/organizations?externalId=crm-1&${query}`)).body.data.length;
    expect([await found("q=acme"), await found("q=globex")]).toEqual([1, 0]);
    expect([await found("status=active"), await found("status=pending_deletion")]).toEqual([1, 0]);
    expect([await found(`createdAt[gte]=${createdAt}`), await found(`createdAt[gt]=${createdAt}`)]).toEqual([1, 0]);
  });

  test("shows a person only what they are a member of, and takes the cursor of no other list", async () => {
    const mock = createMock();
    const environment = asEnvironment(mock);
    await environment.patch(`/v1/organizations/${orgId(mock, "globex")}`, { externalId: "crm-2" });
    const [ada, bob] = [await signedIn(mock, "ada"), await signedIn(mock, "bob")];
    expect((await ada.get("/v1/organizations?externalId=crm-2")).body.data).toEqual([]);
    expect((await bob.get("/v1/organizations?externalId=crm-2")).body.data).toMatchObject([{ id: orgId(mock, "globex") }]);
    const { nextCursor } = (await bob.get("/v1/organizations?pageSize=1")).body;
    expect((await bob.get(`/v1/organizations?externalId=crm-2&cursor=${encodeURIComponent(nextCursor as string)}`)).body.code).toBe("cursor_invalid");
  });
});
