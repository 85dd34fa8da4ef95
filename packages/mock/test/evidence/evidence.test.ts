import { expect, test } from "vitest";
import { createMock, defineSeed, type Mock, type OperationEvidence } from "../../src/index.ts";
import { api, signedIn } from "../api.ts";

const people = defineSeed({
  users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" }, olga: { email: "olga@globex.test" }, sue: { email: "sue@plinto.test" } },
  organizations: { acme: { owner: "ada", members: { bob: "admin", sue: "owner" } }, globex: { owner: "olga", members: { sue: "viewer" } } },
  apiKeys: {
    reader: { organization: "acme", createdBy: "ada", scopes: ["org:read"] },
    old: { organization: "acme", createdBy: "ada", scopes: ["org:read"], expiresInSeconds: 60 },
    gone: { organization: "acme", createdBy: "ada", scopes: ["org:read"], revokedAt: "2030-01-01T00:01:00.000Z" },
  },
});

async function begin(): Promise<Mock<typeof people>> {
  const mock = createMock({ clock: "virtual", seed: people });
  await mock.clock.advance("2m");
  return mock;
}

function evidenceOf(mock: Pick<Mock, "evidence">, operationId: string): OperationEvidence | undefined {
  return mock.evidence().find((one) => one.operationId === operationId);
}

test("an operation that nobody called has no evidence", async () => {
  expect((await begin()).evidence()).toEqual([]);
});

test("a success proves that an operation is served and that both ways fit the description", async () => {
  const mock = await begin();
  const { id } = mock.seed.organizations.acme;
  await (await signedIn(mock, "ada")).get(`/v1/organizations/${id}`);
  expect(evidenceOf(mock, "getOrganization")).toEqual({ operationId: "getOrganization", marks: ["served", "validated"], events: [], codes: [] });
});

test("where answers are not validated a success does not prove that they fit", async () => {
  const mock = createMock({ validateResponses: false });
  await api(mock).get("/v1/health");
  expect(evidenceOf(mock, "getHealth")?.marks).toEqual(["served"]);
});

test("each refusal proves what it was refused for", async () => {
  const mock = await begin();
  const { acme } = mock.seed.organizations;
  const { reader, old, gone } = mock.seed.apiKeys;
  const members = `/v1/organizations/${acme.id}/members`;
  const remove = `${members}/${mock.seed.users.sue.id}`;
  const marks = (): readonly string[] => evidenceOf(mock, "removeMember")?.marks ?? [];

  await api(mock).delete(remove);
  expect(marks()).toEqual(["denied.none"]);
  await api(mock, { as: old.secret }).delete(remove);
  expect(marks()).toContain("denied.expired");
  await api(mock, { as: gone.secret }).delete(remove);
  expect(marks()).toContain("denied.revoked");
  await (await signedIn(mock, "olga")).delete(remove);
  expect(marks()).toContain("denied.wrong_tenant");
  await api(mock, { as: reader.secret }).delete(`${members}/${mock.seed.users.bob.id}`);
  expect(marks()).toContain("denied.wrong_scope");
  expect(marks()).not.toContain("denied.shared_user");
  await (await signedIn(mock, "bob")).delete(remove);
  expect(marks()).toContain("denied.shared_user");
  expect(marks()).not.toContain("served");
  expect(evidenceOf(mock, "removeMember")?.codes).toEqual([
    "api_key_expired",
    "api_key_revoked",
    "cannot_act_on_higher_role",
    "not_found",
    "permission_denied",
    "unauthenticated",
  ]);
});

test("a member without the permission proves that it is asked for", async () => {
  const mock = await begin();
  await (await signedIn(mock, "bob")).delete(`/v1/organizations/${mock.seed.organizations.acme.id}`);
  expect(evidenceOf(mock, "deleteOrganization")?.marks).toEqual(["denied.missing_permission"]);
});

test("a 404 for something of one's own organization is no proof about tenants", async () => {
  const mock = await begin();
  await (await signedIn(mock, "ada")).get(`/v1/organizations/${mock.seed.organizations.acme.id}/members/${mock.seed.users.olga.id}`);
  expect(evidenceOf(mock, "getMember")?.marks).toEqual([]);
});

test("an operation has emitted what it declares once every type was seen, over several calls", async () => {
  const mock = await begin();
  const owner = await signedIn(mock, "ada");
  const members = `/v1/organizations/${mock.seed.organizations.acme.id}/members`;
  await owner.post(`${members}/${mock.seed.users.bob.id}/suspend`, {});
  const suspended = evidenceOf(mock, "suspendMember");
  expect(suspended?.marks).toContain("emits");
  expect(suspended?.events).toEqual(["member.suspended"]);
});

test("what a fault struck proves nothing, neither an answer nor an event that was lost with it", async () => {
  const mock = await begin();
  const owner = await signedIn(mock, "ada");
  mock.faults.add({ operation: "createOrganization", drop: "after", times: 1 });
  await expect(owner.post("/v1/organizations", { name: "Labs" })).rejects.toThrow("the connection was dropped");
  expect(mock.requests.at(-1)).toMatchObject({ operationId: "createOrganization", faulted: true, proves: [] });
  expect(evidenceOf(mock, "createOrganization")).toBeUndefined();
});

test("a reset forgets the evidence, and a fork begins without any", async () => {
  const mock = await begin();
  await api(mock).get("/v1/health");
  expect(mock.fork().evidence()).toEqual([]);
  await mock.reset();
  expect(mock.evidence()).toEqual([]);
});

test("evidence outlives the requests that it comes from", async () => {
  const mock = await begin();
  await api(mock).get("/v1/version");
  for (let call = 0; call < 2100; call++) await api(mock).get("/v1/health");
  expect(mock.requests.some(({ operationId }) => operationId === "getVersion")).toBe(false);
  expect(evidenceOf(mock, "getVersion")?.marks).toEqual(["served", "validated"]);
});
