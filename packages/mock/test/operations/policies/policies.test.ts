import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, userId } from "../../api.ts";
import { allow, atAcme, deny, environmentAtAcme, newPolicy } from "./at-acme.ts";

const unknownPolicy = `pol_${"0".repeat(26)}`;
const exportsWithMfa = {
  effect: "allow",
  actions: ["audit:export"],
  resources: ["audit_log:*"],
  subjects: ["role:member"],
  conditions: [{ type: "mfa" }, { type: "ip", ranges: ["203.0.113.0/24"] }],
} as const;

describe("createPolicy", () => {
  test("makes a policy that is in force, of what the caller holds", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;

    const answer = await ada.post("/v1/policies", { name: "Exports", description: "In the house only.", document: exportsWithMfa });

    const actor = { type: "user", id: userId(mock, "ada") };
    expect(answer).toMatchObject({
      status: 201,
      body: {
        organizationId: orgId(mock, "acme"),
        name: "Exports",
        description: "In the house only.",
        document: exportsWithMfa,
        status: "enabled",
        version: 1,
        createdBy: actor,
        updatedBy: actor,
        warnings: [],
      },
    });
    const { warnings: _, ...policy } = answer.body;
    expect(await ada.get(`/v1/policies/${policy.id}`)).toMatchObject({ status: 200, body: policy });
    expect(eventTypes(mock, since)).toEqual(["policy.created"]);
    expect(mock.events.at(-1)).toMatchObject({ target: { type: "policy", id: policy.id, version: 1 }, data: policy });
  });

  test("refuses a document with faults by the code policy_invalid, each fault with its place", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");

    const answer = await ada.post("/v1/policies", {
      name: "Wrong",
      document: { effect: "permit", actions: [], resources: ["document"], conditions: [{ type: "moon" }, { type: "ip", ranges: ["300.1.1.1"] }], extra: 1 },
    });

    expect(answer).toMatchObject({ status: 400, body: { code: "policy_invalid", detail: expect.stringContaining("Correct what `errors` names") } });
    expect(answer.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])).toEqual([
      ["/document/effect", "value_invalid"],
      ["/document/actions", "list_empty"],
      ["/document/resources/0", "value_invalid"],
      ["/document/conditions/0/type", "condition_unknown"],
      ["/document/conditions/1/ranges/0", "address_invalid"],
      ["/document/extra", "field_unknown"],
    ]);
  });

  test("tells what is wrong beside the document, and that the document is missing, as any operation does", async () => {
    const ada = await atAcme(createMock(), "ada");

    expect(await ada.post("/v1/policies", { name: "", document: exportsWithMfa })).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(await ada.post("/v1/policies", { name: "None" })).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/document", code: "required" }] },
    });
    expect(await ada.post("/v1/policies", { name: "Text", document: "allow" })).toMatchObject({
      status: 400,
      body: { code: "policy_invalid", errors: [{ pointer: "/document", code: "type_invalid" }] },
    });
  });

  test("takes what is hardly meant, and says so in warnings", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");

    const locked = await ada.post("/v1/policies", { name: "Locked", document: { effect: "deny", actions: ["*"], resources: ["*"] } });
    const shadowed = await ada.post("/v1/policies", { name: "Shadowed", document: allow("documents:read", "role:member") });

    expect(locked.status).toBe(201);
    expect(locked.body.warnings.map(({ code }: { code: string }) => code)).toEqual(["too_broad", "owner_not_bound"]);
    expect(shadowed.body.warnings).toMatchObject([{ severity: "warning", code: "shadowed", pointer: "" }]);
  });

  test("refuses to allow what the caller does not hold, by name and within a wildcard", async () => {
    const grace = await atAcme(createMock(), "grace");

    expect(await grace.post("/v1/policies", { name: "Money", document: allow("billing:manage") })).toMatchObject({
      status: 403,
      body: { code: "permission_above_actor", detail: "The caller does not hold billing:manage.", permissions: ["billing:manage"] },
    });
    expect(await grace.post("/v1/policies", { name: "Money", document: allow("billing:*") })).toMatchObject({
      status: 403,
      body: { code: "permission_above_actor", permissions: ["billing:manage"] },
    });
    expect(await grace.post("/v1/policies", { name: "All", document: allow("*:read") })).toMatchObject({ status: 201 });
  });

  test("lets only an owner allow everything, and nobody by a key", async () => {
    const mock = createMock();
    const [ada, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "grace")];
    const everything = allow("*", "role:member");

    expect(await grace.post("/v1/policies", { name: "All", document: everything })).toMatchObject({
      status: 403,
      body: { code: "permission_above_actor", detail: "Only an owner allows everything. Name the actions." },
    });
    expect(await ada.post("/v1/policies", { name: "All", document: everything })).toMatchObject({ status: 201 });
    expect(await environmentAtAcme(mock).post("/v1/policies", { name: "All", document: everything })).toMatchObject({ status: 201 });
  });

  test("refuses to allow by name what no policy can give, and warns of it within a wildcard", async () => {
    const ada = await atAcme(createMock(), "ada");

    expect(await ada.post("/v1/policies", { name: "Transfer", document: allow("org:transfer") })).toMatchObject({
      status: 400,
      body: {
        code: "policy_invalid",
        errors: [{ pointer: "/document/actions/0", code: "not_grantable", message: "No policy can give org:transfer. Leave it out." }],
      },
    });
    expect((await ada.post("/v1/policies", { name: "Users", document: allow("users:*", "role:member") })).body.warnings).toMatchObject([
      { code: "not_grantable", pointer: "/actions/0", message: "This opens nothing of users:manage, which no policy can give." },
    ]);
  });

  test("keeps to what the plan has room for, where limits are enforced", async () => {
    const mock = createMock({
      limits: "enforce",
      seed: { users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada", plan: "free" } } },
    });
    const ada = await atAcme(mock, "ada");
    for (let made = 0; made < 50; made += 1) await newPolicy(ada, deny(`documents:${made}`));

    expect(await ada.post("/v1/policies", { name: "More", document: deny("documents:more") })).toMatchObject({
      status: 402,
      body: { code: "limit_exceeded", detail: "The plan free has room for 50 policies." },
    });
    expect((await ada.get(`/v1/organizations/${orgId(mock, "acme")}/limits`)).body.policies).toEqual({ limit: 50, used: 50, remaining: 0 });
  });
});

describe("reading policies", () => {
  test("lists those of the organization, by status, effect, action and text, a page at a time", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const first = await newPolicy(ada, deny("documents:export"), "First");
    const second = await newPolicy(ada, allow("documents:*"), "Second");
    await ada.patch(`/v1/policies/${second}`, { status: "disabled" });
    const found = async (query: string): Promise<string[]> => (await ada.get(`/v1/policies?${query}`)).body.data.map(({ id }: { id: string }) => id);

    expect(await found("")).toEqual([first, second]);
    expect(await found("sort=-name")).toEqual([second, first]);
    expect(await found("status=disabled")).toEqual([second]);
    expect(await found("effect=deny")).toEqual([first]);
    expect(await found("action=documents:export")).toEqual([first, second]);
    expect(await found("action=documents:read")).toEqual([second]);
    expect(await found("q=fir")).toEqual([first]);
    const page = await ada.get("/v1/policies?pageSize=1");
    expect(page.body.data).toHaveLength(1);
    expect((await ada.get(`/v1/policies?pageSize=1&cursor=${page.body.nextCursor}`)).body.data[0].id).toBe(second);
  });

  test("finds none of another organization", async () => {
    const mock = createMock();
    const policyId = await newPolicy(await atAcme(mock, "ada"), deny("documents:export"));
    const olga = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "globex") });

    expect((await olga.get("/v1/policies")).body.data).toEqual([]);
    for (const answer of [
      await olga.get(`/v1/policies/${policyId}`),
      await olga.patch(`/v1/policies/${policyId}`, { name: "Mine" }),
      await olga.delete(`/v1/policies/${policyId}`),
      await olga.get(`/v1/policies/${policyId}/versions`),
      await olga.get(`/v1/policies/${policyId}/versions/1`),
      await olga.post(`/v1/policies/${policyId}/rollback`, { version: 1 }),
      await olga.get(`/v1/policies/${unknownPolicy}`),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found", detail: expect.stringContaining("Check the id") } });
  });
});

describe("updatePolicy and deletePolicy", () => {
  test("make a new version, told with what changed, and nothing for what is the same", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const policyId = await newPolicy(ada, deny("documents:export"));
    const since = mock.events.length;

    const changed = await ada.patch(`/v1/policies/${policyId}`, { name: "Renamed", document: deny("documents:read") });
    const same = await ada.patch(`/v1/policies/${policyId}`, { name: "Renamed" });

    expect(changed).toMatchObject({ status: 200, body: { version: 2, name: "Renamed", document: { actions: ["documents:read"] } } });
    expect(same.body.version).toBe(2);
    expect(eventTypes(mock, since)).toEqual(["policy.updated"]);
    expect(mock.events.at(-1)!["changes"]).toMatchObject({
      name: { before: "Policy", after: "Renamed" },
      document: { before: { actions: ["documents:export"] } },
    });
  });

  test("heed If-Match", async () => {
    const ada = await atAcme(createMock(), "ada");
    const policyId = await newPolicy(ada, deny("documents:export"));
    await ada.patch(`/v1/policies/${policyId}`, { name: "Second" });

    expect(await ada.patch(`/v1/policies/${policyId}`, { name: "Third" }, { "if-match": '"1"' })).toMatchObject({
      status: 412,
      body: { code: "precondition_failed" },
    });
    expect((await ada.delete(`/v1/policies/${policyId}`, { "if-match": '"2"' })).status).toBe(204);
    expect((await ada.get(`/v1/policies/${policyId}`)).status).toBe(404);
  });

  test("ask for all that a policy allows, before and after", async () => {
    const mock = createMock();
    const [ada, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "grace")];
    const money = await newPolicy(ada, allow("billing:manage", "role:member"));
    const harmless = await newPolicy(grace, allow("documents:read"));
    const above = { status: 403, body: { code: "permission_above_actor", permissions: ["billing:manage"] } };

    expect(await grace.patch(`/v1/policies/${money}`, { status: "disabled" })).toMatchObject(above);
    expect(await grace.delete(`/v1/policies/${money}`)).toMatchObject(above);
    expect(await grace.patch(`/v1/policies/${harmless}`, { document: allow("billing:manage") })).toMatchObject(above);
    expect((await ada.delete(`/v1/policies/${money}`)).status).toBe(204);
  });

  test("refuse a new document with faults", async () => {
    const ada = await atAcme(createMock(), "ada");
    const policyId = await newPolicy(ada, deny("documents:export"));

    expect(await ada.patch(`/v1/policies/${policyId}`, { document: { ...deny("documents:export"), priority: 1_001 } })).toMatchObject({
      status: 400,
      body: { code: "policy_invalid", errors: [{ pointer: "/document/priority", code: "value_invalid" }] },
    });
  });
});

describe("versions", () => {
  test("are kept from the first, and any of them comes back as a new one", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const policyId = await newPolicy(ada, deny("documents:export"));
    await ada.patch(`/v1/policies/${policyId}`, { name: "Reading", document: deny("documents:read") });
    const since = mock.events.length;

    const back = await ada.post(`/v1/policies/${policyId}/rollback`, { version: 1 });

    expect(back).toMatchObject({ status: 200, body: { version: 3, name: "Reading", document: { actions: ["documents:export"] } } });
    const versions = (await ada.get(`/v1/policies/${policyId}/versions`)).body.data;
    expect(versions.map(({ version, document }: { version: number; document: { actions: string[] } }) => [version, document.actions[0]])).toEqual([
      [3, "documents:export"],
      [2, "documents:read"],
      [1, "documents:export"],
    ]);
    expect((await ada.get(`/v1/policies/${policyId}/versions/2`)).body).toEqual(versions[1]);
    expect(eventTypes(mock, since)).toEqual(["policy.rolled_back"]);
  });

  test("that never were are not found", async () => {
    const ada = await atAcme(createMock(), "ada");
    const policyId = await newPolicy(ada, deny("documents:export"));
    const unknown = { status: 404, body: { code: "version_not_found", detail: "Choose one that listPolicyVersions answers." } };

    expect(await ada.get(`/v1/policies/${policyId}/versions/2`)).toMatchObject(unknown);
    expect(await ada.post(`/v1/policies/${policyId}/rollback`, { version: 2 })).toMatchObject(unknown);
  });

  test("are not rolled back to by whoever does not hold what they allowed", async () => {
    const mock = createMock();
    const [ada, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "grace")];
    const policyId = await newPolicy(ada, allow("billing:manage", "role:member"));
    await ada.patch(`/v1/policies/${policyId}`, { document: allow("documents:read") });

    expect(await grace.post(`/v1/policies/${policyId}/rollback`, { version: 1 })).toMatchObject({ status: 403, body: { code: "permission_above_actor" } });
  });

  test("go with their policy", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const policyId = await newPolicy(ada, deny("documents:export"));
    await ada.delete(`/v1/policies/${policyId}`);

    expect((await ada.get(`/v1/policies/${policyId}/versions/1`)).status).toBe(404);
    expect((await asEnvironment(mock).delete(`/v1/organizations/${orgId(mock, "acme")}`)).status).toBe(202);
  });
});

describe("validatePolicy", () => {
  test("says what createPolicy would, and makes nothing", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;

    const faults = await ada.post("/v1/policies/validate", { document: { effect: "allow" } });
    const warnings = await ada.post("/v1/policies/validate", { document: deny("*") });
    const fine = await ada.post("/v1/policies/validate", { document: exportsWithMfa });

    expect(faults.body).toMatchObject({
      valid: false,
      diagnostics: [{ severity: "error", code: "field_required", pointer: "/actions" }, { pointer: "/resources" }],
    });
    expect(warnings.body).toMatchObject({ valid: true, diagnostics: [{ severity: "warning", code: "too_broad" }, { code: "owner_not_bound" }] });
    expect(fine.body).toEqual({ valid: true, diagnostics: [] });
    expect((await ada.get("/v1/policies")).body.data).toEqual([]);
    expect(eventTypes(mock, since)).toEqual([]);
  });
});
