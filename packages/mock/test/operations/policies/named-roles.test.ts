import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { orgId, userId, type Api } from "../../api.ts";
import { allow, atAcme, deny, environmentAtAcme, newPolicy } from "./at-acme.ts";

const roles = "/v1/policies/roles";

/** Acme, where Bob, a member, may make and give roles, but write no policies. */
async function roleKeeper(mock: Mock): Promise<{ ada: Api; bob: Api; grace: Api; bobId: string }> {
  const [ada, bob, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "bob"), await atAcme(mock, "grace")];
  const bobId = userId(mock, "bob");
  await give(ada, (await ada.post(roles, { name: "Keeper", permissions: ["roles:manage", "roles:assign"] })).body.id, bobId);
  return { ada, bob, grace, bobId };
}

function give(caller: Api, roleId: string, to: string): ReturnType<Api["post"]> {
  return caller.post(`${roles}/${roleId}/assign`, { userId: to });
}

const aboveActor = (...permissions: string[]): object => ({ status: 403, body: { code: "permission_above_actor", permissions } });

describe("a custom role that a policy names", () => {
  // An owner had allowed `org:delete` to `role:auditor`: an administrator made the role, took it and deleted the organization.
  test("is made by who could write the policy: createRole is permission_above_actor for others, by slug and by name", async () => {
    const mock = createMock();
    const { ada, grace, bob } = await roleKeeper(mock);
    await newPolicy(ada, allow("org:delete", "role:auditor"));
    const auditor = { name: "Auditor", permissions: ["members:read"] };

    expect(await grace.post(roles, { ...auditor, slug: "auditor" })).toMatchObject(aboveActor("org:delete"));
    expect(await grace.post(roles, auditor)).toMatchObject(aboveActor("org:delete"));
    expect(await bob.post(roles, auditor)).toMatchObject(aboveActor("policies:manage"));
    expect((await ada.post(roles, auditor)).status).toBe(201);
    expect((await grace.post(roles, { ...auditor, name: "Inspector" })).status).toBe(201);
  });

  test("is renamed from and to it by who could write the policy: updateRole is permission_above_actor for others", async () => {
    const mock = createMock();
    const { ada, bob, grace, bobId } = await roleKeeper(mock);
    const { id: contractor } = (await ada.post(roles, { name: "Contractor", permissions: ["members:read"] })).body;
    await give(ada, contractor, bobId);
    await newPolicy(ada, deny("members:read", "role:contractor"));
    const { id: other } = (await bob.post(roles, { name: "Other", permissions: ["members:read"] })).body;

    expect(await bob.patch(`${roles}/${contractor}`, { slug: "contractor-2" })).toMatchObject(aboveActor("policies:manage"));
    expect(await bob.patch(`${roles}/${other}`, { slug: "contractor" })).toMatchObject({ body: { code: "slug_taken" } });
    expect((await bob.get(`/v1/organizations/${orgId(mock, "acme")}/members`)).status).toBe(403);
    await newPolicy(ada, allow("org:delete", "role:finance"));
    expect(await grace.patch(`${roles}/${other}`, { slug: "finance" })).toMatchObject(aboveActor("org:delete"));
    // What does not touch the slug stays whose it was, and a denial is for whoever may write policies.
    expect((await bob.patch(`${roles}/${other}`, { name: "Others" })).status).toBe(200);
    expect((await grace.patch(`${roles}/${contractor}`, { slug: "freelancer" })).status).toBe(200);
  });

  test("is given by who could write the policy: assignRole is permission_above_actor for others", async () => {
    const mock = createMock();
    const { ada, bob, grace, bobId } = await roleKeeper(mock);
    const { id } = (await ada.post(roles, { name: "Finance", permissions: ["members:read"] })).body;
    await newPolicy(ada, allow("org:delete", "role:finance"));

    expect(await give(bob, id, bobId)).toMatchObject(aboveActor("policies:manage"));
    expect(await give(grace, id, bobId)).toMatchObject(aboveActor("org:delete"));
    expect((await give(environmentAtAcme(mock), id, bobId)).status).toBe(200);
  });

  test("is taken by who could write the policy: unassignRole is permission_above_actor for others", async () => {
    const mock = createMock();
    const { ada, bob, grace, bobId } = await roleKeeper(mock);
    const { id } = (await ada.post(roles, { name: "Contractor", permissions: ["members:read"] })).body;
    await give(ada, id, bobId);
    await newPolicy(ada, deny("members:read", "role:contractor"));
    const path = `${roles}/${id}/unassign?userId=${bobId}`;

    expect(await bob.delete(path)).toMatchObject(aboveActor("policies:manage"));
    expect((await grace.delete(path)).status).toBe(204);
  });

  test.each<[string, object]>([
    ["by a beginning", { subjects: ["role:aud*"] }],
    ["in a condition", { conditions: [{ type: "attribute", attribute: "subject.roles", operator: "includes", value: "auditor" }] }],
    [
      "in a condition inside others",
      {
        conditions: [
          {
            type: "any",
            conditions: [
              { type: "mfa" },
              { type: "not", condition: { type: "attribute", attribute: "subject.roles", operator: "includes_any", value: ["x", "auditor"] } },
            ],
          },
        ],
      },
    ],
    [
      "by what the question says",
      { conditions: [{ type: "attribute", attribute: "subject.roles", operator: "includes", valueFrom: "resource.attributes.role" }] },
    ],
  ])("is named %s too, and by a policy that is off", async (_, more) => {
    const mock = createMock();
    const { ada, grace } = await roleKeeper(mock);
    const policyId = await newPolicy(ada, { ...allow("org:delete"), ...more });
    await ada.patch(`/v1/policies/${policyId}`, { status: "disabled" });

    expect(await grace.post(roles, { name: "Auditor", permissions: ["members:read"] })).toMatchObject(aboveActor("org:delete"));
  });

  test("is no matter of policies about everybody", async () => {
    const mock = createMock();
    const { ada, grace } = await roleKeeper(mock);
    await newPolicy(ada, allow("org:delete", "role:*"));
    await newPolicy(ada, allow("org:delete", "role:owner", "*"));

    expect((await grace.post(roles, { name: "Auditor", permissions: ["members:read"] })).status).toBe(201);
  });
});
