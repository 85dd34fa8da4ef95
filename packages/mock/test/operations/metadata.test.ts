import fc from "fast-check";
import { expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, userId } from "../api.ts";

const keys = (prefix: string, count: number): Record<string, number> => Object.fromEntries(Array.from({ length: count }, (_, index) => [prefix + index, 1]));

const places: readonly (readonly [where: string, path: (mock: Mock) => string, field: string])[] = [
  ["a user's public metadata", (mock) => `/v1/users/${userId(mock, "bob")}`, "publicMetadata"],
  ["a user's private metadata", (mock) => `/v1/users/${userId(mock, "bob")}`, "privateMetadata"],
  ["an organization's public metadata", (mock) => `/v1/organizations/${orgId(mock, "acme")}`, "publicMetadata"],
  ["an organization's private metadata", (mock) => `/v1/organizations/${orgId(mock, "acme")}`, "privateMetadata"],
  ["the environment's metadata", () => "/v1/environment", "publicMetadata"],
];

// Two changes of thirty keys each were merged to sixty: a 500 that stood, and every list that showed the row was one too.
test.each(places)("%s has at most 50 keys after a merge, and a change that exceeds them leaves no trace", async (_, path, field) => {
  const mock = createMock();
  const key = asEnvironment(mock);
  const kept = (await key.patch(path(mock), { [field]: keys("a", 30) })).body;
  const events = mock.events.length;
  expect(await key.patch(path(mock), { [field]: keys("b", 30) })).toMatchObject({
    status: 400,
    body: {
      code: "validation_failed",
      errors: [{ pointer: `/${field}`, code: "maxProperties", message: `${field} must have at most 50 keys, those that it has already included` }],
    },
  });
  expect((await key.get(path(mock))).body).toEqual(kept);
  expect(mock.events).toHaveLength(events);
  // What a change removes makes room for what it adds.
  const removed = Object.fromEntries(Object.keys(keys("a", 25)).map((name) => [name, null]));
  const swapped = await key.patch(path(mock), { [field]: { ...keys("b", 25), ...removed } });
  expect(Object.keys(swapped.body[field] as object)).toHaveLength(30);
});

// Nested objects grew by every change, without an end.
test.each(places)("%s holds at most 32 KiB of JSON, counted in bytes after the merge", async (_, path, field) => {
  const mock = createMock();
  const key = asEnvironment(mock);
  expect((await key.patch(path(mock), { [field]: { notes: { first: "é".repeat(10_000) } } })).status).toBe(200);
  expect(await key.patch(path(mock), { [field]: { notes: { second: "é".repeat(10_000) } } })).toMatchObject({
    status: 400,
    body: { code: "validation_failed", errors: [{ pointer: `/${field}`, code: "too_large", message: expect.stringContaining("at most 32 KiB") }] },
  });
  expect(Object.keys((await key.get(path(mock))).body[field].notes as object)).toEqual(["first"]);
});

test("metadata that is too large is refused where something is created too", async () => {
  const mock = createMock();
  const key = asEnvironment(mock);
  const publicMetadata = { note: "x".repeat(33_000) };
  const ada = await signedIn(mock, "ada");
  const refusal = { status: 400, body: { code: "validation_failed", errors: [{ pointer: "/publicMetadata", code: "too_large" }] } };
  expect(await key.post("/v1/users", { email: "zoe@acme.test", publicMetadata })).toMatchObject(refusal);
  expect(await ada.post("/v1/organizations", { name: "Large", publicMetadata })).toMatchObject(refusal);
  expect(await api(mock).post("/v1/auth/sign-up", { email: "zoe@acme.test", password: "correct horse battery", publicMetadata })).toMatchObject(refusal);
  const imported = await key.post("/v1/users/import", { users: [{ email: "zoe@acme.test", publicMetadata }] });
  expect(imported.body).toMatchObject({ created: 0, failed: 1, results: [{ error: { code: "validation_failed" } }] });
  expect((await key.get("/v1/users?email=zoe@acme.test")).body.data).toEqual([]);
});

test("however metadata is changed, what is kept keeps to the description, and no answer is a server error", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string({ maxLength: 3 }), fc.oneof(fc.constant(null), fc.jsonValue({ maxDepth: 2 }), fc.integer()), { maxKeys: 40 }), {
        maxLength: 6,
      }),
      async (patches) => {
        const key = asEnvironment(createMock());
        for (const publicMetadata of patches) {
          const before = (await key.get("/v1/environment")).body;
          const answer = await key.patch("/v1/environment", { publicMetadata });
          const after = (await key.get("/v1/environment")).body;
          expect([200, 400]).toContain(answer.status);
          if (answer.status === 400) expect(after).toEqual(before);
          expect(Object.keys(after.publicMetadata as object).length).toBeLessThanOrEqual(50);
        }
      },
    ),
    { numRuns: 25 },
  );
});
