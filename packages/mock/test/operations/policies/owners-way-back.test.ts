import { expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { orgId, userId } from "../../api.ts";
import { allow, atAcme, deny, newPolicy } from "./at-acme.ts";

const acme = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}`;

// An administrator's denial let the owner delete the organization and not restore it, and nobody could take it back then.
test("an owner restores an organization whatever policies say, and nobody else does what they deny", async () => {
  const mock = createMock();
  const [ada, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "grace")];
  const ofRestoring = { type: "attribute", attribute: "request.attributes.operationId", operator: "equals", value: "restoreOrganization" } as const;
  await newPolicy(grace, { ...deny("org:delete"), conditions: [ofRestoring] });
  await newPolicy(ada, allow("org:delete", `user:${userId(mock, "grace")}`));

  expect((await ada.delete(acme(mock))).status).toBe(202);
  expect(await grace.post(`${acme(mock)}/restore`)).toMatchObject({ status: 403 });
  expect((await ada.post(`${acme(mock)}/restore`)).status).toBe(200);
});

// A period that had begun since closed `org:delete`, and with it the way back.
test("an owner restores an organization after a denial of org:delete has begun", async () => {
  const mock = createMock({ clock: "virtual" });
  const ada = await atAcme(mock, "ada");
  await newPolicy(ada, { ...deny("org:delete"), conditions: [{ type: "period", notBefore: "2030-01-01T00:01:00Z" }] });
  expect((await ada.delete(acme(mock))).status).toBe(202);
  await mock.clock.advance("2m");

  expect((await ada.post(`${acme(mock)}/restore`)).status).toBe(200);
});

test("whoever deletes by what a policy allows may look and restore by it, and others may not", async () => {
  const mock = createMock();
  const [ada, grace, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "grace"), await atAcme(mock, "bob")];
  await newPolicy(ada, allow("org:delete", `user:${userId(mock, "grace")}`));
  expect((await grace.delete(acme(mock))).status).toBe(202);

  expect(await bob.get(acme(mock))).toMatchObject({ status: 403, body: { code: "organization_suspended" } });
  expect(await bob.post(`${acme(mock)}/restore`)).toMatchObject({ status: 403, body: { code: "organization_suspended" } });
  expect((await grace.get(acme(mock))).body).toMatchObject({ status: "pending_deletion" });
  expect(await grace.get(`${acme(mock)}/members`)).toMatchObject({ status: 403, body: { code: "organization_suspended" } });
  expect((await grace.post(`${acme(mock)}/restore`)).status).toBe(200);
});
