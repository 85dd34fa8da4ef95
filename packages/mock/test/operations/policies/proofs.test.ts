import type { PolicyDocument } from "@plinto/spec";
import { expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, orgId, signedIn, userId } from "../../api.ts";
import { allow, atAcme, deny, environmentAtAcme, newPolicy } from "./at-acme.ts";

const members = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}/members`;

function freshFor(maxSeconds: number): Pick<PolicyDocument, "conditions"> {
  return { conditions: [{ type: "not", condition: { type: "authentication_age", maxSeconds } }] };
}

// With an age of 0 a step-up was asked for after each step-up.
test("an age that no proof can have is refused, and one second is met right after a step-up", async () => {
  const mock = createMock({ clock: "virtual" });
  const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];

  expect(await ada.post("/v1/policies", { name: "Never", document: { ...deny("members:read", "role:member"), ...freshFor(0) } })).toMatchObject({
    status: 400,
    body: { code: "policy_invalid", errors: [{ pointer: "/document/conditions/0/condition/maxSeconds" }] },
  });
  await newPolicy(ada, { ...deny("members:read", "role:member"), ...freshFor(1) });
  await mock.clock.advance("2s");
  expect(await bob.get(members(mock))).toMatchObject({ body: { code: "step_up_required", challenge: { maxAgeSeconds: 1 } } });
  const { body } = await bob.post("/v1/auth/step-up", { method: "password", password: "plinto-demo" });
  expect((await api(mock, { as: body.accessToken }).get(members(mock))).status).toBe(200);
});

test("the newest proof of a session counts, whichever of its tokens is presented", async () => {
  const mock = createMock({ clock: "virtual" });
  const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
  await newPolicy(ada, { ...deny("members:read", "role:member"), ...freshFor(60) });
  await mock.clock.advance("2m");
  expect((await bob.get(members(mock))).status).toBe(403);

  await bob.post("/v1/auth/step-up", { method: "password", password: "plinto-demo" });

  expect((await bob.get(members(mock))).status).toBe(200);
});

// Support that acts as somebody met by the act what was to be proved by the person herself.
test("whoever impersonates proves nothing of the person: an age and a second factor cannot be told", async () => {
  const mock = createMock();
  const ada = await atAcme(mock, "ada");
  const root = await signedIn(mock, "root");
  const { body } = await root.post(`/v1/users/${userId(mock, "bob")}/impersonate`, { reason: "Ticket 4711", durationSeconds: 600 });
  const support = api(mock, { as: body.accessToken, organization: orgId(mock, "acme") });
  expect((await support.get(members(mock))).status).toBe(200);
  await newPolicy(ada, { ...allow("audit:export"), conditions: [{ type: "authentication_age", maxSeconds: 300 }] });
  await newPolicy(ada, { ...allow("documents:read"), conditions: [{ type: "not", condition: { type: "mfa" } }] });
  const byAge = await newPolicy(ada, { ...deny("members:read"), ...freshFor(300) });

  expect(await support.get(members(mock))).toMatchObject({
    status: 403,
    body: { code: "permission_denied", reason: "policy_deny_undetermined", policyIds: [byAge] },
  });
  expect((await support.post("/v1/audit-logs/export", { format: "json" })).status).toBe(403);
  const asked = async (action: string): Promise<string> =>
    (await support.post("/v1/policies/evaluate", { action, resource: { type: "document" } })).body.decision as string;
  expect([await asked("audit:export"), await asked("documents:read")]).toEqual(["deny", "deny"]);
  // Bob himself has just signed in.
  expect((await (await atAcme(mock, "bob")).get(members(mock))).status).toBe(200);
});

// A moment in the year 10000 is none in RFC 3339, and breaks whoever reads it.
test("an answer that holds beyond the year 9999 has no end", async () => {
  const mock = createMock();
  const ada = await atAcme(mock, "ada");
  await newPolicy(environmentAtAcme(mock), { ...allow("documents:read"), conditions: [{ type: "time_window", timeZone: "UTC" }] });
  const until = async (time: string): Promise<string | null> =>
    (await ada.post("/v1/policies/evaluate", { action: "documents:read", resource: { type: "document" }, request: { time } })).body.validUntil;

  expect(await until("9999-12-31T23:59:59Z")).toBeNull();
  expect(await until("9999-12-30T23:59:59Z")).toBe("9999-12-31T00:00:00.000Z");
});
