import { expect, test } from "vitest";
import { api, signedIn } from "../api.ts";
import { served, type Served } from "./served.ts";

async function lastRequest({ control }: Served): Promise<Awaited<ReturnType<typeof control.listRequests>>["data"][number]> {
  return (await control.listRequests({ limit: 1 })).data[0]!;
}

test("a refusal tells the caller, what was asked for and what the caller is instead", async () => {
  const world = await served();
  const organization = world.mock.seed.organizations["acme"]!.id;
  const vera = await signedIn(world.mock, "vera");
  await vera.patch(`/v1/organizations/${organization}`, { name: "Mine" });
  expect(await lastRequest(world)).toMatchObject({
    operationId: "updateOrganization",
    status: 403,
    code: "permission_denied",
    detail: "The caller lacks the permission org:update.",
    caller: { kind: "user", id: world.mock.seed.users["vera"]!.id, label: "vera@acme.test" },
    arms: [{ arm: "the permission org:update", granted: false, because: "the caller is viewer there" }],
  });
});

test.for([
  ["olga", "the caller is no member there"],
  ["nobody", "the caller came with no credential"],
])("%s is refused with the reason: %s", async ([person, because]) => {
  const world = await served();
  const organization = world.mock.seed.organizations["acme"]!.id;
  const caller = person === "nobody" ? api(world.mock) : await signedIn(world.mock, person!);
  await caller.patch(`/v1/organizations/${organization}`, { name: "Mine" });
  expect((await lastRequest(world)).arms).toEqual([{ arm: "the permission org:update", granted: false, because }]);
});

test("a key is refused for a scope that it does not have, and for a kind that the operation does not take", async () => {
  const world = await served({
    seed: {
      users: { ada: { email: "ada@acme.test" } },
      organizations: { acme: { owner: "ada" } },
      apiKeys: { ci: { organization: "acme", scopes: ["org:read"] } },
    },
  });
  const { mock } = world;
  const ci = api(mock, { as: mock.seed.apiKeys["ci"]!.secret });
  await ci.patch(`/v1/organizations/${mock.seed.organizations["acme"]!.id}`, { name: "Mine" });
  expect(await lastRequest(world)).toMatchObject({
    caller: { kind: "organization", label: "ci" },
    arms: [{ granted: false, because: "the scopes of the key do not have it" }],
  });
  await ci.get("/v1/users/me");
  expect(await lastRequest(world)).toMatchObject({
    code: "permission_denied",
    arms: [{ granted: false, because: "the caller came with an organization key, which this operation does not take" }],
  });
});

test("something that is not there for a caller who may is told as allowed", async () => {
  const world = await served();
  const organization = world.mock.seed.organizations["acme"]!.id;
  const ada = await signedIn(world.mock, "ada");
  await ada.get(`/v1/organizations/${organization}/members/usr_00000000000000000000000000`);
  expect(await lastRequest(world)).toMatchObject({ status: 404, arms: expect.arrayContaining([expect.objectContaining({ granted: true })]) });
});

test("a credential that is no good has an unknown caller, and a success has no reason", async () => {
  const world = await served();
  await api(world.mock, { as: "nonsense" }).get("/v1/users/me");
  expect(await lastRequest(world)).toMatchObject({ code: "access_token_invalid", detail: expect.any(String), caller: { kind: "unknown", id: null }, arms: [] });
  await api(world.mock).get("/v1/health");
  const success = await lastRequest(world);
  expect(success).toMatchObject({ status: 200, code: null, detail: null, caller: { kind: "anonymous", id: null, label: null }, arms: [] });
  expect(success.durationMs).toBeGreaterThan(0);
});
