import { expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, orgId, userId, type Api } from "../../api.ts";
import { allow, atAcme, deny, environmentAtAcme, newPolicy } from "./at-acme.ts";

const templates = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}/email/templates`;

async function keyOf(mock: Mock, maker: Api, ...scopes: string[]): Promise<Api> {
  const { body } = await maker.post(`/v1/organizations/${orgId(mock, "acme")}/api-keys`, { name: "Key", scopes });
  return api(mock, { as: body.secret });
}

// A person who was denied something made a key with that scope, and had it.
test("a key is denied what policies deny whoever made it, by person and by role, and answers so when asked", async () => {
  const mock = createMock();
  const [ada, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "grace")];
  const [ofGrace, ofAda] = [await keyOf(mock, grace, "email:read", "policies:evaluate"), await keyOf(mock, ada, "email:read", "policies:evaluate")];
  expect((await ofGrace.get(templates(mock))).status).toBe(200);
  const byPerson = await newPolicy(ada, deny("email:read", `user:${userId(mock, "grace")}`));

  expect(await ofGrace.get(templates(mock))).toMatchObject({ status: 403, body: { code: "permission_denied", reason: "policy_deny", policyIds: [byPerson] } });
  expect((await ofGrace.post("/v1/policies/evaluate", { action: "email:read", resource: { type: "email_template" } })).body).toMatchObject({
    decision: "deny",
    reason: "policy_deny",
    matched: [{ policyId: byPerson }],
  });
  expect((await ofAda.get(templates(mock))).status).toBe(200);
  await ada.delete(`/v1/policies/${byPerson}`);
  await newPolicy(ada, deny("email:read", "role:admin"));
  expect((await ofGrace.get(templates(mock))).status).toBe(403);
  expect((await ofAda.get(templates(mock))).status).toBe(200);
});

test("what is denied to whoever made a key, no policy allows the key", async () => {
  const mock = createMock();
  const [ada, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "grace")];
  const key = await keyOf(mock, grace, "email:read");
  await newPolicy(ada, deny("email:read", "role:admin"));
  await newPolicy(ada, { ...allow("email:read", "api_key:*"), priority: 1_000 });

  expect((await key.get(templates(mock))).status).toBe(403);
});

test("a key of the environment has no maker, and is judged as itself", async () => {
  const mock = createMock();
  const key = await keyOf(mock, environmentAtAcme(mock), "email:read");
  await newPolicy(await atAcme(mock, "ada"), deny("email:read", "user:*", "role:*"));

  expect((await key.get(templates(mock))).status).toBe(200);
  await newPolicy(await atAcme(mock, "ada"), deny("email:read", "api_key:*"));
  expect((await key.get(templates(mock))).status).toBe(403);
});
