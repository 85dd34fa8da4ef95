import { expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { allow, deny, environmentAtAcme, newPolicy } from "./at-acme.ts";

// Bundles of one millisecond could not be told apart, so that the one before a deny passed for the newest.
test("each change of policies or roles counts, also several in one millisecond", async () => {
  const mock = createMock({ clock: "virtual" });
  const environment = environmentAtAcme(mock);
  const bundle = async (): Promise<{ sequence: number; generatedAt: string }> => (await environment.get("/v1/policies/bundle")).body;
  const roles = "/v1/policies/roles";
  const sequences = [await bundle()];
  const policy = await newPolicy(environment, deny("documents:read"));
  sequences.push(await bundle());
  await environment.patch(`/v1/policies/${policy}`, { document: allow("documents:read") });
  sequences.push(await bundle());
  await environment.delete(`/v1/policies/${policy}`);
  sequences.push(await bundle());
  const role = await environment.post(roles, { slug: "auditor", name: "Auditor", permissions: ["audit:read"] });
  expect(role.status).toBe(201);
  sequences.push(await bundle());
  await environment.patch(`${roles}/${role.body.id}`, { name: "Reviewer" });
  sequences.push(await bundle());
  await environment.delete(`${roles}/${role.body.id}`);
  sequences.push(await bundle());
  const first = sequences[0]!.sequence;
  expect(sequences.map(({ sequence }) => sequence - first)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(new Set(sequences.slice(1).map(({ generatedAt }) => generatedAt)).size).toBe(1);
});

test("asking changes no count, and neither does the same state in a fork", async () => {
  const mock = createMock({ clock: "virtual" });
  const environment = environmentAtAcme(mock);
  await newPolicy(environment, deny("documents:read"));
  const { body } = await environment.get("/v1/policies/bundle");
  expect((await environment.get("/v1/policies/bundle")).body).toEqual(body);
  expect((await environmentAtAcme(mock.fork()).get("/v1/policies/bundle")).body).toEqual(body);
});
